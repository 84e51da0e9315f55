# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes and pods. Neither requests nor answers are published, so much is taken here, and variants play what comes back."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from ...world import TheWorld, World
from .access import Moment, Text, check_scope, guarded

router = guarded("/kubernetes")


class MachinesQuery(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    site_id: Optional[Text] = None
    site_ids: Optional[list[Text]] = None
    from_: Annotated[Optional[Moment], Field(alias="from")] = None
    to: Optional[Moment] = None


@router.post("/nodes", summary="Metrics of nodes")
async def nodes(body: MachinesQuery, world: TheWorld) -> Response:
    return _answer(world, body, "nodes")


@router.post("/pods", summary="Metrics of pods")
async def pods(body: MachinesQuery, world: TheWorld) -> Response:
    return _answer(world, body, "pods")


@router.post("/pods/overview", summary="Pods with their labels and states")
async def overview(body: MachinesQuery, world: TheWorld) -> Response:
    return _answer(world, body, "pods")


def _answer(world: World, body: MachinesQuery, kind: str) -> Response:
    sites = check_scope(world, body.site_id, body.site_ids)
    found: list[Any] = [machine for machine in world.appsignal.records[kind] if machine["site_id"] in sites]
    return JSONResponse(found if world.variants["kubernetes_answer"] == "list" else {kind: found})
