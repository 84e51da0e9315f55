# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be planted to be read: metrics, traces, lines of logs, events, edges, visuals, nodes and pods."""

from __future__ import annotations

from typing import Any, Literal, Optional

from pydantic import BaseModel, ConfigDict, Field

from ...world import World
from .access import Moment


class Seed(BaseModel):
    """Belongs to the own site unless it says otherwise."""

    model_config = ConfigDict(extra="forbid")

    site_id: Optional[str] = None


class SeedMetric(Seed):
    name: str
    type: Literal["gauge", "counter", "measurement"] = "gauge"
    tags: dict[str, str] = {}
    values: list[Optional[float]] = Field([1.0], min_length=1)  # one a step, over and over; null = a gap


class SeedTrace(Seed):
    kind: Literal["performance", "error"] = "performance"
    trace_id: str
    span_id: str = "0000000000000001"
    namespace: str = "web"
    revision: str = ""
    action_name: str = "Orders#show"
    time: Moment
    duration: float = 10
    tags: dict[str, str] = {}
    has_npo: bool = False
    digest: str = "d1"
    spans: int = 1
    incident_number: int = 1
    exception_name: str = "RuntimeError"


class SeedLogLine(Seed):
    id: str
    timestamp: Moment
    source_id: str
    group: str = "app"
    severity: str = "INFO"
    message: str
    hostname: str = "web-1"
    json_: Any = Field(None, alias="json")
    attributes: dict[str, str] = {}


class SeedSlowEvent(Seed):
    digest: str
    name: str = "sql.active_record"
    impact: float = 0
    count: int = 0
    actions: list[dict[str, Any]] = []


class SeedEdge(Seed):
    direction: Literal["upstream", "downstream", "internal"]
    service: str
    count: int = 0
    namespace: str = "web"
    action_name: str = "Orders#show"


class SeedVisual(Seed):
    id: str
    data: Any
    csv: str = ""


class SeedMachine(Seed):
    """A node or a pod; what else is known of one is not published."""

    model_config = ConfigDict(extra="allow")

    name: str


class ReadingSeed(BaseModel):
    appsignal_metrics: list[SeedMetric] = []
    appsignal_traces: list[SeedTrace] = []
    appsignal_log_lines: list[SeedLogLine] = []
    appsignal_slow_events: list[SeedSlowEvent] = []
    appsignal_edges: list[SeedEdge] = []
    appsignal_visuals: list[SeedVisual] = []
    appsignal_nodes: list[SeedMachine] = []
    appsignal_pods: list[SeedMachine] = []

    def plant_readings(self, world: World) -> None:
        own = world.credentials.appsignal_site_id
        for kind, planted in world.appsignal.records.items():
            for seed in getattr(self, f"appsignal_{kind}"):
                planted.append({**seed.model_dump(by_alias=True), "site_id": seed.site_id or own})
