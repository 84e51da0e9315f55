# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusing a request the way its system would."""

from __future__ import annotations

from typing import Any, Optional

from fastapi.responses import JSONResponse, Response


class Refused(Exception):
    """Raised anywhere below a route; carries the whole answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


def refuse(status: int, body: Any = None, headers: Optional[dict[str, str]] = None) -> Refused:
    """The exception for this status and JSON body; no body at all without one."""
    return Refused(Response(status_code=status, headers=headers) if body is None else JSONResponse(body, status, headers))


def sentences(errors: list[dict[str, Any]]) -> list[str]:
    """Validation errors as text, without the values that were sent."""
    return [f"{'.'.join(str(part) for part in error['loc'][1:]) or error['loc'][0]}: {error['msg']}" for error in errors]


def is_malformed_json(errors: list[dict[str, Any]]) -> bool:
    return any(error["type"] == "json_invalid" for error in errors)
