# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of maintenance windows: what was found before anything was touched, one JSON file a window.

A record is a dict: ``format`` (1), ``name``, ``state`` (open or closed), ``opened_at``, ``opened_by``, ``until``, ``comment``,
``closed_at``, ``closed_by``, and ``instances``, a list of ``{name, before: {enabled, reason}, state, problem}``. Times are ISO 8601
in UTC. Nothing in it is secret.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager

from .. import _files, _times, _wait
from .._errors import ObservabilityError, OptionError, WaitTimeout

FORMAT = 1
OPEN, CLOSED = "open", "closed"
# What may become of an instance. The first two are to be restored; the first three are held by a window that is open.
PENDING, SILENCED, LEFT_OFF, UNKNOWN = "pending", "silenced", "left_off", "unknown"
RESTORED, STILL_OFF, HANDED_OVER, GONE = "restored", "still_off", "handed_over", "gone"
TO_RESTORE = (PENDING, SILENCED)
HELD = TO_RESTORE + (LEFT_OFF,)

OPTIONS = {
    "name": {"type": "str", "required": True},
    "directory": {"type": "path", "default": "~/.local/state/runwatch.observability/maintenance"},
}
LONGEST_NAME = 200
LOCK_WAIT = 120  # seconds

_TEXT, _MAYBE = (str,), (str, type(None))
_RECORD = {"format": (int,), "name": _TEXT, "state": _TEXT, "opened_at": _TEXT, "opened_by": _TEXT, "until": _MAYBE, "comment": _MAYBE,
           "closed_at": _MAYBE, "closed_by": _MAYBE, "instances": (list,)}
_ENTRY = {"name": _TEXT, "before": (dict,), "state": _TEXT, "problem": _MAYBE}
_BEFORE = {"enabled": (bool, type(None)), "reason": _MAYBE}
_STATES = HELD + (UNKNOWN, RESTORED, STILL_OFF, HANDED_OVER, GONE)
_FILE = re.compile(r"[a-z0-9-]+-[0-9a-f]{32}\.json", re.ASCII)


class RecordError(ObservabilityError):
    """A record cannot be read or written, or is none."""

    kind = "record"


def check_name(name):
    """Raise ``OptionError`` unless ``name`` can be the name of a window."""
    if not name.strip():
        raise OptionError("name", "must not be empty.")
    if len(name) > LONGEST_NAME:
        raise OptionError("name", "has %d characters; up to %d are possible." % (len(name), LONGEST_NAME))
    if not name.isprintable():
        raise OptionError("name", "%r cannot be used: line breaks and other characters that do not show are not possible in a name." % name)


def check_directory(path):
    """Raise ``OptionError`` unless ``path`` means the same wherever the task starts."""
    if not os.path.isabs(path):
        raise OptionError("directory", "%r has to be an absolute path." % path)
    if not path.isprintable():
        raise OptionError("directory", "%r cannot be used: it holds characters that do not show." % path)


def key_of(name):
    """Return what stands for the window ``name`` in names of files: readable, and different for different names."""
    import hashlib
    readable = re.sub("[^a-z0-9]+", "-", name.lower())[:60].strip("-")
    return "%s-%s" % (readable or "window", hashlib.sha256(name.encode("utf-8")).hexdigest()[:32])


def check(data):
    """Return ``data`` if it is a record in every detail; raises ``ValueError``, the text of which says what is wrong."""
    _check_keys("it", data, _RECORD)
    if data["format"] != FORMAT:
        raise ValueError("its format is %r, and this version of the collection knows %d only" % (data["format"], FORMAT))
    if data["state"] not in (OPEN, CLOSED):
        raise ValueError("state is %r" % data["state"])
    for key in ("opened_at", "until", "closed_at"):
        _check_time(key, data[key])
    if (data["state"] == CLOSED) != (data["closed_at"] is not None):
        raise ValueError("state is %s, and closed_at is %r" % (data["state"], data["closed_at"]))
    names = set()
    for number, entry in enumerate(data["instances"]):
        place = "instances[%d]" % number
        _check_keys(place, entry, _ENTRY)
        _check_keys(place + ".before", entry["before"], _BEFORE)
        _check_entry(place, entry, data["state"])
        if entry["name"] in names:
            raise ValueError("%s is there twice" % entry["name"])
        names.add(entry["name"])
    return data


