# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.gate import (
    Figures, Limits, combined, figures, increase, summary, violations,
)

NUMBERS = st.floats(min_value=0, max_value=1e12, allow_subnormal=False)
THROUGHPUTS = st.floats(min_value=1e-3, max_value=1e12)
ROWS = st.builds(Figures, THROUGHPUTS, NUMBERS, st.floats(min_value=0, max_value=100))
IDLE = st.builds(Figures, st.sampled_from([0, 0.0, None]), NUMBERS, NUMBERS)


@given(st.lists(ROWS, min_size=1))
def test_weighted_mean_lies_between_least_and_greatest(rows):
    total = combined(rows)

    for name in ("mean", "error_rate"):
        values = [getattr(row, name) for row in rows]
        assert min(values) <= getattr(total, name) <= max(values)
    assert total.throughput == pytest.approx(sum(row.throughput for row in rows))


@given(st.lists(ROWS).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_order_does_not_matter(pair):
    rows, shuffled = pair

    assert combined(rows) == combined(shuffled)


@given(st.lists(ROWS), st.lists(IDLE))
def test_rows_without_throughput_do_not_matter(rows, idle):
    assert combined(rows + idle) == combined(rows)


@given(ROWS)
def test_one_row_is_its_own_mean(row):
    assert combined([row]) == row


@given(ROWS, st.integers(1, 20))
def test_equal_rows_have_their_own_mean(row, times):
    total = combined([row] * times)

    assert (total.mean, total.error_rate) == (row.mean, row.error_rate)
    assert total.throughput == pytest.approx(row.throughput * times)


@given(st.lists(ROWS, min_size=1), st.lists(ROWS, min_size=1))
def test_combining_may_be_done_in_steps(left, right):
    at_once, in_steps = combined(left + right), combined([combined(left), combined(right)])

    assert at_once.throughput == pytest.approx(in_steps.throughput)
    assert at_once.mean == pytest.approx(in_steps.mean)
    assert at_once.error_rate == pytest.approx(in_steps.error_rate)


def test_weights():
    assert combined([Figures(300, 10, 0), Figures(100, 50, 4)]) == Figures(400, 20, 1)


def test_a_figure_that_some_rows_lack_is_weighted_over_the_others():
    assert combined([Figures(300, None, 1), Figures(100, 50, None)]) == Figures(400, 50, 1)


@pytest.mark.parametrize("raw", [
    {}, {"throughput": None, "mean": None, "error_rate": None}, {"throughput": 0, "mean": 0, "error_rate": 0},
    {"throughput": math.nan, "mean": math.inf, "error_rate": -1}, {"throughput": "1840", "mean": "82", "error_rate": True},
    {"throughput": 0, "mean": 82.4, "error_rate": 1}, {"throughput": [], "mean": {}},
])
def test_no_data(raw):
    assert figures(raw).public() == {"throughput": None, "mean": None, "error_rate": None, "has_data": False}


@pytest.mark.parametrize("raw, throughput", [
    ({"throughput": 1840, "mean": 82.4, "error_rate": 0.65}, 1840),
    ({"throughput": 1840, "mean": 82.4, "error_rate": 0.65, "p95": 300}, 1840),
    ({"mean": 82.4, "error_rate": 0.65}, None),
    ({"throughput": 1, "mean": 82.4, "error_rate": 0.65}, 1),
    ({"throughput": sys.float_info.max, "mean": 82.4, "error_rate": 0.65}, sys.float_info.max),
    ({"throughput": 10 ** 400, "mean": 82.4, "error_rate": 0.65}, None),
])
def test_data(raw, throughput):
    assert figures(raw).public() == {"throughput": throughput, "mean": 82.4, "error_rate": 0.65, "has_data": True}


@pytest.mark.parametrize("raw", [{"mean": 5}, {"error_rate": 5}])
def test_one_figure_is_data(raw):
    assert figures(raw).has_data


@pytest.mark.parametrize("limits, needs_one", [
    (Limits(), False), (Limits(1, 1, 1), False), (Limits(max_error_rate_increase=0), True), (Limits(max_mean_increase_percent=0), True)])
def test_limits_of_an_increase_need_a_baseline(limits, needs_one):
    assert limits.compares is needs_one


@given(st.none() | st.booleans() | st.floats() | st.text() | st.integers() | st.lists(st.integers()) | st.just(10 ** 400))
def test_any_value_is_a_number_or_not_known(value):
    throughput = figures({"throughput": value}).throughput

    assert throughput is None or (throughput >= 0 and math.isfinite(throughput))


@given(ROWS, ROWS)
def test_increase_is_the_distance(current, baseline):
    assume(baseline.mean > 1e-6)

    rise = increase(current, baseline)

    assert rise["error_rate"] == pytest.approx(current.error_rate - baseline.error_rate, abs=1e-6)
    assert baseline.mean * (1 + rise["mean_percent"] / 100) == pytest.approx(current.mean, rel=1e-6, abs=baseline.mean * 1e-6)


@pytest.mark.parametrize("current, baseline, expected", [
    (Figures(10, 120, 1.65), Figures(10, 80, 0.65), {"error_rate": 1.0, "mean_percent": 50.0}),
    (Figures(10, 60, 0.5), Figures(10, 80, 1.5), {"error_rate": -1.0, "mean_percent": -25.0}),
    (Figures(10, 120, None), Figures(10, 0, 1), {"error_rate": None, "mean_percent": None}),
    (Figures(10, None, 1), Figures(10, 80, None), {"error_rate": None, "mean_percent": None}),
    (Figures(10, 0, 0), Figures(10, 0.5, 0), {"error_rate": 0, "mean_percent": -100.0}),
    (Figures(10, 1.123456789, 1.1234567), Figures(10, 1, 1), {"error_rate": 0.123457, "mean_percent": 12.345679}),
    (Figures(), Figures(10, 80, 1), {"error_rate": None, "mean_percent": None}),
    (Figures(10, 80, 1), Figures(0, 80, 1), {"error_rate": None, "mean_percent": None}),
])
def test_increase(current, baseline, expected):
    assert increase(current, baseline) == expected


@given(ROWS, ROWS)
def test_a_revision_keeps_its_own_figures(current, baseline):
    rise = increase(current, baseline)
    limits = Limits(current.throughput, current.error_rate, current.mean, rise["error_rate"], rise["mean_percent"])

    assert violations(current, baseline, limits) == []


@given(ROWS, ROWS, st.floats(min_value=1e-3, max_value=1e6))
def test_limits_are_monotonic(current, limit, slack):
    strict = Limits(limit.throughput, limit.error_rate, limit.mean)
    loose = Limits(max(0, limit.throughput - slack), limit.error_rate + slack, limit.mean + slack)

    assert len(violations(current, None, loose)) <= len(violations(current, None, strict))


@pytest.mark.parametrize("limits, expected", [
    (Limits(), []),
    (Limits(min_throughput=1840, max_error_rate=4.2, max_mean=82.4), []),
    (Limits(min_throughput=2000), ["throughput 1840 is below 2000"]),
    (Limits(max_error_rate=1), ["error rate 4.20 % is above 1.00 %"]),
    (Limits(max_error_rate=4.1999), ["error rate 4.2000 % is above 4.1999 %"]),
    (Limits(max_mean=80), ["mean duration 82.40 ms is above 80.00 ms"]),
    (Limits(max_error_rate_increase=0.5), ["error rate rose by 3.20 percentage points (from 1.00 to 4.20 %), more than 0.50"]),
    (Limits(max_error_rate_increase=4, max_mean_increase_percent=4), []),
    (Limits(max_mean_increase_percent=3), []),
    (Limits(max_error_rate=4.19999999), ["error rate 4.2 % is above 4.19999999 %"]),
    (Limits(max_error_rate=4.199999), ["error rate 4.200000 % is above 4.199999 %"]),
    (Limits(max_mean_increase_percent=2), ["mean duration rose by 3 % (from 80.00 to 82.40 ms), more than 2"]),
])
def test_reasons(limits, expected):
    assert violations(Figures(1840, 82.4, 4.2), Figures(2000, 80, 1), limits) == expected


def test_what_is_not_known_cannot_pass():
    assert violations(Figures(None, 82.4, None), Figures(2000, 0, 1), Limits(1, 1, 100, 1, 1)) == [
        "the throughput is not known, so min_throughput cannot be checked",
        "the error rate is not known, so max_error_rate cannot be checked",
        "the increase of the error rate cannot be told, so max_error_rate_increase cannot be checked",
        "the increase of the mean duration cannot be told, so max_mean_increase_percent cannot be checked",
    ]


def test_nothing_has_risen_over_a_baseline_without_data():
    assert violations(Figures(1840, 82.4, 4.2), Figures(0, 80, 1), Limits(max_error_rate_increase=0, max_mean_increase_percent=0)) == []


@given(ROWS, ROWS)
def test_a_reason_never_shows_two_equal_numbers(current, limit):
    for text in violations(current, None, Limits(limit.throughput, limit.error_rate, limit.mean)):
        left, right = [word for word in text.split() if word[0].isdigit()]
        assert left != right


def public(revision, row):
    return dict(row.public(), revision=revision)


def summed_up(current, baseline, limits, verdict="fail", reasons=()):
    return summary({
        **public("9c1d2e3", current), "baseline": baseline and public("8b0c1d2", baseline), "verdict": verdict, "reasons": list(reasons),
        "increase": increase(current, baseline or Figures())}, limits)


def test_summary():
    assert summed_up(Figures(1840, 182.4, 4.2), Figures(25120, 82.4, 0.65), Limits(2000, 1, 150, 0.5, 20), reasons=["throughput is low"]) == [
        "Revision 9c1d2e3 did NOT pass",
        "                   9c1d2e3  8b0c1d2     change  limit",
        "throughput            1840    25120             at least 2000",
        "mean duration, ms   182.40    82.40  +121.36 %  at most 150, at most 20 % more",
        "error rate, %         4.20     0.65      +3.55  at most 1, at most 0.50 more",
        "throughput is low",
    ]


def test_summary_without_data():
    assert summed_up(Figures(), None, Limits(max_mean=150), verdict="no_data") == [
        "Revision 9c1d2e3 could NOT be judged",
        "                   9c1d2e3  limit",
        "throughput               -",
        "mean duration, ms        -  at most 150",
        "error rate, %            -",
    ]


def test_summary_of_a_single_limit_and_a_long_revision():
    result = {**public("0123456789abcdef", Figures(5, 1, 0.5)), "baseline": None, "verdict": "pass", "reasons": [], "increase": increase(Figures(), Figures())}
    assert summary(result, Limits(min_throughput=1)) == [
        "Revision 0123456789abcdef passed",
        "                   0123456789ab  limit",
        "throughput                    5  at least 1",
        "mean duration, ms             1",
        "error rate, %              0.50",
    ]


@given(ROWS | IDLE, st.none() | ROWS, st.builds(Limits, *[st.none() | NUMBERS] * 5))
def test_summary_is_a_table(current, baseline, limits):
    headline, *table = summed_up(current, baseline, limits)

    assert headline.startswith("Revision 9c1d2e3 ")
    assert len(table) == 4
    assert ("8b0c1d2" in table[0]) == (baseline is not None)
