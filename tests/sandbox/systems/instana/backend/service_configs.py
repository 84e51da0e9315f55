# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service mapping rules, in the order in which they apply."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ....strict import Strict
from ....world import TheWorld, World
from .access import guarded
from .answers import deleted, missing

router = guarded("/application-monitoring/settings/service", "ConfigureServiceMapping")


class Match(Strict):
    key: str
    value: str


class ServiceConfig(Strict):
    """The vendor's document asks for the id of a new rule too, and says in the same place that there is none yet."""

    enabled: bool
    label: str
    name: Annotated[str, Field(min_length=1, max_length=128)]
    matchSpecification: Annotated[list[Match], Field(max_length=20)]
    comment: Annotated[Optional[str], Field(max_length=2048)] = None
    id: Optional[str] = None


@router.get("", summary="List service configurations")
async def list_all(world: TheWorld) -> Response:
    return JSONResponse(world.instana.service_configs)


@router.post("", summary="Add a service configuration")
async def create(body: ServiceConfig, world: TheWorld) -> Response:
    return JSONResponse(planted(world, body.model_copy(update={"id": None})))


@router.put("/order", status_code=204, summary="Order all service configurations")
async def order(ids: list[str], world: TheWorld) -> Response:
    known = {config["id"]: config for config in world.instana.service_configs}
    if sorted(ids) != sorted(known):
        raise HTTPException(400, "Provided config is not found")
    world.instana.service_configs[:] = [known[config_id] for config_id in ids]
    return Response(status_code=204)


@router.get("/{config_id}", summary="Read one service configuration")
async def show(config_id: str, world: TheWorld) -> Response:
    return JSONResponse(_known(world, config_id))


@router.put("/{config_id}", summary="Change a service configuration")
async def update(config_id: str, body: ServiceConfig, world: TheWorld) -> Response:
    config = _known(world, config_id)
    if body.id != config_id:
        raise HTTPException(400, "id in path and body differ")
    config.update(_stored(body))
    return JSONResponse(config)


@router.delete("/{config_id}", summary="Delete a service configuration")
async def delete(config_id: str, world: TheWorld) -> Response:
    configs = world.instana.service_configs
    left = [config for config in configs if config["id"] != config_id]
    was_there = len(left) < len(configs)
    configs[:] = left
    return deleted(world, f"Service configuration {config_id}", was_there)


def planted(world: World, config: ServiceConfig) -> dict[str, Any]:
    """Add it where the variant says, with an id."""
    made = {**_stored(config), "id": config.id or world.instana.new_id()}
    configs = world.instana.service_configs
    configs.insert(0 if world.variants["new_service_config"] == "first" else len(configs), made)
    return made


def _stored(config: ServiceConfig) -> dict[str, Any]:
    return {**config.model_dump(), "comment": config.comment or None}


def _known(world: World, config_id: str) -> dict[str, Any]:
    for config in world.instana.service_configs:
        if config["id"] == config_id:
            return config
    raise missing(f"Service configuration {config_id}")
