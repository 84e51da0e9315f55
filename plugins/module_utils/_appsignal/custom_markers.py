# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Markers of the older REST API (fact sheet B.2 and B.4), the modules appsignal_marker and appsignal_marker_info.

AppSignal makes another marker for each request. A custom one is known by its message and its time, since lists may show no id.
"""

from __future__ import annotations

from .. import _query, _times
from .._definition import Definition, Outcome
from .._errors import NotFound, OptionError, StateError
from .._http import ANYTHING, check_segment
from .._reconcile import Plan, Resource, Step, converge
from . import asking
from .api import require
from .markers import moment
from .marking import application, check_pushing
from .sites import SITE_OPTIONS, check_site, site_of
from .surfaces import Surfaces

LONGEST_MESSAGE = 200  # characters, the rest is cut
# Whether the bounds of a time frame belong to it is not documented (fact sheet F 9), and a time may come back to the second.
_SAME_TIME = 1000  # milliseconds


def public(raw):
    """Return what results show of a custom marker as it comes."""
    return {"id": raw.get("id"), "message": raw.get("message"), "icon": raw.get("icon"), "created_at": raw.get("created_at")}


def index(client, site_id, doing, query):
    """Return (markers as they come, how many there are). How many are listed without a limit is not documented."""
    answer = client.get("api", site_id, "markers.json", doing=doing, query=query)
    found, count = _listed(answer), answer.mapping().get("count") or 0
    if count > len(found) and not {"limit", "count_only"} & set(query):
        found = _listed(client.get("api", site_id, "markers.json", doing=doing, query=dict(query, limit=count)))
    return found, max(count, len(found))


def _listed(answer):
    markers = answer.mapping().get("markers") or []
    if not isinstance(markers, list):
        raise answer.complain("a list of markers was expected")
    return markers


class Markers(Resource):
    """The custom markers of a site: that with an id, or those that equal a wanted one."""

    kind = "marker"
    identity = "message"
    runtime = ("id", "created_at")

    def __init__(self, clients, params, site_id):
        self._clients, self._params, self._site_id = clients, params, site_id
        self._equal = []
        self._made = None

    def name(self, wanted):
        return wanted["message"] or wanted["id"]

    def read(self, wanted, fresh=False):
        if self._site_id is None:
            return self._made  # a key can neither list nor look
        if wanted["id"] is not None:
            return self._show(wanted["id"])
        self._equal = self._find(wanted)
        # A marker that was just made may take longer to appear.
        return self._equal[0] if self._equal else self._made

    def _show(self, marker_id):
        try:
            raw = self._legacy("GET", self._one(marker_id), "read the marker %s" % marker_id, reads=True).mapping()
        except NotFound:
            # The application itself may be what is not there.
            index(self._clients.legacy, self._site_id, "confirm that the site %s exists" % self._site_id, {"count_only": "true", "limit": 1})
            return None
        if raw.get("revision") is not None or raw.get("kind") not in (None, "custom"):
            raise StateError("The marker %s is no custom marker, so it is left alone." % marker_id, option="id")
        return public(raw)

    def _find(self, wanted):
        first, last = wanted["earliest"] - _SAME_TIME, wanted["time"] + _SAME_TIME
        query = {"kind": "custom", "from": _times.iso8601(max(0, first)), "to": _times.iso8601(last)}
        found, dummy = index(self._clients.legacy, self._site_id, "look for equal markers", query)
        equal = [raw for raw in found if raw.get("kind") == "custom" and raw.get("message") == wanted["message"] and first <= moment(raw) <= last]
        return [public(raw) for raw in sorted(equal, key=lambda raw: abs(moment(raw) - wanted["time"]))]

    def plan(self, wanted, current):
        if wanted["state"] == "absent":
            return self._removal(wanted, current)
        if current is None:
            return self._creation(wanted)
        after = dict(current, **{key: wanted[key] for key in ("message", "icon") if wanted[key] is not None})
        if wanted["created_at"] is not None and not wanted["earliest"] - _SAME_TIME <= moment(current) <= wanted["time"] + _SAME_TIME:
            after["created_at"] = wanted["created_at"]
        if after == current:
            return Plan(current)
        if current["id"] is None:
            return Plan(current, warnings=[
                "The marker %s has the icon %s. AppSignal does not tell its id, so it cannot be changed." % (self.name(wanted), current["icon"])])
        body = {"marker": dict({key: value for key, value in after.items() if key != "id" and value is not None}, kind="custom")}
        return Plan(after, [self._step("update", wanted, "PUT", self._one(current["id"]), body)])

    def _creation(self, wanted):
        if wanted["id"] is not None:
            raise StateError("There is no marker with the id %s. AppSignal chooses ids itself; leave id out to create one." % wanted["id"], option="id")
        fields = {key: wanted[key] for key in ("message", "icon", "created_at") if wanted[key] is not None}
        after = {"id": None, "message": wanted["message"], "icon": wanted["icon"], "created_at": wanted["created_at"]}
        if self._params["method"] == "push":
            return Plan(after, [Step("create marker %s" % self.name(wanted), lambda: self._push(fields, after))])
        return Plan(after, [self._step("create", wanted, "POST", ("api", self._site_id, "markers.json"), {"marker": dict(fields, kind="custom")}, after)])

    def _removal(self, wanted, current):
        gone = [current] if wanted["id"] is not None and current else self._equal
        if any(marker["id"] is None for marker in gone):
            raise StateError(
                "AppSignal does not tell the id of the marker %s, so it cannot be deleted here. Delete it in AppSignal, or give its id." % self.name(wanted))
        return Plan(None, [self._step("delete", wanted, "DELETE", self._one(marker["id"])) for marker in gone])

    def _step(self, verb, wanted, method, path, body=None, made=None):
        what = "%s marker %s" % (verb, self.name(wanted)) + (" (%s)" % path[-1][:-len(".json")] if method != "POST" else "")

        def send():
            try:
                answer = self._legacy(method, path, what, body=body)
            except NotFound:
                if method != "DELETE":
                    raise
                return
            if made is not None:
                told = answer.data if isinstance(answer.data, dict) else {}
                self._made = dict(made, id=told.get("id"), created_at=told.get("created_at") or made["created_at"])

        return Step(what, send)

    def _push(self, fields, made):
        self._clients.endpoint.call(
            "POST", ("markers",), "create marker %s" % made["message"], query=application(self._params), body=fields, form=ANYTHING)
        self._made = made

    def _legacy(self, method, path, doing, **options):
        return self._clients.legacy.call(method, path, doing, **dict({"form": ANYTHING}, **options))

    def _one(self, marker_id):
        return ("api", self._site_id, "markers", marker_id + ".json")


def prepare(params):
    """Check everything that can be checked before a request."""
    present = asking.now()
    for option in ("text", "icon"):
        if params[option] is not None and not params[option].strip():
            raise OptionError(option, "must not be empty.")
    if params["id"] is not None:
        check_segment("id", params["id"])
    pushes = params["method"] == "push" and params["state"] == "present"
    if pushes and params["id"] is not None:
        raise OptionError("id", "needs method=api; a key can only make new markers.")
    check_site(params, needed=not pushes)
    if pushes:
        check_pushing(params)
    else:
        require(params, "appsignal_token")
    made = "now" if params["created_at"] is None else params["created_at"]
    time, window = _times.instant("created_at", made, present), _times.duration("window", params["window"])
    fixed = not _times.is_relative(made)
    wanted = {
        "state": params["state"], "id": params["id"], "message": params["text"] and params["text"][:LONGEST_MESSAGE], "icon": params["icon"],
        "created_at": None if params["created_at"] is None else _times.iso8601(time), "time": time, "earliest": time if fixed else time - window,
    }
    return dict(params, wanted=wanted)


def run(params, clients, check_mode):
    """Create, update or delete a custom marker."""
    resource = Markers(clients, params, site_of(params, clients) if params["appsignal_token"] else None)
    change = converge(resource, params["wanted"], check_mode)
    return Outcome(change.changed, {"marker": change.after, "action": change.action}, change.diff(resource.kind, resource.runtime), change.warnings)


def prepare_reading(params):
    """Check everything that can be checked before a request."""
    check_site(params)
    asking.at_least(params, 1, "limit")
    present = asking.now()
    frame = {name: _times.instant(name, text, present) for name, text in asking.frame(params, present).items()}
    return _query.prepare(dict(params, first=frame.get("from"), last=frame.get("to")))


def read(params, client, check_mode):
    """Return the markers of a time frame, or only how many there are."""
    site_id, first, last = site_of(params, client), params["first"], params["last"]
    margin = 0 if params["count_only"] else _SAME_TIME
    query = {"kind": params["kind"], "limit": params["limit"], "count_only": "true" if params["count_only"] else None,
             "from": first and _times.iso8601(max(0, first - margin)), "to": last and _times.iso8601(last + margin)}
    found, count = index(client.legacy, site_id, "list the markers", {name: value for name, value in query.items() if value is not None})
    found = [raw for raw in found if (first or 0) <= moment(raw) <= (last or moment(raw))]
    return _query.outcome(
        params, "markers", sorted(found, key=moment, reverse=True), count=count if params["count_only"] else len(found), site_id=site_id)


DEFINITION = Definition(
    "appsignal_marker", ("appsignal",),
    dict(
        SITE_OPTIONS,
        id={"type": "str"},
        text={"type": "str"},
        icon={"type": "str"},
        created_at={"type": "str"},
        window={"type": "str", "default": "1h"},
        method={"type": "str", "choices": ["api", "push"], "default": "api"},
        state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    ),
    Surfaces, run, prepare, {"required_one_of": [("id", "text")]})

INFO = Definition(
    "appsignal_marker_info", ("appsignal",),
    dict(
        SITE_OPTIONS, **_query.OPTIONS,
        kind={"type": "str", "choices": ["custom", "deploy", "notification"]},
        from_time={"type": "str"},
        to_time={"type": "str"},
        limit={"type": "int"},
        count_only={"type": "bool", "default": False},
    ),
    Surfaces, read, prepare_reading)
