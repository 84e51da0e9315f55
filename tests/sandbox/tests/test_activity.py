# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics: what may be asked, and the rows that answer."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from .conftest import Client

HOUR = {"from": "2026-03-01 00:00", "to": "2026-03-01 01:00:00"}
# Every metric with what it needs, and what it takes beyond the common fields.
METRICS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "session-history": ({}, {}),
    "top-queries": ({}, {"by": "temp_blks_read", "limit": 3}),
    "queries-summary": ({}, {}),
    "query": ({"query_md5_id": "0" * 32}, {}),
    "pg-instance-infos": ({}, {}),
    "pg-instance": ({}, {"compute": "summary"}),
    "pg-background": ({}, {"compute": "summary"}),
    "server": ({}, {"compute": "summary"}),
    "data-size": ({}, {"compute": "summary"}),
    "tables": ({}, {"by": "relkind", "limit": 3}),
    "indexes": ({"by": "idx_blks_hit"}, {"limit": 3}),
    "top-consumers": ({}, {"group_by": "app", "by": "memory", "limit": 1}),
}


@pytest.fixture
def fleet(sandbox: Client) -> Client:
    sandbox.seed(
        connections=[{"name": "crm", "host": "db-1", "tags": "app=crm,datacenter=lyon"}, {"name": "rh", "host": "db-2", "tags": "app=rh,datacenter=lyon"}],
        agent_connections=[{"name": ":9342", "tags": "app=crm"}],
    )
    return sandbox


