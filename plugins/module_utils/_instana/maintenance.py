# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows, version 2 (fact sheet B.6), the modules instana_maintenance_window and instana_maintenance_window_info.

A window is created and changed by PUT under an id that the caller chooses. Without one, the id comes from the name, so
that whoever knows the name can end the window.
"""

from __future__ import annotations

import re
import time

from .. import _query, _times
from .._definition import Definition, Outcome
from .._errors import AnswerError, NotFound, ObservabilityError, OptionError, StateError
from .._http import check_segment
from .._reconcile import Plan, Resource, Step, converge
from . import recurrence, tag_filters
from .backend import connect, permission, telling

PATH = ("api", "settings", "v2", "maintenance")
STATES = ("UNSCHEDULED", "SCHEDULED", "ACTIVE", "PAUSED", "EXPIRED")
QUEUED_DELAY = 240  # seconds until the next refresh at the latest, when PUT is answered with 202
LONGEST_NAME, LONGEST_QUERY = 256, 2048
_MINUTE = 60000
_UNITS = {"DAYS": 1440, "HOURS": 60, "MINUTES": 1}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TIMEZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", re.ASCII)
_OVER = re.compile("already (expired|unscheduled)", re.IGNORECASE)
_SCOPE = ("query", "tag_filter", "all_entities")
# What a request can change, and what Instana alone determines.
_WRITABLE = ("name", "start", "duration", "rrule", "timezone", "query", "tag_filter", "paused", "retrigger_open_alerts")
_RUNTIME = ("state", "occurrence_start", "occurrence_end", "applications", "invalid", "last_updated")


def id_from(name):
    """Return the id of the window that is called ``name``: readable, and different for different names.

    It is the name in lower case with hyphens for everything but ASCII letters and digits, cut to 47 characters, then a
    hyphen and the first 16 hexadecimal digits of the name's SHA-256 (UTF-8).
    """
    import hashlib
    readable = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:47].strip("-")
    return ("%s-%s" % (readable, hashlib.sha256(name.encode("utf-8")).hexdigest()[:16])).strip("-")


def public(raw):
    """Return what is shown of Instana's object ``raw``. What only the list tells is ``None`` without it."""
    scheduling, occurrence = raw.get("scheduling") or {}, raw.get("occurrence") or {}
    is_recurrent = scheduling.get("type") == "RECURRENT"
    has_filter = bool(raw.get("tagFilterExpressionEnabled") and raw.get("tagFilterExpression"))
    return {
        "id": raw.get("id"),
        "name": raw.get("name"),
        "start": scheduling.get("start"),
        "start_time": _time(scheduling.get("start")),
        "duration": in_words(_minutes(scheduling)),
        "rrule": recurrence.canonical(scheduling.get("rrule") or "") if is_recurrent else None,
        "timezone": (scheduling.get("timezoneId") or "UTC") if is_recurrent else None,
        "query": raw.get("query") or "",
        "tag_filter": tag_filters.shown(raw["tagFilterExpression"]) if has_filter else None,
        "all_entities": not raw.get("query") and not has_filter,
        "paused": bool(raw.get("paused")),
        "retrigger_open_alerts": bool(raw.get("retriggerOpenAlertsEnabled")),
        "state": raw.get("state"),
        "occurrence_start": _time(occurrence.get("start")),
        "occurrence_end": _time(occurrence.get("end")),
        "applications": raw.get("applicationNames"),
        "invalid": raw.get("invalid"),
        "last_updated": raw.get("lastUpdated"),
    }


def in_words(minutes):
    """Return ``minutes`` (int) as a duration like ``1d2h30m``."""
    days, hours = minutes // 1440, minutes // 60 % 24
    return "".join("%d%s" % part for part in ((days, "d"), (hours, "h"), (minutes % 60, "m")) if part[0]) or "0m"


