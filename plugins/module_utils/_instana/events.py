# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events (fact sheet sections A and B.7), the module instana_event.

They are given to an agent and, where the backend may be asked, looked for there: the agent itself cannot tell.
"""

from __future__ import annotations

import json
import re
import time
from typing import NamedTuple

from .. import _times
from .._announce import Announcement, announce
from .._definition import Definition, Outcome
from .._errors import ObservabilityError, OptionError
from . import agent, backend

SEVERITIES = {"change": -1, "warning": 5, "critical": 10}
_NAMES = {number: name for name, number in SEVERITIES.items()}
MATCH_ON = ("title", "text", "severity", "timestamp")
# The sibling trace service's limits; none is published for events (fact sheet A.5).
MOST_EVENTS = 1000
MOST_BYTES = 4 * 1024 * 1024
_SAME_TIME = 1000  # milliseconds within which two timestamps are one
_PRESENCE = re.compile("online|offline", re.IGNORECASE)


class Event(NamedTuple):
    """An event as it is wanted, times in milliseconds. ``fixed``: its timestamp is the same in each run."""

    title: str
    text: str
    severity: int
    timestamp: int
    duration: int
    incident: bool
    path: str
    fixed: bool

    def body(self):
        """Return what the agent gets (fact sheet A.2); the start always, since with a duration it must not be left open."""
        body = {"title": self.title, "severity": self.severity, "timestamp": self.timestamp}
        optional = {"text": self.text, "duration": self.duration, "incident": self.incident, "path": self.path}
        return dict(body, **{name: value for name, value in optional.items() if value})

    def size(self):
        """Return the bytes that it takes in a request."""
        return len(json.dumps(self.body())) + 2

    def public(self):
        """Return what results and diffs show."""
        return {
            "title": self.title, "text": self.text or "", "severity": self.severity, "severity_name": _NAMES[self.severity],
            "timestamp": self.timestamp, "duration": self.duration, "incident": self.incident, "path": self.path,
        }


class Search:
    """What makes a read event equal to a wanted one: the fields in ``match_on``, and beginning inside ``window`` (ms)."""

    def __init__(self, match_on, window):
        self._fields = [field for field in ("title", "text", "severity") if field in match_on]
        self._timed = "timestamp" in match_on
        self.window = window

    def identity(self, event):
        """Return what two announcements must not have in common."""
        own = tuple(_bare(getattr(event, field)) for field in self._fields)
        return own + ((event.timestamp,) if self._by_time(event) else ())

    def earliest(self, event):
        """Return when an equal event begins at the earliest."""
        return event.timestamp - (_SAME_TIME if self._by_time(event) else max(_SAME_TIME, self.window))

    def matches(self, event, raw):
        """Say whether ``raw`` (dict, an answer's entry) is ``event``."""
        start = raw.get("start") or 0
        if start < self.earliest(event) or (self._by_time(event) and start > event.timestamp + _SAME_TIME):
            return False
        found = {"title": raw.get("problem"), "text": raw.get("detail"), "severity": _number(raw.get("severity"))}
        return all(_bare(found[field]) == _bare(getattr(event, field)) for field in self._fields)

    def _by_time(self, event):
        return self._timed and event.fixed


def find(client, search, now, events):
    """Return for each of ``events`` the newest equal one that the backend shows, or ``None``. One request."""
    query = {"from": max(0, min(search.earliest(event) for event in events))}
    latest = max(event.timestamp for event in events)
    if latest > now:
        query["to"] = latest + _SAME_TIME
    answer = client.get("api", "events", doing="look for equal events", query=query).mappings()
    newest_first = sorted(answer, key=lambda raw: raw.get("start") or 0, reverse=True)
    return [next((raw for raw in newest_first if search.matches(event, raw)), None) for event in events]


def post(client, events, patience=0):
    """Give ``events`` to the agent in one request, once it answers; that is waited for ``patience`` seconds at most."""
    agent.wait(client, patience)
    bodies = [event.body() for event in events]
    doing = "announce %r to the Instana agent" % events[0].title if len(events) == 1 else (
        "announce %d events to the Instana agent" % len(events))
    client.write("POST", "com.instana.plugin.generic.event", doing=doing, body=bodies if len(bodies) > 1 else bodies[0])


def batches(entries):
    """Split ``entries`` so that each part stays within the limits of one request."""
    batch, size = [], 0
    for entry in entries:
        if batch and (len(batch) == MOST_EVENTS or size + entry.wanted.size() > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += entry.wanted.size()
    yield batch


class Clients:
    """An agent, which takes events, and the backend, which shows them (or ``None``)."""

    def __init__(self, agent_client, backend_client):
        self.agent = agent_client
        self.backend = backend_client

    def close(self):
        """Close all connections."""
        for client in (self.agent, self.backend):
            if client:
                client.close()


def connect(params, definition):
    """Return the :class:`Clients` that ``params`` name; the backend only if any of its credentials is given."""
    return Clients(
        agent.connect(params, definition),
        backend.connect(params, definition) if params["instana_url"] or params["instana_token"] else None)


def prepare(params):
    """Check everything that can be checked before a request."""
    now = int(time.time() * 1000)
    search = Search(params["match_on"], _times.duration("window", params["window"]))
    if "title" not in params["match_on"]:
        raise OptionError("match_on", "has to hold title.")
    if params["confirm"] and not (params["instana_url"] and params["instana_token"]):
        raise OptionError("confirm", "needs instana_url and instana_token, since only the backend shows events.")
    if params["confirm_timeout"] < 1:
        raise OptionError("confirm_timeout", "has to be at least 1 second, not %s." % params["confirm_timeout"])
    if params["wait_for_agent"] < 0:
        raise OptionError("wait_for_agent", "has to be 0 or more seconds, not %s." % params["wait_for_agent"])
    events, seen = [], {}
    for where, given in _given(params):
        event = _read(where, given, now)
        first = seen.setdefault(search.identity(event), where)
        if first != where:
            raise OptionError(where.rstrip("."), "is equal to %s in %s, so it would be announced once only." % (
                first.rstrip("."), ", ".join(params["match_on"])))
        events.append(event)
    return dict(params, events=events, single=params["title"] is not None, search=search, now=now)


def _given(params):
    """Return (prefix of option names, what was given) for each event; the task's values are defaults for the list."""
    def given(source):
        return {name: source[name] for name in EVENT_OPTIONS if source.get(name) is not None}

    if params["events"] is None:
        return [("", given(params))]
    entries = []
    for number, entry in enumerate(params["events"]):
        own, shared = given(entry), given(params)
        if "end" in own or "duration" in own:
            shared = {name: value for name, value in shared.items() if name not in ("end", "duration")}
        entries.append(("events[%d]." % number, dict(shared, **own)))
    return entries


def _read(where, given, now):
    """Return the :class:`Event` that ``given`` (dict of options) describes. Raises ``OptionError``."""
    if not given["title"].strip():
        raise OptionError(where + "title", "must not be empty.")
    severity = _severity(where + "severity", given["severity"])
    if given["incident"] and severity == SEVERITIES["change"]:
        raise OptionError(where + "incident", "needs severity warning or critical; a change cannot be an incident.")
    timestamp, duration = _span(where, given, now)
    event = Event(
        given["title"], given.get("text"), severity, timestamp, duration, given["incident"], given.get("path"),
        "timestamp" in given and not _times.is_relative(given["timestamp"]))
    if event.size() > MOST_BYTES:
        raise OptionError(where + "text", "is too long; one event may take %d MiB at most." % (MOST_BYTES // 1024 ** 2))
    return event


def _span(where, given, now):
    """Return (start, duration). A duration without a start ends now: it is the span that was just gone through."""
    start = _times.instant(where + "timestamp", given["timestamp"], now) if "timestamp" in given else None
    if "end" in given:
        if start is None:
            raise OptionError(where + "end", "needs timestamp, the start of the event.")
        duration = _times.instant(where + "end", given["end"], now) - start
        if duration < 0:
            raise OptionError(where + "end", "is before timestamp (%s)." % _times.iso8601(start))
        return start, duration
    duration = _times.duration(where + "duration", given["duration"]) if "duration" in given else 0
    start = now - duration if start is None else start
    if start < 0:
        raise OptionError(where + "duration", "reaches back to before 1970.")
    return start, duration


def _severity(option, given):
    text = str(given).strip().lower()
    number = SEVERITIES.get(text, _number(text))
    if number not in _NAMES:
        raise OptionError(option, "%r is none of change (-1), warning (5), critical (10)." % given)
    return number


def _number(value):
    """Return a severity as a number. A change has none (fact sheet A.4)."""
    if value is None:
        return SEVERITIES["change"]
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _bare(value):
    """Return a value as it compares: no text is an empty one, and blanks around it do not count."""
    return value.strip() if isinstance(value, str) else value or ""


def run(params, client, check_mode):
    """Announce one event or many, each of them once."""
    search = params["search"]
    if client.backend:
        client.backend.latest_headers = {}  # a client that was lent may remember an earlier item of a loop
    look = (lambda events: find(client.backend, search, params["now"], events)) if client.backend else None
    entries = [Announcement(event) for event in params["events"]]
    warnings = [_presence_warning(event) for event in params["events"] if _is_presence(event)]
    try:
        announce(
            entries, look, lambda events: post(client.agent, events, params["wait_for_agent"]), check_mode, search.window > 0,
            params["confirm"], params["confirm_timeout"], batches)
    except ObservabilityError as error:
        error.result = dict(_result(entries, params["single"], client), changed=any(entry.changed for entry in entries))
        error.warnings = warnings
        raise
    changed = [entry for entry in entries if entry.changed]
    return Outcome(bool(changed), _result(entries, params["single"], client), [_diff(entry) for entry in changed], warnings)


def _result(entries, single, clients):
    events = [_public(entry) for entry in entries]
    return {
        "events": events, "event": events[0] if single else None,
        "rate_limit": backend.rate_limit(clients.backend) if clients.backend else None,
    }


def _public(entry):
    """Return an entry of the result: the event as the backend shows it, else as it is wanted."""
    public = dict(entry.wanted.public(), event_id=None, action=entry.action)
    return public if entry.found is None else dict(public, **shown(entry.found, entry.wanted.timestamp))


def shown(raw, start=None):
    """Return what results show of ``raw`` (dict, an event of the backend), of which any field may be missing; ``start`` if that is."""
    severity = _number(raw.get("severity"))
    start = raw.get("start") or start
    return {
        "event_id": raw.get("eventId"), "title": raw.get("problem"), "text": raw.get("detail") or "",
        "severity": severity, "severity_name": _NAMES.get(severity),
        "timestamp": start, "duration": max(0, (raw.get("end") or start or 0) - (start or 0)),
    }


def _diff(entry):
    event = entry.wanted
    header = "event %s" % event.title
    return {"before": {}, "after": event.public(), "before_header": header, "after_header": header}


def _is_presence(event):
    return event.severity == SEVERITIES["change"] and _PRESENCE.search(event.title)


def _presence_warning(event):
    return ("Instana may take the change %r for an online/offline presence event, because its title holds %r. "
            "How it decides is not published; choose another title if that matters." % (
                event.title, _PRESENCE.search(event.title).group()))


EVENT_OPTIONS = {
    "title": {"type": "str"},
    "text": {"type": "str"},
    "severity": {"type": "raw"},
    "timestamp": {"type": "str"},
    "duration": {"type": "str"},
    "end": {"type": "str"},
    "incident": {"type": "bool"},
    "path": {"type": "str"},
}
_EXCLUSIVE = [("duration", "end")]

DEFINITION = Definition(
    "instana_event", ("instana_agent", "instana"),
    dict(
        EVENT_OPTIONS,
        severity={"type": "raw", "default": "change"},
        incident={"type": "bool", "default": False},
        events={
            "type": "list", "elements": "dict", "mutually_exclusive": _EXCLUSIVE,
            "options": dict(EVENT_OPTIONS, title={"type": "str", "required": True}),
        },
        match_on={"type": "list", "elements": "str", "choices": list(MATCH_ON), "default": list(MATCH_ON)},
        window={"type": "str", "default": "1h"},
        confirm={"type": "bool", "default": False},
        confirm_timeout={"type": "int", "default": 150},
        wait_for_agent={"type": "int", "default": 0},
    ),
    connect, run, prepare,
    {"required_one_of": [("title", "events")], "mutually_exclusive": [("title", "events")] + _EXCLUSIVE},
)
