# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows by means of alerting (fact sheet section 8), datasentinel_maintenance_window and its _info.

The platform knows no windows, only instances that are silenced until they are enabled again. What was found before is
therefore recorded first (see ``window_records``), so that whoever closes the window, when and wherever, restores exactly that.
"""

from __future__ import annotations

import copy
import threading
import time
from contextlib import nullcontext

from .. import _query, _times
from .._batch import check_batch_options, converge_all, side_by_side
from .._definition import Definition, Outcome
from .._errors import BatchError, OptionError, StateError
from .._reconcile import Plan
from . import window_records as records
from .alerting import SELECTION, Alerting, prepare_selection, select, verdict
from .platform import connect
from .window_records import CLOSED, GONE, HANDED_OVER, HELD, LEFT_OFF, OPEN, PENDING, RESTORED, SILENCED, STILL_OFF, TO_RESTORE, UNKNOWN, Store


def present_moment():
    """Return now in milliseconds since the epoch, as whole seconds."""
    return int(time.time()) * 1000


def prepare_deadline(params):
    """Return ``params`` with ``now`` (milliseconds), and ``until`` and ``duration`` in milliseconds. Raises ``OptionError``."""
    params = dict(params, now=present_moment())
    if params["duration"] is not None:
        params["duration"] = _times.duration("duration", params["duration"])
    if params["until"]:
        params["until"] = _times.instant("until", params["until"], params["now"])
    return params


def deadline(params, record):
    """Return when the window should end, in milliseconds, or ``None`` for never; ``record`` (or ``None``) is that of the open window.

    A duration counts from the opening, so that it means the same each time. Raises ``OptionError`` for what is over.
    """
    if params["duration"] is not None:
        option, end = "duration", (records.milliseconds(record["opened_at"]) if record else params["now"]) + params["duration"]
    elif params["until"] is not None:
        option, end = "until", None if params["until"] == "" else params["until"]
    else:
        return records.milliseconds(record["until"]) if record and record["until"] else None
    if end is not None and end <= params["now"]:
        raise OptionError(option, "the window would end %s, which is over%s." % (
            _times.iso8601(end), "; it was opened %s. Give a longer one, or close it first" % record["opened_at"] if option == "duration" and record else ""))
    return end


def prepare(params):
    """Check everything that can be checked before a request. What belongs to the other state is not looked at."""
    records.check_name(params["name"])
    records.check_directory(params["directory"])
    check_batch_options(dict(params, max_failures=None))
    params = dict(params, by=params["by"] or _myself())
    if params["state"] == "absent":
        return dict(params, record=_check_record(params), now=present_moment())
    # There, a name is that of an instance.
    chosen = prepare_selection(dict(params, name=None))
    return prepare_deadline(dict(params, tags=chosen["tags"]))


def _check_record(params):
    if params["record"] is None:
        return None
    try:
        record = records.check(copy.deepcopy(params["record"]))
    except ValueError as error:
        raise OptionError("record", "is none that this module returned as window: %s." % error) from None
    if record["name"] != params["name"]:
        raise OptionError("record", "is that of another window, %r." % record["name"])
    return record


def _myself():
    import getpass
    import os
    import socket
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # in a container, a number without a name
        user = "uid %d" % os.geteuid()
    return "%s@%s" % (user, socket.gethostname())


def run(params, client, check_mode):
    """Open the window, or close it."""
    store = Store(params["directory"])
    work = _open if params["state"] == "present" else _close
    needs_directory = params["state"] == "present" or params["record"] is not None
    with nullcontext() if check_mode else store.locked(create=needs_directory):
        return work(params, client, store, check_mode)


def _open(params, client, store, check_mode):
    others = store.load()
    last = others.pop(params["name"], None)
    record = copy.deepcopy(last) if last and last["state"] == OPEN else None
    end = deadline(params, record)
    others, chosen = list(others.values()), _choose(params, client)
    _refuse_overlap(params, record, others, chosen)
    record = record or _new(params)
    wanted = list(dict.fromkeys(records.names(record, *HELD + (UNKNOWN,)) + chosen))
    alerting = Alerting(client)
    found = dict(zip(wanted, side_by_side(alerting.get, wanted)))
    _refuse_unknown(params, found)
    record["until"] = None if end is None else _times.iso8601(end)
    if params["comment"] is not None:
        record["comment"] = params["comment"] or None
    record["instances"] = _entries(record, found, others)
    if not check_mode:
        store.save(record)
    switch = _Switch(_Silencing(client, found), record, store, SILENCED)
    return switch.run(params, check_mode, last, records.names(record, PENDING))


def _choose(params, client):
    names = select(dict(params, name=None), client)
    if names:
        return names
    if params["tags"] is None:
        raise OptionError("instances", "is empty, so there is nothing to silence.")
    raise StateError(
        "No instance that sent metrics within %d minutes has these tags, so there is nothing to silence. Check tags and window." % params["window"],
        option="tags")


def _new(params):
    return {
        "format": records.FORMAT, "name": params["name"], "state": OPEN, "opened_at": _times.iso8601(params["now"]), "opened_by": params["by"],
        "until": None, "comment": None, "closed_at": None, "closed_by": None, "instances": []}


def _refuse_overlap(params, record, others, chosen):
    mine = records.names(record, *HELD) if record else ()
    found = {}
    for name in chosen if params["overlap"] == "refuse" else ():
        for other in records.holders(others, name, *HELD) if name not in mine else ():
            found.setdefault(other["name"], (other, []))[1].append(name)
    if found:
        raise StateError(
            "%s. Nothing was done. Wait until it is closed, or set overlap to join; the window that is closed last then restores them." % "; ".join(
                "%s: held by the open window %r, which %s opened %s, %s" % (
                    ", ".join(held), name, other["opened_by"], other["opened_at"],
                    "until %s" % other["until"] if other["until"] else "without a deadline")
                for name, (other, held) in found.items()), option="overlap")


def _refuse_unknown(params, found):
    missing = [name for name, status in found.items() if status is None]
    if missing and params["unknown_instances"] == "fail":
        raise StateError(
            "The platform does not know %s. Nothing was done. Names are <server>@<connection>, exactly as Datasentinel shows them; "
            "to open the window without them, set unknown_instances to ignore." % ", ".join(missing), option="unknown_instances", unknown_instances=missing)


def _entries(record, found, others):
    """Return the entries of ``record`` with what was ``found`` ({name: status or ``None``}) before anything is touched."""
    entries = {entry["name"]: entry for entry in record["instances"]}
    for name, status in found.items():
        entry = entries.get(name)
        if entry is None or entry["state"] not in TO_RESTORE:
            fresh = _entry(name, status, others)
            if entry is None or fresh["state"] != entry["state"]:
                entries[name] = fresh
        elif status is not None:
            entry["state"] = PENDING if status["enabled"] else SILENCED
            entry["problem"] = None if entry["state"] == SILENCED else entry["problem"]
    return list(entries.values())


def _entry(name, status, others):
    if status is None:
        return {"name": name, "before": {"enabled": None, "reason": None}, "state": UNKNOWN, "problem": None}
    before = {"enabled": status["enabled"], "reason": status["reason"]}
    # What another window silenced tells nothing about how it was; that window does.
    restoring = records.holders(others, name, *TO_RESTORE)
    if restoring:
        before = dict(records.find(restoring[0], name)["before"])
    state = LEFT_OFF if not before["enabled"] else PENDING if status["enabled"] else SILENCED
    return {"name": name, "before": before, "state": state, "problem": None}


def _close(params, client, store, check_mode):
    others = store.load()
    last = others.pop(params["name"], None) or params["record"]
    if last is None:
        return Outcome(False, _result(None, params), [])
    if last["state"] == CLOSED:
        return Outcome(False, _result(last, params), [])
    record = copy.deepcopy(last)
    for entry in record["instances"]:
        if entry["state"] in TO_RESTORE and records.holders(others.values(), entry["name"], *TO_RESTORE):
            entry.update(state=HANDED_OVER, problem=None)
    switch = _Switch(_Restoring(client), record, store, RESTORED)
    return switch.run(params, check_mode, last, records.names(record, *TO_RESTORE))


class _Silencing(Alerting):
    """Switches off; ``found`` ({name: status}) has been read already."""

    enabled = False

    def __init__(self, client, found):
        super().__init__(client)
        self._found = found

    def read(self, wanted, fresh=False):
        return super().read(wanted, fresh) if fresh else self._found[wanted["name"]]


class _Restoring(Alerting):
    """Switches on; an instance that is not there any more needs nothing."""

    enabled = True

    def plan(self, wanted, current):
        if current is None:
            return Plan(None, warnings=["The platform does not know %s any more, so its alerting was not enabled again." % wanted["name"]])
        return super().plan(wanted, current)


class _Switch:
    """Switches alerting of instances one by one and keeps their record up to date, so that nothing is lost whenever it is killed."""

    def __init__(self, resource, record, store, reached):
        self._resource, self._record, self._store, self._reached = resource, record, store, reached
        self._judge = verdict()
        self._lock = threading.Lock()

    def run(self, params, check_mode, last, names):
        """Switch the instances ``names`` of the record, the ``last`` state of which is known, and return the module's outcome."""
        items = [{"name": name, "enabled": self._resource.enabled} for name in names]
        batch = {"instances": names, "concurrency": params["concurrency"], "max_failures": None, "results": "all"}
        try:
            outcome, error = converge_all(self._resource, items, batch, check_mode, "instances", "instance", self._finish), None
            result, diff, warnings = dict(outcome.result, changed=outcome.changed), outcome.diff, list(outcome.warnings)
        except BatchError as failed:
            result, diff, warnings, error = failed.result, failed.result["diff"], failed.warnings, failed
        left = [entry for entry in result["instances"] if not self._note(entry)]
        self._settle(params, bool(left))
        if not check_mode:
            self._store.save(self._record)
        diff = _diff(last, self._record) + diff
        changed = bool(diff) or result["changed"]
        result = _result(self._record, params, [entry["name"] for entry in left])
        if error is None:
            return Outcome(changed, result, diff, warnings)
        raise self._failure(left, names, dict(result, changed=changed, diff=diff), warnings)

    def _finish(self, resource, wanted, change):
        self._judge(resource, wanted, change)
        with self._lock:
            self._note(dict({"name": change.name, "action": change.action}, **(change.after or {})))
            self._store.save(self._record)

    def _note(self, fate):
        """Write what became of one instance into the record; return whether that is what was wanted."""
        entry = records.find(self._record, fate["name"])
        if fate["action"] in ("failed", "not_attempted"):
            entry["problem"] = fate.get("msg", "Not attempted, because the login was refused.")
            return False
        state, problem = self._reached, None
        if "enabled" not in fate:
            state = GONE
        elif self._resource.enabled and not fate["enabled"]:
            state, problem = STILL_OFF, fate["reason"] or "The platform does not say why."
        entry.update(state=state, problem=problem)
        return True

    def _settle(self, params, unfinished):
        if self._resource.enabled and not unfinished:
            self._record.update(state=CLOSED, closed_at=_times.iso8601(present_moment()), closed_by=params["by"])

    def _failure(self, left, names, result, warnings):
        if self._resource.enabled:
            text, rest = "The window %r stays open: alerting of %d of %d instances could not be restored. %s%s", "Run the task again to restore the rest."
        else:
            text = "The window %r is open, but alerting of %d of %d instances could not be switched off. %s%s"
            rest = "Run the task again to silence the rest, or close the window to restore the others."
        shown = "".join("%s: %s " % (entry["name"], records.find(self._record, entry["name"])["problem"]) for entry in left[:3])
        more = "And %d more, see the result. " % (len(left) - 3) if len(left) > 3 else ""
        error = BatchError(text % (self._record["name"], len(left), len(names), shown + more, rest), remaining=[entry["name"] for entry in left])
        error.result, error.warnings = result, warnings
        return error


