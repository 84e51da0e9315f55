# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils import _times
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError

NOW = 1790000000123
UNITS = {"w": 604800000, "d": 86400000, "h": 3600000, "m": 60000, "s": 1000, "ms": 1}
INSTANTS = st.integers(min_value=0, max_value=253402300799999)


@given(st.dictionaries(st.sampled_from(sorted(UNITS)), st.integers(0, 10 ** 9), min_size=1), st.sampled_from(["", " "]))
def test_duration_is_the_sum_of_its_parts(parts, blank):
    text = blank.join("%d%s%s" % (number, blank, unit) for unit, number in parts.items())

    assert _times.duration("duration", text) == sum(number * UNITS[unit] for unit, number in parts.items())


@pytest.mark.parametrize("text, milliseconds", [
    ("250ms", 250), ("95s", 95000), ("1h30m", 5400000), ("2d", 172800000), ("1.5h", 5400000), (" 15m ", 900000), ("0s", 0), ("0.0004s", 0),
])
def test_duration(text, milliseconds):
    assert _times.duration("duration", text) == milliseconds


@pytest.mark.parametrize("text", ["", " ", "95", "1.5", "h", "-5m", "5 minutes", "5M", "1h1h", "1h 30", "١h", "9" * 400 + "d", "nan", "1e3s"])
def test_unreadable_duration_names_option_and_examples(text):
    with pytest.raises(OptionError) as caught:
        _times.duration("events[2].duration", text)

    assert str(caught.value).startswith("events[2].duration: ")
    assert "1h30m" in str(caught.value)


def test_number_without_unit_says_so():
    with pytest.raises(OptionError, match="A number needs its unit"):
        _times.duration("duration", "95")


@given(INSTANTS)
def test_iso8601_round_trip(milliseconds):
    assert _times.instant("timestamp", _times.iso8601(milliseconds), NOW) == milliseconds


@given(st.datetimes(datetime(1970, 1, 3), datetime(9990, 1, 1)), st.integers(-23 * 60, 23 * 60), st.sampled_from("T "))
def test_agrees_with_the_standard_library(moment, minutes, separator):
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    text = moment.isoformat(separator, "milliseconds")

    assert _times.instant("timestamp", text, NOW) == round(datetime.fromisoformat(text).timestamp() * 1000)


@given(st.integers(min_value=0, max_value=10 ** 11 - 1))
def test_small_numbers_are_seconds(seconds):
    assert _times.instant("timestamp", str(seconds), NOW) == seconds * 1000


@given(st.integers(min_value=10 ** 11, max_value=253402300799999))
def test_large_numbers_are_milliseconds(milliseconds):
    assert _times.instant("timestamp", str(milliseconds), NOW) == milliseconds


@pytest.mark.parametrize("text, milliseconds", [
    ("2026-11-20T14:30:00Z", 1795185000000),
    ("2026-11-20t14:30:00z", 1795185000000),
    ("2026-11-20 14:30", 1795185000000),
    ("2026-11-20T14:30:00", 1795185000000),
    ("2026-11-20T15:30:00+01:00", 1795185000000),
    ("2026-11-20T15:30:00+0100", 1795185000000),
    ("2026-11-20T15:30:00.250 +01", 1795185000250),
    ("2026-11-20T09:00:00,123456789-05:30", 1795185000123),
    ("2026-11-20", 1795132800000),
    ("1790000000", 1790000000000),
    ("1790000000.5", 1790000000500),
    ("1790000000000", 1790000000000),
    ("now", NOW),
    (" -15m ", NOW - 900000),
    ("+1h30m", NOW + 5400000),
])
def test_instant(text, milliseconds):
    assert _times.instant("timestamp", text, NOW) == milliseconds


@pytest.mark.parametrize("text", [
    "", "yesterday", "-15", "15m", "2026-13-01", "2026-11-20T25:00Z", "2026-11-20T14:30:60Z", "20261120T143000Z", "2026-11-20T14:30+99:00",
    "1969-12-31T23:59:59Z", "-9999999w", "9" * 15, "9" * 400, "1e9", "-", "+now",
])
def test_unreadable_instant_names_option_and_examples(text):
    with pytest.raises(OptionError) as caught:
        _times.instant("from_time", text, NOW)

    assert str(caught.value).startswith("from_time: ")
    assert "2026-11-20T14:30:00Z" in str(caught.value)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    for read in (lambda: _times.duration("option", text), lambda: _times.instant("option", text, NOW)):
        try:
            assert isinstance(read(), int)
        except OptionError:
            pass


@pytest.mark.parametrize("text, relative", [("now", True), ("-15m", True), ("+2h", True), ("2026-11-20", False), ("1790000000", False)])
def test_is_relative(text, relative):
    assert _times.is_relative(text) is relative


def test_iso8601_shows_a_fraction_only_where_there_is_one():
    assert _times.iso8601(1795185000000) == "2026-11-20T14:30:00Z"
    assert _times.iso8601(1795185000250) == "2026-11-20T14:30:00.250Z"
