# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slow events, and the actions in which they happen. What the requests hold is not published in full."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ...strict import Strict
from ...world import TheWorld, World
from .access import Moment, Text, check_scope, guarded

router = guarded("/tracing")


class EventsQuery(Strict):
    site_id: Optional[Text] = None
    site_ids: Optional[list[Text]] = None
    from_: Annotated[Optional[Moment], Field(alias="from")] = None
    to: Optional[Moment] = None
    namespace: Optional[Text] = None
    action_name: Optional[Text] = None


class ActionsQuery(EventsQuery):
    digest: Text


@router.post("/slow_events", summary="Events that take long")
async def slow_events(body: EventsQuery, world: TheWorld) -> Response:
    return JSONResponse([{name: event[name] for name in ("digest", "name", "impact", "count")} for event in _events(world, body)])


@router.post("/slow_events/actions", summary="Actions in which an event takes long")
async def actions(body: ActionsQuery, world: TheWorld) -> Response:
    return JSONResponse([
        action for event in _events(world, body) if event["digest"] == body.digest for action in event["actions"]
        if body.namespace in (None, action.get("namespace")) and body.action_name in (None, action.get("action_name"))
    ])


def _events(world: World, body: EventsQuery) -> list[dict[str, Any]]:
    sites = check_scope(world, body.site_id, body.site_ids)
    return [event for event in world.appsignal.records["slow_events"] if event["site_id"] in sites]