def _minutes(scheduling):
    duration = scheduling.get("duration") or {}
    return (duration.get("amount") or 0) * _UNITS.get(duration.get("unit"), 0)


def _time(milliseconds):
    return None if milliseconds is None else _times.iso8601(milliseconds)


def _end(window):
    """Return when the only, or the first, occurrence ends, in milliseconds."""
    return (window["start"] or 0) + _times.duration("duration", window["duration"])


def is_over(window, now):
    """Say whether ``window`` mutes nothing any more, whatever its state is called."""
    return window["state"] == "EXPIRED" or (window["rrule"] is None and _end(window) <= now)


def to_wire(window, duration):
    """Return the body of a PUT: all writable fields, since what becomes of missing ones is not documented (fact sheet E 13)."""
    scheduling = {"type": "ONE_TIME", "start": window["start"], "duration": duration}
    if window["rrule"] is not None:
        scheduling.update(type="RECURRENT", rrule=window["rrule"], timezoneId=window["timezone"])
    body = {
        "id": window["id"], "name": window["name"], "query": window["query"], "scheduling": scheduling, "paused": window["paused"],
        "retriggerOpenAlertsEnabled": window["retrigger_open_alerts"], "tagFilterExpressionEnabled": window["tag_filter"] is not None,
    }
    if window["tag_filter"] is not None:
        body["tagFilterExpression"] = tag_filters.to_wire(window["tag_filter"])
    return body


