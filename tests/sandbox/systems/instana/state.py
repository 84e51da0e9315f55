# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an Instana tenant holds."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
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
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def is_open(self) -> bool:
        """Changes close at once, whatever their duration."""
        return self.type in ("issue", "incident") and self.end > now()


class Instana:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self._hour, self._calls = 0, 0

    def event(self, event_id: str) -> Optional[Event]:
        return next((event for event in self.events if event.id == event_id and not event.polls_left), None)

    def count_call(self) -> None:
        hour = int(time.time()) // HOUR
        self._hour, self._calls = hour, (self._calls if hour == self._hour else 0) + 1

    def rate(self, limit: int) -> dict[str, Any]:
        """How much of the hourly limit is left, and when (in seconds) it is whole again."""
        return {"limit": limit, "remaining": limit - self._calls, "reset": (int(time.time()) // HOUR + 1) * HOUR}
