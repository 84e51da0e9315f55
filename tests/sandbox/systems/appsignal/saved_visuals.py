# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved visuals, as JSON and as CSV. What they look like is not published."""

from __future__ import annotations

from typing import Any

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response

from ...world import TheWorld, World
from .access import guarded

router = guarded("/saved_visuals")


@router.get("/{visual_id}", summary="A saved visual")
async def as_json(visual_id: str, world: TheWorld) -> Response:
    return JSONResponse(_visual(world, visual_id)["data"])


@router.get("/{visual_id}/csv", summary="A saved visual as CSV")
async def as_csv(visual_id: str, world: TheWorld) -> Response:
    return Response(_visual(world, visual_id)["csv"], media_type="text/csv", headers={"Content-Disposition": "attachment"})


def _visual(world: World, visual_id: str) -> dict[str, Any]:
    found = next((visual for visual in world.appsignal.records["visuals"] if visual["id"] == visual_id), None)
    if found is None:
        raise HTTPException(404)
    return found
