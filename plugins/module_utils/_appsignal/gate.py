# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The arithmetic of a gate: figures, their combination, their increase, and the judgment. Nothing here talks to anything."""

from __future__ import annotations

import math
import sys
from typing import NamedTuple


class Figures(NamedTuple):
    """What is known of a revision: ``throughput`` (count), ``mean`` (ms), ``error_rate`` (percent); ``None`` = not known."""

    throughput: object = None
    mean: object = None
    error_rate: object = None

    @property
    def has_data(self):
        """Whether anything was counted."""
        if self.throughput is None:
            return bool(self.mean or self.error_rate)
        return self.throughput > 0

    def public(self):
        """Return the three figures and ``has_data``. Without data there are no figures, however that was told."""
        return dict((self if self.has_data else Figures())._asdict(), has_data=self.has_data)


class Limits(NamedTuple):
    """What a revision has to keep; ``None`` = no limit. Increases are over the baseline."""

    min_throughput: object = None
    max_error_rate: object = None
    max_mean: object = None
    max_error_rate_increase: object = None
    max_mean_increase_percent: object = None

    @property
    def compares(self):
        """Whether a baseline is needed."""
        return self.max_error_rate_increase is not None or self.max_mean_increase_percent is not None


def figures(raw):
    """Return the :class:`Figures` of an answer (dict); what is no sensible number is not known."""
    return Figures(*(_number(raw.get(name)) for name in ("throughput", "mean", "error_rate")))


def _number(value):
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= sys.float_info.max
    return value if usable else None


def combined(rows):
    """Return the :class:`Figures` of several (list of Figures) together, weighted by throughput (fact sheet A.6)."""
    counted = [row for row in rows if row.throughput]
    return Figures(math.fsum(row.throughput for row in counted), _weighted(counted, "mean"), _weighted(counted, "error_rate"))


def _weighted(rows, name):
    pairs = [(row.throughput, getattr(row, name)) for row in rows if getattr(row, name) is not None]
    if not pairs:
        return None
    mean = math.fsum(weight * value for weight, value in pairs) / math.fsum(weight for weight, dummy in pairs)
    values = [value for dummy, value in pairs]
    # Rounding must not carry it out of the range.
    return min(max(mean, min(values)), max(values))


def increase(current, baseline):
    """Return how much ``current`` exceeds ``baseline``: ``error_rate`` in percentage points, ``mean_percent`` in percent.

    Either is ``None`` if it cannot be told.
    """
    points = percent = None
    if current.has_data and baseline.has_data:
        if None not in (current.error_rate, baseline.error_rate):
            points = round(current.error_rate - baseline.error_rate, 6)
        if current.mean is not None and baseline.mean:
            percent = round((current.mean / baseline.mean - 1) * 100, 6)
    return {"error_rate": points, "mean_percent": percent}


def violations(current, baseline, limits):
    """Return in plain words each limit that ``current`` does not keep; ``baseline`` is ``None`` or another Figures."""
    checks = [
        _check("throughput", current.throughput, limits.min_throughput, "", "min_throughput"),
        _check("error rate", current.error_rate, limits.max_error_rate, " %", "max_error_rate"),
        _check("mean duration", current.mean, limits.max_mean, " ms", "max_mean"),
    ]
    if baseline is not None and baseline.has_data:
        rise = increase(current, baseline)
        checks += [
            _check_rise("error rate", rise["error_rate"], limits.max_error_rate_increase, "percentage points",
                        (baseline.error_rate, current.error_rate, "%"), "max_error_rate_increase"),
            _check_rise("mean duration", rise["mean_percent"], limits.max_mean_increase_percent, "%",
                        (baseline.mean, current.mean, "ms"), "max_mean_increase_percent"),
        ]
    return [text for text in checks if text]


def _check(what, value, limit, unit, option):
    if limit is None:
        return None
    if value is None:
        return "the %s is not known, so %s cannot be checked" % (what, option)
    kept, side = (value >= limit, "below") if option.startswith("min") else (value <= limit, "above")
    if kept:
        return None
    return "%s %s%s is %s %s%s" % (what, _text(value, limit), unit, side, _text(limit, value), unit)


def _check_rise(what, value, limit, unit, span, option):
    if limit is None:
        return None
    if value is None:
        return "the increase of the %s cannot be told, so %s cannot be checked" % (what, option)
    if value <= limit:
        return None
    before, after, of_what = span
    return "%s rose by %s %s (from %s to %s %s), more than %s" % (
        what, _text(value, limit), unit, _text(before, after), _text(after, before), of_what, _text(limit, value))


def _text(value, other):
    """Return ``value`` with as many decimals as it takes to tell it from ``other``; none if both are whole."""
    for form in ("%d",) if _is_whole(value) and _is_whole(other) else ("%.2f", "%.4f", "%.6f"):
        if form % value != form % other:
            return form % value
    return repr(value)


def _is_whole(value):
    return float(value).is_integer()


_HEADLINES = {"pass": "passed", "fail": "did NOT pass", "no_data": "could NOT be judged"}
_ALIGN = (str.ljust, str.rjust, str.rjust, str.rjust, str.ljust)


def summary(result, limits):
    """Return ``result`` (dict, as the module returns it) as lines for people: the verdict, a table, the reasons."""
    rise = result["increase"]
    columns = (
        ("", "throughput", "mean duration, ms", "error rate, %"),
        _column(result),
        _column(result["baseline"]),
        ("change", "", _signed(rise["mean_percent"], " %"), _signed(rise["error_rate"], "")),
        ("limit", _limit("at least %s", limits.min_throughput),
         _limit("at most %s", limits.max_mean, "at most %s %% more", limits.max_mean_increase_percent),
         _limit("at most %s", limits.max_error_rate, "at most %s more", limits.max_error_rate_increase)),
    )
    shown = [_aligned(column, align) for column, align in zip(columns, _ALIGN) if any(column[1:])]
    table = ["  ".join(row).rstrip() for row in zip(*shown)]
    return ["Revision %s %s" % (result["revision"], _HEADLINES[result["verdict"]])] + table + result["reasons"]


def _column(of):
    if of is None:
        return ()
    return (of["revision"][:12],) + tuple(_plain(of[name]) for name in ("throughput", "mean", "error_rate"))


def _aligned(column, align):
    width = max(len(text) for text in column)
    return [align(text, width) for text in column]


def _limit(*pairs):
    return ", ".join(text % _plain(value) for text, value in zip(pairs[::2], pairs[1::2]) if value is not None)


def _signed(value, unit):
    return "" if value is None else "%+.2f%s" % (value, unit)


def _plain(value):
    if value is None:
        return "-"
    return "%d" % value if _is_whole(value) else "%.2f" % value
