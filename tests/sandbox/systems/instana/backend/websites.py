# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitored websites. Their names travel in the query."""

from __future__ import annotations

from typing import Any, Optional

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response

from ....world import TheWorld, World
from ..state import Website
from .access import guarded
from .answers import missing

reading = guarded("/website-monitoring/config")
writing = guarded("/website-monitoring/config", "CanConfigureEumApplications")


@reading.get("", summary="List websites")
async def list_all(world: TheWorld) -> Response:
    return JSONResponse([{**described(website), "rbacTags": []} for website in world.instana.websites])


@reading.get("/{website_id}", summary="Read one website")
async def show(website_id: str, world: TheWorld) -> Response:
    return JSONResponse(described(_known(world, website_id)))


@writing.post("", summary="Create a website")
async def create(world: TheWorld, name: Optional[str] = None) -> Response:
    website = Website(_free(world, name), id=world.instana.new_id())
    world.instana.websites.append(website)
    return JSONResponse(described(website))


@writing.put("/{website_id}", summary="Rename a website")
async def rename(website_id: str, world: TheWorld, name: Optional[str] = None) -> Response:
    website = _known(world, website_id)
    website.name = _free(world, name)
    return JSONResponse(described(website))


@writing.delete("/{website_id}", status_code=204, summary="Delete a website")
async def delete(website_id: str, world: TheWorld) -> Response:
    world.instana.websites.remove(_known(world, website_id))
    return Response(status_code=204)


def described(website: Website) -> dict[str, Any]:
    return {"id": website.id, "name": website.name, "appName": website.name}


def _known(world: World, website_id: str) -> Website:
    for website in world.instana.websites:
        if website.id == website_id:
            return website
    raise missing(f"Website {website_id}")


def _free(world: World, name: Optional[str]) -> str:
    if not name or any(website.name == name for website in world.instana.websites):
        raise HTTPException(400, "name is missing, or already in use")
    return name
