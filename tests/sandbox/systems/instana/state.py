# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an Instana tenant holds."""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Optional

HOUR = 3600


def now() -> int:
    """Milliseconds since the epoch, Instana's only notion of time."""
    return time.time_ns() // 1_000_000


@dataclass
class Event:
    type: str
    problem: str
    detail: str
    severity: int
    start: int
    end: int
    path: Optional[str] = None
    service: Optional[str] = None
    polls_left: int = 0  # list calls that still do not show it
    closed_by: str = ""  # who closed it by hand
    polls_open: int = 0  # answers that show it open all the same
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def is_open(self) -> bool:
        """Changes close at once, whatever their duration."""
        return self.type in ("issue", "incident") and self.end > now() and not self.closed_by


@dataclass
class Entity:
    """An application perspective or a service."""

    label: str
    id: str
    applications: list[str] = field(default_factory=list)  # labels of the perspectives that hold a service
    calls: list[str] = field(default_factory=list)  # labels of the services that a service calls


@dataclass
class Release:
    id: str
    name: str
    start: int
    applications: list[dict[str, Any]]
    services: list[dict[str, Any]]
    last_updated: int = field(default_factory=now)


@dataclass
class Website:
    name: str
    id: str


@dataclass
class Window:
    """A maintenance configuration: what was written, and whether it waits for the next refresh."""

    config: dict[str, Any]
    is_queued: bool = False
    last_updated: int = field(default_factory=now)


class Instana:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self.applications: list[Entity] = []
        self.services: list[Entity] = []
        self.releases: list[Release] = []
        self.windows: dict[str, Window] = {}
        self.snapshots: list[Any] = []
        self.websites: list[Website] = []
        self.service_configs: list[dict[str, Any]] = []
        self.audit_log: list[str] = []
        self.dashboards: list[str] = []
        self.traces: dict[str, list[str]] = {}
        self._hour_ends, self._calls, self._ids = 0, 0, 0

    def new_id(self) -> str:
        """An id such as Instana makes them; the first one, the second and so on are the same after each reset."""
        self._ids += 1
        return urlsafe_b64encode(sha256(f"instana {self._ids}".encode()).digest()).decode()[:22]

    def event(self, event_id: str) -> Optional[Event]:
        return next((event for event in self.events if event.id == event_id and not event.polls_left), None)

    def count_call(self) -> None:
        """Count a call; the hour begins with the first one, so that it does not end in the middle of a test."""
        if time.time() >= self._hour_ends:
            self._hour_ends, self._calls = int(time.time()) + HOUR, 0
        self._calls += 1

    def rate(self, limit: int) -> dict[str, Any]:
        """How much of the hourly limit is left, and when (in seconds) it is whole again."""
        return {"limit": limit, "remaining": limit - self._calls, "reset": self._hour_ends or int(time.time()) + HOUR}
