# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The topology of all entities, and the catalogs of the words that describe them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.responses import JSONResponse, Response

from ....world import TheWorld
from .access import guarded

router = guarded("/infrastructure-monitoring")

SEARCH_FIELDS = [
    {"keyword": "entity.zone", "context": "entities", "termType": "string", "description": "Zone of the entity", "fixedValues": []},
    {"keyword": "entity.tag", "context": "entities", "termType": "key_value", "description": "Tag of the entity", "fixedValues": []},
    {"keyword": "entity.type", "context": "entities", "termType": "string", "description": "Type of the entity", "fixedValues": ["host", "postgreSqlDatabase"]},
    {"keyword": "event.state", "context": "events", "termType": "string", "description": "State of the event", "fixedValues": ["open", "closed"]},
]
PLUGINS = [{"plugin": "host", "label": "Host"}, {"plugin": "postgreSqlDatabase", "label": "PostgreSQL"}, {"plugin": "instanaAgent", "label": "Instana Agent"}]


@router.get("/topology", summary="All entities, and how they hang together")
async def topology(world: TheWorld, with_data: Annotated[bool, Query(alias="includeData")] = False) -> Response:
    there = world.instana.snapshots
    return JSONResponse({
        "nodes": [
            {"id": snapshot.id, "plugin": snapshot.plugin, "label": snapshot.label, "entityId": snapshot.entity_id,
             **({"data": snapshot.data} if with_data else {})}
            for snapshot in there
        ],
        "edges": [{"source": snapshot.id, "destination": snapshot.inside, "relation": "in"} for snapshot in there if snapshot.inside],
    })


@router.get("/catalog/search", summary="Keywords of Dynamic Focus queries")
async def search_fields() -> Response:
    return JSONResponse(SEARCH_FIELDS)


@router.get("/catalog/plugins", summary="Types of entities")
async def plugins() -> Response:
    return JSONResponse(PLUGINS)


@router.get("/monitoring-state", summary="How much is monitored")
async def monitoring_state(world: TheWorld) -> Response:
    hosts = sum(snapshot.plugin == "host" for snapshot in world.instana.snapshots)
    return JSONResponse({"hasEntities": bool(world.instana.snapshots), "hostCount": hosts, "serverlessCount": 0, "openTelemetryCount": 0})
