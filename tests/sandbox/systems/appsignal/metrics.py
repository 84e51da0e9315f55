# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics: their names, their types, and their values over time."""

from __future__ import annotations

from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, Optional, Union

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response
from pydantic import Field, model_validator

from ...strict import Strict
from ...world import TheWorld, World
from .access import Moment, Text, check_site, guarded, instant, iso8601
from .state import METRICS

router = guarded("/metrics")

STEPS = {"MINUTELY": timedelta(minutes=1), "HOURLY": timedelta(hours=1)}
MINUTELY_UP_TO = timedelta(hours=6)


class Selector(Strict):
    name: Text
    tags: dict[str, str]
    field: Literal["gauge", "counter", "count", "mean", "p90", "p95"]
    aggregation: Optional[Literal["avg", "sum", "min", "max", "first", "last"]] = None
    draw_null_as_zero: bool = False

    def fits(self, metric: dict[str, Any]) -> bool:
        return self.name == metric["name"] and all(fnmatchcase(metric["tags"].get(key, ""), value) for key, value in self.tags.items())

    def value(self, metric: dict[str, Any], step: int) -> Optional[float]:
        value = metric["values"][step % len(metric["values"])]
        return 0.0 if value is None and self.draw_null_as_zero else value


class ListSelector(Selector):
    id: Text


class TagGroup(Strict):
    Tag: Text


class Window(Strict):
    site_id: Text
    from_: Annotated[Moment, Field(alias="from")]
    to: Moment
    resolution: Optional[Literal["MINUTELY", "HOURLY", "minutely", "hourly"]] = None
    limit: Annotated[Optional[int], Field(ge=1)] = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Window:
        if instant(self.from_) > instant(self.to):
            raise ValueError("from is after to")
        return self

    def told(self, world: World) -> dict[str, Any]:
        """What an answer says of the frame."""
        resolution = self._resolution()
        return {"resolution": resolution if world.variants["metric_case"] == "upper" else resolution.lower(), "from": self.from_, "to": self.to}

    def moments(self) -> list[datetime]:
        """Both bounds are inclusive."""
        begin, end, step = instant(self.from_), instant(self.to), STEPS[self._resolution()]
        return [begin + number * step for number in range((end - begin) // step + 1)]

    def _resolution(self) -> str:
        automatic = "MINUTELY" if instant(self.to) - instant(self.from_) <= MINUTELY_UP_TO else "HOURLY"
        return (self.resolution or automatic).upper()


class TimeseriesQuery(Window):
    select: Annotated[list[Selector], Field(min_length=1)]


class ListQuery(Window):
    select: Annotated[list[ListSelector], Field(min_length=1)]
    group_by: Annotated[list[Union[Literal["Name"], TagGroup]], Field(min_length=1)]


def _metrics(world: World, site_id: str) -> list[dict[str, Any]]:
    """What was planted; the metrics that every site has hold nothing."""
    check_site(world, site_id)
    return [metric for metric in world.appsignal.records["metrics"] if metric["site_id"] == site_id]


@router.get("/names/{site_id}", summary="Names of the metrics of a site")
async def names(site_id: str, world: TheWorld) -> Response:
    planted = [metric["name"] for metric in _metrics(world, site_id)]
    return JSONResponse(list(dict.fromkeys([*METRICS, *planted])))


@router.get("/type_and_tags/{site_id}/{metric_name}", summary="Type and tags of a metric that reports")
async def type_and_tags(site_id: str, metric_name: str, world: TheWorld) -> Response:
    found = [metric for metric in _metrics(world, site_id) if metric["name"] == metric_name]
    if not found:
        raise HTTPException(404)
    upper, lists = world.variants["metric_case"] == "upper", world.variants["available_tags"] == "lists"
    kind = found[0]["type"]
    return JSONResponse({
        "metric_type": kind.upper() if upper else kind,
        "available_tags": [list(metric["tags"]) if lists else metric["tags"] for metric in found],
    })


@router.post("/timeseries", summary="Values of metrics over time")
async def timeseries(body: TimeseriesQuery, world: TheWorld) -> Response:
    metrics, moments = _metrics(world, body.site_id), body.moments()
    found = [_series(selector, metric, moments) for selector in body.select for metric in metrics if selector.fits(metric)]
    return JSONResponse({**body.told(world), "series": found[:body.limit]})


def _series(selector: Selector, metric: dict[str, Any], moments: list[datetime]) -> dict[str, Any]:
    values = [selector.value(metric, step) for step in range(len(moments))]
    known = [value for value in values if value is not None]
    tags = [f"{key}={value}" for key, value in metric["tags"].items()]
    return {
        "id": "/".join([metric["name"], *tags, selector.field]), "name": metric["name"], "tags": metric["tags"], "field": selector.field,
        "min": min(known, default=None), "max": max(known, default=None),
        "data": [{"timestamp": iso8601(moment), "value": value} for moment, value in zip(moments, values)],
    }


@router.post("/list", summary="Values of metrics as rows")
async def rows(body: ListQuery, world: TheWorld) -> Response:
    found: dict[str, dict[str, Any]] = {}
    for metric in _metrics(world, body.site_id):
        for selector in body.select:
            if selector.fits(metric):
                group = _group(body, metric)
                row = found.setdefault(str(group), {"id": "/".join(group.values()), "group": group, "data": {}})
                row["data"][selector.id] = selector.value(metric, 0)
    return JSONResponse({**body.told(world), "rows": list(found.values())[:body.limit]})


def _group(body: ListQuery, metric: dict[str, Any]) -> dict[str, str]:
    return {
        "name" if by == "Name" else by.Tag: metric["name"] if by == "Name" else metric["tags"].get(by.Tag, "")
        for by in body.group_by
    }
