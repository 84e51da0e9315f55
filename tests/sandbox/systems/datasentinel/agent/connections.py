# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of the agent."""

from __future__ import annotations

from typing import Any, Optional

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response

from ....world import TheWorld, World
from .. import connections
from ..connections import ChangedConnection, Name, NewConnection
from .access import done, guarded
from .state import AgentConnection, Setting

router = guarded("/connections")
BULK = ("enable", "disable")  # no connection can have these names


class NewAgentConnection(NewConnection):
    name: Optional[str] = None


class ChangedAgentConnection(ChangedConnection):
    name: Optional[str] = None


@router.get("", summary="List the connections")
async def list_all(world: TheWorld) -> Response:
    return JSONResponse([described(world, connection) for connection in world.ordered(list(world.agent.connections.values()))])


@router.patch("/enable", summary="Enable all connections")
async def enable_all(world: TheWorld) -> Response:
    return _switch_all(world, True)


@router.patch("/disable", summary="Disable all connections")
async def disable_all(world: TheWorld) -> Response:
    return _switch_all(world, False)


@router.post("/{name}", summary="Add a connection")
async def add(name: Name, body: NewAgentConnection, world: TheWorld) -> Response:
    _check_name(name, body.name)
    return done(world, connections.add(world, world.agent.connections, AgentConnection, name, body))


@router.get("/{name}", summary="Show a connection")
async def show(name: Name, world: TheWorld) -> Response:
    return JSONResponse(described(world, connections.found(world, world.agent.connections, name)))


@router.put("/{name}", summary="Update a connection")
async def update(name: Name, body: ChangedAgentConnection, world: TheWorld) -> Response:
    _check_name(name, body.name)
    connections.change(world, connections.found(world, world.agent.connections, name), body)
    return done(world, "Connection updated!")


@router.delete("/{name}", summary="Delete a connection")
async def delete(name: Name, world: TheWorld) -> Response:
    connections.found(world, world.agent.connections, name)
    del world.agent.connections[name]
    return done(world, "Connection deleted!")


@router.patch("/{name}/enable", summary="Enable a connection")
async def enable(name: Name, world: TheWorld) -> Response:
    connections.found(world, world.agent.connections, name).enabled = True
    return done(world, "Connection enabled!")


@router.patch("/{name}/disable", summary="Disable a connection")
async def disable(name: Name, world: TheWorld) -> Response:
    connections.found(world, world.agent.connections, name).enabled = False
    return done(world, "Connection disabled!")


def described(world: World, connection: AgentConnection) -> dict[str, Any]:
    return {**connections.described(world, connection), **_shown_switches(world, connection)}


def _shown_switches(world: World, connection: AgentConnection) -> dict[str, Any]:
    naming = world.variants["agent_switches"]
    if naming == "absent":
        return {}
    return {name.replace("_", "-") if naming == "hyphenated" else name: _shown(world, value) for name, value in connection.switches.items()}


def _shown(world: World, value: Setting) -> Any:
    if isinstance(value, bool) and world.variants["agent_switch_values"] == "on_off":
        return "on" if value else "off"
    return value


def _switch_all(world: World, enabled: bool) -> Response:
    for connection in world.agent.connections.values():
        connection.enabled = enabled
    return done(world, "OK")


def _check_name(name: str, repeated: Optional[str]) -> None:
    if name in BULK:
        raise HTTPException(400, f"{name} cannot be the name of a connection")
    if repeated not in (None, name):
        raise HTTPException(400, "name: differs from the one in the path")
