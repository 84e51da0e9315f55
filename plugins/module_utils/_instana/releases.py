# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release markers (fact sheet B.5), the modules instana_release and instana_release_info.

Instana makes another marker for each POST, also for the same name, start and scope. These three are what a marker is
looked for by, before it is made.
"""

from __future__ import annotations

import time

from .. import _query, _times
from .._definition import Definition, Outcome
from .._errors import NotFound, OptionError, StateError
from .._http import check_segment
from .._reconcile import Plan, Resource, Step, converge
from .backend import connect, permission, telling

LONGEST_NAME = 256
MOST_SCOPES = 10
WINDOW = "1h"  # within which starts are equal that are not fixed
PATH = ("api", "releases")
# Whether the ends of a time frame belong to it is not documented (fact sheet E 10).
_MARGIN = 1  # millisecond


def public(raw):
    """Return what is shown of Instana's object ``raw``: scopes by their names, sorted; times also as texts."""
    start = raw.get("start")
    return {
        "id": raw.get("id"),
        "name": raw.get("name"),
        "start": start,
        "start_time": None if start is None else _times.iso8601(start),
        "applications": _names(raw.get("applications")),
        "services": _services((entry.get("name"), _names((entry.get("scopedTo") or {}).get("applications"))) for entry in raw.get("services") or []),
        "last_updated": raw.get("lastUpdated"),
    }


def _names(scopes):
    return sorted({entry["name"] for entry in scopes or [] if entry.get("name")})


def _services(pairs):
    """Return (name, applications) pairs as sorted mappings, each once. One name may stand for several services."""
    kept = sorted({(name, tuple(sorted(set(applications)))) for name, applications in pairs if name})
    return [{"name": name, "scoped_to": list(applications)} for name, applications in kept]


def to_wire(release):
    """Return the body of a request for ``release`` (as :func:`public` returns it)."""
    body = {"name": release["name"], "start": release["start"]}
    if release["applications"]:
        body["applications"] = [{"name": name} for name in release["applications"]]
    if release["services"]:
        body["services"] = [
            dict({"name": service["name"]}, **({"scopedTo": {"applications": [{"name": name} for name in service["scoped_to"]]}}
                                               if service["scoped_to"] else {}))
            for service in release["services"]]
    return body


def scopes(release):
    """Return the scopes of ``release`` as a set of texts; none means that it is shown everywhere."""
    found = {"application %s" % name for name in release["applications"]}
    for service in release["services"]:
        found.update("service %s in application %s" % (service["name"], name) for name in service["scoped_to"])
        if not service["scoped_to"]:
            found.add("service %s" % service["name"])
    return found


class Releases(Resource):
    """The calls of ``/api/releases``, for one release: that with an id, or those that equal a wanted one."""

    kind = "release"
    runtime = ("id", "last_updated")

    def __init__(self, client):
        self._client = client
        self._equal = []
        self._written = None

    def name(self, wanted):
        return wanted.get("name") or wanted["id"]

    def read(self, wanted, fresh=False):
        if fresh and self._written is not None:
            return self._written  # a write answers with the whole release
        if "id" in wanted:
            return self._get(wanted["id"])
        self._equal = self._find(wanted)
        return self._equal[0] if self._equal else None

    def _get(self, release_id):
        try:
            return public(self._client.get(*PATH, release_id, doing="read release %s" % release_id).mapping())
        except NotFound:
            return None

    def _find(self, wanted):
        """Return the releases that equal ``wanted``, the nearest in time first.

        If there is none, one with a part of its scopes counts: Instana drops the names that it does not know, and would make
        another release by each run.
        """
        near = wanted["window"]
        frame = {"from": max(0, wanted["start"] - near - _MARGIN), "to": wanted["start"] + near + _MARGIN}
        answer = self._client.get(*PATH, doing="look for equal releases", query=frame).mappings()
        alike = [release for release in map(public, answer)
                 if release["name"] == wanted["name"] and abs((release["start"] or 0) - wanted["start"]) <= near]
        alike.sort(key=lambda release: abs((release["start"] or 0) - wanted["start"]))
        asked = scopes(wanted)
        return ([release for release in alike if scopes(release) == asked]
                or [release for release in alike if scopes(release) < asked][:1])

    def plan(self, wanted, current):
        if wanted["state"] == "absent":
            gone = self._equal or ([current] if current else [])
            return Plan(None, [self._step("delete", "DELETE", release["name"], release["id"]) for release in gone])
        if current is None:
            return self._creation(wanted)
        if "id" not in wanted:
            return Plan(current)
        after = dict(current, **{key: wanted[key] for key in ("name", "applications", "services") if key in wanted})
        if "start" in wanted and abs(wanted["start"] - (current["start"] or 0)) > wanted["window"]:
            after.update(start=wanted["start"], start_time=_times.iso8601(wanted["start"]))
        if after == current:
            return Plan(current)
        return Plan(after, [self._step("update", "PUT", after["name"], wanted["id"], body=to_wire(after))])

    def _creation(self, wanted):
        if "id" in wanted:
            # What Instana makes of such a request is not documented (fact sheet E 8).
            raise StateError("There is no release with the id %s. Instana chooses ids itself; leave id out to create one." % wanted["id"], option="id")
        after = {
            "id": None, "name": wanted["name"], "start": wanted["start"], "start_time": _times.iso8601(wanted["start"]),
            "applications": wanted["applications"], "services": wanted["services"], "last_updated": None,
        }
        return Plan(after, [self._step("create", "POST", after["name"], body=to_wire(after))])

    def _step(self, verb, method, name, *release_id, body=None):
        what = " ".join([verb, self.kind, name] + ["(%s)" % known for known in release_id])
        return Step(what, lambda: self._write(method, release_id, what, body))

    def _write(self, method, release_id, what, body):
        try:
            answer = self._client.write(method, *PATH, *release_id, doing=what, body=body)
        except NotFound:
            if method != "DELETE":
                raise
            return
        if method != "DELETE":
            self._written = public(answer.mapping())


