# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Websites and service configurations, which can be written, and lists in pages."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

WEBSITES = "/website-monitoring/config"
CONFIGS = "/application-monitoring/settings/service"
RULE = {"name": "a", "label": "{zone}", "enabled": True, "matchSpecification": [{"key": "zone", "value": ".*"}]}


def test_a_website(sandbox: Client) -> None:
    made = sandbox.instana("POST", WEBSITES, params={"name": "shop"}).json()
    assert (made["name"], made["appName"]) == ("shop", "shop")
    assert sandbox.instana("GET", WEBSITES).json() == [{**made, "rbacTags": []}]
    path = f"{WEBSITES}/{made['id']}"
    assert sandbox.instana("PUT", path, params={"name": "store"}).json()["name"] == "store"
    assert sandbox.instana("GET", path).json()["name"] == "store"
    assert [sandbox.instana("DELETE", path).status_code for _time in range(2)] == [204, 404]


def test_wrong_websites_are_refused(sandbox: Client) -> None:
    sandbox.seed(websites=["shop"])
    assert sandbox.instana("POST", WEBSITES).status_code == 400
    assert sandbox.instana("POST", WEBSITES, params={"name": "shop"}).status_code == 400
    assert sandbox.instana("POST", WEBSITES, {"name": "x"}, params={"name": "x"}).status_code == 400
    assert sandbox.instana("POST", WEBSITES, params={"name": "x", "colour": "red"}).status_code == 400
    assert sandbox.instana("PUT", f"{WEBSITES}/unknown", params={"name": "x"}).status_code == 404
    sandbox.variants(instana_lacking_permission="CanConfigureEumApplications")
    assert sandbox.instana("POST", WEBSITES, params={"name": "x"}).status_code == 403
    assert sandbox.instana("GET", WEBSITES).status_code == 200


def names(sandbox: Client) -> list[str]:
    return [config["name"] for config in sandbox.instana("GET", CONFIGS).json()]


def test_a_service_configuration(sandbox: Client) -> None:
    made = sandbox.instana("POST", CONFIGS, RULE).json()
    assert made == {**RULE, "comment": None, "id": made["id"]}
    path = f"{CONFIGS}/{made['id']}"
    assert sandbox.instana("PUT", path, {**made, "comment": "why"}).json()["comment"] == "why"
    assert sandbox.instana("GET", path).json()["comment"] == "why"
    assert sandbox.instana("PUT", path, {**made, "id": "other"}).status_code == 400
    assert [sandbox.instana("DELETE", path).status_code for _time in range(2)] == [204, 404]
    sandbox.variants(instana_lacking_permission="ConfigureServiceMapping")
    assert sandbox.instana("GET", CONFIGS).status_code == 403


@pytest.mark.parametrize("wrong", [
    {"name": ""}, {"name": "x" * 129}, {"comment": "x" * 2049}, {"enabled": "yes"}, {"matchSpecification": [{"key": "a"}]}, {"order": 1},
    {"matchSpecification": [{"key": "a", "value": "b"}] * 21},
])
def test_wrong_service_configurations_are_refused(sandbox: Client, wrong: dict[str, Any]) -> None:
    assert sandbox.instana("POST", CONFIGS, {**RULE, **wrong}).status_code == 422


def test_the_order_of_service_configurations(sandbox: Client) -> None:
    sandbox.seed(service_configs=[{**RULE, "id": "1"}, {**RULE, "id": "2", "name": "b"}])
    assert sandbox.instana("PUT", f"{CONFIGS}/order", ["2", "1"]).status_code == 204
    assert names(sandbox) == ["b", "a"]
    for wrong in (["2"], ["2", "1", "3"], ["2", "2"]):
        assert sandbox.instana("PUT", f"{CONFIGS}/order", wrong).status_code == 400
    sandbox.variants(new_service_config="first")
    sandbox.instana("POST", CONFIGS, {**RULE, "name": "c"})
    assert names(sandbox) == ["c", "b", "a"]


def test_lists_in_pages(sandbox: Client) -> None:
    sandbox.seed(audit_log=["one", "two", "three"], dashboards=["one", "two", "three"], traces={"t": ["one", "two", "three"]})
    answer = sandbox.instana("GET", "/settings/auditlog", params={"offset": 1, "pageSize": 1}).json()
    assert (answer["total"], [entry["action"] for entry in answer["entries"]]) == (3, ["two"])
    assert [entry["title"] for entry in sandbox.instana("GET", "/custom-dashboard", params={"page": 2, "pageSize": 2}).json()] == ["three"]
    assert len(sandbox.instana("GET", "/custom-dashboard").json()) == 3
    path = "/application-monitoring/v2/analyze/traces/t"
    first = sandbox.instana("GET", path, params={"retrievalSize": 2}).json()
    cursor = first["items"][-1]["cursor"]
    last = sandbox.instana("GET", path, params={"retrievalSize": 2, "offset": cursor["offset"], "ingestionTime": cursor["ingestionTime"]}).json()
    assert [first["canLoadMore"], last["canLoadMore"]] == [True, False]
    assert [call["name"] for call in first["items"] + last["items"]] == ["one", "two", "three"]
    assert sandbox.instana("GET", path, params={"offset": 1}).status_code == 400
    assert sandbox.instana("GET", f"{path}x").status_code == 404