def _diff(before, after):
    header = "maintenance window %s" % after["name"]
    before, after = _outline(before) if before and before["state"] == OPEN else "", _outline(after)
    return [] if before == after else [{"before": before, "after": after, "before_header": header, "after_header": header}]


def _outline(record):
    return {"state": record["state"], "until": record["until"], "comment": record["comment"],
            "instances": {entry["name"]: entry["state"] for entry in record["instances"]}}


def _result(record, params, remaining=()):
    if record is None:
        return {"window": None, "silenced": [], "left_off": [], "unknown": [], "remaining": [], "duration": None,
                "report": ["There is no record of a maintenance window %r, so there is nothing to restore." % params["name"]]}
    now = present_moment()
    silenced = records.names(record, SILENCED, RESTORED, STILL_OFF, HANDED_OVER, GONE)
    return {"window": record, "silenced": silenced, "left_off": records.names(record, LEFT_OFF), "unknown": records.names(record, UNKNOWN),
            "remaining": list(remaining), "duration": records.seconds_open(record, now), "report": records.report(record, now)}


class Nobody:
    """The client of a task that asks the platform nothing."""

    def close(self):
        """There is nothing to close."""


def connect_to_nobody(params, definition):
    """Return a client without looking at the connection options, which a group's defaults may hold all the same."""
    return Nobody()


