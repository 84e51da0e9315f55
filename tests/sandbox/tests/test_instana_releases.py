# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release markers, application perspectives and services of the Instana backend."""

from __future__ import annotations

import time
from typing import Any

import pytest

from .conftest import Client

START = 1_790_000_000_000
HOUR = 3_600_000
ENTITIES: dict[str, Any] = {
    "applications": [{"label": "Billing", "id": "app-1"}, {"label": "Finance"}],
    "services": [{"label": "billing-api", "applications": ["Billing"], "calls": ["ledger"]}, {"label": "ledger"}, {"label": "ledger"}],
}
SCOPED = {
    "name": "4.2.0", "start": START, "applications": [{"name": "Billing"}, {"name": "Nowhere"}],
    "services": [{"name": "billing-api", "scopedTo": {"applications": [{"name": "Billing"}]}}, {"name": "ledger"}, {"name": "none"}],
}


def created(sandbox: Client, **body: Any) -> dict[str, Any]:
    answer = sandbox.instana("POST", "/releases", {"name": "4.2.0", "start": START, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def starts(sandbox: Client, **query: Any) -> list[int]:
    answer = sandbox.instana("GET", "/releases", params=query)
    assert answer.status_code == 200, answer.text
    return [release["start"] for release in answer.json()]


def test_from_creation_to_deletion(sandbox: Client) -> None:
    release = created(sandbox)
    assert set(release) == {"id", "name", "start", "lastUpdated"}
    path = f"/releases/{release['id']}"
    assert sandbox.instana("GET", path).json() == release
    replaced = sandbox.instana("PUT", path, {"name": "4.2.1", "start": START + 1}).json()
    assert (replaced["id"], replaced["name"], replaced["start"]) == (release["id"], "4.2.1", START + 1)
    assert sandbox.state()["instana"]["releases"] == [replaced]
    assert (sandbox.instana("DELETE", path).status_code, starts(sandbox)) == (204, [])
    for method, body in (("GET", None), ("PUT", {"name": "x", "start": 1}), ("DELETE", None)):
        answer = sandbox.instana(method, path, body)
        assert (answer.status_code, list(answer.json())) == (404, ["errors"])
    assert len(sandbox.journal(writes="true")) == 5


def test_every_post_makes_another_one(sandbox: Client) -> None:
    assert created(sandbox)["id"] != created(sandbox)["id"]
    assert starts(sandbox) == [START, START]


def test_scopes_get_ids_and_lose_what_is_unknown(sandbox: Client) -> None:
    sandbox.seed(**ENTITIES)
    release = created(sandbox, **SCOPED)
    assert release["applications"] == [{"id": "app-1", "name": "Billing"}]
    assert [service["name"] for service in release["services"]] == ["billing-api", "ledger", "ledger"]
    assert release["services"][0]["scopedTo"] == {"applications": release["applications"]}
    assert "applications" not in created(sandbox, applications=[{"name": "Nowhere"}], services=None)
    for code in (400, 422):
        sandbox.variants(release_unknown_scope=code)
        answer = sandbox.instana("POST", "/releases", SCOPED)
        assert (answer.status_code, answer.json()) == (code, {"errors": ["Nowhere does not exist"]})


def test_lists(sandbox: Client) -> None:
    now = int(time.time() * 1000)
    sandbox.seed(releases=[{"name": "x", "start": start} for start in (START, START + 5, now - 3 * HOUR, now)])
    assert starts(sandbox) == [now, now - 3 * HOUR, START + 5, START]
    assert starts(sandbox, **{"from": START, "to": START + 5}) == []
    assert starts(sandbox, **{"from": START - 1, "to": START + 6, "maxResults": 1}) == [START + 5]
    sandbox.variants(release_bounds="inclusive", release_default_hours=2, release_default_results=1, answer_order="shuffled")
    assert starts(sandbox, **{"from": START, "to": START + 5, "maxResults": 9}) == [START, START + 5]
    assert starts(sandbox, maxResults=9) == starts(sandbox, **{"from": START}) == [now]


@pytest.mark.parametrize("wrong", [
    {}, {"name": "x"}, {"start": 1}, {"name": "x", "start": 0}, {"name": "x", "start": "1"}, {"name": "x" * 257, "start": 1},
    {"name": "x", "start": 1, "id": "y"},
    {"name": "x", "start": 1, "applications": ["Billing"]}, {"name": "x", "start": 1, "applications": [{"name": "a"}] * 11},
    {"name": "x", "start": 1, "services": [{"name": "a", "scopedTo": {"applications": []}}]},
    {"name": "x", "start": 1, "services": [{"name": "a", "scopedTo": {}}]},
])
def test_wrong_releases_are_refused(sandbox: Client, wrong: Any) -> None:
    for method, path in (("POST", "/releases"), ("PUT", f"/releases/{created(sandbox)['id']}")):
        assert sandbox.instana(method, path, wrong).status_code == 422


def test_wrong_questions_are_refused(sandbox: Client) -> None:
    for query in ({"name": "x"}, {"from": "now"}, {"maxResults": 0}):
        assert sandbox.instana("GET", "/releases", params=query).status_code == 400


def test_variants_of_codes(sandbox: Client) -> None:
    sandbox.variants(instana_delete_code=200, instana_delete_unknown=204, release_put_unknown="created")
    assert sandbox.instana("PUT", "/releases/mine", {"name": "x", "start": 1}).json()["id"] == "mine"
    assert [sandbox.instana("DELETE", "/releases/mine").status_code for _try in range(2)] == [200, 200]


@pytest.mark.parametrize("body,shown", [("error", '"error"'), ("errors", '"errors"'), ("empty", "")])
def test_permissions(sandbox: Client, body: str, shown: str) -> None:
    sandbox.variants(instana_lacking_permission="CanConfigureReleases", instana_forbidden_body=body)
    answer = sandbox.instana("GET", "/releases")
    assert answer.status_code == 403 and shown in answer.text
    assert sandbox.instana("GET", "/settings/v2/maintenance").status_code == 200
    sandbox.variants(instana_lacking_permission="CanConfigureMaintenanceWindows")
    assert [sandbox.instana("GET", path).status_code for path in ("/releases", "/settings/v2/maintenance", "/instana/version")] == [200, 403, 200]


def test_applications_and_services(sandbox: Client) -> None:
    sandbox.seed(**ENTITIES)
    answer = sandbox.instana("GET", "/application-monitoring/applications", params={"nameFilter": "bill"}).json()
    billing = {"id": "app-1", "label": "Billing", "boundaryScope": "ALL", "entityType": "APPLICATION"}
    assert answer == {"items": [billing], "page": 1, "pageSize": 20, "totalHits": 1}
    page = sandbox.instana("GET", "/application-monitoring/services", params={"page": 2, "pageSize": 2, "includeSnapshotIds": "true"}).json()
    assert (len(page["items"]), page["totalHits"], len(page["items"][0]["snapshotIds"])) == (1, 3, 1)
    assert sandbox.instana("GET", "/application-monitoring/applications", params={"name": "x"}).status_code == 400
    whole = sandbox.instana("GET", "/application-monitoring/topology/services").json()
    part = sandbox.instana("GET", "/application-monitoring/topology/services", params={"applicationId": "app-1"}).json()
    assert [len(shown[key]) for shown in (whole, part) for key in ("services", "connections")] == [3, 2, 1, 0]


def test_calls_outlive_a_reset(sandbox: Client) -> None:
    since = len(sandbox.control("GET", "/calls"))
    sandbox.fault("status", "/releases/unknown", status=500)
    for _time in range(2):
        sandbox.instana("GET", "/releases", params={"from": 1})
    sandbox.instana("POST", "/releases", {"name": "kept", "start": 1})
    sandbox.instana("DELETE", "/releases/unknown")
    sandbox.appsignal("GET", "/auth")
    sandbox.control("POST", "/reset")
    kept = sandbox.control("GET", "/calls", params={"since": since})
    assert [(call["method"], call["query"], call["body"], call["status"], call["fault"]) for call in kept] == [
        ("GET", {"from": "1"}, None, 200, None), ("POST", {}, {"name": "kept", "start": 1}, 200, None), ("DELETE", {}, None, 500, "status")]
    assert all(call["caller"] for call in kept)
