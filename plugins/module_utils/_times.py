# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times as people write them, to whole milliseconds and back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from ._errors import OptionError

_UNITS = {"ms": 1, "s": 1000, "m": 60000, "h": 3600000, "d": 86400000, "w": 604800000}
_PART = r"(\d{1,10}(?:\.\d+)?)\s*(ms|[smhdw])\s*"
_PARTS = re.compile(_PART, re.ASCII)
_DURATION = re.compile(r"(?:%s)+" % _PART, re.ASCII)
_NUMBER = re.compile(r"\d{1,15}(?:\.\d+)?", re.ASCII)
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(?:(Z)|([+-])(\d\d):?(\d\d)?)?)?", re.IGNORECASE | re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_END_OF_TIME = 253402300800000  # the year 10000
# Smaller numbers are seconds (until the year 5138), others are milliseconds (since March 1973).
_FIRST_MILLISECONDS = 10 ** 11


def duration(option, text):
    """Return ``text`` (such as ``95s``, ``1h30m``, ``250ms``) in milliseconds. Raises ``OptionError``."""
    milliseconds = _duration(text)
    if milliseconds is None:
        hint = " A number needs its unit." if _NUMBER.fullmatch(text.strip()) else ""
        raise OptionError(option, "%r is no duration; write 250ms, 95s, 15m, 1h30m or 2d.%s" % (text, hint))
    return milliseconds


def instant(option, text, now):
    """Return ``text`` in milliseconds since the epoch; ``now`` is the same for the present. Raises ``OptionError``.

    It is ISO 8601 (UTC unless it has a zone), seconds or milliseconds since the epoch, ``now``, or relative to it
    (``-15m``, ``+2h``).
    """
    milliseconds = _instant(text.strip(), now)
    if milliseconds is None or not 0 <= milliseconds < _END_OF_TIME:
        raise OptionError(
            option, "%r is no point in time; write ISO 8601 like 2026-11-20T14:30:00Z, seconds or milliseconds since 1970, "
            "now, or a distance from now like -15m." % text)
    return milliseconds


def is_relative(text):
    """Say whether ``text`` means another instant each time it is read."""
    return text.strip() == "now" or text.strip()[:1] in ("+", "-")


def iso8601(milliseconds):
    """Return milliseconds since the epoch as ISO 8601 in UTC; a fraction only where there is one."""
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds").replace("+00:00", "Z")


def _instant(text, now):
    """Return milliseconds since the epoch, or ``None`` for what is no instant."""
    if text == "now":
        return now
    if is_relative(text):
        distance = _duration(text[1:])
        return None if distance is None else now + distance * (1 if text[0] == "+" else -1)
    if _NUMBER.fullmatch(text):
        number = float(text)
        return round(number * 1000 if number < _FIRST_MILLISECONDS else number)
    return _iso8601(text)


def _duration(text):
    """Return milliseconds, or ``None`` for what is no duration; each unit may be used once."""
    if not _DURATION.fullmatch(text.strip()):
        return None
    parts = _PARTS.findall(text)
    if len({unit for dummy, unit in parts}) < len(parts):
        return None
    return sum(round(float(number) * _UNITS[unit]) for number, unit in parts)


def _iso8601(text):
    """Return milliseconds since the epoch, or ``None``. ``datetime.fromisoformat`` of Python 3.9 knows too little."""
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, dummy, sign, zone_hours, zone_minutes = found.groups(default="0")
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second), int(fraction[:6].ljust(6, "0")),
            timezone(-offset if sign == "-" else offset))
    except ValueError:
        return None
    return round((moment - _EPOCH) / timedelta(milliseconds=1))