def read(params, client, check_mode):
    """Return the windows that are recorded."""
    from .watchdog_files import standing_by
    found, complaints = Store(params["directory"]).load_readable()
    now = present_moment()
    windows = [
        dict(record, duration=records.seconds_open(record, now), overdue=records.is_overdue(record, now),
             watchdog=standing_by(params["directory"], record["name"]))
        for record in sorted(found.values(), key=lambda record: (record["opened_at"], record["name"]))
        if params["name"] in (None, record["name"]) and params["state"] in ("all", record["state"])]
    return _query.outcome(params, "windows", windows)._replace(warnings=complaints)


def prepare_reading(params):
    """Check the options of reading."""
    records.check_directory(params["directory"])
    return _query.prepare(params)


DEFINITION = Definition(
    "datasentinel_maintenance_window", ("datasentinel",),
    dict(
        records.OPTIONS,
        state={"type": "str", "choices": ["present", "absent"], "default": "present"},
        instances=SELECTION["instances"],
        tags=SELECTION["tags"],
        window=SELECTION["window"],
        record={"type": "dict"},
        unknown_instances={"type": "str", "choices": ["fail", "ignore"], "default": "fail"},
        overlap={"type": "str", "choices": ["refuse", "join"], "default": "refuse"},
        until={"type": "str"},
        duration={"type": "str"},
        by={"type": "str"},
        comment={"type": "str"},
        concurrency={"type": "int"},
    ),
    connect, run, prepare,
    {"mutually_exclusive": [("instances", "tags"), ("until", "duration")], "required_if": [("state", "present", ("instances", "tags"), True)]})

INFO = Definition(
    "datasentinel_maintenance_window_info", ("datasentinel",),
    dict(
        records.OPTIONS,
        name={"type": "str"},
        state={"type": "str", "choices": ["open", "closed", "all"], "default": "all"},
        **_query.OPTIONS,
    ),
    connect_to_nobody, read, prepare_reading)
