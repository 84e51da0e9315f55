# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of answers that the platform and the agent share."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse, Response

from ...refusal import Refused, is_malformed_json, refuse, sentences
from ...world import World

_TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 415: "Unsupported Media Type"}


def said(sentence: str, code: int = 200) -> Response:
    """The usual answer of a mutation."""
    return JSONResponse({"status": sentence}, code)


def problem(status: int, detail: str) -> Response:
    """What the framework of the product refuses: a problem document."""
    return JSONResponse({"type": "about:blank", "title": _TITLES.get(status, "Error"), "detail": detail, "status": status}, status)


def invalid(world: World, errors: list[dict[str, Any]]) -> Response:
    return problem(400, "Request body is not valid JSON" if is_malformed_json(errors) else "; ".join(sentences(errors)))


def missing(world: World, what: str) -> Refused:
    """The refusal of a call on something that does not exist."""
    style = world.variants["missing_resource"]
    if style == "404_empty":
        return refuse(404)
    return refuse(200 if style == "200_error" else 404, {"error": f"{what} not found"})


def conflict(world: World, what: str) -> Refused:
    """The refusal of creating a connection that exists."""
    code = {"409": 409, "400_error": 400, "200_error": 200}[str(world.variants["existing_connection"])]
    return refuse(code, {"error": f"{what} already exists"})


def shown_password(password: str, style: object) -> dict[str, str]:
    """The password field of an answer, or none."""
    if style == "absent":
        return {}
    return {"password": "********" if style == "masked" and password else password}
