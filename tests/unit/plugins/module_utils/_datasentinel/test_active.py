# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding instances by their tags."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import active
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError

ROWS = [
    {"pg_instance": "db-1@billing", "server": "pg-ds", "version": "17.2", "tags": '{"environment": "production", "datacenter": "lyon"}'},
    {"pg_instance": "db-2@crm", "server": "pg-ds", "version": "16.4", "tags": "environment=staging,datacenter=lyon"},
]


class Platform:
    def __init__(self):
        self.asked = []

    def read_by_post(self, *segments, doing, body):
        self.asked.append(body)
        return SimpleNamespace(mappings=lambda: ROWS)


@pytest.mark.parametrize("given, filters, names", [
    ({"datacenter": "lyon"}, ["datacenter"], ["billing", "crm"]),
    ("environment=production,datacenter=lyon", ["environment", "datacenter"], ["billing"]),
    ({"environment": ["production", "staging"], "datacenter": "lyon"}, ["datacenter"], ["billing", "crm"]),
    ("environment=production,environment=test", [], ["billing"]),
    ({"pg_version": 16.4}, ["pg_version"], ["crm"]),
    ({"pg_instance": "db-1@billing"}, ["pg_instance"], ["billing"]),
    ({"application": "billing"}, ["application"], []),
])
def test_only_those_are_found_that_match_all_of_it(given, filters, names):
    platform = Platform()
    found = active.active_instances(platform, 60, active.parse_filter("tags", given))
    assert [instance["name"] for instance in found] == names
    assert [entry["tag"] for entry in platform.asked[0].get("filters", [])] == filters


@pytest.mark.parametrize("given", [{}, "", [], {"a": []}, {"a": "x,y"}, {"a": True}, "environment", {"": "x"}])
def test_a_filter_that_makes_no_sense_is_refused(given):
    with pytest.raises(OptionError, match="^tags: "):
        active.parse_filter("tags", given)
