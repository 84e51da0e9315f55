# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of the platform (fact sheet section 6), the modules datasentinel_role and datasentinel_role_info."""

from __future__ import annotations

import time

from .. import _query
from .._batch import check_batch_options, converge_all, items_of, one_or_many, place, side_by_side
from .._definition import Definition
from .._errors import AnswerError, NotFound, OptionError
from .._http import check_segment
from .._reconcile import Plan
from .._wait import until
from . import rules
from .listed import NO_RESTRICTION, Listed
from .platform import connect
from .users import public as public_user

PLURAL = "roles"
ITEM_OPTIONS = {
    "state": {"type": "str", "choices": ["present", "absent"]},
    "access": {"type": "raw"},
}
# How a rule on a tag that is not known (yet) is refused is not documented (fact sheet U-12).
_REFUSED_RULES = (400, 404, 422)


class Roles(Listed):
    """The calls of ``/ds-api/roles``. ``patience`` are seconds that all refused rules of a task together are retried."""

    kind = "role"
    path = "roles"

    def __init__(self, client, patience=0):
        super().__init__(client)
        self._patience = patience

    def public(self, raw):
        return {"name": raw["name"], "access": rules.shown(rules.from_wire(raw.get("access")))}

    def plan(self, wanted, current):
        name = wanted["name"]
        if wanted["state"] == "absent":
            return Plan(None, [self.step("DELETE", name)] if current else [])
        if current is None:
            self.require_for_creation(wanted, ("access",))
        elif "access" not in wanted:
            return Plan(current)
        after = {"name": name, "access": rules.shown(wanted["access"])}
        if after == current:
            return Plan(after)
        return Plan(after, [self.step("PUT" if current else "POST", name, {"access": rules.to_wire(wanted["access"])})])

    def write(self, method, name, doing, body=None):
        if method == "DELETE":
            self._delete(name, doing)
        else:
            self._write_rules(method, name, doing, body)

    def _write_rules(self, method, name, doing, body):
        """Send rules, and send them again while they are refused and a new connection's tags may not be known yet."""
        refusals = []

        def accepted():
            try:
                super(Roles, self).write(method, name, doing, body)
            except AnswerError as error:
                if error.status not in _REFUSED_RULES:
                    raise
                refusals.append(error)
                return False
            return True

        began, patience = time.monotonic(), self._patience
        is_done = until(accepted, patience)
        if refusals:
            self._patience = max(0, patience - (time.monotonic() - began))
        if not is_done:
            raise self._with_tags(refusals[-1], body["access"], len(refusals))

    @staticmethod
    def _with_tags(error, access, tries):
        tags = rules.in_words(rules.from_wire(access))
        error.facts["tags"] = tags
        error.message += " %sA rule may only use tags that a monitored instance carries already; this role uses %s." % (
            "It was tried %d times (wait_for_tags). " % tries if tries > 1 else "", ", ".join(tags))
        return error

    def _delete(self, name, doing):
        try:
            super().write("DELETE", name, doing)
        except AnswerError as error:
            holders = [user["email"] for user in self.users(name)] if error.status == 400 else []
            if holders:
                error.facts["users"] = holders
                error.message += (
                    " It is still assigned to %s; take it from them first (roles of runwatch.observability.datasentinel_user), "
                    "or delete them." % ", ".join(holders))
            raise

    def users(self, name):
        """Return the public objects of the users that have the role ``name``."""
        try:
            answer = self.client.get("ds-api", self.path, name, "users", doing="list the users of role %s" % name)
        except NotFound:
            return []
        return [public_user(raw) for raw in answer.mappings()]


def prepare(params):
    """Check everything that can be checked before a request."""
    check_batch_options(params)
    if params["wait_for_tags"] < 0:
        raise OptionError("wait_for_tags", "has to be 0 or more seconds, not %s." % params["wait_for_tags"])
    items = items_of(params, PLURAL, "name", ITEM_OPTIONS)
    for number, item in enumerate(items):
        where = place(params, PLURAL, number)
        check_segment(where + "name", item["name"])
        if item["name"].strip().casefold() == NO_RESTRICTION.casefold():
            raise OptionError(where + "name", "%r is what the platform calls having no role; it cannot be managed." % item["name"])
        if "access" in item:
            item["access"] = rules.parse(where + "access", item["access"])
    return dict(params, items=items)


def run(params, client, check_mode):
    """Converge one role or many."""
    return converge_all(Roles(client, params["wait_for_tags"]), params["items"], params, check_mode, PLURAL, "role")


def read(params, client, check_mode):
    """Return the roles, or the one that is asked for, with their users if those are asked for."""
    resource = Roles(client)
    found = [resource.public(raw) for name, raw in resource.known.items() if params["name"] in (None, name)]
    if params["users"]:
        for role, users in zip(found, side_by_side(lambda role: resource.users(role["name"]), found)):
            role["users"] = users
    return _query.outcome(params, PLURAL, found)


_OPTIONS, _RULES = one_or_many(PLURAL, "name", ITEM_OPTIONS, {"state": "present"})

DEFINITION = Definition(
    "datasentinel_role", ("datasentinel",), dict(_OPTIONS, wait_for_tags={"type": "int", "default": 30}),
    connect, run, prepare, _RULES)

INFO = Definition(
    "datasentinel_role_info", ("datasentinel",),
    dict({"name": {"type": "str"}, "users": {"type": "bool", "default": False}}, **_query.OPTIONS),
    connect, read, _query.prepare)
