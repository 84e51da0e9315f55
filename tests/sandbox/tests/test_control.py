# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Journal, state, seed, reset, variants, secrets."""

from __future__ import annotations

import hashlib
import json
from typing import Any, get_args

import pytest

from ..faults import Kind
from ..journal import KEPT, Journal
from ..variants import TABLE, Variant
from .conftest import CONNECTION, FOLDER, Client


def fingerprint(value: str) -> str:
    return "sha256:" + hashlib.sha256(value.encode()).hexdigest()[:12]


def test_the_journal_tells_every_call(sandbox: Client) -> None:
    sandbox.platform("POST", "/pool/pg-instances/a b", CONNECTION)
    sandbox.platform("GET", "/pool/pg-instances/a b")
    login, write, read = sandbox.journal()
    assert (login["path"], login["write"], login["status"]) == ("/ds-api/user-token", False, 201)
    assert {
        "system": "platform", "method": "POST", "path": "/ds-api/pool/pg-instances/a b", "raw_path": "/ds-api/pool/pg-instances/a%20b", "query": {},
        "status": 201, "body": {**CONNECTION, "password": fingerprint("S3cret-pw")}, "write": True, "fault": None,
    }.items() <= write.items()
    assert (read["seq"], read["body"], read["write"]) == (write["seq"] + 1, None, False)
    counts = sandbox.control("GET", "/journal")["counts"]
    assert counts["platform"] == {"reads": 1, "writes": 1, "logins": 1}
    assert set(counts) == {"platform", "agent", "instana_agent", "instana", "appsignal"}


def test_endpoints_tell_whom_they_ever_served(sandbox: Client) -> None:
    sandbox.token()
    sandbox.http.headers["User-Agent"] = "a stranger"
    sandbox.platform("GET", "/alerting/db-1@unknown/status")
    sandbox.platform("GET", "/roles/unknown")
    sandbox.platform("GET", "/roles")
    sandbox.control("POST", "/reset")
    served = {(entry["method"], entry["path"]) for entry in sandbox.control("GET", "/endpoints") if "a stranger" in entry["answered"]}
    assert served == {("GET", "/ds-api/roles")}


def test_the_journal_can_be_asked(sandbox: Client) -> None:
    sandbox.platform("GET", "/roles")
    sandbox.agent("PATCH", "/connections/enable")
    sandbox.agent("GET", "/connections")
    last = sandbox.control("GET", "/journal")["last"]
    assert [entry["path"] for entry in sandbox.journal(since=last - 1)] == ["/api/connections"]
    assert [entry["path"] for entry in sandbox.journal(system="agent", method="patch")] == ["/api/connections/enable"]
    assert [entry["path"] for entry in sandbox.journal(writes="true")] == ["/api/connections/enable"]
    assert [entry["path"] for entry in sandbox.journal(limit=1)] == ["/api/connections"]
    assert sandbox.control("DELETE", "/journal") == {"last": last}
    after = sandbox.control("GET", "/journal")
    assert (after["entries"], after["last"], after["counts"]["agent"]["reads"]) == ([], last, 0)


def test_the_journal_holds_what_no_route_knows(sandbox: Client) -> None:
    paths = {"/ds-api/none": "platform", "/api/none": "agent", "/api/v2/none": "appsignal", "/api/events/a/b": "instana", "/com.instana.x": "instana_agent",
             "/nowhere": "unknown"}
    for path in paths:
        assert sandbox.call("GET", path).status_code == 404
    assert {entry["path"]: entry["system"] for entry in sandbox.journal()} == paths
    sandbox.control("GET", "/healthz")
    sandbox.call("GET", "/openapi.json")
    assert len(sandbox.journal()) == len(paths)


def test_the_journal_holds_no_secrets(sandbox: Client) -> None:
    sandbox.platform("POST", "/pool/pg-instances/a", CONNECTION)
    sandbox.platform("POST", "/users/a@example.com", {"password": "user-secret"})
    sandbox.call("GET", "/ds-api/user-token", params={"token": sandbox.token()})
    sandbox.call("PUT", "/api/server/token", json={"value": "license-secret"})
    sandbox.call("GET", "/api/v2/auth", params={"token": sandbox.ready["appsignal_token"]})
    sandbox.call("POST", "/ds-api/users/b@example.com", {"user-token": sandbox.token()}, data='{"password": "half')
    sandbox.seed(agent={"proxy": {"host": "p", "port": 1, "password": "proxy-secret"}})
    shown = json.dumps([sandbox.control("GET", "/journal"), sandbox.state()])
    secrets = sandbox.control("GET", "/secrets")
    assert {CONNECTION["password"], "user-secret", "license-secret", sandbox.token(), sandbox.ready["appsignal_token"]} <= set(secrets)
    assert not [secret for secret in [*secrets, "half"] if secret in shown]
    assert fingerprint("license-secret") in shown


def test_the_value_of_a_rule_is_no_secret(sandbox: Client) -> None:
    body = {"access": [{"filters": [{"tag": "a", "value": "b"}]}]}
    sandbox.platform("POST", "/roles/x", body)
    assert sandbox.journal(writes="true")[0]["body"] == body


def test_the_journal_forgets_the_oldest() -> None:
    journal = Journal()
    for _call in range(KEPT + 5):
        journal.record("write", {"system": "agent"})
    assert journal.last == KEPT + 5
    entries = journal.entries(0, None, {})
    assert (len(entries), entries[0]["seq"]) == (KEPT, 6)
    assert [entry["seq"] for entry in journal.entries(KEPT + 3, None, {})] == [KEPT + 4, KEPT + 5]


