# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host agents, which are snapshots of the plugin instanaAgent."""

from __future__ import annotations

from fastapi.responses import JSONResponse, Response

from ....world import TheWorld
from .access import guarded
from .snapshots import Size, Window, found, one

router = guarded("/host-agent")

PLUGIN = "instanaAgent"


@router.get("", summary="Which host agents report")
async def search(world: TheWorld, seen: Window, query: str = "", size: Size = None, offline: bool = False) -> Response:
    return JSONResponse({"items": found(world.instana.snapshots, seen, query, size, PLUGIN, offline)})


@router.get("/{snapshot_id}", summary="Read one host agent")
async def show(snapshot_id: str, world: TheWorld, _seen: Window) -> Response:
    return JSONResponse(one([snapshot for snapshot in world.instana.snapshots if snapshot.plugin == PLUGIN], snapshot_id))
