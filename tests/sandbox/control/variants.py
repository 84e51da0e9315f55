# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the unknowns are played."""

from __future__ import annotations

from typing import Union

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from ..variants import TABLE
from ..world import TheWorld

router = APIRouter(prefix="/variants")


@router.get("", summary="The value of every variant")
async def show(world: TheWorld) -> Response:
    return JSONResponse(world.variants.values())


@router.put("", summary="Change some of them")
async def change(values: dict[str, Union[int, str]], world: TheWorld) -> Response:
    try:
        world.variants.change(dict(values))
    except ValueError as error:
        return JSONResponse({"errors": [str(error)]}, 422)
    return JSONResponse(world.variants.values())


@router.get("/table", summary="What each of them means")
async def table() -> Response:
    return JSONResponse([
        {"name": row.name, "default": row.default, "choices": list(row.choices) or "a number", "meaning": row.meaning} for row in TABLE
    ])
