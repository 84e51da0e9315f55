# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Problems of Datasentinel's instances (fact sheet section 8), by asking for them.

The API lists the problems that there are, and how is not documented (U-17). What is new and what is over is found by comparing two lists.
"""

from __future__ import annotations

import re
from collections import defaultdict

from ...module_utils._batch import side_by_side
from ...module_utils._datasentinel.alerting import SELECTION, Alerting, prepare_selection, select
from ...module_utils._datasentinel.platform import connect
from ...module_utils._datasentinel.problems import listed
from ...module_utils._definition import Definition
from ...module_utils._errors import AuthenticationError, ObservabilityError, OptionError, PermissionDenied, StateError
from . import polling, starting
from .texts import event

_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


class Watch:
    """Remembers which problems each instance had when it was last asked."""

    def __init__(self, params):
        self._params = params
        self._known = {}
        self._silent = not params["report_existing"]  # at the first look
        self._unasked = set()  # instances that could not be asked then
        self._told = set()

    def look(self, client):
        """Return events for the problems that have come and gone. Raises ``ObservabilityError`` if no instance can be asked."""
        names = select(self._params, client)
        self._warn_of("no instance", None if names else "No instance that sent metrics lately has the tags, so nothing is watched.")
        found = side_by_side(lambda name: self._ask(client, name), names)
        errors = [error for dummy, error in found if error]
        if errors and len(errors) == len(names):
            raise errors[0]
        events = []
        for name, (entries, error) in zip(names, found):
            self._warn_of(name, error and "%s The other instances are watched." % starting.advice(error))
            if error:
                self._unasked |= {name} if self._silent else set()
                continue
            opened, closed = differences(self._known.get(name, ()), entries)
            self._known[name] = entries
            if not self._silent and name not in self._unasked:
                events += [_event(name, entry, "closed") for entry in closed] + [_event(name, entry, "open") for entry in opened]
            self._unasked.discard(name)
        self._silent = False
        return events

    def _ask(self, client, name):
        """Return (the instance's open problems, ``None``), or (``None``, error)."""
        try:
            entries = listed(Alerting(client).problems(name))
        except (AuthenticationError, PermissionDenied):
            raise
        except ObservabilityError as error:
            return None, error
        if entries is None:
            return None, StateError("The problems of %s come in a shape that is not known." % name)
        return [entry for entry in entries if is_open(entry)], None

    def _warn_of(self, what, text):
        """Log what is wrong with one instance, once."""
        if text and what not in self._told:
            polling.LOGGER.warning("%s: %s", DEFINITION.name, text)
        self._told = self._told | {what} if text else self._told - {what}


def is_open(entry):
    """Say whether an entry is a problem that is still there: of the types of notifications, one value is known (fact sheet section 8)."""
    kind = entry.get("notification_type") if isinstance(entry, dict) else None
    return not kind or str(kind).upper() == "PROBLEM"


def identity(entry):
    """Return what stays the same of a problem while it lasts: its id; else the check, its state, and its message but for the figures."""
    if not isinstance(entry, dict):
        return (_FIGURE.sub("#", str(entry)),)
    for key in ("id", "problem_id"):
        if entry.get(key) is not None:
            return key, str(entry[key])
    return str(entry.get("check_name")), str(entry.get("check_state")), _FIGURE.sub("#", str(entry.get("message")))


def differences(before, now):
    """Return (entries of ``now`` that are new, entries of ``before`` that are gone). Of equal ones, only their number counts."""
    return _surplus(now, before), _surplus(before, now)


def _surplus(these, those):
    grouped, others = _grouped(these), _grouped(those)
    found = []
    for key, entries in grouped.items():
        more = len(entries) - len(others[key])
        if more > 0:
            strangers = [entry for entry in entries if entry not in others[key]]
            found += (strangers + [entry for entry in entries if entry in others[key]])[:more]
    return found


def _grouped(entries):
    groups = defaultdict(list)
    for entry in entries:
        groups[identity(entry)].append(entry)
    return groups


def _event(name, entry, status):
    payload = entry if isinstance(entry, dict) else {"message": str(entry)}
    return event("datasentinel", payload, new=status == "open", instance=name, status=status)


def _prepare(params):
    if params["instances"] == []:
        raise OptionError("instances", "must not be empty.")
    return prepare_selection(dict(params, name=None, allow_empty=True))


DEFINITION = Definition(
    "datasentinel_problems", ("datasentinel",),
    dict({name: SELECTION[name] for name in ("instances", "tags", "window")}, interval=polling.INTERVAL, report_existing=polling.REPORT_EXISTING),
    connect, None, _prepare, {"mutually_exclusive": [("instances", "tags")], "required_one_of": [("instances", "tags")]})


async def main(queue, args):
    """The source: watch until cancelled."""
    await polling.poll(queue, args, DEFINITION, Watch)
