# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Optional

from fastapi import Depends, HTTPException, Query
from fastapi.responses import JSONResponse, Response

from ....refusal import refuse
from ....world import TheWorld, World
from ..state import Event, now
from .access import guarded

router = guarded("/events")

DEFAULT_WINDOW = 600_000
AGENT_MONITORING, KUBERNETES_INFO = "agent_monitoring_issue", "kubernetes_info"  # types of events that have lists of their own
EventType = Literal["INCIDENT", "ISSUE", "CHANGE"]
Milliseconds = Annotated[Optional[int], Query(ge=0)]


@dataclass(frozen=True)
class Frame:
    start: int
    end: int

    def holds(self, moment: int) -> bool:
        return self.start <= moment <= self.end

    def meets(self, event: Event) -> bool:
        return event.start <= self.end and event.end >= self.start


async def frame(
    to: Milliseconds = None,
    from_: Annotated[Optional[int], Query(alias="from", ge=0)] = None,
    window_size: Annotated[Optional[int], Query(alias="windowSize", ge=0)] = None,
) -> Frame:
    """A dependency: ``from`` wins over ``windowSize``, and ten minutes are the default."""
    end = now() if to is None else to
    start = end - (DEFAULT_WINDOW if window_size is None else window_size) if from_ is None else from_
    if start > end:
        raise HTTPException(400, "from is after to")
    return Frame(start, end)


@dataclass(frozen=True)
class Filter:
    """What the three lists have in common."""

    frame: Frame
    updates_only: bool
    new_only: bool

    def passes(self, event: Event) -> bool:
        return (
            self.frame.meets(event)
            and (not self.new_only or event.start >= self.frame.start)
            and (not self.updates_only or self.frame.holds(event.start) or (not event.is_open and self.frame.holds(event.end)))
        )


async def _filter(
    seen: Annotated[Frame, Depends(frame)],
    updates_only: Annotated[bool, Query(alias="filterEventUpdates")] = False,
    new_only: Annotated[bool, Query(alias="excludeTriggeredBefore")] = False,
) -> Filter:
    return Filter(seen, updates_only, new_only)


TheFilter = Annotated[Filter, Depends(_filter)]


@router.get("", summary="List the events of a time frame")
async def list_all(
    world: TheWorld,
    passing: TheFilter,
    types: Annotated[Optional[list[EventType]], Query(alias="eventTypeFilters")] = None,
    agent_issues: Annotated[bool, Query(alias="includeAgentMonitoringIssues", deprecated=True)] = False,
    kubernetes: Annotated[bool, Query(alias="includeKubernetesInfoEvents", deprecated=True)] = False,
) -> Response:
    elsewhere = {kind for kind, included in ((AGENT_MONITORING, agent_issues), (KUBERNETES_INFO, kubernetes)) if not included}
    return JSONResponse(told(world, [
        event for event in _visible(world.instana.events)
        if passing.passes(event) and event.type not in elsewhere and (not types or event.type.upper() in types)
    ]))


@router.get("/agent-monitoring-events", summary="List what agents told of themselves")
async def agent_monitoring_events(world: TheWorld, passing: TheFilter) -> Response:
    return _of_type(world, AGENT_MONITORING, passing)


@router.get("/kubernetes-info-events", summary="List what Kubernetes told")
async def kubernetes_info_events(world: TheWorld, passing: TheFilter) -> Response:
    return _of_type(world, KUBERNETES_INFO, passing)


@router.post("", summary="Read events by their ids")
async def by_ids(ids: list[str], world: TheWorld) -> Response:
    found = [event for event in map(world.instana.event, ids) if event is not None]
    if len(found) == len(ids):
        return JSONResponse(told(world, found))
    return Response(status_code=206) if world.variants["events_partly_found"] == "empty" else JSONResponse(told(world, found), 206)


@router.get("/{event_id}", summary="Read one event")
async def show(event_id: str, world: TheWorld) -> Response:
    event = world.instana.event(event_id)
    if event is None:
        raise refuse(404, {"errors": [f"Event {event_id} not found"]})
    return JSONResponse(told(world, [event])[0])


def told(world: World, events: list[Event]) -> list[dict[str, Any]]:
    """The events as an answer shows them; one that was closed by hand may be shown open some more times."""
    closed = str(world.variants["closed_event_state"])
    shown = [described(event, closed) for event in events]
    for event in events:
        event.polls_open = max(0, event.polls_open - 1)
    return shown


def described(event: Event, closed: str = "closed") -> dict[str, Any]:
    entity = event.service or "sandbox-host"
    return {
        "eventId": event.id,
        "type": event.type,
        "state": "open" if event.is_open or event.polls_open else closed,
        "problem": event.problem,
        "detail": event.detail,
        "severity": event.severity,
        "start": event.start,
        "end": event.end,
        "entityName": "Service" if event.service else "Host",
        "entityLabel": entity,
        "entityType": "SERVICE" if event.service else "INFRASTRUCTURE",
        "metrics": [],
        "recentEvents": [],
    }


def _of_type(world: World, kind: str, passing: Filter) -> Response:
    found = [event for event in _visible(world.instana.events) if event.type == kind and passing.passes(event)]
    return JSONResponse(told(world, found)) if found else Response(status_code=404)


def _visible(events: list[Event]) -> list[Event]:
    """Those that can be seen by now; asking brings the others nearer."""
    visible = [event for event in events if not event.polls_left]
    for event in events:
        event.polls_left = max(0, event.polls_left - 1)
    return visible
