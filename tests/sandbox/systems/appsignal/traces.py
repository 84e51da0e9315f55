# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Traces: where one is, its spans, and lists of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Optional, Union

from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ...refusal import refuse
from ...strict import Strict
from ...world import TheWorld, World
from .access import Moment, Text, check_site, guarded, instant, iso8601

router = guarded("/tracing")

Sites = Annotated[list[Text], Field(min_length=1)]
SUMMARY = ("span_id", "trace_id", "site_id", "namespace", "revision", "action_name", "time", "duration", "tags", "has_npo")


class TraceQuery(Strict):
    site_ids: Sites
    trace_id: Text


class TimeCursor(Strict):
    time: Optional[Moment]


class Pagination(Strict):
    per_page: Annotated[int, Field(ge=1, le=100)]
    order: Literal["ASC", "DESC"]
    cursor: Union[Literal["Time", "Duration"], TimeCursor]


class TracesQuery(Strict):
    site_ids: Sites
    pagination: Pagination
    digests: Optional[list[Text]] = None
    action_name: Optional[Text] = None
    namespace: Optional[Text] = None
    query: Optional[str] = None
    duration: Optional[float] = None
    duration_ms: Optional[float] = None
    from_: Annotated[Optional[Moment], Field(alias="from")] = None
    to: Optional[Moment] = None
    ttl: Optional[int] = None


class SpansQuery(TracesQuery):
    trace_id: Optional[Text] = None


class ErrorSpansQuery(SpansQuery):
    pagination: Optional[Pagination] = None  # one working client sends none


@router.post("/locator", summary="Where a trace is")
async def locator(body: TraceQuery, world: TheWorld) -> Response:
    found = [trace for trace in _traces(world, body.site_ids) if trace["trace_id"] == body.trace_id]
    return JSONResponse({
        "performance": [_only(trace, "site_id", "namespace", "action_name") for trace in found if trace["kind"] == "performance"],
        "errors": [_only(trace, "site_id", "incident_number", "exception_name") for trace in found if trace["kind"] == "error"],
    })


@router.post("/trace", summary="Spans of a trace")
async def trace_spans(body: TraceQuery, world: TheWorld) -> Response:
    return JSONResponse([span for trace in _traces(world, body.site_ids) if trace["trace_id"] == body.trace_id for span in _spans(trace)])


@router.post("/trace/performance", summary="Spans of a trace, seen as performance")
async def performance_spans(body: SpansQuery, world: TheWorld) -> Response:
    return JSONResponse(_found_spans(world, body, "performance"))


@router.post("/trace/error", summary="Spans of a trace, seen as an error")
async def error_spans(body: ErrorSpansQuery, world: TheWorld) -> Response:
    return JSONResponse(_found_spans(world, body, "error"))


@router.post("/traces/performance", summary="Traces by their performance")
async def performance_traces(body: TracesQuery, world: TheWorld) -> Response:
    return JSONResponse([_only(trace, *SUMMARY) for trace in _page(_matching(world, body, "performance"), body.pagination)])


@router.post("/traces/errors", summary="Traces with errors")
async def error_traces(body: TracesQuery, world: TheWorld) -> Response:
    return JSONResponse([_only(trace, *SUMMARY) for trace in _page(_matching(world, body, "error"), body.pagination)])


def _traces(world: World, sites: list[str]) -> list[dict[str, Any]]:
    for site in sites:
        check_site(world, site)
    return [trace for trace in world.appsignal.records["traces"] if trace["site_id"] in sites]


def _found_spans(world: World, body: SpansQuery, kind: str) -> list[dict[str, Any]]:
    spans = [span for trace in _matching(world, body, kind) if body.trace_id in (None, trace["trace_id"]) for span in _spans(trace)]
    return spans[:body.pagination.per_page] if body.pagination else spans


def _matching(world: World, body: TracesQuery, kind: str) -> list[dict[str, Any]]:
    _check_variants(world, body)
    exclusive = world.variants["traces_bounds"] == "exclusive"

    def fits(trace: dict[str, Any]) -> bool:
        moment, shortest = instant(trace["time"]), body.duration or body.duration_ms or 0
        begin, end = (instant(bound) if bound else moment for bound in (body.from_, body.to))
        on_a_bound = exclusive and (body.from_ and moment == begin or body.to and moment == end)
        return (
            trace["kind"] == kind and begin <= moment <= end and not on_a_bound and trace["duration"] >= shortest
            and (not body.digests or trace["digest"] in body.digests)
            and body.action_name in (None, trace["action_name"]) and body.namespace in (None, trace["namespace"])
            and (body.query or "") in " ".join([trace["action_name"], *trace["tags"].values()]))

    return [trace for trace in _traces(world, body.site_ids) if fits(trace)]


def _check_variants(world: World, body: TracesQuery) -> None:
    cursor = "object" if body.pagination and isinstance(body.pagination.cursor, TimeCursor) else "column"
    if body.pagination and world.variants["traces_cursor"] not in ("either", cursor):
        raise _refused("pagination.cursor")
    if {"duration", "duration_ms"} & body.model_fields_set - {str(world.variants["traces_duration"])}:
        raise _refused("duration")


def _refused(field: str) -> Exception:
    return refuse(422, {"error": "invalid_parameters", "message": f"{field} is not permitted", "details": {"field": field}})


def _page(found: list[dict[str, Any]], pagination: Pagination) -> list[dict[str, Any]]:
    """The cursor of one form names a column; that of the other holds the time at which to go on, inclusive."""
    down, cursor = pagination.order == "DESC", pagination.cursor
    if isinstance(cursor, TimeCursor) and cursor.time is not None:
        here = instant(cursor.time)
        found = [trace for trace in found if (instant(trace["time"]) <= here if down else instant(trace["time"]) >= here)]
    column = "duration" if cursor == "Duration" else "time"
    found = sorted(found, key=lambda trace: instant(trace[column]) if column == "time" else trace[column], reverse=down)
    return found[:pagination.per_page]


def _spans(trace: dict[str, Any]) -> list[dict[str, Any]]:
    """The first span is the root of the others."""
    start = instant(trace["time"])
    shared = {
        **_only(trace, "trace_id", "duration", "digest", "site_id", "namespace", "revision", "action_name"),
        "span_kind": "server", "start_time": trace["time"], "end_time": iso8601(start, trace["duration"]), "service_name": "shop",
        "scope_name": "", "scope_version": "", "status_code": "error" if trace["kind"] == "error" else "unset", "status_message": "",
        "trace_state": "", "subtrace_root": False, "span_attributes": trace["tags"], "resource_attributes": {},
        "events.name": [], "events.timestamp": [], "events.attributes": [],
    }
    return [
        {**shared, "span_id": f"{trace['span_id']}-{number}" if number else trace["span_id"], "parent_span_id": trace["span_id"] if number else "",
         "span_name": f"step {number}" if number else trace["action_name"]}
        for number in range(trace["spans"])
    ]


def _only(trace: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: trace[name] for name in names}