def _missing(wanted, release, was_there):
    """Return the warnings about scopes that were asked for and that ``release`` does not have."""
    lost, kept = ", ".join(sorted(scopes(wanted) - scopes(release))), ", ".join(sorted(scopes(release)))
    if not lost:
        return []
    text = "Instana shows the release %s %s %s. It drops names that it does not know; check their spelling." % (
        release["name"], "for %s, but not for" % kept if kept else "everywhere, not only for", lost)
    return [text + (" If they are right, the release was made without them: change it by its id, %s." % release["id"] if was_there else "")]


def prepare(params):
    """Check everything that can be checked before a request."""
    wanted = {"state": params["state"]}
    if params["id"] is not None:
        wanted["id"] = check_segment("id", params["id"])
    if params["name"] is not None:
        wanted["name"] = _name("name", params["name"])
    if params["start"] is not None or "id" not in wanted:
        text = params["start"] if params["start"] is not None else "now"
        wanted.update(
            start=max(1, _times.instant("start", text, int(time.time() * 1000))),
            window=_times.duration("window", params["window"] or (WINDOW if _times.is_relative(text) else "0s")))
    if params["applications"] is not None or "id" not in wanted:
        wanted["applications"] = sorted(set(_scope_names("applications", params["applications"] or [])))
    if params["services"] is not None or "id" not in wanted:
        given = _limited("services", params["services"] or [])
        wanted["services"] = _services(
            (_name("services[%d].name" % number, entry["name"]), _scope_names("services[%d].scoped_to" % number, entry["scoped_to"] or []))
            for number, entry in enumerate(given))
    return dict(params, wanted=wanted)


def _name(option, value):
    if not value.strip() or len(value) > LONGEST_NAME:
        raise OptionError(option, "has to be a text of 1 to %d characters." % LONGEST_NAME)
    return value


def _limited(option, values):
    if len(values) > MOST_SCOPES:
        raise OptionError(option, "may have %d entries at most, not %d." % (MOST_SCOPES, len(values)))
    return values


def _scope_names(option, values):
    return [_name("%s[%d]" % (option, number), value) for number, value in enumerate(_limited(option, values))]


def run(params, client, check_mode):
    """Create, update or delete a release."""
    resource = Releases(client)
    with permission("canConfigureReleases"):
        change = converge(resource, params["wanted"], check_mode)
    lost = _missing(dict(change.after, **params["wanted"]), change.after, not change.changed) if change.after else []
    return Outcome(
        change.changed, {"release": change.after, "action": change.action}, change.diff(resource.kind, resource.runtime), lost or change.warnings)


def prepare_reading(params):
    """Check everything that can be checked before a request."""
    now = int(time.time() * 1000)
    frame = {name: _times.instant(name, params[name], now) for name in ("from_time", "to_time")}
    if frame["from_time"] > frame["to_time"]:
        raise OptionError("from_time", "is after to_time.")
    if params["max_results"] is not None and params["max_results"] < 1:
        raise OptionError("max_results", "has to be at least 1, not %s." % params["max_results"])
    if params["id"] is not None:
        check_segment("id", params["id"])
    return _query.prepare(dict(params, frame=frame))


def read(params, client, check_mode):
    """Return the releases of a time frame, or the one that is asked for."""
    with permission("canConfigureReleases"):
        if params["id"] is not None:
            release = Releases(client).read({"id": params["id"]})
            found = [release] if release else []
        else:
            found = _listed(params, client)
    found = [release for release in found if params["name"] in (None, release["name"])]
    return _query.outcome(params, "releases", found)


def _listed(params, client):
    first, last = params["frame"]["from_time"], params["frame"]["to_time"]
    query = {"from": max(0, first - _MARGIN), "to": last + _MARGIN}
    if params["max_results"] is not None:
        query["maxResults"] = params["max_results"]
    answer = client.get(*PATH, doing="list the releases", query=query).mappings()
    found = [release for release in map(public, answer) if first <= (release["start"] or 0) <= last]
    return sorted(found, key=lambda release: release["start"] or 0, reverse=True)


_SERVICE = {
    "name": {"type": "str", "required": True},
    "scoped_to": {"type": "list", "elements": "str"},
}

DEFINITION = Definition(
    "instana_release", ("instana_agent", "instana"),
    {
        "name": {"type": "str"},
        "id": {"type": "str"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "start": {"type": "str"},
        "applications": {"type": "list", "elements": "str"},
        "services": {"type": "list", "elements": "dict", "options": _SERVICE},
        "window": {"type": "str"},
    },
    connect, telling(run), prepare, {"required_one_of": [("name", "id")]})

INFO = Definition(
    "instana_release_info", ("instana_agent", "instana"),
    dict({
        "id": {"type": "str"},
        "name": {"type": "str"},
        "from_time": {"type": "str", "default": "-30d"},
        "to_time": {"type": "str", "default": "now"},
        "max_results": {"type": "int"},
    }, **_query.OPTIONS),
    connect, telling(read), prepare_reading)
