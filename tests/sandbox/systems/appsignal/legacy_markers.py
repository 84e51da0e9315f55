# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Markers by the older interface: deploy markers (deprecated), custom ones, notifications."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any, Literal, Optional, Union

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import JSONResponse, Response
from pydantic import AfterValidator, Field

from ...strict import Strict, declared_only
from ...world import TheWorld, World
from .access import Moment, Text, by_query, check_site, instant
from .marker_lists import add, life, now, shown
from .state import Marker

router = APIRouter(prefix="/api/{app_id}", dependencies=[Depends(by_query), Depends(declared_only)])

KINDS = ("deploy", "custom", "notification")
LONGEST_MESSAGE = 200
ROCKET = "\N{ROCKET}"


class DeployMarker(Strict):
    kind: Literal["deploy"]
    created_at: Optional[Moment] = None
    repository: Optional[Text] = None
    revision: Text
    user: Optional[Text] = None


class CustomMarker(Strict):
    kind: Literal["custom"]
    created_at: Optional[Moment] = None
    icon: Optional[Text] = None
    message: Optional[Text] = None


class Wrapped(Strict):
    marker: Annotated[Union[DeployMarker, CustomMarker], Field(discriminator="kind")]


def _time(text: str) -> str:
    moment(text)
    return text


def moment(text: str) -> datetime:
    """ISO 8601, or seconds since 1970."""
    return datetime.fromtimestamp(int(text), timezone.utc) if text.isdigit() else instant(text)


Time = Annotated[Optional[str], AfterValidator(lambda text: text if text is None else _time(text))]


@router.post("/markers.json", summary="Make a marker; of deploy markers it is deprecated")
async def create(app_id: str, body: Wrapped, world: TheWorld) -> Response:
    check_site(world, app_id)
    given = body.marker.model_dump(exclude_none=True)
    marker = Marker(**{"created_at": now(), **given, "site_id": app_id, "id": world.appsignal.new_id()})
    _complete(marker)
    add(world, marker)
    answer = str(world.variants["marker_create_answer"])
    return Response(status_code=200) if answer == "empty" else JSONResponse(described(world, marker), int(answer))


@router.get("/markers.json", summary="List markers, or count them")
async def index(
    app_id: str, world: TheWorld, kind: Optional[Literal["deploy", "custom"]] = None, from_: Annotated[Time, Query(alias="from")] = None,
    to: Time = None, limit: Annotated[Optional[int], Query(ge=1)] = None, count_only: Optional[Literal["true"]] = None,
) -> Response:
    check_site(world, app_id)
    found = shown(world, app_id, (kind,) if kind else KINDS, moment(from_) if from_ else None, moment(to) if to else None)
    if count_only:
        return JSONResponse({"count": len(found)})
    most = limit or int(world.variants["marker_default_limit"]) or len(found)
    return JSONResponse({"count": len(found), "markers": [described(world, marker) for marker in found[:most]]})


@router.get("/markers/{marker_id}.json", summary="Show a marker")
async def show(app_id: str, marker_id: str, world: TheWorld) -> Response:
    marker = _one(world, app_id, marker_id)
    answer = described(world, marker, with_id=True)
    if marker.kind == "deploy":
        del answer["kind"]
    return JSONResponse(answer)


@router.put("/markers/{marker_id}.json", summary="Change a marker")
async def update(app_id: str, marker_id: str, body: Wrapped, world: TheWorld) -> Response:
    marker = _one(world, app_id, marker_id)
    for name, value in body.marker.model_dump(exclude_none=True).items():
        setattr(marker, name, value)
    _complete(marker)
    return JSONResponse(described(world, marker, with_id=True))


@router.delete("/markers/{marker_id}.json", summary="Delete a marker")
async def delete(app_id: str, marker_id: str, world: TheWorld) -> Response:
    world.appsignal.markers.remove(_one(world, app_id, marker_id))
    return Response(status_code=200)


def _one(world: World, app_id: str, marker_id: str) -> Marker:
    check_site(world, app_id)
    found = next((marker for marker in world.appsignal.markers if (marker.site_id, marker.id) == (app_id, marker_id)), None)
    if found is None:
        raise HTTPException(404, "Not found")
    return found


def _complete(marker: Marker) -> None:
    if marker.kind == "custom":
        marker.icon = marker.icon or ROCKET
        marker.message = (marker.message or "")[:LONGEST_MESSAGE]


def described(world: World, marker: Marker, with_id: bool = False) -> dict[str, Any]:
    shared = {"kind": marker.kind, "created_at": marker.created_at}
    if marker.kind == "notification":
        return {**shared, "message": marker.message}
    if marker.kind == "custom":
        own = {"icon": marker.icon, "message": marker.message}
        return {**shared, **own, "id": marker.id} if with_id or world.variants["custom_marker_id"] == "shown" else {**shared, **own}
    closed_at, live_for = life(world, marker)
    return {
        **shared, "id": marker.id, "closed_at": closed_at, "live_for": live_for, "live_for_in_words": f"{live_for // 60}m", "gem_version": None,
        "repository": marker.repository, "revision": marker.revision, "short_revision": str(marker.revision)[:7], "git_compare_url": None,
        "user": marker.user, "exception_count": marker.exception_count, "exception_rate": marker.exception_rate,
    }
