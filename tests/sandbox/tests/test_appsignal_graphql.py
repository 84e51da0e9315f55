# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AppSignal's GraphQL interface."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

MARKERS = "query ($site: String!, $limit: Int, $offset: Int, $start: DateTime, $end: DateTime) { app(id: $site) { deployMarkers(" \
    "limit: $limit, offset: $offset, start: $start, end: $end) { revision createdAt liveFor shortRevision } } }"
INCIDENTS = "query ($site: String!, $marker: String, $state: IncidentStateEnum) { app(id: $site) { exceptionIncidents(" \
    "marker: $marker, state: $state, order: ID) { number perMarkerCount(marker: $marker) } } }"
TIMES = [f"2026-03-01T0{hour}:00:00Z" for hour in (1, 2, 3)]


def ask(sandbox: Client, query: str, **variables: Any) -> Any:
    params = {"token": sandbox.ready["appsignal_token"]}
    return sandbox.call("POST", "/graphql", params=params, json={"query": query, "variables": {"site": sandbox.ready["appsignal_site_id"], **variables}})


def revisions(sandbox: Client, **variables: Any) -> list[str]:
    answer = ask(sandbox, MARKERS, **variables)
    assert answer.status_code == 200, answer.text
    return [marker["revision"] for marker in answer.json()["data"]["app"]["deployMarkers"]]


@pytest.fixture
def deployed(sandbox: Client) -> Client:
    sandbox.seed(appsignal_markers=[{"revision": revision, "created_at": time} for revision, time in zip("abc", TIMES)])
    return sandbox


def test_the_token_goes_into_the_query_only(sandbox: Client) -> None:
    body = {"query": "{ viewer { organizations { id } } }"}
    assert sandbox.call("POST", "/graphql", params={"token": sandbox.ready["appsignal_token"]}, json=body).status_code == 200
    for headers, params in (({}, {}), ({}, {"token": "x"}), ({"Authorization": f"Bearer {sandbox.ready['appsignal_token']}"}, {})):
        answer = sandbox.call("POST", "/graphql", headers, params=params, json=body)
        assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
    entry = sandbox.journal(system="appsignal")[0]
    assert not entry["write"] and entry["query"]["token"].startswith("sha256:")


def test_applications(sandbox: Client) -> None:
    sandbox.seed(appsignal_apps=[{"site_id": "s2", "name": "blog", "environment": "staging", "organization": "zoo", "log_sources": ["app"]}])
    apps = "apps { id name environment logs { sources { id } } }"
    data = ask(sandbox, "query ($site: String!) { app(id: $site) { name } viewer { organizations { slug %s } } }" % apps).json()["data"]
    assert data["app"] == {"name": "shop"}
    assert [organization["slug"] for organization in data["viewer"]["organizations"]] == ["acme", "zoo"]
    assert data["viewer"]["organizations"][1]["apps"] == [{"id": "s2", "name": "blog", "environment": "staging", "logs": {"sources": [{"id": "source-app"}]}}]
    assert ask(sandbox, 'query ($site: String!) { app(id: $site) { id } organization(slug: "zoo") { apps { name } } }', site="none").json()["data"] == {
        "app": None, "organization": {"apps": [{"name": "blog"}]}}


@pytest.mark.parametrize("query, variables", [
    ("{ apps { id } }", {}), ("{ viewer", {}), (MARKERS, {"limit": "many"}), (MARKERS, {"start": "yesterday"}), (MARKERS, {"start": "2026-03-01T00:00:00"}),
    (MARKERS.replace("liveFor", "closedAt"), {}), ("query ($site: String!, $unused: Int) { app(id: $site) { id } }", {}),
])
@pytest.mark.parametrize("code", ["400", "200"])
def test_wrong_questions(sandbox: Client, query: str, variables: Any, code: str) -> None:
    sandbox.variants(graphql_errors=code)
    answer = ask(sandbox, query, **variables)
    assert answer.status_code == int(code)
    assert answer.json()["errors"][0]["message"] and "data" not in answer.json()


def test_a_restricted_account(sandbox: Client) -> None:
    sandbox.variants(appsignal_account="restricted")
    assert ask(sandbox, "{ viewer { organizations { id } } }").json()["errors"][0]["extensions"] == {"code": "ACCOUNT_RESTRICTED"}


def test_deploy_markers(deployed: Client) -> None:
    assert revisions(deployed) == ["c", "b", "a"]
    assert revisions(deployed, limit=1, offset=1) == ["b"]
    assert revisions(deployed, start=TIMES[1], end=TIMES[2]) == ["c", "b"]
    deployed.variants(marker_order="oldest_first", marker_bounds="exclusive")
    assert revisions(deployed) == ["a", "b", "c"]
    assert revisions(deployed, start=TIMES[0], end=TIMES[2]) == ["b"]
    assert [marker["liveFor"] for marker in ask(deployed, MARKERS).json()["data"]["app"]["deployMarkers"]] == [3600, 3600, 600]


def test_incidents(deployed: Client) -> None:
    deployed.seed(
        appsignal_markers=[{"id": "m", "revision": "d"}],
        appsignal_incidents=[{"number": 1, "counts": {"m": 3}}, {"number": 2, "state": "CLOSED"}, {"number": 3, "type": "Anomaly"}])

    def numbers(**variables: Any) -> list[Any]:
        return [(entry["number"], entry["perMarkerCount"]) for entry in ask(deployed, INCIDENTS, **variables).json()["data"]["app"]["exceptionIncidents"]]

    assert numbers() == [(1, 0), (2, 0)]
    assert numbers(marker="m") == [(1, 3)]
    assert numbers(state="CLOSED") == [(2, 0)]
    union = ask(deployed, "query ($site: String!) { app(id: $site) { incidents { __typename ... on AnomalyIncident { trigger { metricName } } } } }").json()
    assert union["data"]["app"]["incidents"][2] == {"__typename": "AnomalyIncident", "trigger": {"metricName": "cpu"}}
