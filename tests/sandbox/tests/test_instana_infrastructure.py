# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots, the topology, and host agents."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

START = 1_790_000_000_000
SNAPSHOTS = [
    {"id": "host-1", "label": "db-1", "tags": ["production"], "data": {"zone": "eu"}},
    {"id": "gone", "label": "db-0", "end": START, "data": {"zone": "eu"}},
    {"id": "pg-1", "plugin": "postgreSqlDatabase", "label": "billing", "inside": "host-1"},
    {"id": "agent-1", "plugin": "instanaAgent", "label": "Agent"},
]


def found(sandbox: Client, path: str = "/infrastructure-monitoring/snapshots", **query: Any) -> list[str]:
    answer = sandbox.instana("GET", path, params=query)
    assert answer.status_code == 200, answer.text
    return [item["snapshotId"] for item in answer.json()["items"]]


@pytest.fixture(autouse=True)
def planted(sandbox: Client) -> None:
    sandbox.seed(snapshots=SNAPSHOTS)


def test_searches(sandbox: Client) -> None:
    assert found(sandbox) == ["host-1", "pg-1", "agent-1"]
    assert found(sandbox, size=1) == ["host-1"]
    assert found(sandbox, plugin="host") == ["host-1"]
    assert found(sandbox, plugin="host", to=START) == ["host-1", "gone"]
    assert found(sandbox, plugin="host", to=START + 10, windowSize=20) == ["host-1"]
    assert found(sandbox, plugin="host", to=START + 10, windowSize=20, offline="true") == ["host-1", "gone"]
    assert found(sandbox, query="entity.zone:eu AND entity.tag:production") == ["host-1"]
    assert found(sandbox, "/host-agent", query="entity.type:instanaAgent") == ["agent-1"]
    assert "data" not in sandbox.instana("GET", "/infrastructure-monitoring/snapshots").json()["items"][0]


@pytest.mark.parametrize("query", [
    {"query": "zone"}, {"query": "colour:red"}, {"query": "a:b c"}, {"size": 0}, {"from": 1}, {"offline": "maybe"}, {"windowsize": 1},
])
def test_wrong_searches_are_refused(sandbox: Client, query: dict[str, Any]) -> None:
    assert sandbox.instana("GET", "/infrastructure-monitoring/snapshots", params=query).status_code == 400


def test_details(sandbox: Client) -> None:
    path = "/infrastructure-monitoring/snapshots"
    answer = sandbox.instana("POST", path, {"snapshotIds": ["pg-1", "gone", "x"]}).json()
    assert ([item["snapshotId"] for item in answer["items"]], answer["notFoundSnapshotsIds"]) == (["pg-1"], ["gone", "x"])
    answer = sandbox.instana("POST", path, {"snapshotIds": ["gone"], "timeFrame": {"to": START, "windowSize": 1}}).json()
    assert answer["items"][0]["data"] == {"zone": "eu"} and answer["items"][0]["entityId"]["steadyId"] == "gone"
    assert {entry["write"] for entry in sandbox.journal()} == {False}
    assert sandbox.instana("GET", f"{path}/host-1").json()["data"] == {"zone": "eu"}
    assert [sandbox.instana("GET", known).status_code for known in (f"{path}/x", "/host-agent/agent-1", "/host-agent/host-1")] == [404, 200, 404]


@pytest.mark.parametrize("body", [
    {}, [], {"snapshotIds": ["a", "a"]}, {"snapshotIds": [f"{number}" for number in range(1001)]},
    {"snapshotIds": [], "timeFrame": {"windowSize": 2_678_400_001}},
    {"snapshotIds": [], "timeFrame": {"from": 1}}, {"snapshotIds": [], "size": 1},
])
def test_wrong_questions_for_details_are_refused(sandbox: Client, body: Any) -> None:
    assert sandbox.instana("POST", "/infrastructure-monitoring/snapshots", body).status_code == 422


def test_topology_and_catalogs(sandbox: Client) -> None:
    topology = sandbox.instana("GET", "/infrastructure-monitoring/topology").json()
    assert topology["edges"] == [{"source": "pg-1", "destination": "host-1", "relation": "in"}]
    assert "data" not in topology["nodes"][0]
    assert sandbox.instana("GET", "/infrastructure-monitoring/topology", params={"includeData": "true"}).json()["nodes"][0]["data"] == {"zone": "eu"}
    fields = sandbox.instana("GET", "/infrastructure-monitoring/catalog/search").json()
    assert all(set(field) == {"keyword", "context", "termType", "description", "fixedValues"} for field in fields)
    assert {"plugin": "host", "label": "Host"} in sandbox.instana("GET", "/infrastructure-monitoring/catalog/plugins").json()
    assert sandbox.instana("GET", "/infrastructure-monitoring/monitoring-state").json()["hostCount"] == 2
    assert sandbox.instana("GET", "/instana/health").json() == {"health": "GREEN", "messages": []}
