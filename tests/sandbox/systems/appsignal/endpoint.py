# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public endpoint: custom markers and pings of check-ins, by the key of an application. It may answer 200 whatever it gets."""

from __future__ import annotations

from typing import Annotated, Literal, Optional

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response

from ...strict import Strict, declared_only
from ...world import TheWorld, World
from .access import Moment, Text, has_key
from .legacy_markers import LONGEST_MESSAGE, ROCKET
from .marker_lists import add, now
from .state import Marker

router = APIRouter(dependencies=[Depends(declared_only)])

Name = Annotated[str, Query(min_length=1)]


class EndpointMarker(Strict):
    icon: Optional[Text] = None
    message: Optional[Text] = None
    created_at: Optional[Moment] = None


@router.post("/markers", summary="Make a custom marker")
async def marker(body: EndpointMarker, world: TheWorld, api_key: Name, name: Name, environment: Name) -> Response:
    app = world.appsignal.named(name, environment)
    if _is_noticed(world, api_key) and app is not None:
        message = (body.message or "")[:LONGEST_MESSAGE]
        add(world, Marker(app.site_id, world.appsignal.new_id(), "custom", body.created_at or now(), message=message, icon=body.icon or ROCKET))
    return Response(status_code=200)


@router.post("/check_ins/cron", summary="A scheduled job has started or finished")
async def cron(world: TheWorld, api_key: Name, identifier: Name, kind: Optional[Literal["start", "finish"]] = None) -> Response:
    return _ping(world, api_key, identifier, kind or "finish")


@router.post("/check_ins/heartbeats", summary="Something is alive")
async def heartbeat(world: TheWorld, api_key: Name, identifier: Name) -> Response:
    return _ping(world, api_key, identifier, "heartbeat")


def _ping(world: World, api_key: str, identifier: str, kind: str) -> Response:
    if _is_noticed(world, api_key):
        world.appsignal.check_ins.append({"identifier": identifier, "kind": kind})
    return Response(status_code=200)


def _is_noticed(world: World, api_key: str) -> bool:
    if has_key(world, api_key):
        return True
    if world.variants["endpoint_key_check"] == "401":
        raise HTTPException(401, "Unauthorized")
    return False
