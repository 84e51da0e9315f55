# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import switches
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError


@pytest.mark.parametrize("answer", [
    {"query-samples": True, "lock-monitoring-delay": 5, "query-monitoring-optimize": False},
    {"samples": "on", "lock_monitoring_delay": "5", "query_monitoring_optimize": "off"},
    {"Query samples": "ON", "Lock Monitoring Delay": 5.0, "query_monitoring_optimize": 0},
])
def test_switches_are_read_in_any_spelling(answer):
    told = {name: value for name, value in switches.read(answer).items() if value is not None}
    assert told == {"samples": True, "lock_monitoring_delay": 5, "query_monitoring_optimize": False}


@pytest.mark.parametrize("answer", [{}, {"samples": "perhaps", "lock_monitoring_delay": "soon"}, {"samples": None, "lock_monitoring_delay": []}])
def test_what_is_not_told_is_none(answer):
    assert set(switches.read(answer).values()) == {None}


@pytest.mark.parametrize("name, value, path", [
    ("samples", True, ("enable-samples",)), ("samples", False, ("disable-samples",)),
    ("lock_monitoring", True, ("enable-lock-monitoring",)), ("lock_monitoring_delay", 7, ("lock-monitoring-delay", "7")),
    ("table_monitoring", False, ("disable-table-monitoring",)), ("query_monitoring", True, ("enable-query-monitoring",)),
    ("query_monitoring_min_calls", 0, ("query-monitoring-min-calls", "0")),
    ("query_monitoring_min_time", 3, ("query-monitoring-min-time", "3")),
    ("query_monitoring_optimize", False, ("disable-query-monitoring-optimize",)),
])
def test_paths_are_those_of_the_guide(name, value, path):
    assert next(switch for switch in switches.SWITCHES if switch.name == name).path(value) == path


def test_numbers_below_zero_are_refused():
    with pytest.raises(OptionError, match=r"connections\[2\]\.lock_monitoring_delay: has to be 0 or more"):
        switches.check({"lock_monitoring_delay": -1}, "connections[2].")
