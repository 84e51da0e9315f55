# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the systems hold: to look at, to plant, to take away."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import ConfigDict

from ..redaction import redacted
from ..systems.appsignal import control as appsignal
from ..systems.datasentinel.agent import control as agent
from ..systems.datasentinel.platform import control as platform
from ..systems.instana import control as instana
from ..world import TheWorld

router = APIRouter()


class Seed(platform.PlatformSeed, agent.AgentSeed, instana.InstanaSeed, appsignal.AppSignalSeed):
    """Merged into what is there; what has the same name is replaced."""

    model_config = ConfigDict(extra="forbid")


@router.get("/state", summary="Everything the systems hold")
async def show(world: TheWorld) -> Response:
    return JSONResponse(redacted({
        "platform": platform.view(world),
        "agent": agent.view(world),
        "instana": instana.view(world),
        "appsignal": appsignal.view(world),
    }))


@router.post("/seed", summary="Add to what the systems hold")
async def seed(body: Seed, world: TheWorld) -> Response:
    body.plant_platform(world)
    body.plant_agent(world)
    body.plant_instana(world)
    body.plant_appsignal(world)
    return JSONResponse({"status": "seeded"})


@router.post("/reset", summary="Back to the start: state, sessions, journal, variants, faults")
async def reset(world: TheWorld) -> Response:
    world.reset()
    return JSONResponse({"status": "reset"})


@router.post("/agent/start", summary="Start the agent again, as its host would")
async def start_agent(world: TheWorld) -> Response:
    world.agent.start()
    return JSONResponse({"status": "started"})


@router.post("/sessions/expire", summary="Make every user token invalid")
async def expire_sessions(world: TheWorld) -> Response:
    expired = len(world.platform.sessions)
    world.platform.sessions.clear()
    return JSONResponse({"expired": expired})


@router.get("/secrets", summary="Every secret that has been in use since the last reset")
async def secrets(world: TheWorld) -> Response:
    return JSONResponse(sorted(world.secrets))


@router.get("/healthz", summary="Whether the sandbox runs")
async def healthz() -> Response:
    return JSONResponse({"status": "ok"})
