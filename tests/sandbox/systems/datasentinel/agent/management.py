# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent itself: status, stop, port, limits."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Depends, HTTPException, Path
from fastapi.responses import JSONResponse, Response

from ....world import TheWorld, World
from .access import done, licensed, opened
from .proxy import described as proxy_described

router = opened("/agent")
LICENSED = Depends(licensed)
Limit = Annotated[int, Path(ge=0)]


@router.get("/status", summary="Status")
async def status(world: TheWorld) -> Response:
    agent, version = world.agent, world.variants["agent_version"]
    running = sum(connection.connected for connection in agent.connections.values())
    answer: dict[str, Any] = {
        "version": version,
        "server": agent.server,
        "port": agent.settings.port,
        "last_upload": "",
        "collection-rate": agent.settings.collection_rate,
        "remove_proxy_os_env": False,
        "tables-monitoring-limit": agent.settings.tables_monitoring_limit,
        "query-monitoring-limit": agent.settings.query_monitoring_limit,
        "sql-max-size": agent.settings.sql_max_size,
        "start_time": agent.start_time,
        "proxy": proxy_described(world),
        "upload_server": agent.settings.upload_server,
        "connections": {"connections": len(agent.connections), "running": running, "not running": len(agent.connections) - running},
    }
    if version == "2.2.9":
        for field in ("server", "remove_proxy_os_env", "query-monitoring-limit"):
            del answer[field]
    if world.variants["agent_status_parts"] == "absent":
        del answer["proxy"], answer["upload_server"]
    return JSONResponse(answer)


@router.put("/stop", dependencies=[LICENSED], summary="Stop the agent")
async def stop(world: TheWorld) -> Response:
    _stop(world)
    return done(world, "Agent stopped")


@router.patch("/port/{port}", dependencies=[LICENSED], summary="Change the port, and stop")
async def change_port(port: Annotated[int, Path(ge=1, le=65535)], world: TheWorld) -> Response:
    world.agent.pending_port = port
    _stop(world)
    return done(world, "Port changed successfully! The agent has been stopped. You need to restart it.")


@router.patch("/tables-monitoring-limit/{limit}", dependencies=[LICENSED], summary="Limit the tables monitored")
async def limit_tables(limit: Limit, world: TheWorld) -> Response:
    world.agent.settings.tables_monitoring_limit = limit
    return done(world, "Tables monitoring limit successfully changed.")


@router.patch("/query-monitoring-limit/{limit}", dependencies=[LICENSED], summary="Limit the queries monitored")
async def limit_queries(limit: Limit, world: TheWorld) -> Response:
    world.agent.settings.query_monitoring_limit = limit
    return done(world, "Query monitoring limit successfully changed.")


async def _supported(world: TheWorld) -> None:
    """A dependency: only the older manual has the setters below."""
    answer = world.variants["agent_setters"]
    if answer != "present":
        raise HTTPException(int(answer), "Not Found" if answer == "404" else "Method Not Allowed")


@router.patch("/collection-rate/{rate}", dependencies=[LICENSED, Depends(_supported)], summary="Sample sessions often or seldom")
async def change_rate(rate: Literal["low", "high"], world: TheWorld) -> Response:
    falls_back = world.variants["agent_high_rate"] == "low"
    world.agent.settings.collection_rate = "low" if falls_back else rate
    return done(world, "Collection rate successfully changed")


@router.patch("/sql-max-size/{size}", dependencies=[LICENSED, Depends(_supported)], summary="Limit the SQL text kept")
async def change_sql_size(size: Limit, world: TheWorld) -> Response:
    world.agent.settings.sql_max_size = size
    return done(world, "Max sql size successfully changed.")


def _stop(world: World) -> None:
    if world.variants["agent_stop_effect"] == "down":
        world.agent.running = False
    else:
        world.agent.start()
