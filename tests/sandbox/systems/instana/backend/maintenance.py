# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows, version 2."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Annotated, Any, Literal, Optional, Union
from zoneinfo import ZoneInfo

from fastapi.responses import JSONResponse, Response
from pydantic import Field, model_validator

from ....refusal import refuse
from ....strict import Strict
from ....world import TheWorld, World
from ..state import Window, now
from . import recurrence
from .access import guarded
from .answers import deleted, missing

router = guarded("/settings/v2/maintenance", "CanConfigureMaintenanceWindows")

UNITS = {"MINUTES": 60_000, "HOURS": 3_600_000, "DAYS": 86_400_000}
_PERSPECTIVE = re.compile(r'entity\.application\.id:"([^"]*)"')
_DEFAULTS = {"paused": False, "tagFilterExpressionEnabled": False}


class Duration(Strict):
    amount: Annotated[int, Field(ge=1)]
    unit: Literal["MINUTES", "HOURS", "DAYS"]


class OneTime(Strict):
    type: Literal["ONE_TIME"]
    start: Annotated[int, Field(ge=1)]
    duration: Duration


class Recurrent(Strict):
    type: Literal["RECURRENT"]
    start: Annotated[int, Field(ge=1)]
    duration: Duration
    rrule: Annotated[str, Field(min_length=1)]
    timezoneId: Optional[str] = None


class TagFilter(Strict):
    type: Literal["TAG_FILTER"]
    name: Annotated[str, Field(max_length=128)]
    operator: Literal[
        "EQUALS", "CONTAINS", "LESS_THAN", "LESS_OR_EQUAL_THAN", "GREATER_THAN", "GREATER_OR_EQUAL_THAN", "NOT_EMPTY", "NOT_EQUAL", "NOT_CONTAIN",
        "IS_EMPTY", "NOT_BLANK", "IS_BLANK", "STARTS_WITH", "ENDS_WITH", "NOT_STARTS_WITH", "NOT_ENDS_WITH", "REGEX_MATCH",
    ]
    entity: Literal["NOT_APPLICABLE", "DESTINATION", "SOURCE"]
    value: Optional[Union[bool, int, float, str]] = None
    key: Annotated[Optional[str], Field(max_length=512)] = None


class TagFilterExpression(Strict):
    type: Literal["EXPRESSION"]
    logicalOperator: Literal["AND", "OR"]
    elements: list[Element]


Element = Annotated[Union[TagFilter, TagFilterExpression], Field(discriminator="type")]


class MaintenanceConfig(Strict):
    id: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=256)]
    query: Annotated[str, Field(max_length=2048)]
    scheduling: Annotated[Union[OneTime, Recurrent], Field(discriminator="type")]
    paused: bool = False
    retriggerOpenAlertsEnabled: bool = False
    tagFilterExpressionEnabled: bool = False
    tagFilterExpression: Optional[Element] = None

    @model_validator(mode="after")
    def _is_complete(self) -> MaintenanceConfig:
        if self.tagFilterExpressionEnabled and self.tagFilterExpression is None:
            raise ValueError("tagFilterExpression is needed")
        return self


TagFilterExpression.model_rebuild()
MaintenanceConfig.model_rebuild()


@router.get("", summary="List maintenance windows")
async def list_all(world: TheWorld) -> Response:
    return JSONResponse(world.ordered([listed(world, window) for window in world.instana.windows.values()]))


@router.get("/{window_id}", summary="Read a maintenance window")
async def show(window_id: str, world: TheWorld) -> Response:
    return JSONResponse(described(world, _known(world, window_id)))


@router.put("/{window_id}", summary="Create or replace a maintenance window")
async def put(window_id: str, body: MaintenanceConfig, world: TheWorld) -> Response:
    if body.id != window_id:
        raise refuse(400, {"errors": ["The ids in path and body differ."]})
    if isinstance(body.scheduling, Recurrent):
        _check_recurrence(world, body.scheduling)
    known = world.instana.windows.get(window_id)
    answer = str(world.variants["maintenance_put_answer"])
    kept = known.config if known and world.variants["maintenance_put"] == "merge" else {}
    window = Window({**_DEFAULTS, **kept, **body.model_dump(exclude_unset=True)}, is_queued=answer == "202")
    state, _occurrence = progress(Window(window.config))
    if known and progress(known)[0] == "EXPIRED" and world.variants["maintenance_expired_id"] == "400":
        state = "EXPIRED"
    if state in ("EXPIRED", "UNSCHEDULED"):
        raise refuse(400, {"errors": [f"The maintenance window is already {state.lower()}."]})
    world.instana.windows[window_id] = window
    return Response(status_code=int(answer[:3])) if answer != "200" else JSONResponse(described(world, window))


