# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AppSignal holds."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any, Optional

KINDS = ("metrics", "traces", "log_lines", "slow_events", "edges", "visuals", "nodes", "pods")
METRICS = ["transaction_duration", "transaction_queue_duration", "cpu", "memory_usage"]


@dataclass
class Revision:
    site_id: str
    revision: str
    throughput: float = 0
    mean: float = 0
    error_rate: float = 0
    actions: list[dict[str, Any]] = field(default_factory=list)
    available_after_polls: int = 0
    polls: int = 0


@dataclass
class App:
    """What the site of an id is called, and what belongs to it."""

    site_id: str
    name: str
    environment: str = "production"
    organization: str = "acme"
    namespaces: list[str] = field(default_factory=lambda: ["background", "web"])
    notifiers: list[str] = field(default_factory=list)
    log_sources: list[str] = field(default_factory=list)
    dashboards: list[str] = field(default_factory=list)


@dataclass
class Marker:
    site_id: str
    id: str
    kind: str
    created_at: str
    revision: Optional[str] = None
    repository: Optional[str] = None
    user: Optional[str] = None
    message: Optional[str] = None
    icon: Optional[str] = None
    exception_count: int = 0
    exception_rate: float = 0
    hidden_for: int = 0  # lists that do not show it yet


class AppSignal:
    """Sites that the token can see, the revisions that have reported to them, and all else that can be read, by kind."""

    def __init__(self, sites: list[str]) -> None:
        self.sites = sites
        self.apps = {site: App(site, "shop") for site in sites}
        self.markers: list[Marker] = []
        self.check_ins: list[dict[str, str]] = []
        self.incidents: list[dict[str, Any]] = []
        self.revisions: list[Revision] = []
        self._numbers = itertools.count(1)
        self.records: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}

    def new_id(self) -> str:
        return f"64aa{next(self._numbers):020x}"

    def add_app(self, app: App) -> None:
        self.sites += [app.site_id] if app.site_id not in self.sites else []
        self.apps[app.site_id] = app

    def named(self, name: str, environment: str) -> Optional[App]:
        return next((app for app in self.apps.values() if (app.name, app.environment) == (name, environment)), None)

    def put(self, revision: Revision) -> None:
        self.revisions = [known for known in self.revisions if (known.site_id, known.revision) != (revision.site_id, revision.revision)]
        self.revisions.append(revision)

    def find(self, site_id: str, revision: str, prefix: bool) -> Optional[Revision]:
        of_site = [known for known in self.revisions if known.site_id == site_id]
        exact = next((known for known in of_site if known.revision == revision), None)
        return exact or next((known for known in of_site if prefix and known.revision.startswith(revision)), None)
