# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recurrence rules of RFC 5545, as far as Instana supports them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Optional

LONGEST_INTERVAL = {"DAILY": 365, "WEEKLY": 52, "MONTHLY": 12, "YEARLY": 1}
HORIZON = 3660  # days that are looked at
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PATTERNS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY",
    "UNTIL": r"\d{8}T\d{6}Z",
    "COUNT": r"[1-9]\d{0,5}",
    "INTERVAL": r"[1-9]\d{0,2}",
    "BYDAY": r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)",
    "BYMONTHDAY": r"[+-]?([1-9]|[12]\d|3[01])",
    "BYMONTH": r"[1-9]|1[0-2]",
}
_LISTS = ("BYDAY", "BYMONTHDAY", "BYMONTH")


@dataclass(frozen=True)
class Rule:
    freq: str
    interval: int
    count: Optional[int]
    until: Optional[datetime]
    days: tuple[tuple[int, int], ...]  # (which of the month, or 0; weekday)
    month_days: tuple[int, ...]
    months: tuple[int, ...]

    def starts(self, first: datetime) -> Iterator[datetime]:
        """The beginning of each occurrence; the time of day stays that of the first one in its zone."""
        left = self.count
        for offset in range(HORIZON):
            day = first + timedelta(days=offset)
            if left == 0 or (self.until and day > self.until):
                return
            if self._is_due(first, day):
                yield day
                left = left and left - 1

    def _is_due(self, first: datetime, day: datetime) -> bool:
        months = self.months or ((first.month,) if self.freq == "YEARLY" else ())
        if months and day.month not in months:
            return False
        length = monthrange(day.year, day.month)[1]
        if self.month_days and day.day not in [number if number > 0 else length + 1 + number for number in self.month_days]:
            return False
        places = (0, (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1))  # anywhere, from the start and from the end of the month
        if self.days and not any(weekday == day.weekday() and which in places for which, weekday in self.days):
            return False
        return self._distance(first, day) % self.interval == 0 and (bool(self.days or self.month_days) or self._repeats(first, day))

    def _distance(self, first: datetime, day: datetime) -> int:
        if self.freq == "DAILY":
            return (day.date() - first.date()).days
        if self.freq == "WEEKLY":
            return ((day.date() - timedelta(days=day.weekday())) - (first.date() - timedelta(days=first.weekday()))).days // 7
        months = 12 * (day.year - first.year) + day.month - first.month
        return months if self.freq == "MONTHLY" else day.year - first.year

    def _repeats(self, first: datetime, day: datetime) -> bool:
        """Whether a day suits a rule that names none."""
        if self.freq == "WEEKLY":
            return day.weekday() == first.weekday()
        return self.freq == "DAILY" or day.day == first.day


def parse(text: str) -> Rule:
    """The rule; ValueError for what is not supported."""
    parts: dict[str, list[str]] = {}
    for part in text.split(";"):
        key, _equals, value = part.partition("=")
        values = value.split(",") if key in _LISTS else [value]
        if key in parts or key not in _PATTERNS or not all(re.fullmatch(_PATTERNS[key], one, re.ASCII) for one in values):
            raise ValueError(f"rrule: {part!r} is not supported")
        parts[key] = values
    if "FREQ" not in parts:
        raise ValueError("rrule: FREQ is missing")
    freq, interval = parts["FREQ"][0], int(parts.get("INTERVAL", ["1"])[0])
    if interval > LONGEST_INTERVAL[freq]:
        raise ValueError(f"rrule: INTERVAL of {freq} is at most {LONGEST_INTERVAL[freq]}")
    if freq in ("MONTHLY", "YEARLY") and any(len(parts.get(key, ())) > 1 for key in ("BYDAY", "BYMONTHDAY")):
        raise ValueError(f"rrule: {freq} takes one day only")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("rrule: COUNT and UNTIL exclude each other")
    return Rule(
        freq, interval,
        count=int(parts["COUNT"][0]) if "COUNT" in parts else None,
        until=datetime.strptime(parts["UNTIL"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc) if "UNTIL" in parts else None,
        days=tuple((int(day[:-2] or 0), _WEEKDAYS.index(day[-2:])) for day in parts.get("BYDAY", ())),
        month_days=tuple(map(int, parts.get("BYMONTHDAY", ()))),
        months=tuple(map(int, parts.get("BYMONTH", ()))),
    )


def normalised(text: str) -> str:
    """The same rule in other words: sorted, with the default interval, without plus signs."""
    parts = dict(part.split("=") for part in text.split(";"))
    return ";".join(f"{key}={value.replace('+', '')}" for key, value in sorted({"INTERVAL": "1", **parts}.items()))
