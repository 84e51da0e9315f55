# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AppSignal's older interface for markers, its Push API and its public endpoint."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from .conftest import Client

TIME = "2026-03-01T09:00:00Z"


def legacy(sandbox: Client, method: str, path: str = "", body: Any = None, **query: Any) -> requests.Response:
    params = {"token": sandbox.ready["appsignal_token"], **query}
    return sandbox.call(method, f"/api/{sandbox.ready['appsignal_site_id']}/markers{path}.json", params=params, json=body)


def custom(sandbox: Client, message: str = "Migration", **more: Any) -> requests.Response:
    return legacy(sandbox, "POST", body={"marker": {"kind": "custom", "message": message, **more}})


def keyed(sandbox: Client, path: str, body: Any = None, **query: Any) -> requests.Response:
    return sandbox.call("POST", path, params={"api_key": sandbox.ready["appsignal_push_key"], **query}, json=body)


def test_markers_live(sandbox: Client) -> None:
    made = custom(sandbox, created_at=TIME)
    assert (made.status_code, made.json()["icon"]) == (201, "\N{ROCKET}")
    path = f"/{made.json()['id']}"
    assert legacy(sandbox, "GET", path).json() == made.json()
    assert legacy(sandbox, "PUT", path, {"marker": {"kind": "custom", "message": "x" * 300}}).json()["message"] == "x" * 200
    deleted = legacy(sandbox, "DELETE", path)
    assert (deleted.status_code, deleted.content) == (200, b"")
    assert legacy(sandbox, "DELETE", path).status_code == 404
    assert [entry["write"] for entry in sandbox.journal(system="appsignal")] == [True, False, True, True, True]


def test_lists(sandbox: Client) -> None:
    sandbox.seed(appsignal_markers=[
        {"revision": "a", "created_at": "2026-03-01T08:00:00Z"}, {"kind": "custom", "message": "m", "created_at": TIME},
        {"kind": "notification", "message": "n"}])
    assert [marker["kind"] for marker in legacy(sandbox, "GET").json()["markers"]] == ["notification", "custom", "deploy"]
    assert legacy(sandbox, "GET", count_only="true", limit=1).json() == {"count": 3}
    assert [marker["kind"] for marker in legacy(sandbox, "GET", to="1772355600").json()["markers"]] == ["custom", "deploy"]
    listed = legacy(sandbox, "GET", kind="deploy").json()["markers"][0]
    assert (listed["closed_at"], listed["live_for"], listed["short_revision"]) == (None, 600, "a")
    assert "kind" not in legacy(sandbox, "GET", f"/{listed['id']}").json()
    sandbox.variants(marker_default_limit=1, marker_order="oldest_first", custom_marker_id="absent")
    assert [marker["kind"] for marker in legacy(sandbox, "GET").json()["markers"]] == ["deploy"]
    assert [set(marker) for marker in legacy(sandbox, "GET", kind="custom").json()["markers"]] == [{"kind", "icon", "message", "created_at"}]


@pytest.mark.parametrize("value, code, has_body", [("201", 201, True), ("200", 200, True), ("empty", 200, False)])
def test_answers_to_making_one(sandbox: Client, value: str, code: int, has_body: bool) -> None:
    sandbox.variants(marker_create_answer=value, marker_visibility_polls=1)
    answer = custom(sandbox)
    assert (answer.status_code, bool(answer.content)) == (code, has_body)
    assert [len(legacy(sandbox, "GET").json()["markers"]) for _poll in range(2)] == [0, 1]


@pytest.mark.parametrize("body", [
    {"kind": "custom", "message": "m"}, {"marker": {"message": "m"}}, {"marker": {"kind": "deploy"}}, {"marker": {"kind": "custom", "revision": "a"}},
    {"marker": {"kind": "custom", "created_at": "now"}},
])
def test_wrong_markers(sandbox: Client, body: Any) -> None:
    assert legacy(sandbox, "POST", body=body).status_code == 422


def test_wrong_questions(sandbox: Client) -> None:
    assert legacy(sandbox, "GET", kind="other").status_code == 422
    assert legacy(sandbox, "GET", offset=1).status_code == 400
    assert legacy(sandbox, "GET", token="x").status_code == 401
    assert sandbox.call("GET", "/api/none/markers.json", params={"token": sandbox.ready["appsignal_token"]}).status_code == 404


def test_pushed_markers(sandbox: Client) -> None:
    app = {"name": "shop", "environment": "production"}
    assert keyed(sandbox, "/1/markers", {"revision": "a", "user": "ci"}, **app).status_code == 200
    assert sandbox.state()["appsignal"]["markers"][0]["user"] == "ci"
    assert keyed(sandbox, "/1/markers", {"revision": "a", "user": "ci"}, **app, api_key="x").status_code == 401
    assert keyed(sandbox, "/1/markers", {"revision": "a"}, **app).status_code == 422
    assert keyed(sandbox, "/1/markers", {"revision": "a", "user": "ci"}, name="shop").status_code == 422
    assert keyed(sandbox, "/1/markers", {"revision": "a", "user": "ci"}, name="other", environment="x").status_code == 200
    assert [known["name"] for known in sandbox.state()["appsignal"]["apps"]] == ["shop", "other"]
    sandbox.variants(push_unknown_app="404")
    assert keyed(sandbox, "/1/markers", {"revision": "a", "user": "ci"}, name="third", environment="x").status_code == 404
    assert {entry["query"]["api_key"][:7] for entry in sandbox.journal()} == {"sha256:"}
    assert sandbox.ready["appsignal_push_key"] in sandbox.control("GET", "/secrets")


def test_the_public_endpoint_takes_everything(sandbox: Client) -> None:
    app = {"name": "shop", "environment": "production"}
    assert keyed(sandbox, "/markers", {"message": "m"}, **app).status_code == 200
    assert keyed(sandbox, "/markers", {"message": "n"}, **app, api_key="x").status_code == 200
    assert [marker["message"] for marker in sandbox.state()["appsignal"]["markers"]] == ["m"]
    assert keyed(sandbox, "/check_ins/cron", identifier="nightly", kind="start").status_code == 200
    assert keyed(sandbox, "/check_ins/cron", identifier="nightly").status_code == 200
    assert keyed(sandbox, "/check_ins/heartbeats", identifier="host").status_code == 200
    assert [ping["kind"] for ping in sandbox.state()["appsignal"]["check_ins"]] == ["start", "finish", "heartbeat"]
    assert keyed(sandbox, "/check_ins/cron", identifier="nightly", digest="d").status_code == 400
    sandbox.variants(endpoint_key_check="401")
    assert keyed(sandbox, "/check_ins/heartbeats", identifier="host", api_key="x").status_code == 401