@router.delete("/{window_id}", summary="Delete a maintenance window")
async def delete(window_id: str, world: TheWorld) -> Response:
    return deleted(world, f"Maintenance window {window_id}", world.instana.windows.pop(window_id, None) is not None)


@router.put("/{window_id}/pause", summary="Pause a maintenance window")
async def pause(window_id: str, world: TheWorld) -> Response:
    return _switch(world, window_id, True)


@router.put("/{window_id}/resume", summary="Resume a maintenance window")
async def resume(window_id: str, world: TheWorld) -> Response:
    return _switch(world, window_id, False)


def _switch(world: World, window_id: str, paused: bool) -> Response:
    window = _known(world, window_id)
    is_needless = window.config["paused"] == paused or progress(window)[0] == "EXPIRED"
    if is_needless and world.variants["maintenance_needless_pause"] == "400":
        raise refuse(400, {"errors": ["The maintenance window cannot be paused or resumed."]})
    window.config["paused"], window.last_updated = paused, now()
    return JSONResponse(described(world, window))


def progress(window: Window) -> tuple[str, dict[str, int]]:
    """The state of a window, and its current or next occurrence, or else its last one."""
    scheduling = window.config["scheduling"]
    length = scheduling["duration"]["amount"] * UNITS[scheduling["duration"]["unit"]]
    occurrence = None
    for start in _starts(scheduling):
        occurrence = {"start": start, "end": start + length}
        if occurrence["end"] > now():
            break
    if occurrence is None:
        return "UNSCHEDULED", {"start": 0, "end": 1}
    if occurrence["end"] <= now():
        return "EXPIRED", occurrence
    if window.config["paused"]:
        return "PAUSED", occurrence
    return "UNSCHEDULED" if window.is_queued else "ACTIVE" if occurrence["start"] <= now() else "SCHEDULED", occurrence


def described(world: World, window: Window) -> dict[str, Any]:
    """As a single window is shown."""
    state, occurrence = progress(window)
    shown = {**window.config, "validVersion": 1, "lastUpdated": window.last_updated, "state": state, "occurrence": occurrence}
    if shown.get("tagFilterExpression"):
        shown["tagFilterExpression"] = _element(shown["tagFilterExpression"])
    if "rrule" in shown["scheduling"] and world.variants["maintenance_rrule"] == "normalised":
        shown["scheduling"] = {**shown["scheduling"], "rrule": recurrence.normalised(shown["scheduling"]["rrule"])}
    return shown


def listed(world: World, window: Window) -> dict[str, Any]:
    """As the list shows it: with what was found about its query."""
    query = window.config["query"]
    ids = _PERSPECTIVE.findall(query)
    names = [entity.label for entity in world.instana.applications if entity.id in ids]
    return {**described(world, window), "invalid": query.count('"') % 2 == 1 or query.count("(") != query.count(")"), "applicationNames": sorted(set(names))}


def _starts(scheduling: dict[str, Any]) -> Any:
    """Milliseconds at which the occurrences begin."""
    if scheduling["type"] == "ONE_TIME":
        return [scheduling["start"]]
    first = datetime.fromtimestamp(scheduling["start"] // 1000, timezone.utc).astimezone(ZoneInfo(scheduling.get("timezoneId") or "UTC"))
    return (int(day.timestamp()) * 1000 for day in recurrence.parse(scheduling["rrule"]).starts(first))


def _check_recurrence(world: World, scheduling: Recurrent) -> None:
    if scheduling.timezoneId is None and world.variants["maintenance_timezone"] == "required":
        raise refuse(422, {"errors": ["timezoneId is missing"]})
    try:
        recurrence.parse(scheduling.rrule)
        ZoneInfo(scheduling.timezoneId or "UTC")
    except (ValueError, KeyError, OSError) as error:
        raise refuse(400, {"errors": [str(error)]}) from error


def _element(element: dict[str, Any]) -> dict[str, Any]:
    """A part of an expression, with what answers add to its leaves."""
    if element["type"] == "EXPRESSION":
        return {**element, "elements": [_element(child) for child in element["elements"]]}
    value = element.get("value")
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"key": None, **element, "stringValue": value if isinstance(value, str) else None, "numberValue": value if is_number else None,
            "booleanValue": value if isinstance(value, bool) else None}


def _known(world: World, window_id: str) -> Window:
    if window_id not in world.instana.windows:
        raise missing(f"Maintenance window {window_id}")
    return world.instana.windows[window_id]
