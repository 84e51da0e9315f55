# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which endpoints there are, who has ever been answered by them, and what was asked of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute

from ..registry import SYSTEMS
from ..world import TheWorld

router = APIRouter()


@router.get("/endpoints", summary="Every endpoint, and the clients that it ever answered; a reset does not forget them")
async def endpoints(world: TheWorld) -> Response:
    answered = world.journal.answered()
    return JSONResponse([
        {
            "system": system.name,
            "method": method,
            "path": route.path,
            "answered": sorted({call["caller"] for call in answered if (call["system"], call["method"], call["route"]) == (system.name, method, route.path)}),
        }
        for system in SYSTEMS for routes in system.routers for route in routes.routes if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    ])


@router.get("/calls", summary="Every different call to the Instana backend; a reset does not forget them")
async def calls(world: TheWorld, since: Annotated[int, Query(ge=0, description="how many to leave out, the oldest ones")] = 0) -> Response:
    return JSONResponse(world.journal.calls(since))
