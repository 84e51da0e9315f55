# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checking a token."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse, Response

from ...world import TheWorld
from .access import guarded

router = guarded("/auth")

_BODIES: dict[str, Any] = {"message": {"message": "Authenticated as user 0a1b2c3d"}, "user": {"user_id": "0a1b2c3d"}, "empty": {}}


@router.get("", summary="Check the token")
async def check(world: TheWorld) -> Response:
    return JSONResponse(_BODIES[str(world.variants["auth_body"])])
