# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instana's events (fact sheet B.7), by asking for them. Each is told when it is first seen, and once more when it is over."""

from __future__ import annotations

import time

from ...module_utils._definition import Definition
from ...module_utils._errors import OptionError
from ...module_utils._instana import backend
from ...module_utils._instana.events_info import TYPES, by_ids
from . import polling
from .texts import event

# Milliseconds: what the backend shows can be two minutes old, so each look begins that much and a reserve before the last one.
OVERLAP = 180 * 1000
# Milliseconds for which an event that is over is remembered after it was last seen.
MEMORY = 3600 * 1000


class Watch:
    """Remembers the events that were seen, and how far it has looked."""

    def __init__(self, params, now=lambda: int(time.time() * 1000)):
        self._types = [name.upper() for name in params["types"] or ()]
        self._now = now
        self._looked = None
        self._open = {}  # id: whether it was open
        self._seen = {}  # id: when it was last seen
        self._silent = not params["report_existing"]

    def look(self, client):
        """Return events for what began and what ended since the last look. Costs one request, or two if open events were not listed."""
        now = self._now()
        query = {"from": max(0, (now if self._looked is None else self._looked) - OVERLAP), "to": now}
        if self._types:
            query["eventTypeFilters"] = self._types
        found = {raw.get("eventId"): raw for raw in client.get("api", "events", doing="look for events", query=query).mappings()}
        unlisted = [event_id for event_id, is_open in self._open.items() if is_open and event_id not in found]
        if unlisted:
            found.update((raw.get("eventId"), raw) for raw in by_ids(client, unlisted))
        events = [told for told in (self._take(raw, now) for raw in in_order(found.values())) if told]
        for event_id in set(unlisted) - set(found):
            self._open[event_id] = False  # the backend does not know it any more, and cannot say what became of it
        self._forget(now)
        self._looked, silent, self._silent = now, self._silent, False
        return [] if silent else events

    def _take(self, raw, now):
        event_id, is_open = raw.get("eventId"), raw.get("state") == "open"
        before = self._open.get(event_id)
        self._open[event_id] = is_open
        self._seen[event_id] = now
        # What was closed and is shown open again is an answer that lags behind.
        if before is None or (before and not is_open):
            return event("instana", raw, new=before is None, status="open" if is_open else "closed")
        return None

    def _forget(self, now):
        for event_id, seen in list(self._seen.items()):
            if not self._open[event_id] and seen < now - MEMORY:
                del self._seen[event_id], self._open[event_id]


def in_order(events):
    """Return raw events as they began; one without a time comes first."""
    return sorted(events, key=lambda raw: raw.get("start") or 0)


def _prepare(params):
    if params["types"] is not None and not params["types"]:
        raise OptionError("types", "must not be empty; leave it out for all types.")
    return params


DEFINITION = Definition(
    "instana_events", ("instana",),
    {
        "types": {"type": "list", "elements": "str", "choices": list(TYPES)},
        "interval": polling.INTERVAL,
        "report_existing": polling.REPORT_EXISTING,
    },
    backend.connect, None, _prepare)


async def main(queue, args):
    """The source: watch until cancelled."""
    await polling.poll(queue, args, DEFINITION, Watch)
