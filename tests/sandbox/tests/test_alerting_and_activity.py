# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerting of instances, and the list of them. Other metrics and reports are in test_activity.py and test_reports.py."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Client

DAY = {"from": "2026-03-01", "to": "2026-03-02 00:00:00"}


@pytest.fixture
def fleet(sandbox: Client) -> Client:
    sandbox.seed(
        connections=[{"name": "crm", "host": "db-1", "tags": "app=crm"}, {"name": "rh", "host": "db-2", "tags": "app=rh"}],
        agent_connections=[{"name": ":9342"}],
    )
    return sandbox


def test_silencing_and_back(fleet: Client) -> None:
    for instance in ("db-1@crm", "pg-agent-01@:9342"):
        assert fleet.platform("GET", f"/alerting/{instance}/status").json() == {"enabled": True, "reason": ""}
        off = fleet.platform("PATCH", f"/alerting/{instance}/disable").json()
        assert off["enabled"] is False and off["reason"]
        assert fleet.platform("GET", f"/alerting/{instance}/status").json() == off
        assert fleet.platform("PATCH", f"/alerting/{instance}/enable").json() == {"enabled": True, "reason": ""}
    assert fleet.platform("GET", "/alerting/db-2%40rh/status").status_code == 200


def test_unknown_instances(fleet: Client) -> None:
    for method, call, body in (("GET", "status", None), ("PATCH", "disable", None), ("PATCH", "enable", None), ("GET", "problems", None),
                               ("POST", "problems", {"message": "x"})):
        assert fleet.platform(method, f"/alerting/db-1@rh/{call}", body).status_code == 404


@pytest.mark.parametrize("blocker", ["platform_off", "filter_silence", "no_template"])
@pytest.mark.parametrize("answer,enabled", [("state", False), ("optimistic", True)])
def test_alerting_may_stay_off(fleet: Client, blocker: str, answer: str, enabled: bool) -> None:
    fleet.variants(alerting_blocker=blocker, alerting_enable_answer=answer)
    assert fleet.platform("PATCH", "/alerting/db-1@crm/enable").json()["enabled"] is enabled
    state = fleet.platform("GET", "/alerting/db-1@crm/status").json()
    assert state["enabled"] is False and state["reason"]


@pytest.mark.parametrize("code", [200, 201])
def test_problems(fleet: Client, code: int) -> None:
    fleet.variants(problem_code=code)
    assert fleet.platform("POST", "/alerting/db-1@crm/problems", {"message": "Dump failed"}).status_code == code
    assert [problem["message"] for problem in fleet.platform("GET", "/alerting/db-1@crm/problems").json()] == ["Dump failed"]
    for body in ({}, {"message": 1}, {"message": "x", "severity": "CRITICAL"}):
        assert fleet.platform("POST", "/alerting/db-1@crm/problems", body).status_code == 400


def test_instances(fleet: Client) -> None:
    answer = fleet.platform("POST", "/activity/pg-instance-infos", DAY)
    assert answer.status_code == 201
    rows = {row["pg_instance"]: row for row in answer.json()}
    assert set(rows) == {"db-1@crm", "db-2@rh", "pg-agent-01@:9342"}
    assert json.loads(rows["db-1@crm"]["tags"]) == {"app": "crm"}
    one = fleet.platform("POST", "/activity/pg-instance-infos", {**DAY, "filters": [{"tag": "app", "value": "rh"}]}).json()
    assert [row["pg_instance"] for row in one] == ["db-2@rh"]
    assert fleet.platform("POST", "/activity/pg-instance-infos", {**DAY, "output": "csv"}).text.startswith("pg_instance,")


@pytest.mark.parametrize("wrong", [
    {"from": None}, {"from": "yesterday"}, {"from": "2026-03-01T00:00:00Z"}, {"from": "2026-04-01"}, {"utc_time": "yes"}, {"filters": [{"tag": "app"}]},
    {"output": "xml"}, {"end": "2026-03-02"}, {"to": 1},
])
def test_wrong_queries_are_refused(fleet: Client, wrong: dict[str, Any]) -> None:
    assert fleet.platform("POST", "/activity/pg-instance-infos", {**DAY, **wrong}).status_code == 400


def test_roles_restrict_the_rows(fleet: Client) -> None:
    fleet.seed(roles=[{"name": "crm", "access": [{"filters": [{"tag": "app", "value": "crm"}]}]}],
               users=[{"email": "ann@example.com", "password": "annpass", "roles": ["crm"]}])
    headers = {"user-token": fleet.login("ann", "annpass").json()["user-token"]}
    rows = fleet.call("POST", "/ds-api/activity/pg-instance-infos", headers, json=DAY).json()
    assert [row["pg_instance"] for row in rows] == ["db-1@crm"]
