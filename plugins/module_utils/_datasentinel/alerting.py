# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerting of instances (fact sheet section 8), the modules datasentinel_alerting and datasentinel_alerting_info.

Disabling silences one instance until it is enabled again. Enabling lifts that silence only: what else keeps alerting off
(the whole platform, a silence by filters, no template) can be seen in ``reason``, but not be told apart by it.
"""

from __future__ import annotations

from .. import _query
from .._batch import OPTIONS as BATCH_OPTIONS
from .._batch import check_batch_options, converge_all, find_each
from .._definition import Definition
from .._errors import NotFound, OptionError, StateError
from .._http import check_segment
from .._reconcile import UNCHANGED, Plan, Resource, Step
from .active import active_instances, check_window, parse_filter
from .platform import connect

PLURAL = "instances"
PATH = ("ds-api", "alerting")

# How a module is told which instances are meant; see prepare_selection and select.
SELECTION = {
    "name": {"type": "str"},
    "instances": {"type": "list", "elements": "str"},
    "tags": {"type": "raw"},
    "window": {"type": "int", "default": 60},
}
ALLOW_EMPTY = {"allow_empty": {"type": "bool", "default": False}}
_WAYS = ("name", "instances", "tags")
AT_MOST_ONE = {"mutually_exclusive": [_WAYS]}
EXACTLY_ONE = dict(AT_MOST_ONE, required_one_of=[_WAYS])


class Alerting(Resource):
    """The calls of ``/ds-api/alerting``. What is wanted is ``{"name": str, "enabled": bool}``."""

    kind = "alerting of"
    runtime = ("reason",)

    def __init__(self, client):
        self.client = client

    def read(self, wanted, fresh=False):
        return self.get(wanted["name"])

    def get(self, name):
        """Return ``{name, enabled, reason}`` of the instance ``name``, or ``None`` if the platform does not know it."""
        try:
            answer = self.client.get(*PATH, name, "status", doing="read the alerting status of %s" % name)
        except NotFound:
            return None
        told = answer.mapping()
        if not isinstance(told.get("enabled"), bool):
            raise answer.complain("an answer that does not say whether it is enabled")
        return {"name": name, "enabled": told["enabled"], "reason": self.client.scrubber.scrub(str(told.get("reason") or ""))}

    def plan(self, wanted, current):
        name, enabled = wanted["name"], wanted["enabled"]
        if current is None:
            raise unknown_instance(name)
        if current["enabled"] == enabled:
            return Plan(current)
        verb = "enable" if enabled else "disable"
        what = "%s alerting of %s" % (verb, name)
        # Only the platform knows how it will put a reason into words.
        after = {"name": name, "enabled": enabled, "reason": "" if enabled else None}
        return Plan(after, [Step(what, lambda: self.client.write("PATCH", *PATH, name, verb, doing=what))])

    def problems(self, name):
        """Return the problems of an instance as the platform tells them; their shape is not documented (fact sheet U-17)."""
        return self.client.get(*PATH, name, "problems", doing="read the problems of %s" % name).data

    def raise_problem(self, name, message):
        """Raise a problem of one's own. Nothing documented ends it."""
        try:
            self.client.write("POST", *PATH, name, "problems", doing="raise a problem on %s" % name, body={"message": message})
        except NotFound:
            raise unknown_instance(name) from None


def unknown_instance(name):
    """Return the error for a name that the platform does not know."""
    return StateError(
        "The platform knows no instance %s. Names are <server>@<connection>, exactly as Datasentinel shows them; "
        "runwatch.observability.datasentinel_instance_info returns them as pg_instance." % name)


