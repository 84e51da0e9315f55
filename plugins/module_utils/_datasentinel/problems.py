# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom problems on instances (fact sheet section 8, U-17), the module datasentinel_problem.

How the platform lists problems is not documented. An equal one is recognised where the list holds objects with a
``message``; otherwise there is no telling, and the problem is raised.
"""

from __future__ import annotations

import threading
from collections import Counter

from .._announce import ANNOUNCED, FAILED, NOT_ATTEMPTED, UNCERTAIN, UNCHANGED, Announcement, announce
from .._batch import side_by_side
from .._definition import Definition, Outcome
from .._errors import AnswerError, AuthenticationError, BatchError, ObservabilityError, OptionError, PermissionDenied, RateLimited
from .alerting import ALLOW_EMPTY, EXACTLY_ONE, SELECTION, Alerting, prepare_selection, select, unknown_instance
from .platform import connect

# Seconds for which a problem is looked for when it is not known what became of raising it.
PATIENCE = 2


def listed(data):
    """Return the entries of an answer that lists problems, or ``None`` if it cannot be made out where they are."""
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = lists[0] if len(lists) == 1 else None
    elif data is None:
        return []  # an empty answer
    return data if isinstance(data, list) else None


def is_understood(entries):
    """Say whether ``entries`` (from :func:`listed`) tell which messages are there."""
    return entries is not None and all(isinstance(entry, dict) and "message" in entry for entry in entries)


def equal_one(entries, text):
    """Return the entry that is an open problem with ``text`` as its message, or ``None``."""
    return next((entry for entry in entries or () if isinstance(entry, dict) and _is_equal(entry, text)), None)


def _is_equal(entry, text):
    # Notifications have a type, of which one value is known; what has another may be over (fact sheet section 8).
    message, kind = entry.get("message"), entry.get("notification_type")
    return isinstance(message, str) and message.strip() == text.strip() and (not kind or str(kind).upper() == "PROBLEM")


class Raising:
    """Raises one problem on several instances, each of them on its own."""

    def __init__(self, client, text, once, check_mode):
        self._alerting = Alerting(client)
        self._text = text
        self._find = self._look if once else None
        self._check_mode = check_mode
        self._write_slot = threading.Lock()  # writes go one at a time (fact sheet U-24)
        self._is_refused = False
        self.doubts = {}

    def on(self, name):
        """Return (:class:`Announcement`, error or ``None``) for the instance ``name``."""
        entry = Announcement(name)
        if self._is_refused:
            return entry, None
        try:
            announce([entry], self._find, self._post, self._check_mode, patience=PATIENCE)
        except ObservabilityError as error:
            self._is_refused = self._is_refused or isinstance(error, AuthenticationError)
            entry.action = FAILED if entry.action == NOT_ATTEMPTED else entry.action
            return entry, error
        return entry, None

    def _look(self, names):
        name, = names
        try:
            entries = listed(self._alerting.problems(name))
        except (AuthenticationError, PermissionDenied, RateLimited):
            raise
        except AnswerError as error:
            if error.status >= 500:
                error.message += " With once set to false, it is raised without looking."
                raise
            if self._alerting.get(name) is None:
                raise unknown_instance(name) from None
            self._doubt(name, "could not be read (%s)" % (error.detail or error.status))
            return [None]
        if not is_understood(entries):
            self._doubt(name, "come in a shape that is not known")
        return [equal_one(entries, self._text)]

    def _doubt(self, name, why):
        self.doubts[name] = "The problems of %s %s, so it cannot be told whether this one is open already; it is raised." % (name, why)

    def _post(self, names):
        with self._write_slot:
            self._alerting.raise_problem(names[0], self._text)


def prepare(params):
    """Check everything that can be checked before a request."""
    if not params["text"].strip():
        raise OptionError("text", "must not be empty.")
    return prepare_selection(params)


def run(params, client, check_mode):
    """Raise a problem on one instance or many."""
    raising = Raising(client, params["text"], params["once"], check_mode)
    fates = side_by_side(raising.on, select(params, client))
    result = {
        "instances": [_public(entry, error) for entry, error in fates],
        "summary": _summary(entry for entry, dummy in fates),
    }
    warnings = [raising.doubts[entry.wanted] for entry, dummy in fates if entry.wanted in raising.doubts and not entry.found]
    raised = [entry for entry, dummy in fates if entry.changed]
    diff = [_diff(entry.wanted, params["text"]) for entry in raised]
    errors = [(entry.wanted, error) for entry, error in fates if error]
    if not errors:
        return Outcome(bool(raised), result, diff, warnings)
    failure = errors[0][1] if params["name"] is not None else _account(errors, len(fates))
    failure.result = dict(result, changed=bool(raised), diff=diff)
    failure.warnings = warnings
    raise failure


def _public(entry, error):
    told = {"name": entry.wanted, "action": entry.action, "changed": entry.changed}
    return dict(told, msg=error.message, failure=error.failure()) if error else told


def _summary(entries):
    counts = Counter(entry.action for entry in entries)
    return {action: counts[action] for action in (ANNOUNCED, UNCHANGED, FAILED, UNCERTAIN, NOT_ATTEMPTED)}


def _account(errors, total):
    shown = "; ".join("%s: %s" % (name, error.message) for name, error in errors[:3])
    more = " And %d more, see the result." % (len(errors) - 3) if len(errors) > 3 else ""
    return BatchError("The problem could not be raised on %d of %d instances. %s%s" % (len(errors), total, shown, more))


def _diff(name, text):
    header = "problem on %s" % name
    return {"before": {}, "after": {"name": name, "text": text}, "before_header": header, "after_header": header}


DEFINITION = Definition(
    "datasentinel_problem", ("datasentinel",),
    dict(SELECTION, **ALLOW_EMPTY, text={"type": "str", "required": True}, once={"type": "bool", "default": True}),
    connect, run, prepare, EXACTLY_ONE)