class Windows(Resource):
    """The calls of ``/api/settings/v2/maintenance`` for one window. ``now`` are milliseconds since the epoch.

    ``delay`` are the seconds that the change may need to take effect, as far as Instana told.
    """

    kind = "maintenance window"
    runtime = _RUNTIME

    def __init__(self, client, now):
        self._client = client
        self._now = now
        self._id = None
        self._units = {}
        self._expression = None
        self.delay = None

    def name(self, wanted):
        return wanted.get("name") or wanted["id"]

    def read(self, wanted, fresh=False):
        if "id" in wanted and not fresh:
            self._id = wanted["id"]
            return self._known(self._get(self._id))
        found = self.list()
        if not fresh:
            self._id = self._choose(wanted["name"], found)
        return self._known(next((raw for raw in found if raw.get("id") == self._id), None))

    def list(self):
        """Return Instana's objects of all windows. Only the list tells whether a query is invalid."""
        return self._client.get(*PATH, doing="list the maintenance windows").mappings()

    def _get(self, window_id):
        try:
            return self._client.get(*PATH, window_id, doing="read maintenance window %s" % window_id).mapping()
        except NotFound:
            return None

    def _known(self, raw):
        """Return the public object. What it does not tell is remembered: how its duration is written, a filter that is switched off."""
        if raw is None:
            return None
        window = public(raw)
        self._units[window["duration"]] = (raw.get("scheduling") or {}).get("duration")
        self._expression = raw.get("tagFilterExpression")
        return window

    def _choose(self, name, found):
        """Return the id of the window that is called ``name``, or the one to create it under.

        That of the name is taken, unless it is only another one that is still in use. Windows that are over and were made by
        others under the same name are history.
        """
        own = id_from(name)
        named = [public(raw) for raw in found if raw.get("name") == name or raw.get("id") == own]
        live = [window["id"] for window in named if not is_over(window, self._now)]
        if own in live or not live:
            return own
        if len(live) > 1:
            raise StateError("%d maintenance windows are called %s: %s. Give the id of the one that is meant." % (
                len(live), name, ", ".join(sorted(live))), option="name", ids=sorted(live))
        return live[0]

    def plan(self, wanted, current):
        if wanted["state"] == "absent":
            return Plan(None, [self._step("delete", "DELETE", self.name(wanted))] if current else [])
        if current is None:
            self.require_for_creation(wanted, ("name", "duration"))
            if not any(option in wanted for option in _SCOPE):
                raise StateError("The maintenance window %s does not exist yet; to create it, its scope is needed too: applications, query, "
                                 "tag_filter or all_entities." % self.name(wanted), option="query")
        after = self._target(wanted, current)
        changed = [field for field in _WRITABLE if current is None or after[field] != current[field]]
        if not changed:
            return Plan(current)
        self._check_scope(wanted, after)
        if changed == ["paused"] and not is_over(current, self._now):
            verb = "pause" if after["paused"] else "resume"
            return Plan(after, [self._step(verb, "PUT", after["name"], verb)])
        self._check_end(wanted, after)
        body = to_wire(after, self._duration(wanted, after))
        if self._expression and not any(option in wanted for option in _SCOPE):
            body["tagFilterExpression"] = tag_filters.to_wire(tag_filters.shown(self._expression))
        is_spent = current is not None and is_over(current, self._now)
        return Plan(after, [self._step("update" if current else "create", "PUT", after["name"], body=body, is_spent=is_spent)])

    def _target(self, wanted, current):
        """Return the window as it is to be: what is wanted put over what is there."""
        before = current or dict(
            dict.fromkeys(_RUNTIME), id=self._id, rrule=None, timezone=None, paused=False, retrigger_open_alerts=False, state=None)
        after = dict(before, **{field: wanted[field] for field in ("name", "paused", "retrigger_open_alerts") if field in wanted})
        after["start"] = self._start(wanted, current)
        after["start_time"] = _time(after["start"])
        if "duration" in wanted:
            after["duration"] = in_words(wanted["duration"])
        if "rrule" in wanted:
            after["rrule"] = wanted["rrule"] or None
        after["timezone"] = None if after["rrule"] is None else wanted.get("timezone") or before["timezone"] or "UTC"
        if "timezone" in wanted and after["rrule"] is None:
            raise StateError("The maintenance window %s happens once; timezone is for one with rrule." % self.name(wanted), option="timezone")
        if any(option in wanted for option in _SCOPE):
            after.update(query=wanted.get("query", ""), tag_filter=wanted.get("tag_filter"))
        after["all_entities"] = not after["query"] and after["tag_filter"] is None
        return after

    def _start(self, wanted, current):
        """Return the start in milliseconds. One that is not fixed leaves a window alone that is there at that time."""
        start = wanted.get("start", self._now)
        is_spent = current is None or is_over(current, self._now)
        if "start" not in wanted and current and (current["rrule"] is not None or not is_spent):
            return current["start"]
        if is_spent or wanted["fixed"]:
            return start
        begun = current["start"] <= start and (current["rrule"] is not None or start < _end(current))
        return current["start"] if begun else start

    def _check_end(self, wanted, after):
        """Refuse a schedule that is over, as Instana does."""
        last = recurrence.until(after["rrule"]) if after["rrule"] else _end(after)
        if last is not None and last <= self._now:
            raise StateError(
                "The maintenance window %s would be over since %s, which Instana refuses. Give a later start or a longer duration; to end a "
                "window now, use state absent." % (self.name(wanted), _time(last)), option="start")

    def _check_scope(self, wanted, after):
        """Refuse to mute everything unless it was said."""
        if after["all_entities"] and not after["paused"] and not wanted.get("all_entities"):
            raise StateError(
                "The maintenance window %s would mute the alerts of everything, since it has neither query nor tag_filter. Give it a scope, "
                "or say so with all_entities." % self.name(wanted), option="all_entities")

    def _duration(self, wanted, after):
        """Return the duration as Instana takes it; days only where they were written, since a day may have 23 hours."""
        known = self._units.get(after["duration"])
        if known:
            return known
        minutes = wanted["duration"]
        unit = next(unit for unit, size in _UNITS.items() if minutes % size == 0 and (unit != "DAYS" or wanted["in_days"]))
        return {"amount": minutes // _UNITS[unit], "unit": unit}

    def _step(self, verb, method, name, *action, body=None, is_spent=False):
        what = "%s %s %s" % (verb, self.kind, name)

        def send(method=method):
            return self._client.write(method, *PATH, self._id, *action, doing=what, body=None if method == "DELETE" else body)

        def call():
            try:
                answer = send()
            except NotFound:
                if method != "DELETE":
                    raise
                return
            except AnswerError as error:
                # Whether the id of an expired window can be used again is not documented (fact sheet E 17).
                if not (is_spent and error.status == 400 and _OVER.search(error.detail)):
                    raise
                send("DELETE")
                answer = self._anew(send, what)
            if method == "PUT":
                self.delay = QUEUED_DELAY if answer.status == 202 else 0

        return Step(what, call)

    @staticmethod
    def _anew(send, what):
        """Send the change once more, after the window of that id, which was over, is deleted; an error tells that it is."""
        try:
            return send()
        except ObservabilityError as error:
            error.facts["done"] = ["delete the window that was over, to %s" % what]
            raise


def perspectives(client, names):
    """Return the query that covers the application perspectives called ``names``, which are looked up one by one."""
    return " OR ".join('entity.application.id:"%s"' % _perspective(client, name) for name in sorted(set(names)))


def _perspective(client, name):
    from .application_monitoring import entities  # only who names applications needs it
    resembling, dummy = entities(client, "applications", {"nameFilter": name})
    ids = sorted({entry["id"] for entry in resembling if entry.get("label") == name and entry.get("id")})
    if len(ids) > 1:
        raise StateError("%d applications are called %s, with the ids %s. Use query in place of applications." % (len(ids), name, ", ".join(ids)),
                         option="applications")
    if not ids:
        others = sorted({str(entry.get("label")) for entry in resembling})[:5]
        raise StateError("Instana knows no application called %s%s." % (name, "; it knows " + ", ".join(others) if others else ""), option="applications")
    return ids[0]


def prepare(params):
    """Check everything that can be checked before a request."""
    now = int(time.time() * 1000)
    wanted = {"state": params["state"], "fixed": False}
    for option in ("paused", "retrigger_open_alerts"):
        if params[option] is not None:
            wanted[option] = params[option]
    if params["id"] is not None:
        wanted["id"] = _checked_id(params["id"])
    if params["name"] is not None:
        wanted["name"] = _text("name", params["name"], LONGEST_NAME)
    if params["start"] is not None:
        wanted.update(start=max(1, _times.instant("start", params["start"], now)), fixed=not _times.is_relative(params["start"]))
    if params["duration"] is not None:
        length = _times.duration("duration", params["duration"])
        if length < _MINUTE or length % _MINUTE:
            raise OptionError("duration", "has to be in whole minutes, at least one; %s is not." % params["duration"])
        wanted.update(duration=length // _MINUTE, in_days=params["duration"].strip()[-1] in "dw")
    if params["rrule"] is not None:
        wanted["rrule"] = recurrence.checked("rrule", params["rrule"]) if params["rrule"].strip() else ""
    if params["timezone"] is not None:
        if not _TIMEZONE.fullmatch(params["timezone"]) or wanted.get("rrule") == "":
            raise OptionError("timezone", "is for windows with rrule." if wanted.get("rrule") == "" else
                              "%r is no name of a time zone like Europe/Berlin or UTC." % params["timezone"])
        wanted["timezone"] = params["timezone"]
    return dict(params, wanted=dict(wanted, **_scope(params)), now=now)


def _scope(params):
    """Return the scope as far as it is given. Its parts belong together: without a query there is none."""
    scope = {}
    if params["applications"] is not None:
        if not params["applications"]:
            raise OptionError("applications", "must not be empty; to mute everything, say all_entities.")
        for number, name in enumerate(params["applications"]):
            _text("applications[%d]" % number, name, LONGEST_NAME)
    if params["query"] is not None:
        if len(params["query"]) > LONGEST_QUERY:
            raise OptionError("query", "may have %d characters at most, not %d." % (LONGEST_QUERY, len(params["query"])))
        scope["query"] = params["query"].strip()
    if params["tag_filter"] is not None:
        scope["tag_filter"] = tag_filters.parse("tag_filter", params["tag_filter"])
    if params["all_entities"]:
        scope["all_entities"] = True
        if scope.get("query") or scope.get("tag_filter") or params["applications"]:
            raise OptionError("all_entities", "excludes applications, query and tag_filter.")
    elif scope and not scope.get("query") and not scope.get("tag_filter") and not params["applications"]:
        raise OptionError("query" if "query" in scope else "tag_filter", "an empty scope would mute the alerts of everything; say so with all_entities.")
    return scope


def _text(option, value, longest):
    if not value.strip() or len(value) > longest:
        raise OptionError(option, "has to be a text of 1 to %d characters." % longest)
    return value


def _checked_id(value):
    if not _ID.fullmatch(value):
        raise OptionError("id", "%r cannot be used; an id has 1 to 64 letters, digits, hyphens and underscores." % value)
    return value


def run(params, client, check_mode):
    """Create, update or delete a window."""
    wanted = params["wanted"]
    if params["applications"] and wanted["state"] == "present":
        wanted = dict(wanted, query=perspectives(client, params["applications"]))
    resource = Windows(client, params["now"])
    with permission("canConfigureMaintenanceWindows"):
        change = converge(resource, wanted, check_mode)
    result = {"window": change.after, "action": change.action, "takes_effect_within": resource.delay}
    return Outcome(change.changed, result, change.diff(resource.kind, resource.runtime), change.warnings + _notes(change, resource.delay))


def _notes(change, delay):
    """Return warnings about what is not as it seems."""
    notes = []
    if delay:
        notes.append("Instana stored the maintenance window %s, but only schedules it with its next refresh; alerts may be muted, or not be "
                     "muted any more, up to %d minutes later." % (change.name, delay // 60))
    if change.after and change.after["invalid"]:
        notes.append("Instana calls the query of the maintenance window %s invalid: %s. It may mute nothing." % (change.name, change.after["query"]))
    return notes


def prepare_reading(params):
    """Check everything that can be checked before a request."""
    if params["id"] is not None:
        check_segment("id", params["id"])
    return _query.prepare(params)


def read(params, client, check_mode):
    """Return the windows, or those that are asked for."""
    resource = Windows(client, 0)
    with permission("canConfigureMaintenanceWindows"):
        if params["id"] is not None:
            window = resource.read({"id": params["id"]})
            found = [window] if window else []
        else:
            found = sorted(map(public, resource.list()), key=lambda window: (window["start"] or 0, str(window["id"])))
    return _query.outcome(params, "windows", [
        window for window in found
        if params["name"] in (None, window["name"]) and (params["states"] is None or window["state"] in params["states"])])


DEFINITION = Definition(
    "instana_maintenance_window", ("instana_agent", "instana"),
    {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "start": {"type": "str"},
        "duration": {"type": "str"},
        "rrule": {"type": "str"},
        "timezone": {"type": "str"},
        "applications": {"type": "list", "elements": "str"},
        "query": {"type": "str"},
        "tag_filter": {"type": "raw"},
        "all_entities": {"type": "bool", "default": False},
        "paused": {"type": "bool"},
        "retrigger_open_alerts": {"type": "bool"},
    },
    connect, telling(run), prepare,
    {"required_one_of": [("name", "id")], "mutually_exclusive": [("applications", "query")]})

INFO = Definition(
    "instana_maintenance_window_info", ("instana_agent", "instana"),
    dict({
        "id": {"type": "str"},
        "name": {"type": "str"},
        "states": {"type": "list", "elements": "str", "choices": list(STATES)},
    }, **_query.OPTIONS),
    connect, telling(read), prepare_reading)
