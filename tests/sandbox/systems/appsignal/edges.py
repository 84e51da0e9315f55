# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who calls whom. What the requests hold is not published in full."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ...strict import Strict
from ...world import TheWorld, World
from .access import Moment, Text, check_scope, check_site, guarded

router = guarded("/tracing")


class SiteEdgesQuery(Strict):
    site_id: Text
    from_: Annotated[Moment, Field(alias="from")]
    to: Moment


class ActionEdgesQuery(Strict):
    site_id: Optional[Text] = None
    site_ids: Optional[list[Text]] = None
    from_: Annotated[Optional[Moment], Field(alias="from")] = None
    to: Optional[Moment] = None
    namespace: Annotated[Optional[str], Field(pattern="^[^/]+/[^/]+$", description="<service>/<namespace>")] = None
    action_name: Optional[Text] = None


@router.post("/site_edges", summary="Who calls the site, and whom it calls")
async def site_edges(body: SiteEdgesQuery, world: TheWorld) -> Response:
    check_site(world, body.site_id)
    return JSONResponse({
        direction: [{"service": edge["service"], "count": edge["count"]} for edge in _edges(world, [body.site_id]) if edge["direction"] == direction]
        for direction in ("upstream", "downstream", "internal")
    })


@router.post("/action_edges", summary="Who calls an action, and whom it calls")
async def action_edges(body: ActionEdgesQuery, world: TheWorld) -> Response:
    sites = check_scope(world, body.site_id, body.site_ids)
    return JSONResponse([
        {name: edge[name] for name in ("direction", "service", "namespace", "action_name", "count")}
        for edge in _edges(world, sites)
        if body.action_name in (None, edge["action_name"]) and body.namespace in (None, f"{edge['service']}/{edge['namespace']}")
    ])


def _edges(world: World, sites: list[str]) -> list[dict[str, Any]]:
    return [edge for edge in world.appsignal.records["edges"] if edge["site_id"] in sites]
