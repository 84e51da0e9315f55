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
from ..answers import missing, said
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
    if instance not in known_instances(world):
        raise refuse(404, {"error": f"Instance {instance} not found"})
    return JSONResponse(state(world, instance))


@router.patch("/{instance}/enable", summary="Enable alerting")
async def enable(instance: Instance, world: TheWorld) -> Response:
    _check_known(world, instance)
    if instance in world.platform.silenced:
        world.platform.silenced.remove(instance)
    optimistic = world.variants["alerting_enable_answer"] == "optimistic"
    return _switched(world, "Alerting enabled!", {"enabled": True, "reason": ""} if optimistic else state(world, instance))


@router.patch("/{instance}/disable", summary="Disable alerting")
async def disable(instance: Instance, world: TheWorld) -> Response:
    _check_known(world, instance)
    style = world.variants["repeated_silence"]
    is_silenced = instance in world.platform.silenced
    if is_silenced and style == "409":
        raise refuse(409, {"error": f"A silence is set on {instance} already"})
    if not is_silenced or style == "stacked":
        world.platform.silenced.append(instance)
    return _switched(world, "Alerting disabled!", state(world, instance))


@router.get("/{instance}/problems", summary="List the problems")
async def problems(instance: Instance, world: TheWorld) -> Response:
    _check_known(world, instance)
    listed = world.platform.problems.get(instance, [])
    style = world.variants["problem_list"]
    if style == "strings":
        return JSONResponse([problem["message"] for problem in listed])
    return JSONResponse({"pg_instance": instance, "problems": listed} if style == "wrapped" else listed)


@router.post("/{instance}/problems", status_code=201, summary="Raise a custom problem")
async def add_problem(instance: Instance, body: NewProblem, world: TheWorld) -> Response:
    _check_known(world, instance)
    world.platform.add_problem(instance, body.message, time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()))
    return said("Problem created", int(world.variants["problem_code"]))


def state(world: World, instance: str) -> dict[str, Any]:
    blocked = _BLOCKED.get(str(world.variants["alerting_blocker"]), "")
    silenced = f"A silence is set on {instance}" if instance in world.platform.silenced else ""
    reason = (silenced or blocked) if world.variants["alerting_reason"] == "silence" else (blocked or silenced)
    return {"enabled": not reason, "reason": reason}


def _switched(world: World, sentence: str, reached: dict[str, Any]) -> Response:
    style = world.variants["alerting_switch_answer"]
    if style == "state":
        return JSONResponse(reached)
    return said(sentence) if style == "status" else Response(status_code=204 if style == "204" else 200)


def known_instances(world: World) -> list[str]:
    """Those of the pool, and those of the agent that reports to the platform."""
    return [name for name, _tags in world.platform.instances()] + world.agent.instances()


def _check_known(world: World, instance: str) -> None:
    """Only for the status is it documented what an unknown instance is answered with."""
    if instance not in known_instances(world):
        raise missing(world, f"Instance {instance}")
