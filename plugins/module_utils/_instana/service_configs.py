# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that make services of calls (fact sheet B.14), the modules instana_service_config and instana_service_config_info."""

from __future__ import annotations

from .. import _query
from .._batch import check_batch_options, converge_all, items_of, one_or_many, place
from .._definition import Definition
from .._errors import NotFound, ObservabilityError, OptionError, RequestError, StateError
from .._http import check_segment
from .._reconcile import Plan, Resource, Step, with_account
from . import backend
from .reading import only

PLURAL = "service_configs"
ITEM_OPTIONS = {
    "state": {"type": "str", "choices": ["present", "absent"]},
    "id": {"type": "str"},
    "label": {"type": "str"},
    "match_specification": {
        "type": "list", "elements": "dict",
        "options": {"key": {"type": "str", "required": True, "no_log": False}, "value": {"type": "str", "required": True}},
    },
    "enabled": {"type": "bool"},
    "comment": {"type": "str"},
}
FIELDS = ("name", "label", "match_specification", "enabled", "comment")
_PATH = ("api", "application-monitoring", "settings", "service")
_LONGEST_NAME, _LONGEST_COMMENT, _MOST_MATCHES = 128, 2048, 20
ORDERING = "order the service configurations"


def public(raw):
    """Return what results show of a rule; no comment is an empty one."""
    return {
        "id": raw.get("id"),
        "name": raw.get("name"),
        "label": raw.get("label"),
        "match_specification": [{"key": match.get("key"), "value": match.get("value")} for match in raw.get("matchSpecification") or ()],
        "enabled": raw.get("enabled"),
        "comment": raw.get("comment") or "",
    }


def rules(client):
    """Return the public objects of all rules, in the backend's order."""
    with backend.permission("canConfigureServiceMapping"):
        return [public(raw) for raw in client.get(*_PATH, doing="list the service configurations").mappings()]


class ServiceConfigs(Resource):
    """The calls of ``/api/application-monitoring/settings/service``. One list serves a whole task."""

    kind = "service configuration"
    runtime = ("id",)

    def __init__(self, client):
        self._client = client
        self.known = self.list()
        self.done, self.is_ordered = [], False

    def list(self):
        """Return the rules that there are, in the backend's order."""
        return rules(self._client)

    def read(self, wanted, fresh=False):
        return self.find(wanted, self.list() if fresh else self.known)

    def find(self, wanted, known):
        """Return the rule that is meant by ``wanted`` among ``known``, or ``None``: by its id, else by its name."""
        if "id" in wanted:
            return next((rule for rule in known if rule["id"] == wanted["id"]), None)
        return only(self.kind, wanted["name"], [rule for rule in known if rule["name"] == wanted["name"]])

    def plan(self, wanted, current):
        name = wanted["name"]
        if wanted["state"] == "absent":
            return Plan(None, [self._step("delete", name, "DELETE", current["id"])] if current else [])
        given = {field: wanted[field] for field in FIELDS if field in wanted}
        if current is None:
            if "id" in wanted:
                raise StateError("There is no service configuration with the id %s; without id, %s is created." % (wanted["id"], name), option="id")
            self.require_for_creation(wanted, ("label", "match_specification"))
            after = dict({"id": None, "enabled": True, "comment": ""}, **given)
            return Plan(after, [self._step("create", name, "POST", body=_body(after))])
        after = dict(current, **given)
        if after == current:
            return Plan(current)
        # What becomes of fields that are left out is not documented, so all are sent.
        return Plan(after, [self._step("update", name, "PUT", current["id"], body=dict(_body(after), id=current["id"]))])

    def predicted(self, items):
        """Return the rules as they will be when ``items`` are done. Where the backend puts a new one is not documented."""
        rules_then = list(self.known)
        for item in items:
            rule = self.find(item, self.known)
            if item["state"] == "absent":
                rules_then = [entry for entry in rules_then if entry is not rule]
            elif rule is None:
                rules_then.append({"id": None, "name": item["name"]})
            else:
                rules_then[rules_then.index(rule)] = dict(rule, name=item["name"])
        return rules_then

    def put_in_order(self, order):
        """Have the backend apply its rules in this order (list of all of them); return a warning if it does not show that it does."""
        ids = [rule["id"] for rule in order]
        try:
            self._write("PUT", _PATH + ("order",), ORDERING, ids)
        except RequestError as error:
            if not (error.maybe_done and self._stands(ids)):
                raise
        self.done, self.is_ordered = self.done + [ORDERING], True
        if self._stands(ids):
            return ()
        return ("The backend took the order of the service configurations, but lists them in another one.",)

    def _stands(self, ids):
        return [rule["id"] for rule in self.list()] == ids

    def _step(self, verb, name, method, *rule_id, body=None):
        what = "%s service configuration %s" % (verb, name)
        return Step(what, lambda: self._write(method, _PATH + rule_id, what, body))

    def _write(self, method, path, doing, body):
        try:
            with backend.permission("canConfigureServiceMapping"):
                self._client.write(method, *path, doing=doing, body=body)
        except NotFound:
            if method != "DELETE":
                raise


