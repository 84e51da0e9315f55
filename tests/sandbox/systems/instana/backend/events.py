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
from ....world import TheWorld
from ..state import Event, now
from .access import guarded

router = guarded("/events")

DEFAULT_WINDOW = 600_000
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


async def _frame(
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


@router.get("", summary="List the events of a time frame")
async def list_all(
    world: TheWorld,
    frame: Annotated[Frame, Depends(_frame)],
    types: Annotated[Optional[list[EventType]], Query(alias="eventTypeFilters")] = None,
    updates_only: Annotated[bool, Query(alias="filterEventUpdates")] = False,
    new_only: Annotated[bool, Query(alias="excludeTriggeredBefore")] = False,
    _agent_issues: Annotated[bool, Query(alias="includeAgentMonitoringIssues", deprecated=True)] = False,
    _kubernetes: Annotated[bool, Query(alias="includeKubernetesInfoEvents", deprecated=True)] = False,
) -> Response:
    shown = [
        described(event) for event in _visible(world.instana.events)
        if frame.meets(event)
        and (not types or event.type.upper() in types)
        and (not new_only or event.start >= frame.start)
        and (not updates_only or frame.holds(event.start) or (not event.is_open and frame.holds(event.end)))
    ]
    return JSONResponse(shown)


@router.post("", summary="Read events by their ids")
async def by_ids(ids: list[str], world: TheWorld) -> Response:
    found = [event for event in map(world.instana.event, ids) if event is not None]
    return JSONResponse([described(event) for event in found], 200 if len(found) == len(ids) else 206)


@router.get("/{event_id}", summary="Read one event")
async def show(event_id: str, world: TheWorld) -> Response:
    event = world.instana.event(event_id)
    if event is None:
        raise refuse(404, {"errors": [f"Event {event_id} not found"]})
    return JSONResponse(described(event))


def described(event: Event) -> dict[str, Any]:
    entity = event.service or "sandbox-host"
    return {
        "eventId": event.id,
        "type": event.type,
        "state": "open" if event.is_open else "closed",
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


def _visible(events: list[Event]) -> list[Event]:
    """Those that can be seen by now; asking brings the others nearer."""
    visible = [event for event in events if not event.polls_left]
    for event in events:
        event.polls_left = max(0, event.polls_left - 1)
    return visible
