# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every vendor call that reached the sandbox."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, Optional

KEPT = 100_000
KEPT_CALLS = 20_000
CONTRACTED = "instana"  # the system whose calls can be held against a document of its vendor
_COUNTERS = {"read": "reads", "write": "writes", "login": "logins"}


class Journal:
    """Keeps the newest calls; sequence numbers only ever grow."""

    def __init__(self) -> None:
        self.last = 0
        self._answered: set[tuple[str, str, str, str]] = set()
        self._calls: dict[str, dict[str, Any]] = {}
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._counts: Counter[tuple[str, str]] = Counter()

    def record(self, kind: str, entry: dict[str, Any]) -> None:
        self.last += 1
        self._counts[entry["system"], _COUNTERS[kind]] += 1
        if entry.get("route") and (entry["status"] or 0) < 300 and entry["fault"] is None:
            self._answered.add((entry["system"], entry["method"], entry["route"], entry["caller"]))
        if entry["system"] == CONTRACTED and len(self._calls) < KEPT_CALLS:
            call = {key: entry[key] for key in ("method", "path", "query", "body", "caller", "status", "fault")}
            self._calls.setdefault(json.dumps(call, sort_keys=True), call)
        self._entries.append({"seq": self.last, "at": datetime.now(timezone.utc), **entry, "write": kind == "write"})

    def answered(self) -> list[dict[str, str]]:
        """Which endpoints ever succeeded, and for whom; clearing the journal does not forget it."""
        return [dict(zip(("system", "method", "route", "caller"), call)) for call in sorted(self._answered)]

    def calls(self, since: int) -> list[dict[str, Any]]:
        """Every different call to the system with a document, in the order in which they first came; clearing does not forget them."""
        return list(self._calls.values())[since:]

    def clear(self) -> None:
        self._entries.clear()
        self._counts.clear()

    def counts(self, systems: list[str]) -> dict[str, dict[str, int]]:
        return {system: {counter: self._counts[system, counter] for counter in _COUNTERS.values()} for system in systems}

    def entries(self, since: int, limit: Optional[int], wanted: dict[str, Any]) -> list[dict[str, Any]]:
        """Oldest first; of many, the newest ``limit``."""
        found: list[dict[str, Any]] = []
        for entry in self._newest_first(since):
            if all(entry[key] == value for key, value in wanted.items()):
                if limit is not None and len(found) == limit:
                    break
                found.append({**entry, "at": entry["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z")})
        return found[::-1]

    def _newest_first(self, since: int) -> Iterator[dict[str, Any]]:
        for entry in reversed(self._entries):
            if entry["seq"] <= since:
                return
            yield entry
