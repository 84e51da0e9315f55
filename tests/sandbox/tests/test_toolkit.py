# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls that the vendor's published playbooks and scripts make, with the codes that these expect."""

from __future__ import annotations

from typing import Any

from .conftest import Client

POSTGRES = {"port": 9342, "user": "datasentinel", "password": "monitor-pw"}
PARIS = "datacenter=paris,provider=aws,environment=production"


def accept(answer: Any, *codes: int) -> Any:
    assert answer.status_code in codes, answer.text
    body = answer.json()
    assert "error" not in body or answer.status_code >= 400
    return body


def sign_in(sandbox: Client) -> None:
    token = accept(sandbox.login(), 201)["user-token"]
    accept(sandbox.call("GET", f"/ds-api/user-token?token={token}"), 200)


def test_one_connection(sandbox: Client) -> None:
    sign_in(sandbox)
    path, body = "/pool/pg-instances/crm-production", {"host": "pg-crm-2031", **POSTGRES, "tags": PARIS}
    created = accept(sandbox.platform("POST", path, body), 201)
    assert list(created) == ["status"]  # the script takes any further key for an error
    accept(sandbox.platform("GET", path), 200)
    accept(sandbox.platform("PUT", path, {**body, "tags": PARIS.replace("aws", "azure")}), 200)
    json_header = {"user-token": sandbox.token(), "Content-Type": "application/json"}
    for method, end in (("PATCH", "/disable"), ("PATCH", "/enable"), ("DELETE", "")):
        accept(sandbox.call(method, f"/ds-api{path}{end}", json_header), 200)


def test_a_bulk_load(sandbox: Client) -> None:
    sign_in(sandbox)
    for number in range(1, 16):
        body = {"host": f"pg-crm-{number:04}", **POSTGRES, "tags": f"application=crm,{PARIS}"}
        accept(sandbox.platform("POST", f"/pool/pg-instances/pg_{number}", body), 201)


def test_roles_and_users(sandbox: Client) -> None:
    sandbox.seed(connections=[{"name": "any", "tags": PARIS}])
    sign_in(sandbox)
    role, full, bare = "/roles/MyNewRole", "/users/first.last@example.com", "/users/second-last.part@example.com"

    def rule(tag: str, value: str) -> Any:
        return {"access": [{"filters": [{"tag": tag, "value": value}]}]}

    accept(sandbox.platform("POST", role, rule("datacenter", "paris")), 201, 409)
    accept(sandbox.platform("GET", role), 200)
    accept(sandbox.platform("PUT", role, rule("provider", "aws")), 200)
    accept(sandbox.platform("GET", "/roles"), 200)
    properties = {"password": "first-pw", "privilege": "admin", "profile": "data admin", "live_360": 1, "role": "MyNewRole"}
    accept(sandbox.platform("POST", full, properties), 201, 409)
    accept(sandbox.platform("POST", bare, {"password": "second-pw"}), 201, 409)
    for path in (bare, full, "/users"):
        accept(sandbox.platform("GET", path), 200)
    accept(sandbox.platform("DELETE", role), 400)
    for path in (full, bare, role):
        accept(sandbox.platform("DELETE", path), 200)


def test_an_ldap_user(sandbox: Client) -> None:
    body = {"ldap": True, "privilege": "admin", "profile": "data admin", "live_360": 1, "role": "No restriction"}
    accept(sandbox.platform("POST", "/users/someone@example.com", body), 201)
    accept(sandbox.platform("POST", "/users/someone@example.com", body), 409)


WINDOW = {"utc_time": False, "from": "2026-03-01 00:00:00", "to": "2026-03-01 02:00:00",
          "filters": [{"tag": "pg_instance", "value": "pg-crm-1523@pg_12"}]}


def test_metrics(sandbox: Client) -> None:
    sandbox.seed(connections=[{"name": "pg_12", "host": "pg-crm-1523", "tags": PARIS}])
    fields = {"top-queries": {"by": "total_time", "limit": 20}, "tables": {"by": "heap_blks_hit", "limit": 20}, "indexes": {"by": "idx_blks_hit", "limit": 20},
              "pg-instance": {"compute": "details"}, "pg-background": {"compute": "details"}, "server": {"compute": "details"},
              "data-size": {"compute": "details"}, "top-consumers": {"group_by": "pg_instance", "by": "db_time", "limit": 20}}
    for metric in ("sessions-workload", "queries-summary", "pg-instance-infos", *fields):
        answer = sandbox.platform("POST", f"/activity/{metric}", {**WINDOW, **fields.get(metric, {}), "output": "json"})
        assert answer.status_code == 201 and isinstance(answer.json(), list), answer.text
        assert bool(answer.json()) is (metric != "server")


def test_reports(sandbox: Client) -> None:
    sandbox.seed(connections=[{"name": "pg_12", "host": "pg-crm-1523", "tags": PARIS}])
    mail = {"report_type": "email", "subject": "Report", "recipients": ["someone@example.com"]}
    for report, fields in (("full-report", {"sections": ["pg_instance", "top_queries", "sessions_workload"]}),
                           ("top-queries-report", {"database": "sales", "by": "total_time", "limit": 20}),
                           ("sessions-workload-report", {"database": "sales", "group": "application_name", "sub_group": "database", "limit": 20})):
        assert sandbox.platform("POST", f"/activity/{report}", {**WINDOW, **fields}).content.startswith(b"%PDF-")
        assert sandbox.platform("POST", f"/activity/{report}", {**WINDOW, **fields, **mail}).status_code == 200


def test_a_fresh_agent(sandbox: Client) -> None:
    accept(sandbox.call("PUT", "/api/server/token", json={"value": "license"}), 200)
    key = {"api-token": "license"}
    accept(sandbox.call("PUT", "/api/server", key, json={"host": "ds.example.com", "port": 443}), 200)
    body = {"host": "agent-host", **POSTGRES, "port": 5432, "tags": "environment=docker,datacenter=london"}
    assert list(accept(sandbox.call("POST", "/api/connections/pg_docker_example", key, json=body), 200)) == ["status"]
    assert accept(sandbox.call("GET", "/api/agent/status"), 200)["connections"]["running"] == 1
