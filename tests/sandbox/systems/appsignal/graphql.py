# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The GraphQL interface: questions are checked against the schema, and answered from what is held."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Optional

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from graphql import GraphQLError, build_schema, graphql_sync

from ...strict import Strict, declared_only
from ...world import TheWorld, World
from .access import by_query, instant
from .incident_lists import lists_of_incidents
from .marker_lists import life, shown
from .state import App, Marker

router = APIRouter(dependencies=[Depends(by_query), Depends(declared_only)])


class Question(Strict):
    query: str
    variables: Optional[dict[str, Any]] = None


SCHEMA = build_schema((Path(__file__).parent / "schema.graphql").read_text())


@router.post("/graphql", summary="Ask")
async def ask(body: Question, world: TheWorld) -> Response:
    if world.variants["appsignal_account"] == "restricted":
        return _failed(world, [{"message": "This account is restricted", "extensions": {"code": "ACCOUNT_RESTRICTED"}}])
    result = graphql_sync(SCHEMA, body.query, _root(world), variable_values=body.variables)
    if result.errors:
        return _failed(world, [error.formatted for error in result.errors])
    return JSONResponse({"data": result.data})


def _failed(world: World, errors: list[Any]) -> Response:
    return JSONResponse({"errors": errors}, int(world.variants["graphql_errors"]))


def _root(world: World) -> dict[str, Any]:
    slugs = sorted({app.organization for app in world.appsignal.apps.values()})
    return {
        "app": lambda info, id: _app(world, world.appsignal.apps[id]) if id in world.appsignal.apps else None,
        "organization": lambda info, slug: _organization(world, slug) if slug in slugs else None,
        "viewer": {"organizations": [_organization(world, slug) for slug in slugs]},
    }


def _organization(world: World, slug: str) -> dict[str, Any]:
    own = [app for app in world.appsignal.apps.values() if app.organization == slug]
    return {"id": f"organization-{slug}", "name": slug.title(), "slug": slug, "apps": lambda info: [_app(world, app) for app in own]}


def _app(world: World, app: App) -> dict[str, Any]:
    def markers(info: Any, limit: Optional[int] = None, offset: int = 0, start: Any = None, end: Any = None) -> list[dict[str, Any]]:
        found = shown(world, app.site_id, ("deploy",), _moment(start), _moment(end))[offset:]
        return [_deploy_marker(world, marker) for marker in (found if limit is None else found[:limit])]

    return {
        "id": app.site_id, "name": app.name, "environment": app.environment, "organization": lambda info: _organization(world, app.organization),
        "namespaces": _named("namespace", app.namespaces), "notifiers": _named("notifier", app.notifiers),
        "dashboards": [{"id": entry["id"], "title": entry["name"], "description": ""} for entry in _named("dashboard", app.dashboards)],
        "logs": {"sources": [{**entry, "type": "custom", "fmt": "JSON"} for entry in _named("source", app.log_sources)]},
        "deployMarkers": markers, **lists_of_incidents(world, app.site_id),
    }


def _moment(value: Any) -> Optional[datetime]:
    if value is None:
        return None
    try:
        moment = instant(value)
    except (TypeError, ValueError, AttributeError):
        moment = None
    if moment is None or moment.utcoffset() is None:
        raise GraphQLError("DateTime has to be ISO 8601 with a zone")
    return moment


def _named(kind: str, names: list[str]) -> list[dict[str, Any]]:
    return [{"id": f"{kind}-{name}", "name": name} for name in names]


def _deploy_marker(world: World, marker: Marker) -> dict[str, Any]:
    live_for = life(world, marker)[1]
    return {
        "id": marker.id, "createdAt": marker.created_at, "revision": marker.revision, "shortRevision": str(marker.revision)[:7],
        "gitCompareUrl": None, "user": marker.user, "liveFor": live_for, "liveForInWords": f"{live_for // 60}m",
        "exceptionCount": marker.exception_count, "exceptionRate": marker.exception_rate,
    }
