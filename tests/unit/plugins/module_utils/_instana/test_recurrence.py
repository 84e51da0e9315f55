# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import random
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._instana import recurrence
from ansible_collections.runwatch.observability.plugins.module_utils._instana.recurrence import canonical, checked

SIGNS = st.sampled_from(["", "+", "-"])
DAYS = st.sampled_from(recurrence.WEEKDAYS)
POSITIONS = st.builds("{}{}{}".format, SIGNS, st.integers(1, 5), DAYS) | DAYS
MONTH_DAYS = st.builds("{}{}".format, SIGNS, st.integers(1, 31))
UNTIL = st.datetimes(datetime(1970, 1, 1)).map(lambda moment: moment.strftime("%Y%m%dT%H%M%SZ"))


@st.composite
def rules(draw):
    """Parts (key, list of values) of a rule that Instana supports."""
    frequency = draw(st.sampled_from(list(recurrence.LONGEST_INTERVAL)))
    positional = frequency in ("MONTHLY", "YEARLY")
    parts = {"FREQ": [frequency]}
    optional = {
        "INTERVAL": st.integers(1, recurrence.LONGEST_INTERVAL[frequency]).map(lambda number: [str(number)]),
        "BYDAY": st.lists(POSITIONS, min_size=1, max_size=1) if positional else st.lists(DAYS, min_size=1, unique=True),
        "BYMONTHDAY": st.lists(MONTH_DAYS, min_size=1, max_size=1 if positional else 4, unique_by=int),
        "BYMONTH": st.lists(st.integers(1, 12).map(str), min_size=1, unique=True),
        draw(st.sampled_from(["COUNT", "UNTIL"])): None,
    }
    if "COUNT" in optional:
        optional["COUNT"] = st.integers(1, 999).map(lambda number: [str(number)])
    else:
        optional["UNTIL"] = UNTIL.map(lambda moment: [moment])
    for key in draw(st.sets(st.sampled_from(sorted(optional)))):
        parts[key] = draw(optional[key])
    return parts


def written(parts, shuffle=None):
    """The rule as text; in another order with ``shuffle``."""
    pairs = [(key, list(values)) for key, values in parts.items()]
    if shuffle:
        shuffle.shuffle(pairs)
        for dummy, values in pairs:
            shuffle.shuffle(values)
    return ";".join("%s=%s" % (key, ",".join(values)) for key, values in pairs)


@settings(max_examples=40)
@given(rules())
def test_supported_rules_pass_and_stay_as_they_are(parts):
    rule = checked("rrule", written(parts))
    assert rule == canonical(rule) == checked("rrule", rule)


@settings(max_examples=40)
@given(rules(), st.integers(), st.booleans())
def test_order_case_blanks_and_the_prefix_mean_nothing(parts, seed, lower):
    other = "RRULE: " + written(parts, random.Random(seed)).replace(";", " ; ")
    assert canonical(other.lower() if lower else other) == canonical(written(parts))


@settings(max_examples=40)
@given(rules())
def test_what_a_server_may_add_means_nothing(parts):
    added = dict({"WKST": ["MO"], "INTERVAL": ["1"]}, **parts)
    assert canonical(written(added).replace("=+", "=")) == canonical(written(parts))


@settings(max_examples=40)
@given(rules(), rules())
def test_different_rules_differ(one, other):
    def meaning(parts):
        return {key: frozenset(value.lstrip("+") for value in values) for key, values in dict({"INTERVAL": ["1"]}, **parts).items()}
    assert (canonical(written(one)) == canonical(written(other))) == (meaning(one) == meaning(other))


@settings(max_examples=40)
@given(st.text())
def test_anything_can_be_compared(text):
    assert canonical(canonical(text)) == canonical(text)


@settings(max_examples=40)
@given(st.text(alphabet="FREQ=DAILYWKMOUNTBS;,+-0123 :\u0661"))
def test_nothing_but_an_error_of_the_option_comes_out(text):
    try:
        assert checked("rrule", text) == canonical(text)
    except OptionError as error:
        assert error.facts["option"] == "rrule"