SEED: dict[str, Any] = {
    "connections": [{"name": "billing", "host": "db-1", "tags": "a=b", "enabled": False}],
    "roles": [{"name": "team", "access": [{"filters": [{"tag": "a", "value": "b"}]}]}],
    "users": [{"email": "ann@example.com", "password": "x-secret", "privilege": "read", "roles": ["team"]}],
    "silenced": ["db-1@billing"],
    "problems": [{"pg_instance": "db-1@billing", "message": "Dump failed"}],
    "agent": {"collection_rate": "low", "upload_server": {"host": "ds.example.com", "port": 443}},
    "agent_connections": [{"name": ":9342", "switches": {"samples": False}}],
    "events": [{"title": "Deployed", "severity": 5, "timestamp": 1_790_000_000_000}],
    "appsignal_sites": ["other"],
    "appsignal_revisions": [{"revision": "abc", "throughput": 5}, {"revision": "abc", "site_id": "other", "mean": 2}],
}


def test_seed_and_state(sandbox: Client) -> None:
    empty = sandbox.state()
    assert empty["platform"]["connections"] == empty["agent"]["connections"] == empty["instana"]["events"] == empty["appsignal"]["revisions"] == []
    assert [user["login"] for user in empty["platform"]["users"]] == ["datasentinel"]
    sandbox.seed(**SEED)
    sandbox.seed(**{**SEED, "events": []})  # merged by key, so nothing is doubled
    state = sandbox.state()
    assert [(found["name"], found["enabled"]) for found in state["platform"]["connections"]] == [("billing", False)]
    assert state["platform"]["alerting"]["db-1@billing"]["enabled"] is False
    assert state["platform"]["silenced"] == ["db-1@billing"]
    assert [problem["message"] for problem in state["platform"]["problems"]["db-1@billing"]] == ["Dump failed"]
    assert (state["platform"]["users"][1]["email"], state["platform"]["users"][1]["password"]) == ("ann@example.com", fingerprint("x-secret"))
    assert (state["agent"]["settings"]["collection_rate"], state["agent"]["connections"][0]["switches"]["samples"]) == ("low", False)
    assert [event["problem"] for event in state["instana"]["events"]] == ["Deployed"]
    assert [revision["site_id"] for revision in state["appsignal"]["revisions"]] == [sandbox.ready["appsignal_site_id"], "other"]
    assert sandbox.platform("GET", "/roles/team/users").json()[0]["login"] == "ann"
    assert sandbox.agent("GET", "/connections/:9342").json()["samples"] is False
    assert sandbox.journal(writes="true") == []


@pytest.mark.parametrize("wrong", [{"connection": []}, {"connections": [{"host": "x"}]}, {"users": [{"email": "a@b", "name": "x"}]}, {"events": [{}]}])
def test_wrong_seeds_are_refused(sandbox: Client, wrong: dict[str, Any]) -> None:
    assert sandbox.call("POST", "/sandbox/seed", json=wrong).status_code == 422


def test_reset(sandbox: Client) -> None:
    before = sandbox.state()
    sandbox.seed(**SEED)
    sandbox.variants(live_360="string", tag_delay=3)
    sandbox.fault("status", "/roles", status=503, times=-1)
    sandbox.control("PUT", "/latency", {"milliseconds": 1})
    assert sandbox.platform("GET", "/roles").status_code == 503
    sandbox.control("POST", "/reset")
    after = sandbox.state()
    for state in (before, after):
        del state["agent"]["settings"], state["platform"]["users"][0]["id"]
    assert after == before
    assert sandbox.journal() == sandbox.control("GET", "/faults") == []
    assert sandbox.control("GET", "/latency") == {"milliseconds": 0}
    assert sandbox.control("GET", "/variants") == {row.name: row.default for row in TABLE}
    assert sandbox.platform("GET", "/roles").status_code == 401


def test_every_value_of_the_table_can_be_set(sandbox: Client) -> None:
    for row in TABLE:
        assert row.meaning and row.default == row.checked(row.default)
        for value in row.choices or (0, 7):
            assert sandbox.control("PUT", "/variants", {row.name: value})[row.name] == value
    assert {row["name"] for row in sandbox.control("GET", "/variants/table")} == {row.name for row in TABLE}


@pytest.mark.parametrize("wrong", [{"none": 1}, {"live_360": "float"}, {"tag_delay": -1}, {"tag_delay": "2"}, {"live_360": True}, {"live_360": None}])
def test_wrong_variants_are_refused(sandbox: Client, wrong: dict[str, Any]) -> None:
    answer = sandbox.call("PUT", "/sandbox/variants", json={"put_user": "reset", **wrong})
    assert answer.status_code == 422
    assert sandbox.control("GET", "/variants")["put_user"] == "merge"  # all or nothing


def test_the_readme_lists_every_variant_and_fault() -> None:
    readme = (FOLDER / "README.md").read_text()
    for row in TABLE:
        assert f"| `{row.name}` | {shown(row)} | {row.meaning} |" in readme
    for kind in get_args(Kind):
        assert f"| `{kind}` |" in readme


def shown(row: Variant) -> str:
    return ", ".join(f"`{choice}`" for choice in row.choices) or f"a number, `{row.default}`"


def test_codes_may_be_numbers(sandbox: Client) -> None:
    assert sandbox.control("PUT", "/variants", {"agent_api_token_code": 403})["agent_api_token_code"] == "403"
