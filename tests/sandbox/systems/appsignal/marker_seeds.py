# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be planted to be listed: applications, markers, incidents."""

from __future__ import annotations

from typing import Any, Literal, Optional

from pydantic import BaseModel, ConfigDict, Field

from ...world import World
from .access import Moment
from .marker_lists import now
from .seeds import Seed
from .state import App, Marker


class SeedApp(BaseModel):
    model_config = ConfigDict(extra="forbid")

    site_id: str
    name: str
    environment: str = "production"
    organization: str = "acme"
    namespaces: list[str] = ["background", "web"]
    notifiers: list[str] = []
    log_sources: list[str] = []
    dashboards: list[str] = []


class SeedMark(Seed):
    id: Optional[str] = None
    kind: Literal["deploy", "custom", "notification"] = "deploy"
    created_at: Optional[Moment] = None
    revision: Optional[str] = None
    repository: Optional[str] = None
    user: Optional[str] = None
    message: Optional[str] = None
    icon: Optional[str] = None
    exception_count: int = 0
    exception_rate: float = 0


class SeedIncident(Seed):
    type: Literal["Exception", "Performance", "Anomaly", "Log"] = "Exception"
    number: int
    state: Literal["OPEN", "CLOSED", "WIP"] = "OPEN"
    severity: Literal["UNTRIAGED", "CRITICAL", "HIGH", "LOW", "NONE", "INFORMATIONAL"] = "UNTRIAGED"
    namespace: str = "web"
    action_names: list[str] = ["Orders#show"]
    name: str = "RuntimeError"
    message: str = ""
    count: int = 1
    last_occurred_at: Moment = "2026-03-01T09:00:00Z"
    counts: dict[str, int] = Field({}, description="marker id: how often it occurred there")


class MarkerSeed(BaseModel):
    appsignal_apps: list[SeedApp] = []
    appsignal_markers: list[SeedMark] = []
    appsignal_incidents: list[SeedIncident] = []

    def plant_markers(self, world: World) -> None:
        own, held = world.credentials.appsignal_site_id, world.appsignal
        for app in self.appsignal_apps:
            held.add_app(App(**app.model_dump()))
        for mark in self.appsignal_markers:
            given: dict[str, Any] = mark.model_dump()
            given.update(site_id=mark.site_id or own, id=mark.id or held.new_id(), created_at=mark.created_at or now())
            held.markers.append(Marker(**given))
        held.incidents += [{**incident.model_dump(), "site_id": incident.site_id or own} for incident in self.appsignal_incidents]