def _body(rule):
    """Return what is sent of a rule. The backend chooses the id of a new one (its document asks for it all the same)."""
    return {
        "name": rule["name"], "label": rule["label"], "matchSpecification": rule["match_specification"],
        "enabled": rule["enabled"], "comment": rule["comment"],
    }


def prepare(params):
    """Check everything that can be checked before a request."""
    check_batch_options(params)
    items = items_of(params, PLURAL, "name", ITEM_OPTIONS)
    for number, item in enumerate(items):
        _check(item, place(params, PLURAL, number))
    return dict(params, items=items)


def _check(item, where):
    for option, longest in (("name", _LONGEST_NAME), ("comment", _LONGEST_COMMENT)):
        if len(item.get(option, "")) > longest:
            raise OptionError(where + option, "can have %d characters at most." % longest)
    for option in ("name", "label"):
        if option in item and not item[option].strip():
            raise OptionError(where + option, "must not be empty.")
    if "id" in item:
        check_segment(where + "id", item["id"])
    if len(item.get("match_specification", ())) > _MOST_MATCHES:
        raise OptionError(where + "match_specification", "can have %d entries at most." % _MOST_MATCHES)


def run(params, client, check_mode):
    """Converge one rule or many, and put them first if they are to be ordered."""
    resource = ServiceConfigs(client)
    outcome = converge_all(resource, params["items"], params, check_mode, PLURAL, "service_config", _note)
    return _ordered(resource, params["items"], outcome, check_mode) if params["ordered"] else outcome


def _note(resource, wanted, change):
    """Remember what was done, for the account of an order that fails."""
    resource.done += change.done


def _ordered(resource, items, outcome, check_mode):
    """Bring the rules of ``items`` to the front, in their order; the others follow in theirs."""
    if check_mode:
        before = resource.predicted(items)
    else:
        before = resource.list() if outcome.changed else resource.known
    first = [resource.find(item, before) for item in items if item["state"] == "present"]
    first = [rule for rule in first if rule is not None]
    after = first + [rule for rule in before if rule not in first]
    result = dict(outcome.result, order=[rule["name"] for rule in after])
    if after == before:
        return outcome._replace(result=result)
    warnings = ()
    if not check_mode:
        try:
            warnings = resource.put_in_order(after)
        except ObservabilityError as error:
            error.result = outcome.result
            raise with_account(error, ORDERING, resource.done, [] if resource.is_ordered else [ORDERING])
    header = "service configurations"
    moved = {"before": {"order": [rule["name"] for rule in before]}, "after": {"order": result["order"]},
             "before_header": header, "after_header": header}
    diff = outcome.diff if isinstance(outcome.diff, list) else [outcome.diff]
    return outcome._replace(changed=True, result=result, diff=diff + [moved], warnings=tuple(outcome.warnings) + tuple(warnings))


def read(params, client, check_mode):
    """Return all rules, or those that are asked for."""
    found = [rule for rule in rules(client) if params["name"] in (None, rule["name"]) and params["id"] in (None, rule["id"])]
    return _query.outcome(params, PLURAL, found)


_OPTIONS, _RULES = one_or_many(PLURAL, "name", ITEM_OPTIONS, {"state": "present"})

DEFINITION = Definition(
    "instana_service_config", ("instana_agent", "instana"), dict(_OPTIONS, ordered={"type": "bool", "default": False}),
    backend.connect, backend.telling(run), prepare, _RULES)

INFO = Definition(
    "instana_service_config_info", ("instana_agent", "instana"), dict({"id": {"type": "str"}, "name": {"type": "str"}}, **_query.OPTIONS),
    backend.connect, backend.telling(read), _query.prepare)
