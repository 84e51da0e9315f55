# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agentless connections."""

from __future__ import annotations

from functools import partial

from fastapi.responses import JSONResponse, Response

from ....world import TheWorld
from .. import connections
from ..answers import said
from ..connection import Connection
from ..connections import ChangedConnection, Name, NewConnection
from . import postgresql
from .access import guarded

router = guarded("/pool/pg-instances")


@router.post("/{name}", status_code=201, summary="Add a connection")
async def add(name: Name, body: NewConnection, world: TheWorld) -> Response:
    new = partial(Connection, let_in=await postgresql.let_in(world, body))
    return said(connections.add(world, world.platform.connections, new, name, body), 201)


@router.get("/{name}", summary="Display a connection")
async def show(name: Name, world: TheWorld) -> Response:
    connection = connections.found(world, world.platform.connections, name)
    if connection.enabled:
        connection.let_in = await postgresql.let_in(world, connection)
    return JSONResponse(connections.described(world, connection))


@router.put("/{name}", summary="Update a connection")
async def update(name: Name, body: ChangedConnection, world: TheWorld) -> Response:
    connections.change(world, connections.found(world, world.platform.connections, name), body)
    return said("Connection updated!")


@router.patch("/{name}/enable", summary="Enable a connection")
async def enable(name: Name, world: TheWorld) -> Response:
    connections.found(world, world.platform.connections, name).enabled = True
    return said("Connection enabled!")


@router.patch("/{name}/disable", summary="Disable a connection")
async def disable(name: Name, world: TheWorld) -> Response:
    connections.found(world, world.platform.connections, name).enabled = False
    return said("Connection disabled!")


@router.delete("/{name}", summary="Delete a connection")
async def delete(name: Name, world: TheWorld) -> Response:
    connections.found(world, world.platform.connections, name)
    del world.platform.connections[name]
    return said("Connection deleted!")