def _check_keys(place, value, types):
    if not isinstance(value, dict) or set(value) != set(types):
        raise ValueError("%s does not have the keys %s, and no others" % (place, ", ".join(types)))
    for key, allowed in types.items():
        # For Python, true is a number.
        if not isinstance(value[key], allowed) or isinstance(value[key], bool) and bool not in allowed:
            raise ValueError("%s of %s is %r" % (key, place, value[key]))


def _check_time(key, text):
    try:
        if text is not None:
            _times.instant(key, text, 0)
    except OptionError as error:
        raise ValueError(error.message.rstrip(".")) from None


def _check_entry(place, entry, window_state):
    enabled = {LEFT_OFF: False, UNKNOWN: None}.get(entry["state"], True)
    if entry["state"] not in _STATES or entry["before"]["enabled"] is not enabled:
        raise ValueError("state of %s is %r, and alerting was %r before" % (place, entry["state"], entry["before"]["enabled"]))
    if window_state == CLOSED and entry["state"] in TO_RESTORE:
        raise ValueError("it is closed, and %s is %s" % (entry["name"], entry["state"]))


def find(record, name):
    """Return the entry of the instance ``name`` in ``record``, or ``None``."""
    return next((entry for entry in record["instances"] if entry["name"] == name), None)


def names(record, *states):
    """Return the names of the instances of ``record`` that are in one of ``states``."""
    return [entry["name"] for entry in record["instances"] if entry["state"] in states]


def holders(records, name, *states):
    """Return those of ``records`` (list) that are open and have the instance ``name`` in one of ``states``."""
    return [record for record in records if record["state"] == OPEN and name in names(record, *states)]


