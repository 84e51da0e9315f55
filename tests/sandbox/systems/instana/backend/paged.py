# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that page in ways of their own: by offset, by number without a frame, and by cursor. The control API plants their entries."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from fastapi import HTTPException, Query
from fastapi.responses import JSONResponse, Response

from ....world import TheWorld
from .access import guarded
from .answers import missing

router = guarded("")

RETRIEVED = 200  # calls of a trace at once, unless told otherwise
INGESTED = 1_790_000_000_000
Size = Annotated[int, Query(alias="pageSize", ge=1)]


@router.get("/settings/auditlog", summary="Who did what, by offset")
async def audit_log(world: TheWorld, offset: Annotated[int, Query(ge=0)] = 0, size: Size = 20, query: str = "") -> Response:
    actor = {"type": "USER", "id": "u1", "name": "Ann Example", "email": "ann@example.com"}
    entries: list[dict[str, Any]] = [
        {"id": f"audit-{number}", "action": action, "message": "", "actor": actor, "timestamp": INGESTED + number, "meta": {}}
        for number, action in enumerate(world.instana.audit_log) if query in action
    ]
    return JSONResponse({"total": len(entries), "entries": entries[offset:offset + size]})


@router.get("/custom-dashboard", summary="Dashboards, by number of the page")
async def dashboards(
    world: TheWorld, page: Annotated[int, Query(ge=1)] = 1, size: Annotated[Optional[int], Query(alias="pageSize", ge=1)] = None, query: str = "",
    _with_total: Annotated[bool, Query(alias="withTotalHits")] = False,
) -> Response:
    titles = enumerate(world.instana.dashboards)
    found = [{"id": f"dashboard-{number}", "title": title, "annotations": ["SHARED"]} for number, title in titles if query in title]
    return JSONResponse(found if size is None else found[(page - 1) * size:page * size])


@router.get("/application-monitoring/v2/analyze/traces/{trace_id}", summary="The calls of a trace, by cursor")
async def trace(
    trace_id: str, world: TheWorld, size: Annotated[int, Query(alias="retrievalSize", ge=1, le=10_000)] = RETRIEVED,
    offset: Annotated[Optional[int], Query(ge=0)] = None, ingested: Annotated[Optional[int], Query(alias="ingestionTime")] = None,
) -> Response:
    if trace_id not in world.instana.traces:
        raise missing(f"Trace {trace_id}")
    if offset is not None and ingested is None:
        raise HTTPException(400, "offset needs ingestionTime")
    calls = world.instana.traces[trace_id]
    first = offset or 0
    items = [
        {"id": f"call-{number}", "name": name, "cursor": {"@class": ".IngestionOffsetCursor", "ingestionTime": INGESTED, "offset": number + 1}}
        for number, name in enumerate(calls)
    ][first:first + size]
    return JSONResponse({"items": items, "canLoadMore": first + len(items) < len(calls), "totalHits": len(calls)})
