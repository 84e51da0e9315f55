# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Push API: deploy markers by the key of an application."""

from __future__ import annotations

from typing import Annotated, Optional

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response

from ...strict import Strict, declared_only
from ...world import TheWorld, World
from .access import Text, has_key
from .marker_lists import add, now
from .state import App, Marker


async def _keyed(world: TheWorld, api_key: Annotated[str, Query()] = "") -> None:
    if not has_key(world, api_key):
        raise HTTPException(401, "Unauthorized")


router = APIRouter(dependencies=[Depends(_keyed), Depends(declared_only)])


class PushedMarker(Strict):
    revision: Text
    user: Text
    repository: Optional[Text] = None


@router.post("/1/markers", summary="Make a deploy marker")
async def push_marker(
    body: PushedMarker, world: TheWorld, name: Annotated[str, Query(min_length=1)], environment: Annotated[str, Query(min_length=1)],
    hostname: Optional[str] = None, gem_version: Optional[str] = None,
) -> Response:
    app = _application(world, name, environment)
    add(world, Marker(app.site_id, world.appsignal.new_id(), "deploy", now(), **body.model_dump()))
    return Response(status_code=200)


def _application(world: World, name: str, environment: str) -> App:
    """An unknown one may silently be made."""
    app = world.appsignal.named(name, environment)
    if app is None:
        if world.variants["push_unknown_app"] != "created":
            raise HTTPException(int(world.variants["push_unknown_app"]), "Unknown application")
        app = App(world.appsignal.new_id(), name, environment)
        world.appsignal.add_app(app)
    return app
