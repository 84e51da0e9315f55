# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User tokens and privileges of the platform."""

from __future__ import annotations

import base64
import json

import pytest

from .conftest import CONNECTION, Client


def test_a_token_is_a_jwt_of_a_day(sandbox: Client) -> None:
    answer = sandbox.login()
    assert answer.status_code == 201
    token = answer.json()["user-token"]
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["exp"] - claims["iat"] == 86400
    assert (claims["user"], claims["email"]) == ("datasentinel", "datasentinel@localhost")
    inspected = sandbox.call("GET", "/ds-api/user-token", params={"token": token})
    assert inspected.status_code == 200
    assert set(inspected.json()) == {"email", "expire_time", "organization_name", "user"}


def test_wrong_credentials_are_refused(sandbox: Client) -> None:
    for answer in (sandbox.login("datasentinel", "wrong"), sandbox.login("nobody", "x"), sandbox.call("POST", "/ds-api/user-token")):
        assert answer.status_code == 401
        assert answer.json()["status"] == 401


def test_the_organization_form_is_gone(sandbox: Client) -> None:
    assert sandbox.call("POST", "/ds-api/user-token/acme", auth=("datasentinel", sandbox.ready["platform_password"])).status_code == 404


@pytest.mark.parametrize("path", ["/pool/pg-instances/x", "/roles", "/users", "/alerting/a@b/status"])
@pytest.mark.parametrize("headers", [{}, {"user-token": "made-up"}, {"Authorization": "Bearer x"}])
def test_every_call_needs_a_token(sandbox: Client, path: str, headers: dict[str, str]) -> None:
    assert sandbox.call("GET", f"/ds-api{path}", headers).status_code == 401


def test_sessions_expire_on_demand_and_with_time(sandbox: Client) -> None:
    assert sandbox.platform("GET", "/roles").status_code == 200
    assert sandbox.control("POST", "/sessions/expire") == {"expired": 1}
    assert sandbox.platform("GET", "/roles").status_code == 401
    sandbox.variants(token_lifetime=0)
    dead = sandbox.login().json()["user-token"]
    assert sandbox.call("GET", "/ds-api/roles", {"user-token": dead}).status_code == 401


@pytest.mark.parametrize("properties", [{"privilege": "read"}, {"profile": "developer"}])
@pytest.mark.parametrize("code", [401, 403])
def test_only_administrators_manage(sandbox: Client, properties: dict[str, str], code: int) -> None:
    sandbox.seed(connections=[{"name": "a", "host": "h"}], users=[{"email": "eve@example.com", "password": "evepass", **properties}])
    sandbox.variants(privilege_refusal=code)
    headers = {"user-token": sandbox.login("eve", "evepass").json()["user-token"]}
    assert sandbox.call("GET", "/ds-api/roles", headers).status_code == code
    assert sandbox.call("GET", "/ds-api/alerting/h@a/status", headers).status_code == 200


def test_inspection_may_need_basic_authentication(sandbox: Client) -> None:
    query = {"params": {"token": sandbox.token()}}
    basic = ("datasentinel", sandbox.ready["platform_password"])
    assert sandbox.call("GET", "/ds-api/user-token", auth=("datasentinel", "wrong"), **query).status_code == 401
    sandbox.variants(token_inspection_auth="required")
    assert sandbox.call("GET", "/ds-api/user-token", **query).status_code == 401
    assert sandbox.call("GET", "/ds-api/user-token", auth=basic, **query).status_code == 200


@pytest.mark.parametrize("effect,code", [("tokens_kept", 200), ("tokens_revoked", 401)])
def test_a_changed_password_may_end_sessions(sandbox: Client, effect: str, code: int) -> None:
    sandbox.seed(users=[{"email": "adm@example.com", "password": "first-pw"}])
    sandbox.variants(password_change_effect=effect)
    headers = {"user-token": sandbox.login("adm", "first-pw").json()["user-token"]}
    assert sandbox.platform("PUT", "/users/adm@example.com", {"password": "second-pw"}).status_code == 200
    assert sandbox.call("GET", "/ds-api/roles", headers).status_code == code
    assert sandbox.login("adm", "first-pw").status_code == 401
    assert sandbox.login("adm", "second-pw").status_code == 201


@pytest.mark.parametrize("version,fields", [("2026.05", 6), ("2023.03", 6), ("v2.0.0", 3), ("absent", 2)])
def test_the_version_needs_no_token(sandbox: Client, version: str, fields: int) -> None:
    sandbox.variants(platform_version=version)
    answer = sandbox.call("GET", "/ds-api/").json()
    assert len(answer) == fields
    assert (answer.get("datasentinel_version") or answer.get("version") or "absent") == version


def test_malformed_json_is_a_problem_document(sandbox: Client) -> None:
    answer = sandbox.call("POST", "/ds-api/roles/x", {"user-token": sandbox.token(), "Content-Type": "application/json"}, data='{"access": [],}')
    assert answer.status_code == 400
    assert answer.json() == {"type": "about:blank", "title": "Bad Request", "detail": "Request body is not valid JSON", "status": 400}


def test_what_is_not_declared_is_refused(sandbox: Client) -> None:
    assert sandbox.platform("POST", "/pool/pg-instances/a", CONNECTION).status_code == 201
    assert sandbox.platform("GET", "/pool/pg-instances/a", params={"verbose": 1}).status_code == 400
    assert sandbox.platform("PATCH", "/pool/pg-instances/a/disable", {}).status_code == 400
    assert sandbox.platform("DELETE", "/pool/pg-instances/a", {"force": True}).status_code == 400
    assert sandbox.platform("GET", "/pool/pg-instances").status_code == 404
    assert sandbox.platform("PATCH", "/pool/pg-instances/a").status_code == 405
    form = sandbox.call("PUT", "/ds-api/pool/pg-instances/a", {"user-token": sandbox.token()}, data={"port": "1"})
    assert form.status_code == 415
