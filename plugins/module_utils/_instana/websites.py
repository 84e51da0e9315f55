# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitored websites (fact sheet B.13), the modules instana_website and instana_website_info."""

from __future__ import annotations

from .. import _query
from .._batch import check_batch_options, converge_all, items_of, one_or_many, place
from .._definition import Definition
from .._errors import NotFound, OptionError, StateError
from .._reconcile import Plan, Resource, Step
from . import backend
from .reading import only, snake_case

PLURAL = "websites"
ITEM_OPTIONS = {
    "state": {"type": "str", "choices": ["present", "absent"]},
    "new_name": {"type": "str"},
}
_PATH = ("api", "website-monitoring", "config")
_RUNTIME = ("id", "app_name", "rbac_tags")


def websites(client):
    """Return the public objects of all websites."""
    return [snake_case(raw) for raw in client.get(*_PATH, doing="list the websites").mappings()]


class Websites(Resource):
    """The calls of ``/api/website-monitoring/config``. One list serves a whole task."""

    kind = "website"
    runtime = _RUNTIME

    def __init__(self, client):
        self._client = client
        self._known = websites(client)

    def read(self, wanted, fresh=False):
        known = websites(self._client) if fresh else self._known
        names = (wanted["name"], wanted.get("new_name"))
        found = [only(self.kind, name, [entry for entry in known if entry.get("name") == name]) for name in names]
        if all(found):
            raise StateError("There are both a website %s and a website %s, so the one cannot be renamed to the other." % names, option="new_name")
        return found[0] or found[1]

    def plan(self, wanted, current):
        name, new_name = wanted["name"], wanted.get("new_name")
        if wanted["state"] == "absent":
            return Plan(None, [self._step("delete", name, "DELETE", current["id"])] if current else [])
        if current is None:
            if new_name:
                raise StateError("There is no website %s to rename, and none that is called %s already." % (name, new_name), option="name")
            return Plan({"id": None, "name": name, "app_name": None}, [self._step("create", name, "POST", query={"name": name})])
        if current["name"] == (new_name or name):
            return Plan(current)
        return Plan(dict(current, name=new_name), [self._step("rename", name, "PUT", current["id"], query={"name": new_name})])

    def _step(self, verb, name, method, *website_id, query=None):
        what = "%s website %s" % (verb, name)
        return Step(what, lambda: self._write(method, _PATH + website_id, what, query))

    def _write(self, method, path, doing, query):
        try:
            with backend.permission("canConfigureEumApplications"):
                self._client.call(method, path, doing, query=query)
        except NotFound:
            if method != "DELETE":
                raise


def prepare(params):
    """Check everything that can be checked before a request."""
    check_batch_options(params)
    items, claimed = items_of(params, PLURAL, "name", ITEM_OPTIONS), {}
    for number, item in enumerate(items):
        where = place(params, PLURAL, number)
        for option in ("name", "new_name"):
            if option in item and not item[option].strip():
                raise OptionError(where + option, "must not be empty.")
        if item.get("new_name") == item["name"]:
            del item["new_name"]
        if "new_name" in item and item["state"] == "absent":
            raise OptionError(where + "new_name", "is not possible together with state absent.")
        for name in filter(None, (item["name"], item.get("new_name"))):
            if claimed.setdefault(name, number) != number:
                raise OptionError(where + "name", "%r is a name in %s[%d] already." % (name, PLURAL, claimed[name]))
    return dict(params, items=items)


def run(params, client, check_mode):
    """Converge one website or many."""
    return converge_all(Websites(client), params["items"], params, check_mode, PLURAL, "website")


def read(params, client, check_mode):
    """Return all websites, or the one that is asked for."""
    return _query.outcome(params, PLURAL, [entry for entry in websites(client) if params["name"] in (None, entry.get("name"))])


_OPTIONS, _RULES = one_or_many(PLURAL, "name", ITEM_OPTIONS, {"state": "present"})

DEFINITION = Definition("instana_website", ("instana_agent", "instana"), _OPTIONS, backend.connect, backend.telling(run), prepare, _RULES)

INFO = Definition(
    "instana_website_info", ("instana_agent", "instana"), dict({"name": {"type": "str"}}, **_query.OPTIONS),
    backend.connect, backend.telling(read), _query.prepare)
