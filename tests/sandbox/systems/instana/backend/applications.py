# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Application perspectives, services and the calls between them, which are planted by the control API."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Optional

from fastapi import Query
from fastapi.responses import JSONResponse, Response

from ....world import TheWorld
from ..state import Entity
from .access import guarded

router = guarded("/application-monitoring")

NameFilter = Annotated[Optional[str], Query(alias="nameFilter")]
WindowSize = Annotated[Optional[int], Query(alias="windowSize", ge=0)]
To = Annotated[Optional[int], Query(alias="to", ge=0)]
Page = Annotated[int, Query(ge=1)]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=200)]
Boundary = Annotated[Literal["ALL", "INBOUND"], Query(alias="applicationBoundaryScope")]


@router.get("/applications", summary="Application perspectives")
async def list_applications(
    world: TheWorld, name_filter: NameFilter = None, _window: WindowSize = None, _to: To = None,
    page: Page = 1, page_size: PageSize = 20, boundary: Boundary = "ALL",
) -> Response:
    found = [{"id": entity.id, "label": entity.label, "boundaryScope": boundary, "entityType": "APPLICATION"}
             for entity in _filtered(world.instana.applications, name_filter)]
    return _page(found, page, page_size)


@router.get("/services", summary="Services")
async def list_services(
    world: TheWorld, name_filter: NameFilter = None, _window: WindowSize = None, _to: To = None,
    page: Page = 1, page_size: PageSize = 20, snapshots: Annotated[bool, Query(alias="includeSnapshotIds")] = False,
) -> Response:
    return _page([_service(entity, snapshots) for entity in _filtered(world.instana.services, name_filter)], page, page_size)


@router.get("/topology/services", summary="Which service calls which")
async def service_map(
    world: TheWorld, _window: WindowSize = None, _to: To = None, application_id: Annotated[Optional[str], Query(alias="applicationId")] = None,
    _boundary: Boundary = "INBOUND",
) -> Response:
    labels = [entity.label for entity in world.instana.applications if entity.id == application_id]
    services = [entity for entity in world.instana.services if application_id is None or set(labels) & set(entity.applications)]
    connections = [
        {"from": caller.id, "to": callee.id, "calls": 120, "latency": 4.5, "errorRate": 0.0}
        for caller in services for callee in services if callee.label in caller.calls
    ]
    return JSONResponse({"services": [_service(entity, False) for entity in services], "connections": connections})


def _service(entity: Entity, snapshots: bool) -> dict[str, Any]:
    return {"id": entity.id, "label": entity.label, "types": ["HTTP"], "technologies": ["springbootApplicationContainer"],
            "snapshotIds": [f"{entity.id}-1"] if snapshots else [], "entityType": "SERVICE"}


def _filtered(entities: list[Entity], name_filter: Optional[str]) -> list[Entity]:
    """Those whose label holds the filter."""
    return [entity for entity in entities if (name_filter or "").lower() in entity.label.lower()]


def _page(items: list[dict[str, Any]], page: int, size: int) -> Response:
    return JSONResponse({"items": items[(page - 1) * size:page * size], "page": page, "pageSize": size, "totalHits": len(items)})
