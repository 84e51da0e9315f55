# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recurrence rules of schedules that AWX accepts."""

from __future__ import annotations

import re

from dateutil import rrule

from .refusal import refuse

RULES = (
    (r"INTERVAL=", False, "INTERVAL required in rrule"),
    (r"SECONDLY", True, "SECONDLY is not supported"),
    (r"BYDAY=[0-9]+[a-zA-Z]{2}", True, "BYDAY with numeric prefix not supported"),
    (r"COUNT=.*UNTIL=|UNTIL=.*COUNT=", True, "RRULE may not contain both COUNT and UNTIL"),
    (r"COUNT=[0-9]{4,}", True, "COUNT > 999 is unsupported"),
)


def check(text: str) -> None:
    """Refuse a rule that AWX refuses."""
    starts = re.findall(r"DTSTART(?:;[^:]+)?:[0-9]+T[0-9]+Z?", text)
    rules = re.findall(r"RULE:[^\s]*", text)
    if not text:
        refuse("rrule", "This field may not be blank.")
    if not starts:
        refuse("rrule", "Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ")
    if len(starts) > 1:
        refuse("rrule", "Multiple DTSTART is not supported.")
    if re.search(r"DTSTART:[0-9]+T[0-9]+(?:\s|$)", text):
        refuse("rrule", "DTSTART cannot be a naive datetime.  Specify ;TZINFO= or YYYYMMDDTHHMMSSZZ.")
    if not rules:
        refuse("rrule", "One or more rule required in rrule.")
    for name in ("EXDATE", "RDATE"):
        if name + ":" in text:
            refuse("rrule", f"{name} not allowed in rrule.")
    for rule in rules:
        for pattern, is_wrong, message in RULES:
            if bool(re.search(pattern, rule, re.IGNORECASE)) == is_wrong:
                refuse("rrule", f"{message}: {rule}")
    try:
        rrule.rrulestr(text.replace(" ", "\n"))
    except (ValueError, KeyError, TypeError) as error:
        refuse("rrule", f"rrule parsing failed validation: {error}")
