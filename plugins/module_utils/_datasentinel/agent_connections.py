# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of an agent (fact sheet 11.5 and 11.6), the module datasentinel_agent_connection."""

from __future__ import annotations

import threading

from .. import _query
from .._batch import check_batch_options, converge_all, items_of, one_or_many, place
from .._definition import Definition
from .._errors import NotFound
from . import connections, switches
from .agent import connect, told

PLURAL = "connections"
ITEM_OPTIONS = dict(
    connections.ITEM_OPTIONS, **switches.OPTIONS, unreadable_switches={"type": "str", "choices": ["always", "on_create"]})
# Words that the agent's own paths use in the place of a name (fact sheet 2.5).
RESERVED_NAMES = ("enable", "disable")


class AgentConnections(connections.Connections):
    """The calls of ``/api/connections``. One list serves a whole task; what was written is read again by its name.

    The agent's status is read with the list, for it alone tells the name under which the agent registers.
    """

    kind = "agent connection"
    path = ("api", "connections")

    def __init__(self, client):
        super().__init__(client)
        self._listed = None
        self._server = None
        self._lock = threading.Lock()

    def read(self, wanted, fresh=False):
        if fresh:
            return self.get(wanted["name"])
        with self._lock:
            if self._listed is None:
                self._listed = {entry["name"]: entry for entry in self.list()}
        return self._listed.get(wanted["name"])

    def list(self):
        """Return the public objects of all connections."""
        answer = self.client.get(*self.path, doing="list the connections of the agent")
        status = self.client.get("api", "agent", "status", doing="read the status of the agent")
        self._server = told(status.mapping()).get("server")
        return [self.public(entry) for entry in answer.mappings()]

    def get(self, name):
        """Return the public object of one connection, or ``None``."""
        try:
            answer = self.client.get(*self.path, name, doing="read agent connection %s" % name)
        except NotFound:
            return None
        return self.public(dict(answer.mapping(), name=name))

    def public(self, raw):
        # The name under which alerting and metrics know it (fact sheet 5.5); old agents do not tell theirs.
        known_as = "%s@%s" % (self._server, raw.get("name")) if self._server else None
        return dict(super().public(raw), pg_instance=known_as, **switches.read(raw))

    def plan(self, wanted, current):
        plan = super().plan(wanted, current)
        if plan.after is None:
            return plan
        unreadable = []
        for switch in switches.SWITCHES:
            if switch.name not in wanted or (current and current[switch.name] == wanted[switch.name]):
                continue
            told = current is not None and current[switch.name] is not None
            if current is not None and not told:
                if wanted["unreadable_switches"] == "on_create":
                    continue
                unreadable.append(switch.name)
            plan.after[switch.name] = wanted[switch.name]
            what = "set %s of %s %s to %s" % (switch.name, self.kind, wanted["name"], wanted[switch.name])
            plan.steps.append(self.switch_step(wanted["name"], switch.path(wanted[switch.name]), what))
        if unreadable:
            plan.warnings.append(
                "The agent does not tell how %s of connection %s stands, so it is set and reported as changed on every run. "
                "Set unreadable_switches to on_create to set it only with a new connection." % (", ".join(unreadable), wanted["name"]))
        return plan


def prepare(params):
    """Check everything that can be checked before a request."""
    check_batch_options(params)
    items = items_of(params, PLURAL, "name", ITEM_OPTIONS, {"tags": connections.merge_tags})
    for number, item in enumerate(items):
        where = place(params, PLURAL, number)
        connections.prepare_item(item, where, RESERVED_NAMES)
        switches.check(item, where)
    return dict(params, items=items, finish=connections.waiter(params))


def run(params, client, check_mode):
    """Converge one connection or many."""
    return converge_all(AgentConnections(client), params["items"], params, check_mode, PLURAL, "connection", params["finish"])


_OPTIONS, _RULES = one_or_many(PLURAL, "name", ITEM_OPTIONS, dict(connections.DEFAULTS, unreadable_switches="always"))

DEFINITION = Definition(
    "datasentinel_agent_connection", ("datasentinel_agent",), dict(_OPTIONS, **connections.WAIT_OPTIONS),
    connect, run, prepare, _RULES)


def run_info(params, client, check_mode):
    """Read all connections, or one of them."""
    found = AgentConnections(client).list()
    if params["name"] is not None:
        found = [entry for entry in found if entry["name"] == params["name"]]
    return _query.outcome(params, PLURAL, found)


INFO = Definition(
    "datasentinel_agent_connection_info", ("datasentinel_agent",), dict(_query.OPTIONS, name={"type": "str"}), connect, run_info, _query.prepare)