def rows(client: Client, metric: str, **fields: Any) -> list[dict[str, Any]]:
    answer = client.platform("POST", f"/activity/{metric}", {**HOUR, **METRICS[metric][0], **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def refused(client: Client, metric: str, **fields: Any) -> bool:
    return client.platform("POST", f"/activity/{metric}", {**HOUR, **METRICS[metric][0], **fields}).status_code == 400


@pytest.mark.parametrize("metric", METRICS)
def test_each_takes_its_own_fields_and_no_others(fleet: Client, metric: str) -> None:
    needed, own = METRICS[metric]
    assert rows(fleet, metric) == rows(fleet, metric)
    rows(fleet, metric, **own)
    foreign = {key: value for _needed, fields in METRICS.values() for key, value in fields.items() if key not in {**needed, **own}}
    assert all(refused(fleet, metric, **{key: value}) for key, value in foreign.items())
    for key in own:
        assert refused(fleet, metric, **{key: "nonsense" if key in ("by", "compute") else 0})
    for key in needed:
        assert fleet.platform("POST", f"/activity/{metric}", {**HOUR, **{name: value for name, value in needed.items() if name != key}}).status_code == 400


def test_rows_are_flat_and_as_documented(fleet: Client) -> None:
    fields = {metric: set(rows(fleet, metric)[0]) for metric in METRICS if metric != "query"}
    assert {"time", "process_id", "wait_event", "queryid", "app", "datacenter"} <= fields["session-history"]
    assert {"query_md5_id", "queryid", "text", "user", "calls", "shared_blks_hit", "temp_blks_written"} <= fields["top-queries"]
    assert fields["queries-summary"] - fields["top-queries"] == {"perc_90", "perc_95", "perc_99"}
    assert {"time", "database", "xact_commit", "tup_updated"} <= fields["pg-instance"]
    assert {"cpu_model", "os_idle", "mem_total", "swap_in"} <= fields["server"]
    assert {"data_size", "pg_version", "app"} <= fields["data-size"]
    assert {"relkind", "last_autovacuum", "tidx_blks_hit", "n_tup_hot_upd"} <= fields["tables"]
    assert fields["top-consumers"] == {"tag", "instances", "db_time", "wal_size", "memory_size", "data_size", "cache_blocks_hit", "disk_blocks_read"}
    assert all(not isinstance(value, (list, dict)) for metric in METRICS for row in rows(fleet, metric) for value in row.values())


def test_details_and_summaries(fleet: Client) -> None:
    assert len(rows(fleet, "pg-instance")) == 3 * 60 and len(rows(fleet, "pg-instance", compute="summary")) == 3
    assert {row["server"] for row in rows(fleet, "server", compute="summary")} == {"pg-agent-01"}
    assert len(rows(fleet, "data-size", to="2026-03-01 03:00")) == 3 * 2 * 3
    assert len(rows(fleet, "pg-background", to="2026-03-09")) == 3 * 24 * 60


def test_the_most_come_first_and_no_more_than_asked_for(fleet: Client) -> None:
    for metric, by, shown in (("top-queries", "calls", "calls"), ("tables", "size", "size"), ("indexes", "relpages", "relpages"),
                              ("top-consumers", "memory", "memory_size")):
        found = [row[shown] for row in rows(fleet, metric, by=by, limit=2)]
        assert len(found) == 2 and found == sorted(found, reverse=True)
    groups = rows(fleet, "top-consumers", group_by="app")
    assert {row["tag"]: row["instances"] for row in groups} == {"crm": 2, "rh": 1}


def test_one_query(fleet: Client) -> None:
    wanted = rows(fleet, "top-queries")[0]["query_md5_id"]
    found = rows(fleet, "query", query_md5_id=wanted)
    assert {row["query_md5_id"] for row in found} == {wanted} and len(found) == 3 * 2
    assert rows(fleet, "query", query_md5_id="0" * 32) == []


@pytest.mark.parametrize("combined,names", [("and", {"db-1@crm"}), ("or", {"db-1@crm", "db-2@rh", "pg-agent-01@:9342"})])
def test_several_filters(fleet: Client, combined: str, names: set[str]) -> None:
    fleet.variants(activity_filters=combined)
    filters = [{"tag": "app", "value": "crm"}, {"tag": "datacenter", "value": "lyon"}]
    assert {row["pg_instance"] for row in rows(fleet, "pg-instance", filters=filters)} == names


def test_a_database_is_a_tag_too(fleet: Client) -> None:
    assert {row["database"] for row in rows(fleet, "tables", filters=[{"tag": "database", "value": "sales"}])} == {"sales"}


@pytest.mark.parametrize("style,kind", [("float", float), ("integer", int)])
def test_numbers(fleet: Client, style: str, kind: type) -> None:
    fleet.variants(activity_numbers=style)
    assert {type(row["calls"]) for row in rows(fleet, "top-queries")} == {kind}


def test_times_of_the_platform(fleet: Client) -> None:
    assert rows(fleet, "session-history")[0]["time"] == "2026-03-01T00:00:00Z"
    assert rows(fleet, "session-history", utc_time=False)[0]["time"] == "2026-02-28T22:00:00Z"


def test_csv(fleet: Client) -> None:
    answer = fleet.platform("POST", "/activity/session-history", {**HOUR, "output": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(list(csv.DictReader(answer.text.splitlines()))) == 3 * 60
    nothing = {**HOUR, "output": "csv", "filters": [{"tag": "app", "value": "none"}]}
    assert fleet.platform("POST", "/activity/tables", nothing).text == ""


@pytest.mark.parametrize("names,current,former", [("both", 201, 201), ("current", 201, 404), ("former", 404, 201)])
def test_former_names(fleet: Client, names: str, current: int, former: int) -> None:
    fleet.variants(activity_names=names)
    assert fleet.platform("POST", "/activity/session-history", HOUR).status_code == current
    assert fleet.platform("POST", "/activity/sessions-workload", HOUR).status_code == former


def test_roles_restrict_every_metric(fleet: Client) -> None:
    fleet.seed(roles=[{"name": "rh", "access": [{"filters": [{"tag": "app", "value": "rh"}]}]}],
               users=[{"email": "ann@example.com", "password": "annpass", "roles": ["rh"]}])
    headers = {"user-token": fleet.login("ann", "annpass").json()["user-token"]}
    for metric, (needed, _own) in METRICS.items():
        found = fleet.call("POST", f"/ds-api/activity/{metric}", headers, json={**HOUR, **needed}).json()
        assert {row.get("pg_instance", row.get("tag")) for row in found} <= {"db-2@rh"}
        assert bool(found) is (metric not in ("server", "query"))
