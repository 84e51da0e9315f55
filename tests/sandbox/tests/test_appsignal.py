# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AppSignal's V2 interface."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

SHA = "9c1d2e3f00aa"
STATS = {"throughput": 1840.0, "mean": 82.4, "error_rate": 0.65}
ACTION = {"namespace": "web", "action": "Orders#show", "digest": "d1", "mean": 40.0, "throughput": 900.0, "error_rate": 0.1, "has_npo": True}
DAY = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00+00:00"}


@pytest.fixture
def site(sandbox: Client) -> str:
    worker = {**ACTION, "namespace": "background", "action": "Mailer#perform"}
    sandbox.seed(appsignal_revisions=[{"revision": SHA, **STATS, "actions": [ACTION, worker]}])
    return sandbox.ready["appsignal_site_id"]


def stats(sandbox: Client, site: str, revision: str = SHA, **more: Any) -> Any:
    return sandbox.appsignal("POST", "/deploys/stats", {"site_id": site, "revision": revision, **more})


def test_the_token(sandbox: Client) -> None:
    assert "message" in sandbox.appsignal("GET", "/auth").json()
    assert sandbox.call("GET", "/api/v2/auth", params={"token": sandbox.ready["appsignal_token"]}).status_code == 200
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": sandbox.ready["appsignal_token"]}):
        answer = sandbox.call("GET", "/api/v2/auth", headers)
        assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
    assert sandbox.appsignal("GET", "/auth", params={"site": "x"}).status_code == 400


def test_errors_have_their_shapes(sandbox: Client, site: str) -> None:
    unknown = sandbox.appsignal("GET", "/none")
    assert (unknown.status_code, unknown.json()) == (404, {"error": "Not found"})
    headers = {"Authorization": f"Bearer {sandbox.ready['appsignal_token']}", "Content-Type": "application/json"}
    assert sandbox.call("POST", "/api/v2/deploys/stats", headers, data="{").status_code == 400
    for code in (422, 400):
        sandbox.variants(appsignal_invalid_body=code)
        answer = sandbox.appsignal("POST", "/deploys/stats", {"site_id": site})
        assert (answer.status_code, set(answer.json())) == (code, {"error", "message", "details"})


def test_stats_of_a_revision(sandbox: Client, site: str) -> None:
    assert stats(sandbox, site).json() == STATS
    assert stats(sandbox, site, **DAY).json() == STATS


@pytest.mark.parametrize("value,code,body", [
    ("404", 404, {"error": "Not found"}), ("422", 422, None), ("nulls", 200, dict.fromkeys(STATS)), ("zeros", 200, dict.fromkeys(STATS, 0)), ("empty", 200, {}),
])
def test_unknown_revisions(sandbox: Client, site: str, value: str, code: int, body: Any) -> None:
    sandbox.variants(deploys_stats_unknown=value)
    answer = stats(sandbox, site, "0000000")
    assert answer.status_code == code
    assert body is None or answer.json() == body


@pytest.mark.parametrize("code", [404, 403])
def test_other_sites(sandbox: Client, site: str, code: int) -> None:
    sandbox.variants(foreign_site=code)
    assert stats(sandbox, "5f0000000000000000000001").status_code == code
    assert sandbox.appsignal("GET", "/metrics/names/none").status_code == code
    assert "transaction_duration" in sandbox.appsignal("GET", f"/metrics/names/{site}").json()


@pytest.mark.parametrize("value,code", [("exact", 404), ("prefix", 200)])
def test_short_revisions(sandbox: Client, site: str, value: str, code: int) -> None:
    sandbox.variants(revision_matching=value)
    assert stats(sandbox, site, SHA[:7]).status_code == code


def test_windows_of_stats(sandbox: Client, site: str) -> None:
    sandbox.variants(deploys_stats_window="refused")
    assert [stats(sandbox, site).status_code, stats(sandbox, site, **DAY).status_code] == [200, 422]
    sandbox.variants(deploys_stats_window="required")
    assert [stats(sandbox, site).status_code, stats(sandbox, site, **DAY).status_code] == [422, 200]


def test_stats_appear_after_polls(sandbox: Client, site: str) -> None:
    sandbox.variants(stats_after_polls=1)
    assert [stats(sandbox, site).status_code for _poll in range(3)] == [404, 200, 200]
    sandbox.seed(appsignal_revisions=[{"revision": "later", "available_after_polls": 1}])
    assert [stats(sandbox, site, "later").status_code for _poll in range(4)] == [404, 404, 200, 200]


@pytest.mark.parametrize("wrong", [
    {"site_id": None}, {"site_id": 1}, {"revision": ""}, {"revision": None}, {"namespace": "web"}, {"from": "2026-03-01"}, {"from": 1790000000}, {"to": "now"},
])
def test_wrong_queries_are_refused(sandbox: Client, site: str, wrong: dict[str, Any]) -> None:
    assert sandbox.appsignal("POST", "/deploys/stats", {"site_id": site, "revision": SHA, **wrong}).status_code == 422
    assert sandbox.appsignal("POST", "/tracing/actions", {"site_ids": [site], **DAY}).status_code == 422


def test_actions(sandbox: Client, site: str) -> None:
    def rows(**more: Any) -> list[str]:
        answer = sandbox.appsignal("POST", "/tracing/actions", {"site_id": site, **DAY, **more})
        assert answer.status_code == 200
        return [row["action"] for row in answer.json()]

    assert rows(revision=SHA) == ["Orders#show", "Mailer#perform"] == rows()
    assert rows(revision=SHA, namespaces=["background"]) == ["Mailer#perform"]
    assert rows(revision=SHA, action="Orders#show") == ["Orders#show"]
    assert rows(revision="none") == []
    assert sandbox.appsignal("POST", "/tracing/actions", {"site_id": site, **DAY, "revision": SHA}).json()[0] == ACTION
    assert {entry["write"] for entry in sandbox.journal(system="appsignal")} == {False}
