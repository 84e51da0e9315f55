# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Incidents by state and by deploy marker (fact sheet C.3), the module appsignal_incident_info."""

from __future__ import annotations

import re
from typing import NamedTuple

from .. import _query
from .._definition import Definition
from .._errors import OptionError, StateError
from .asking import at_least
from .graphql import connect
from .markers import LOOKED_THROUGH, read_markers
from .sites import SITE_OPTIONS, check_site, site_of

PAGE = 100

_COMMON = "__typename id number state severity description count createdAt lastOccurredAt updatedAt digests notificationFrequency"
_OWN = {
    "Exception": "namespace actionNames exceptionName exceptionMessage firstBacktraceLine errorGroupingStrategy",
    "Performance": "namespace actionNames mean totalDuration hasNPlusOne",
    "Anomaly": "alertState trigger { id name metricName kind } tags { key value }",
    "Log": "",
}
_TYPES = {
    "namespaces": "[String]", "marker": "String", "actionName": "String", "query": "String",
    "state": "IncidentStateEnum", "order": "IncidentOrderEnum", "limit": "Int", "offset": "Int",
}
_LISTED = ("state", "order", "limit", "offset")
_NARROWED = _LISTED + ("namespaces", "marker", "actionName")


class Kind(NamedTuple):
    """A list of incidents: the field that holds it, the types that are in it, the arguments that it takes."""

    field: str
    types: tuple
    takes: tuple


KINDS = {
    "all": Kind("incidents", tuple(_OWN), _NARROWED),
    "exception": Kind("exceptionIncidents", ("Exception",), _NARROWED + ("query",)),
    "performance": Kind("performanceIncidents", ("Performance",), _NARROWED + ("query",)),
    "anomaly": Kind("anomalyIncidents", ("Anomaly",), _LISTED),
    "log": Kind("logIncidents", ("Log",), _LISTED),
}
# Option: the argument of GraphQL that it becomes.
_ARGUMENTS = {"state": "state", "order": "order", "namespaces": "namespaces", "marker": "marker", "action_name": "actionName", "search": "query"}


def question(kind, by_marker):
    """Return the document that asks for a page of incidents of a :class:`Kind`; with ``by_marker`` for the count in a deployment too."""
    names = [name for name in kind.takes if name != "marker" or by_marker]
    fragments = " ".join("... on %sIncident { %s %s%s }" % (
        name, _COMMON, _OWN[name], " perMarkerCount(marker: $marker)" if by_marker and name == "Exception" else "") for name in kind.types)
    return "query ($site: String!, %s) { app(id: $site) { %s(%s) { %s } } }" % (
        ", ".join("$%s: %s" % (name, _TYPES[name]) for name in names), kind.field, ", ".join("%s: $%s" % (name, name) for name in names), fragments)


def public(raw):
    """Return what results show of an incident as it comes."""
    shown = {_snake(name): value for name, value in raw.items() if name not in ("__typename", "trigger", "perMarkerCount")}
    shown["kind"] = str(raw.get("__typename")).replace("Incident", "").lower()
    if "perMarkerCount" in raw:
        shown["count_in_deploy"] = raw["perMarkerCount"]
    if "trigger" in raw:
        shown["trigger"] = {_snake(name): value for name, value in (raw["trigger"] or {}).items()} or None
    return shown


def _snake(name):
    return re.sub("([A-Z])", lambda found: "_" + found.group().lower(), name)


def prepare(params):
    """Check everything that can be checked before a request."""
    check_site(params)
    at_least(params, 1, "max_items")
    kind = KINDS[params["kind"]]
    for option in ("namespaces", "marker", "revision", "action_name", "search"):
        if params[option] is None:
            continue
        if not params[option]:
            raise OptionError(option, "must not be empty; leave it out instead.")
        if _ARGUMENTS.get(option, "marker") not in kind.takes:
            able = [name for name, other in KINDS.items() if _ARGUMENTS.get(option, "marker") in other.takes]
            raise OptionError(option, "is not possible with kind=%s, only with %s." % (params["kind"], ", ".join(able)))
    if params["marker"] is not None and params["revision"] is not None:
        raise OptionError("revision", "cannot be given beside marker; both choose a deployment.")
    return _query.prepare(params)


def read(params, client, check_mode):
    """Return the incidents that are asked for."""
    site_id, kind = site_of(params, client), KINDS[params["kind"]]
    marker = params["marker"] if params["revision"] is None else _marker_of(client, site_id, params["revision"])
    given = {argument: params[option] for option, argument in _ARGUMENTS.items() if params[option] is not None}
    if marker is not None:
        given["marker"] = marker
    found = _read_all(client, site_id, kind, given, params["max_items"])
    return _query.outcome(
        params, "incidents", found[:params["max_items"]], site_id=site_id, marker=marker, truncated=len(found) > params["max_items"])


def _read_all(client, site_id, kind, given, most):
    """Return incidents page by page, until there are no more, or more than ``most``. What comes again, as lists change, counts once."""
    document, known, offset = question(kind, "marker" in given), {}, 0
    while True:
        app = client.ask_site("list the incidents", document, site_id, limit=PAGE, offset=offset, **given)
        rows, before = app.get(kind.field) or [], len(known)
        known.update({raw.get("id"): public(raw) for raw in rows})
        offset += len(rows)
        if len(rows) < PAGE or len(known) == before or len(known) > most:
            return list(known.values())


def _marker_of(client, site_id, revision):
    """Return the id of the newest deploy marker of a revision. Raises ``StateError``."""
    def enough(found):
        return len(found) >= LOOKED_THROUGH or any(marker["revision"] == revision for marker in found)

    for marker in read_markers(client, site_id, enough).found:
        if marker["revision"] == revision:
            return marker["id"]
    raise StateError(
        "AppSignal has no deploy marker of revision %s. It makes one when the first request reports a revision that it has not seen." % revision,
        option="revision")


INFO = Definition(
    "appsignal_incident_info", ("appsignal",),
    dict(
        SITE_OPTIONS, **_query.OPTIONS,
        kind={"type": "str", "choices": list(KINDS), "default": "all"},
        state={"type": "str", "choices": ["OPEN", "CLOSED", "WIP"]},
        marker={"type": "str"},
        revision={"type": "str"},
        namespaces={"type": "list", "elements": "str"},
        action_name={"type": "str"},
        search={"type": "str"},
        order={"type": "str", "choices": ["ID", "LAST"], "default": "ID"},
        max_items={"type": "int", "default": 1000},
    ),
    connect, read, prepare)
