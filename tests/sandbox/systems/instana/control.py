# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control API shows of an Instana tenant, and what it can plant there."""

from __future__ import annotations

from typing import Any, Optional

from pydantic import BaseModel

from ...strict import Strict
from ...world import World
from .agent.events import AgentEvent, Milliseconds, take
from .backend.events import AGENT_MONITORING, KUBERNETES_INFO, described
from .backend.maintenance import MaintenanceConfig, listed
from .backend.releases import NewRelease, made
from .backend.releases import described as described_release
from .backend.service_configs import ServiceConfig, planted
from .backend.snapshots import Snapshot
from .backend.websites import described as described_website
from .state import Entity, Event, Website, Window, now


class SeededEntity(Strict):
    label: str
    id: Optional[str] = None
    applications: list[str] = []
    calls: list[str] = []

    def made(self, world: World) -> Entity:
        return Entity(self.label, self.id or world.instana.new_id(), self.applications, self.calls)


class Notice(Strict):
    """What an agent or Kubernetes tells."""

    title: str
    text: str = ""
    timestamp: Optional[Milliseconds] = None

    def made(self, world: World, kind: str, severity: int) -> Event:
        start = now() if self.timestamp is None else self.timestamp
        return Event(kind, self.title, self.text, severity, start, start, id=world.instana.new_id())


class InstanaSeed(BaseModel):
    events: list[AgentEvent] = []
    agent_monitoring_events: list[Notice] = []
    kubernetes_info_events: list[Notice] = []
    snapshots: list[Snapshot] = []
    websites: list[str] = []
    service_configs: list[ServiceConfig] = []
    audit_log: list[str] = []
    dashboards: list[str] = []
    traces: dict[str, list[str]] = {}
    applications: list[SeededEntity] = []
    services: list[SeededEntity] = []
    releases: list[NewRelease] = []
    maintenance_windows: list[MaintenanceConfig] = []

    def plant_instana(self, world: World) -> None:
        for event in self.events:
            take(world, event)
        world.instana.events += [notice.made(world, AGENT_MONITORING, 5) for notice in self.agent_monitoring_events]
        world.instana.events += [notice.made(world, KUBERNETES_INFO, -2) for notice in self.kubernetes_info_events]
        world.instana.snapshots += self.snapshots
        world.instana.websites += [Website(name, world.instana.new_id()) for name in self.websites]
        for config in self.service_configs:
            planted(world, config)
        world.instana.audit_log += self.audit_log
        world.instana.dashboards += self.dashboards
        world.instana.traces.update(self.traces)
        world.instana.applications += [entity.made(world) for entity in self.applications]
        world.instana.services += [entity.made(world) for entity in self.services]
        world.instana.releases += [made(world, release) for release in self.releases]
        for window in self.maintenance_windows:
            world.instana.windows[window.id] = Window({"paused": False, **window.model_dump(exclude_unset=True)})


def view(world: World) -> dict[str, Any]:
    return {
        "events": [{**described(event), "path": event.path, "visible": not event.polls_left} for event in world.instana.events],
        "applications": [{"id": entity.id, "label": entity.label} for entity in world.instana.applications],
        "services": [{"id": entity.id, "label": entity.label, "applications": entity.applications} for entity in world.instana.services],
        "releases": [described_release(release) for release in world.instana.releases],
        "snapshots": [snapshot.in_full() for snapshot in world.instana.snapshots],
        "websites": [described_website(website) for website in world.instana.websites],
        "service_configs": world.instana.service_configs,
        "maintenance_windows": [listed(world, window) for window in world.instana.windows.values()],
    }
