# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusing what a route does not declare: bodies, query parameters, content types."""

from __future__ import annotations

from typing import Any

from fastapi import HTTPException, Request
from pydantic import BaseModel, ConfigDict

BODY = "sandbox.body"  # where the recorder leaves the bytes of the request in the scope


class Strict(BaseModel):
    """Base of every request model: no unknown fields, no coercion."""

    model_config = ConfigDict(extra="forbid", strict=True)


async def declared_only(request: Request) -> None:
    """A dependency of every vendor router, after its authentication."""
    route = request.scope["route"]
    if route.body_field is None:
        if request.scope[BODY]:
            raise HTTPException(400, "this call takes no body")
    elif request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "Content-Type must be application/json")
    if request.scope["query_string"]:
        unknown = set(request.query_params) - _query_names(route.dependant)
        if unknown:
            raise HTTPException(400, f"unknown query parameters: {', '.join(sorted(unknown))}")


def _query_names(dependant: Any) -> set[str]:
    names = {param.alias for param in dependant.query_params}
    return names.union(*(_query_names(child) for child in dependant.dependencies))