@pytest.mark.parametrize("rule, expected", [
    ("freq=weekly;byday=sa,tu", "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU,SA"),
    ("FREQ=MONTHLY;COUNT=012;BYDAY=2TU;INTERVAL=1", "FREQ=MONTHLY;INTERVAL=1;BYDAY=+2TU;COUNT=12"),
    ("RRULE:FREQ=DAILY;UNTIL=20261231T230000Z;", "FREQ=DAILY;INTERVAL=1;UNTIL=20261231T230000Z"),
    ("FREQ=YEARLY;BYMONTH=12,1;BYMONTHDAY=-1", "FREQ=YEARLY;INTERVAL=1;BYMONTH=1,12;BYMONTHDAY=-1"),
    ("FREQ=WEEKLY;WKST=SU", "FREQ=WEEKLY;INTERVAL=1;WKST=SU"),
])
def test_canonical_form(rule, expected):
    assert canonical(rule) == expected


@pytest.mark.parametrize("rule, says", [
    ("FREQ=HOURLY", "FREQ has to be one of DAILY, WEEKLY, MONTHLY, YEARLY"),
    ("INTERVAL=2", "FREQ has to be one of"),
    ("every Saturday", "'EVERYSATURDAY' is no part that Instana supports"),
    ("FREQ=DAILY;BYHOUR=2", "'BYHOUR' is no part that Instana supports"),
    ("FREQ=DAILY;WKST=MO", "'WKST' is no part"),
    ("FREQ=DAILY;FREQ=DAILY", "FREQ is given twice"),
    ("FREQ=DAILY;INTERVAL=366", "INTERVAL has to be 1 to 365 with FREQ=DAILY, not 366"),
    ("FREQ=WEEKLY;INTERVAL=53", "1 to 52 with FREQ=WEEKLY"),
    ("FREQ=MONTHLY;INTERVAL=13", "1 to 12 with FREQ=MONTHLY"),
    ("FREQ=YEARLY;INTERVAL=2", "1 to 1 with FREQ=YEARLY"),
    ("FREQ=DAILY;INTERVAL=0", "not 0"),
    ("FREQ=DAILY;COUNT=0", "COUNT has to be at least 1, not 0"),
    ("FREQ=DAILY;COUNT=", "COUNT has to be at least 1"),
    ("FREQ=DAILY;COUNT=1;UNTIL=20261231T000000Z", "COUNT and UNTIL exclude each other"),
    ("FREQ=DAILY;UNTIL=20261231", "UNTIL has to be a moment in UTC"),
    ("FREQ=DAILY;UNTIL=20261331T000000Z", "UNTIL has to be a moment in UTC"),
    ("FREQ=DAILY;UNTIL=20261231T000000", "UNTIL has to be a moment in UTC"),
    ("FREQ=WEEKLY;BYDAY=SAT", "'SAT' is no day"),
    ("FREQ=WEEKLY;BYDAY=+1SA", r"\+1SA needs FREQ=MONTHLY or FREQ=YEARLY"),
    ("FREQ=MONTHLY;BYDAY=6SA", r"\+6SA counts from 1 to 5, or from -1 to -5"),
    ("FREQ=MONTHLY;BYDAY=SA,SU", "BYDAY takes one value with FREQ=MONTHLY"),
    ("FREQ=YEARLY;BYMONTHDAY=1,2", "BYMONTHDAY takes one value with FREQ=YEARLY"),
    ("FREQ=MONTHLY;BYMONTHDAY=32", "'32' is none of 1 to 31, or -1 to -31"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "'0' is none of"),
    ("FREQ=YEARLY;BYMONTH=13", "BYMONTH: '13' is none of 1 to 12"),
    ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH: '-1' is none of 1 to 12"),
])
def test_what_is_not_supported_is_refused(rule, says):
    with pytest.raises(OptionError, match=says):
        checked("rrule", rule)


@pytest.mark.parametrize("rule, expected", [
    ("FREQ=DAILY;UNTIL=20261120T143000Z", 1795185000000), ("FREQ=DAILY", None), ("", None), ("UNTIL=20261399T000000Z", None)])
def test_end_of_a_rule(rule, expected):
    assert recurrence.until(rule) == expected
