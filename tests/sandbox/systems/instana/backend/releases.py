# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release markers."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from fastapi import Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ....refusal import refuse
from ....strict import Strict
from ....world import TheWorld, World
from ..state import Entity, Release, now
from .access import guarded
from .answers import deleted, missing

router = guarded("/releases", "CanConfigureReleases")

HOUR = 3_600_000
Name = Annotated[str, Field(max_length=256)]


class ApplicationScope(Strict):
    name: Name


class ServiceScopedTo(Strict):
    applications: Annotated[list[ApplicationScope], Field(min_length=1, max_length=10)]


class ServiceScope(Strict):
    name: Name
    scopedTo: Optional[ServiceScopedTo] = None


class NewRelease(Strict):
    name: Name
    start: Annotated[int, Field(ge=1)]
    applications: Annotated[Optional[list[ApplicationScope]], Field(max_length=10)] = None
    services: Annotated[Optional[list[ServiceScope]], Field(max_length=10)] = None


@router.get("", summary="List releases")
async def list_all(
    world: TheWorld,
    start: Annotated[Optional[int], Query(alias="from", ge=0)] = None,
    end: Annotated[Optional[int], Query(alias="to", ge=0)] = None,
    most: Annotated[Optional[int], Query(alias="maxResults", ge=1)] = None,
) -> Response:
    hours = int(world.variants["release_default_hours"])
    first = start if start is not None else (now() - hours * HOUR if hours else 0)
    margin = 0 if world.variants["release_bounds"] == "inclusive" else 1
    found = [release for release in world.instana.releases
             if first + margin <= release.start and (end is None or release.start <= end - margin)]
    newest_first = sorted(found, key=lambda release: release.start, reverse=True)
    kept = newest_first[:most or int(world.variants["release_default_results"]) or None]
    return JSONResponse([described(release) for release in world.ordered(kept)])


@router.post("", summary="Create a release")
async def create(body: NewRelease, world: TheWorld) -> Response:
    release = made(world, body)
    world.instana.releases.append(release)
    return JSONResponse(described(release))


@router.get("/{release_id}", summary="Read a release")
async def show(release_id: str, world: TheWorld) -> Response:
    return JSONResponse(described(_known(world, release_id)))


@router.put("/{release_id}", summary="Replace a release")
async def replace(release_id: str, body: NewRelease, world: TheWorld) -> Response:
    release = made(world, body, release_id)
    if _position(world, release_id) is None and world.variants["release_put_unknown"] == "created":
        world.instana.releases.append(release)
    else:
        world.instana.releases[world.instana.releases.index(_known(world, release_id))] = release
    return JSONResponse(described(release))


@router.delete("/{release_id}", summary="Delete a release")
async def delete(release_id: str, world: TheWorld) -> Response:
    position = _position(world, release_id)
    if position is not None:
        del world.instana.releases[position]
    return deleted(world, f"Release {release_id}", position is not None)


def made(world: World, body: NewRelease, release_id: str = "") -> Release:
    """The release with the scopes that are there; its names become ids."""
    applications, services = _references(world, world.instana.applications, body.applications), _services(world, body.services)
    return Release(release_id or world.instana.new_id(), body.name, body.start, applications, services)


def described(release: Release) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": release.id, "name": release.name, "start": release.start, "lastUpdated": release.last_updated}
    return {**shown, **{key: scopes for key, scopes in (("applications", release.applications), ("services", release.services)) if scopes}}


def _services(world: World, scopes: Optional[list[ServiceScope]]) -> list[dict[str, Any]]:
    found = []
    for scope in scopes or []:
        references = _references(world, world.instana.services, [scope])
        if scope.scopedTo is None:
            found += references
            continue
        applications = _references(world, world.instana.applications, scope.scopedTo.applications)
        found += [{**reference, "scopedTo": {"applications": applications}} for reference in references if applications]
    return found


def _references(world: World, entities: list[Entity], scopes: Any) -> list[dict[str, Any]]:
    """What goes by these names; one name may stand for several."""
    found = []
    for scope in scopes or []:
        known = [{"id": entity.id, "name": entity.label} for entity in entities if entity.label == scope.name]
        if not known and world.variants["release_unknown_scope"] != "dropped":
            raise refuse(int(world.variants["release_unknown_scope"]), {"errors": [f"{scope.name} does not exist"]})
        found += known
    return found


def _position(world: World, release_id: str) -> Optional[int]:
    return next((position for position, release in enumerate(world.instana.releases) if release.id == release_id), None)


def _known(world: World, release_id: str) -> Release:
    position = _position(world, release_id)
    if position is None:
        raise missing(f"Release {release_id}")
    return world.instana.releases[position]
