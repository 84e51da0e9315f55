# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recurrence rules of maintenance windows (RFC 5545, with the limits of fact sheet B.6)."""

from __future__ import annotations

import re

from .. import _times
from .._errors import OptionError

LONGEST_INTERVAL = {"DAILY": 365, "WEEKLY": 52, "MONTHLY": 12, "YEARLY": 1}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# In the order in which they are written.
PARTS = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "COUNT", "UNTIL")
_LISTS = ("BYMONTH", "BYMONTHDAY", "BYDAY")
_DEFAULTS = {"INTERVAL": "1", "WKST": "MO"}  # what a server may add without changing anything
_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DAY = re.compile(r"([+-]?\d{1,2})?(%s)" % "|".join(WEEKDAYS), re.ASCII)
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


def canonical(rule):
    """Return ``rule`` (str) written in one way, so that equal rules are equal texts. What cannot be read is kept as it is."""
    parts = {key: _values(key, value) for key, value in _split(rule)}
    parts = dict(_DEFAULTS, **parts)
    if parts["WKST"] == _DEFAULTS["WKST"]:
        del parts["WKST"]
    order = [key for key in PARTS if key in parts] + sorted(key for key in parts if key not in PARTS)
    return ";".join("%s=%s" % (key, parts[key]) for key in order)


def checked(option, rule):
    """Return ``rule`` in its canonical form, or raise ``OptionError`` if Instana does not support it."""
    def refuse(message, *values):
        raise OptionError(option, message % values)

    pairs = _split(rule)
    keys = [key for key, dummy in pairs]
    for key in keys:
        if key not in PARTS:
            refuse("%r is no part that Instana supports; there are %s, as in FREQ=WEEKLY;BYDAY=SA.", key, ", ".join(PARTS))
        if keys.count(key) > 1:
            refuse("%s is given twice.", key)
    parts = {key: _values(key, value) for key, value in pairs}
    frequency = parts.get("FREQ")
    if frequency not in LONGEST_INTERVAL:
        refuse("FREQ has to be one of %s.", ", ".join(LONGEST_INTERVAL))
    _check_number(refuse, parts, "INTERVAL", 1, LONGEST_INTERVAL[frequency], " with FREQ=" + frequency)
    _check_number(refuse, parts, "COUNT", 1)
    if "COUNT" in parts and "UNTIL" in parts:
        refuse("COUNT and UNTIL exclude each other.")
    if "UNTIL" in parts and until(rule) is None:
        refuse("UNTIL has to be a moment in UTC like 20261231T230000Z, not %s.", parts["UNTIL"])
    _check_days(refuse, parts, frequency)
    return canonical(rule)


def until(rule):
    """Return the end of ``rule`` in milliseconds since the epoch; ``None`` if it has none, or one that cannot be read."""
    found = _UNTIL.fullmatch(dict(_split(rule)).get("UNTIL", ""))
    if not found:
        return None
    try:
        return _times.instant("UNTIL", "%s-%s-%sT%s:%s:%sZ" % found.groups(), 0)
    except OptionError:
        return None


def _check_number(refuse, parts, key, least, most=None, where=""):
    value = parts.get(key)
    if value is None:
        return
    number = int(value) if _NUMBER.fullmatch(value) else None
    if number is None or number < least or (most is not None and number > most):
        refuse("%s has to be %s%s, not %s.", key, "at least %d" % least if most is None else "%d to %d" % (least, most), where, value)


def _check_days(refuse, parts, frequency):
    positional = frequency in ("MONTHLY", "YEARLY")
    for day in _given(parts, "BYDAY"):
        found = _DAY.fullmatch(day)
        if not found:
            refuse("BYDAY: %r is no day; write MO, or with FREQ=MONTHLY the second Monday as +2MO and the last one as -1MO.", day)
        position = int(found.group(1) or 1)
        if found.group(1) and (not positional or not 1 <= abs(position) <= 5):
            refuse("BYDAY: %s %s.", day, "counts from 1 to 5, or from -1 to -5" if positional else "needs FREQ=MONTHLY or FREQ=YEARLY")
    for key, most, signed in (("BYMONTHDAY", 31, True), ("BYMONTH", 12, False)):
        for value in _given(parts, key):
            number = int(value) if _NUMBER.fullmatch(value) else 0
            if not 1 <= (abs(number) if signed else number) <= most:
                refuse("%s: %r is none of 1 to %d%s.", key, value, most, ", or -1 to -%d" % most if signed else "")
    for key in ("BYDAY", "BYMONTHDAY"):
        if positional and len(_given(parts, key)) > 1:
            refuse("%s takes one value with FREQ=%s.", key, frequency)


def _given(parts, key):
    return parts[key].split(",") if key in parts else []


def _split(rule):
    """Return the parts of ``rule`` as pairs of upper-case texts. The prefix that calendars put before it is left out."""
    text = "".join(rule.upper().split())
    if text.startswith("RRULE:"):
        text = text[len("RRULE:"):]
    return [(key, value) for key, dummy, value in (part.partition("=") for part in text.split(";") if part)]


def _values(key, value):
    """Return the value of a part, a list sorted and without repetition."""
    if key not in _LISTS:
        return str(int(value)) if _NUMBER.fullmatch(value) else value
    return ",".join(sorted({_one(entry) for entry in value.split(",")}, key=_rank))


def _one(entry):
    found = _DAY.fullmatch(entry)
    if found:
        return ("%+d" % int(found.group(1)) if found.group(1) else "") + found.group(2)
    return str(int(entry)) if _NUMBER.fullmatch(entry) else entry


def _rank(entry):
    """Return what days and numbers are sorted by."""
    found = _DAY.fullmatch(entry)
    if found:
        return 1, WEEKDAYS.index(found.group(2)) * 100 + int(found.group(1) or 0), entry
    return (0, int(entry), entry) if _NUMBER.fullmatch(entry) else (2, 0, entry)
