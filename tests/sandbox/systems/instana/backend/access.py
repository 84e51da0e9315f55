# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call the backend, and how often."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, Optional

from fastapi import APIRouter, Depends, HTTPException, Security
from fastapi.security import APIKeyHeader

from ....refusal import refuse
from ....strict import declared_only
from ....world import TheWorld, World

_header = APIKeyHeader(name="authorization", scheme_name="ApiKeyAuth", description="apiToken <token>", auto_error=False)


async def permitted(world: TheWorld, header: Annotated[Optional[str], Security(_header)]) -> None:
    """A dependency: a valid token with calls left in this hour."""
    if not hmac.compare_digest((header or "").encode(), f"apiToken {world.credentials.instana_token}".encode()):
        raise HTTPException(401, "Invalid API token")
    world.instana.count_call()
    if world.instana.rate(int(world.variants["instana_rate_limit"]))["remaining"] < 0:
        raise refuse(429, {"errors": ["API rate limit exceeded"]})


_FORBIDDEN = {
    "error": {"error": "Forbidden", "message": "The API token lacks a permission"},
    "errors": {"errors": ["The API token lacks a permission"]},
    "empty": None,
}


def _holding(permission: str) -> Callable[[World], Awaitable[None]]:
    """A dependency: a token that has this permission."""

    async def check(world: TheWorld) -> None:
        if world.variants["instana_lacking_permission"] == permission:
            raise refuse(403, _FORBIDDEN[str(world.variants["instana_forbidden_body"])])

    return check


def guarded(prefix: str, permission: str = "Default") -> APIRouter:
    """A router whose calls need a token, and this permission unless every token has it."""
    return APIRouter(prefix=f"/api{prefix}", dependencies=[Depends(permitted), Depends(_holding(permission)), Depends(declared_only)])


def rate_headers(world: World) -> dict[str, str]:
    rate = world.instana.rate(int(world.variants["instana_rate_limit"]))
    return {
        "x-ratelimit-limit": str(rate["limit"]),
        "x-ratelimit-remaining": str(max(0, rate["remaining"])),
        "x-ratelimit-reset": str(rate["reset"]),
    }
