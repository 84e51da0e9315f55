# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checking a token."""

from __future__ import annotations

from fastapi.responses import JSONResponse, Response

from .access import guarded

router = guarded("/auth")


@router.get("", summary="Check the token")
async def check() -> Response:
    return JSONResponse({"message": "Authenticated as user 0a1b2c3d"})