def seconds_open(record, now):
    """Return how long the window has been open, or was, in seconds, at least 1; ``now`` are milliseconds since the epoch."""
    end = now if record["closed_at"] is None else milliseconds(record["closed_at"])
    return max(1, (end - milliseconds(record["opened_at"])) // 1000)


def is_overdue(record, now):
    """Say whether the window should have been closed by ``now`` (milliseconds since the epoch)."""
    return record["state"] == OPEN and record["until"] is not None and milliseconds(record["until"]) <= now


def milliseconds(text):
    """Return a time of a record in milliseconds since the epoch."""
    return _times.instant("time", text, 0)


def report(record, now):
    """Return what the log of a job should hold about ``record``, as a list of lines; ``now`` are milliseconds since the epoch."""
    if record["state"] == CLOSED:
        lines = ["Maintenance window %r was open for %s, from %s to %s; opened by %s, closed by %s." % (
            record["name"], _in_words(seconds_open(record, now)), record["opened_at"], record["closed_at"], record["opened_by"], record["closed_by"])]
    else:
        lines = ["Maintenance window %r is open since %s, %s; opened by %s." % (
            record["name"], record["opened_at"], "until %s" % record["until"] if record["until"] else "without a deadline", record["opened_by"])]
    if record["comment"]:
        lines.append("Comment: %s" % record["comment"])
    for state, label in _LABELS.items():
        found = [_with_reason(entry) for entry in record["instances"] if entry["state"] == state]
        if found:
            lines.append("%s (%d): %s" % (label, len(found), ", ".join(found)))
    return lines


_LABELS = {
    SILENCED: "Silenced",
    PENDING: "To be silenced, but not yet",
    RESTORED: "Alerting again",
    STILL_OFF: "Enabled again, but off for another reason",
    HANDED_OVER: "Left to another open window",
    GONE: "Not known to the platform any more",
    LEFT_OFF: "Left alone, because alerting was off before",
    UNKNOWN: "Not known to the platform",
}


def _with_reason(entry):
    reason = entry["problem"] or (entry["before"]["reason"] if entry["state"] == LEFT_OFF else None)
    return "%s (%s)" % (entry["name"], reason.rstrip(". ")) if reason else entry["name"]


def _in_words(seconds):
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return " ".join("%d %s" % part for part in ((hours, "h"), (minutes, "min")) if part[0]) or "less than a minute"


class Store:
    """The records in one directory (str). Whoever writes holds :meth:`locked` meanwhile."""

    def __init__(self, directory):
        self.directory = directory

    def path(self, name):
        """Return the path of the record of the window ``name``."""
        return os.path.join(self.directory, key_of(name) + ".json")

    @contextmanager
    def locked(self, wait=LOCK_WAIT, create=True):
        """Keep others out of the directory, which is made if it is missing, unless there is nothing to ``create``.

        Raises ``WaitTimeout`` after ``wait`` seconds.
        """
        if not create and not os.path.isdir(self.directory):
            yield
            return
        import fcntl

        def taken():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        try:
            self._make_directory()
            # Never removed: who waits would hold a lock on a file that is not there any more.
            file = open(os.path.join(self.directory, ".lock"), "ab", opener=_private)
        except OSError as error:
            raise RecordError("Could not use %s: %s." % (self.directory, error.strerror or error), path=self.directory) from None
        with file:
            try:
                done = _wait.until(taken, wait, 0.05, 1.0)
            except OSError as error:
                raise RecordError("Could not lock %s: %s." % (self.directory, error.strerror or error), path=self.directory) from None
            if not done:
                raise WaitTimeout(
                    "Another task has been at work on the maintenance windows in %s for %d s. Nothing was done; run the task again." % (
                        self.directory, wait))
            yield

    def _make_directory(self):
        os.makedirs(self.directory, mode=0o700, exist_ok=True)
        if os.stat(self.directory).st_mode & 0o002:
            raise RecordError("%s is writable for everybody. Records need a directory of their own, with the mode 0700." % self.directory,
                              path=self.directory)

    def load(self):
        """Return all records as {name: record}. Raises ``RecordError`` if there is one that cannot be understood."""
        return {record["name"]: record for record in map(self._read, self._files())}

    def load_readable(self):
        """Return (all records that can be understood as {name: record}, texts that tell of the others)."""
        found, complaints = {}, []
        for path in self._files():
            try:
                record = self._read(path)
                found[record["name"]] = record
            except RecordError as error:
                complaints.append(error.message)
        return found, complaints

    def save(self, record):
        """Write ``record`` whole or not at all, and only if it differs. Raises ``FileError``."""
        content = json.dumps(record, indent=1).encode("ascii") + b"\n"
        _files.save({"dest": self.path(record["name"]), "file_mode": 0o600}, content, False)

    def _files(self):
        try:
            # A temporary file begins with a dot.
            return sorted(os.path.join(self.directory, name) for name in os.listdir(self.directory) if _FILE.fullmatch(name))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RecordError("Could not read %s: %s." % (self.directory, error.strerror or error), path=self.directory) from None

    def _read(self, path):
        try:
            with open(path, "rb") as file:
                record = check(json.loads(file.read()))
            if self.path(record["name"]) != path:
                raise ValueError("it is the record of another window, %r" % record["name"])
        except OSError as error:
            raise RecordError("Could not read %s: %s." % (path, error.strerror or error), path=path) from None
        except (ValueError, RecursionError) as error:
            raise RecordError("%s is no record of a maintenance window: %s. Nothing was done; repair it, or move it away." % (path, error),
                              path=path) from None
        return record


def _private(path, flags):
    return os.open(path, flags, 0o600)