def verdict(fail_if_still_off=False):
    """Return the function that compares what became of a change with what was wanted, for ``converge_all``.

    It corrects the change where nothing came of it, and warns or raises ``StateError`` where alerting is not as wanted.
    """
    def judge(resource, wanted, change):
        after = change.after
        if not change.changed or after is None or after["enabled"] == wanted["enabled"]:
            return
        if after == change.before:
            change.action = UNCHANGED
        if not wanted["enabled"]:
            raise StateError("Alerting of %s is still on, although the platform took the call that disables it." % change.name)
        text = (
            "Alerting of %s stays off, although it was enabled: %s. The API lifts only a silence on the instance itself; "
            "everything else is changed in the web interface." % (
                change.name, after["reason"].rstrip(". ") or "the platform does not say why"))
        if fail_if_still_off:
            raise StateError(text, reason=after["reason"])
        change.warnings = [text]

    return judge


def prepare_selection(params):
    """Check which instances are meant, before a request; return ``params`` with ``tags`` as :func:`select` takes them."""
    if params["name"] is not None:
        _check_name("name", params["name"])
    for number, name in enumerate(params["instances"] or ()):
        _check_name("instances[%d]" % number, name)
    if params["instances"] == [] and params.get("allow_empty") is False:
        raise OptionError("instances", "is empty; set allow_empty to true if that is fine.")
    check_window(params["window"])
    return params if params["tags"] is None else dict(params, tags=parse_filter("tags", params["tags"]))


def _check_name(option, name):
    check_segment(option, name)
    server, dummy, connection = name.partition("@")
    if not (server.strip() and connection.strip()):
        raise OptionError(option, "%r is no instance; write <server>@<connection>, such as db-billing-01.example.com@billing_prod." % name)


def select(params, client):
    """Return the names of the instances that are meant, each once; without any selection, all that sent metrics lately.

    Raises ``StateError`` if ``tags`` match nothing and ``allow_empty`` is an option that is not set.
    """
    if params["name"] is not None:
        return [params["name"]]
    if params["instances"] is not None:
        return list(dict.fromkeys(params["instances"]))
    found = active_instances(client, params["window"], params["tags"])
    names = list(dict.fromkeys(instance["pg_instance"] for instance in found if instance["pg_instance"]))
    if not names and params.get("allow_empty") is False:
        raise StateError(
            "No instance that sent metrics within %d minutes has %s, so nothing was done. Check tags and window, or set allow_empty "
            "to true if that is fine." % (
                params["window"], " and ".join("%s=%s" % (tag, " or ".join(values)) for tag, values in params["tags"].items())),
            option="tags")
    return names


def prepare(params):
    """Check everything that can be checked before a request."""
    check_batch_options(params)
    return prepare_selection(params)


def run(params, client, check_mode):
    """Switch alerting of one instance or many."""
    names = select(params, client)
    items = [{"name": name, "enabled": params["enabled"]} for name in names]
    params = dict(params, instances=None if params["name"] is not None else names)
    return converge_all(
        Alerting(client), items, params, check_mode, PLURAL, "instance", verdict(params["fail_if_still_off"]))


def read(params, client, check_mode):
    """Return whether alerting is on for the instances that are meant, and on request their problems."""
    alerting = Alerting(client)

    def look(name):
        found = alerting.get(name)
        if found and params["problems"]:
            found["problems"] = alerting.problems(name)
        return found

    found, missing = find_each(look, select(params, client))
    return _query.outcome(params, PLURAL, found, missing=missing)


DEFINITION = Definition(
    "datasentinel_alerting", ("datasentinel",),
    dict(
        SELECTION,
        **ALLOW_EMPTY,
        enabled={"type": "bool", "required": True},
        fail_if_still_off={"type": "bool", "default": False},
        **BATCH_OPTIONS,
    ),
    connect, run, prepare, EXACTLY_ONE)

INFO = Definition(
    "datasentinel_alerting_info", ("datasentinel",),
    dict(SELECTION, problems={"type": "bool", "default": False}, **_query.OPTIONS),
    connect, read, lambda params: _query.prepare(prepare_selection(params)), AT_MOST_ONE)
