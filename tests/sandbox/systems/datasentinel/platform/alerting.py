# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an instance alerts, and the problems it has."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse, Response

from ....refusal import refuse
from ....strict import Strict, declared_only
from ....world import TheWorld, World
from ..connections import Text
from .access import signed_in

router = APIRouter(prefix="/ds-api/alerting", dependencies=[Depends(signed_in), Depends(declared_only)])
Instance = Annotated[str, Path(description="<server>@<name>, as the product shows it")]

_BLOCKED = {
    "platform_off": "Alerting is disabled for the whole platform",
    "filter_silence": "A silence based on filters covers this instance",
    "no_template": "No alerting template matches this instance",
}


class NewProblem(Strict):
    message: Text


@router.get("/{instance}/status", summary="Alerting status")
async def status(instance: Instance, world: TheWorld) -> Response:
    _check_known(world, instance)
    return JSONResponse(state(world, instance))


@router.patch("/{instance}/enable", summary="Enable alerting")
async def enable(instance: Instance, world: TheWorld) -> Response:
    _check_known(world, instance)
    world.platform.silenced.discard(instance)
    optimistic = world.variants["alerting_enable_answer"] == "optimistic"
    return JSONResponse({"enabled": True, "reason": ""} if optimistic else state(world, instance))


@router.patch("/{instance}/disable", summary="Disable alerting")
async def disable(instance: Instance, world: TheWorld) -> Response:
    _check_known(world, instance)
    world.platform.silenced.add(instance)
    return JSONResponse(state(world, instance))


@router.get("/{instance}/problems", summary="List the problems")
async def problems(instance: Instance, world: TheWorld) -> Response:
    _check_known(world, instance)
    return JSONResponse(world.platform.problems.get(instance, []))


@router.post("/{instance}/problems", status_code=201, summary="Raise a custom problem")
async def add_problem(instance: Instance, body: NewProblem, world: TheWorld) -> Response:
    _check_known(world, instance)
    world.platform.problems.setdefault(instance, []).append({
        "event_time": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
        "notification_type": "PROBLEM",
        "pg_instance": instance,
        "check_name": "custom",
        "check_state": "CRITICAL",
        "message": body.message,
    })
    return JSONResponse({"status": "Problem created"}, int(world.variants["problem_code"]))


def state(world: World, instance: str) -> dict[str, Any]:
    reason = _BLOCKED.get(str(world.variants["alerting_blocker"]), "")
    if not reason and instance in world.platform.silenced:
        reason = f"A silence is set on {instance}"
    return {"enabled": not reason, "reason": reason}


def known_instances(world: World) -> list[str]:
    """Those of the pool, and those of the agent that reports to the platform."""
    return [name for name, _tags in world.platform.instances()] + world.agent.instances()


def _check_known(world: World, instance: str) -> None:
    if instance not in known_instances(world):
        raise refuse(404, {"error": f"Instance {instance} not found"})
