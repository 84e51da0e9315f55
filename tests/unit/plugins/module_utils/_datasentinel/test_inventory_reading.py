# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory plugin gets from the platform, and which hosts that makes."""

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import inventory
from ansible_collections.runwatch.observability.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer

CRM = {"host": "db-2", "port": 5433, "user": "ds", "password": "canary", "tags": "environment=staging", "enabled": False, "connected": False}
ROWS = [
    {"pg_instance": "db-2@sales", "server": "ds", "version": "16.4", "uptime": "1 day", "wal_size": 1.0, "tags": "environment=staging,team=a"},
    {"pg_instance": "db-1@billing", "server": "ds", "version": "17.2", "tags": '{"environment": "production", "team": "a"}'},
]
BILLING = {"pg_instance": "db-1@billing", "name": "billing", "host": "db-1", "server": "ds", "version": "17.2",
           "tags": {"environment": "production", "team": "a"}}


class Platform:
    def __init__(self, rows=None, connections=None):
        self.rows, self.connections, self.asked = rows or ROWS, connections or {}, []

    def read_by_post(self, *segments, doing, body):
        self.asked.append(segments[-1])
        return Answer(201, self.rows, {})

    def get(self, *segments, doing):
        self.asked.append(segments[-1])
        if segments[-1] not in self.connections:
            raise NotFound("gone", 404)
        return Answer(200, dict(self.connections[segments[-1]]), {})


def read(platform, **given):
    params = dict({"window": 60, "tags": None, "names": None, "not_found_pattern": None}, **given)
    return inventory.read(inventory.prepare(params), platform, False)


def test_all_instances_come_in_order_with_what_lasts():
    outcome = read(Platform())
    assert outcome.result["instances"][0] == BILLING
    assert [instance["pg_instance"] for instance in outcome.result["instances"]] == ["db-1@billing", "db-2@sales"]
    assert not any("uptime" in instance or "wal_size" in instance for instance in outcome.result["instances"])
    assert not outcome.warnings and not outcome.changed


def test_tags_choose():
    assert read(Platform(), tags={"environment": "production"}).result["instances"] == [BILLING]
    assert read(Platform(), tags="environment=test").result["instances"] == []


def test_a_name_adds_what_only_the_connection_tells():
    outcome = read(Platform(connections={"crm": CRM, "sales": dict(CRM, enabled=True)}), names=["crm", "gone", "sales"], tags={"team": "a"})
    known = {instance["pg_instance"]: instance for instance in outcome.result["instances"]}
    assert known["db-2@crm"] == {"pg_instance": "db-2@crm", "name": "crm", "host": "db-2", "port": 5433, "enabled": False,
                                 "tags": {"environment": "staging"}}
    assert (known["db-2@sales"]["version"], known["db-2@sales"]["enabled"]) == ("16.4", True)
    assert sorted(known) == ["db-1@billing", "db-2@crm", "db-2@sales"] and "canary" not in str(outcome)
    assert outcome.warnings == ["There is no connection gone (names); it is not in the inventory."]


@pytest.mark.parametrize("name", ["-oProxyCommand=x@a", "", None, "a\nb@c", " @x", "db\x1b[2J@x"])
def test_what_cannot_be_a_host_is_left_out(name):
    outcome = read(Platform(rows=[{"pg_instance": name}] + ROWS))
    assert len(outcome.result["instances"]) == 2 and "left out" in outcome.warnings[0]


@pytest.mark.parametrize("name", ["pg-x@:9342", "2001:db8::1@billing", "h\u00f6st@a b", "db@{{ 1 }}", "alone"])
def test_odd_names_are_fine(name):
    instance, = read(Platform(rows=[{"pg_instance": name, "tags": None}])).result["instances"]
    assert instance["pg_instance"] == name and instance["host"] == name.partition("@")[0] and instance["tags"] == {}


@pytest.mark.parametrize("given, option", [
    ({"window": 0}, "window"), ({"tags": {}}, "tags"), ({"tags": 5}, "tags"), ({"names": ["a/b"]}, "names[0]"),
    ({"not_found_pattern": "("}, "not_found_pattern"),
])
def test_wrong_options_are_named_before_a_request(given, option):
    platform = Platform()
    with pytest.raises(OptionError) as caught:
        read(platform, **given)
    assert caught.value.facts["option"] == option and not platform.asked


def instance(name, **tags):
    host, dummy, short = name.partition("@")
    return {"pg_instance": name, "host": host, "name": short, "tags": tags}


def test_a_host_is_named_as_asked():
    found = [instance("db-1@a"), instance("db-2@b")]
    assert list(inventory.hosts(found, "pg_instance")) == ["db-1@a", "db-2@b"]
    assert list(inventory.hosts(found, "name")) == ["a", "b"]
    assert list(inventory.hosts(found, "host")) == ["db-1", "db-2"]
    assert list(inventory.hosts([instance("alone")], "name")) == ["alone"]


def test_instances_of_a_server_share_its_host():
    found = [instance("db-1@a", environment="production", application="x"), instance("db-1@b", environment="production", application="y")]
    sharing = inventory.hosts(found, "host")["db-1"]
    assert sharing == found
    assert inventory.in_common(sharing) == {"host": "db-1", "tags": {"environment": "production"}}
    assert inventory.in_common(found[:1]) == found[0]


def test_instances_of_two_servers_never_share_a_host():
    with pytest.raises(OptionError, match="hostname: db-1@:9342 and db-2@:9342 would be one host, :9342"):
        inventory.hosts([instance("db-1@:9342"), instance("db-2@:9342")], "name")
