# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which calls were made."""

from __future__ import annotations

from typing import Annotated, Optional

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from ..registry import SYSTEMS
from ..world import TheWorld

router = APIRouter()


@router.get("/journal", summary="Calls, oldest first")
async def entries(
    world: TheWorld,
    since: Annotated[int, Query(description="only entries after this seq")] = 0,
    system: Optional[str] = None,
    method: Optional[str] = None,
    writes: Annotated[Optional[bool], Query(description="true = only writes, false = no writes")] = None,
    limit: Annotated[Optional[int], Query(ge=1, description="only the newest ones")] = None,
) -> Response:
    wanted = {"system": system, "method": method and method.upper(), "write": writes}
    found = world.journal.entries(since, limit, {key: value for key, value in wanted.items() if value is not None})
    return JSONResponse({"entries": found, "last": world.journal.last, "counts": world.journal.counts([known.name for known in SYSTEMS])})


@router.delete("/journal", summary="Forget the calls made so far")
async def clear(world: TheWorld) -> Response:
    world.journal.clear()
    return JSONResponse({"last": world.journal.last})
