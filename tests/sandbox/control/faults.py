# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand, and latency."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from ..faults import Fault
from ..world import TheWorld

router = APIRouter()


class Latency(BaseModel):
    model_config = ConfigDict(extra="forbid")

    milliseconds: float = Field(ge=0)


@router.get("/faults", summary="The armed faults, with how often each was met")
async def show(world: TheWorld) -> Response:
    return JSONResponse(world.faults.listed())


@router.post("/faults", status_code=201, summary="Arm a fault")
async def arm(fault: Fault, world: TheWorld) -> Response:
    return JSONResponse({"id": world.faults.arm(fault)}, 201)


@router.delete("/faults", summary="Disarm all faults")
async def disarm(world: TheWorld) -> Response:
    world.faults.disarm()
    return JSONResponse([])


@router.get("/latency", summary="The delay of every vendor call")
async def show_latency(world: TheWorld) -> Response:
    return JSONResponse({"milliseconds": world.faults.latency * 1000})


@router.put("/latency", summary="Delay every vendor call")
async def change_latency(body: Latency, world: TheWorld) -> Response:
    world.faults.latency = body.milliseconds / 1000
    return JSONResponse({"milliseconds": body.milliseconds})
