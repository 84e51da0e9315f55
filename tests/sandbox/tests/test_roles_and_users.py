# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles and users of the platform."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import CONNECTION, Client

LISBON = {"access": [
    {"filters": [{"tag": "environment", "value": "production"}, {"tag": "datacenter", "value": "lisbon"}]},
    {"filters": [{"tag": "environment", "value": "production"}]},
]}
USER = {"password": "Ch4nge-me", "privilege": "read", "profile": "developer", "live_360": 0, "comment": "On call"}


@pytest.fixture
def fleet(sandbox: Client) -> Client:
    assert sandbox.platform("POST", "/pool/pg-instances/billing", CONNECTION).status_code == 201
    return sandbox


def test_a_role_cycle(fleet: Client) -> None:
    assert fleet.platform("POST", "/roles/On call", LISBON).json() == {"status": "Role name On call created successfully"}
    assert fleet.platform("POST", "/roles/On call", LISBON).status_code == 409
    assert fleet.platform("GET", "/roles/On%20call").json() == {"name": "On call", **LISBON}
    assert fleet.platform("PUT", "/roles/On call", {"access": []}).status_code == 200
    assert fleet.platform("GET", "/roles").json() == [{"name": "On call", "access": []}]
    assert fleet.platform("DELETE", "/roles/On call").status_code == 200
    assert fleet.platform("DELETE", "/roles/On call").status_code == 404


@pytest.mark.parametrize("body", [
    {}, {"access": None}, {"access": {}}, {"access": [{}]}, {"access": [{"filters": []}]}, {"access": [{"filters": [{"tag": "environment"}]}]},
    {"access": [{"filters": [{"tag": "environment", "value": 1}]}]}, {"access": [], "name": "x"},
    {"access": [{"filters": [{"tag": "environment", "value": "production", "operator": "="}]}]},
])
def test_wrong_rules_are_refused(fleet: Client, body: Any) -> None:
    assert fleet.platform("POST", "/roles/x", body).status_code == 400


def test_no_restriction_is_reserved(fleet: Client) -> None:
    for method, body in (("POST", LISBON), ("PUT", LISBON), ("DELETE", None)):
        assert fleet.platform(method, "/roles/No restriction", body).status_code == 400
    fleet.variants(no_restriction_role="listed")
    assert fleet.platform("GET", "/roles").json() == [{"name": "No restriction", "access": []}]


def rule(tag: str, value: str) -> dict[str, Any]:
    return {"access": [{"filters": [{"tag": tag, "value": value}]}]}


@pytest.mark.parametrize("tag,value", [("pg_instance", "db-1.example.com@billing"), ("pg_version", "16.4"), ("server", "pg-datasentinel-01")])
def test_automatic_tags_can_be_used(fleet: Client, tag: str, value: str) -> None:
    assert fleet.platform("POST", "/roles/x", rule(tag, value)).status_code == 201


@pytest.mark.parametrize("value", ["400", "404", "422"])
def test_unknown_tags_are_refused(fleet: Client, value: str) -> None:
    fleet.variants(role_unknown_tag=value)
    assert fleet.platform("POST", "/roles/x", rule("environment", "staging")).status_code == int(value)
    assert fleet.platform("GET", "/roles").json() == []


def test_unknown_tags_are_accepted_after_tries(fleet: Client) -> None:
    fleet.variants(role_unknown_tag="delayed")
    assert [fleet.platform("POST", "/roles/x", rule("a", "b")).status_code for _try in range(2)] == [400, 201]
    fleet.variants(tag_delay=2)
    assert [fleet.platform("PUT", "/roles/x", rule("c", "d")).status_code for _try in range(3)] == [400, 400, 200]


def test_tags_of_a_connection_count_after_tries(fleet: Client) -> None:
    fleet.variants(tag_delay=1)
    assert [fleet.platform("POST", "/roles/x", LISBON).status_code for _try in range(2)] == [400, 201]


def test_rules_may_change_their_order(fleet: Client) -> None:
    fleet.platform("POST", "/roles/x", LISBON)
    fleet.variants(answer_order="shuffled")
    shown = fleet.platform("GET", "/roles/x").json()["access"]
    assert [len(filter_set["filters"]) for filter_set in shown] == [1, 2]
    assert shown[1]["filters"][0]["tag"] == "datacenter"


def test_an_assigned_role_stays(fleet: Client) -> None:
    fleet.platform("POST", "/roles/x", LISBON)
    fleet.platform("POST", "/users/a@example.com", {**USER, "roles": ["x"]})
    assert fleet.platform("DELETE", "/roles/x").status_code == 400
    assert [user["email"] for user in fleet.platform("GET", "/roles/x/users").json()] == ["a@example.com"]
    fleet.platform("DELETE", "/users/a@example.com")
    assert fleet.platform("DELETE", "/roles/x").status_code == 200


def test_a_user_cycle(sandbox: Client) -> None:
    assert sandbox.platform("POST", "/users/Jo@example.com", USER).json() == {"status": "User with login jo created successfully"}
    assert sandbox.platform("POST", "/users/Jo@example.com", USER).status_code == 409
    expected = {"id": 2, "login": "jo", "email": "Jo@example.com", "profile": "developer", "privilege": "read", "live_360": 0}
    assert sandbox.platform("GET", "/users/Jo@example.com").json() == {**expected, "role": "No restriction", "roles": []}
    assert sandbox.platform("PUT", "/users/Jo@example.com", {"privilege": "read write"}).json() == {"status": "User updated successfully!"}
    assert sandbox.platform("GET", "/users").json()[1]["privilege"] == "read write"
    assert sandbox.platform("DELETE", "/users/Jo@example.com").json() == {"message": "User deleted"}
    assert sandbox.platform("DELETE", "/users/Jo@example.com").status_code == 404


def test_defaults_are_generous(sandbox: Client) -> None:
    sandbox.platform("POST", "/users/a@example.com", {"password": "x-password"})
    shown = sandbox.platform("GET", "/users/a@example.com").json()
    assert (shown["privilege"], shown["profile"], shown["live_360"]) == ("admin", "data admin", 1)


@pytest.mark.parametrize("wrong", [
    {"privilege": "write"}, {"profile": "admin"}, {"live_360": 2}, {"live_360": True}, {"live_360": "yes"}, {"roles": "x"}, {"roles": ["none"]},
    {"role": "none"}, {"password": ""}, {"login": "x"}, {"email": "x@example.com"}, {"ldap": "yes"}, {"ldap": True}, {"comment": 1},
    {"roles": [], "role": "x"},
])
def test_wrong_users_are_refused(sandbox: Client, wrong: dict[str, Any]) -> None:
    assert sandbox.platform("POST", "/users/a@example.com", {**USER, **wrong}).status_code == 400
    assert len(sandbox.platform("GET", "/users").json()) == 1


def test_regular_users_need_a_password_and_ldap_users_none(sandbox: Client) -> None:
    assert sandbox.platform("POST", "/users/a@example.com", {"privilege": "read"}).status_code == 400
    assert sandbox.platform("POST", "/users/a@example.com", {"ldap": True, "roles": []}).status_code == 201
    assert sandbox.platform("PUT", "/users/a@example.com", {"ldap": False}).status_code == 400


def test_an_address_has_an_at_sign(sandbox: Client) -> None:
    assert sandbox.platform("POST", "/users/someone", USER).status_code == 400


def test_the_built_in_user_stays(sandbox: Client) -> None:
    assert sandbox.platform("DELETE", "/users/datasentinel@localhost").status_code == 400


@pytest.mark.parametrize("value,keys", [
    ("role", {"role"}), ("role_and_roles", {"role", "roles"}), ("roles_comment_ldap", {"roles", "comment", "ldap"}),
])
def test_user_object(fleet: Client, value: str, keys: set[str]) -> None:
    fleet.platform("POST", "/roles/x", LISBON)
    fleet.platform("POST", "/users/a@example.com", {**USER, "role": "x"})
    fleet.variants(user_object=value)
    shown = fleet.platform("GET", "/users/a@example.com").json()
    assert set(shown) & {"role", "roles", "comment", "ldap"} == keys
    assert shown.get("role", "x") == "x" and shown.get("roles", ["x"]) == ["x"] and shown.get("comment", "On call") == "On call"


def test_live_360_may_be_text(sandbox: Client) -> None:
    sandbox.platform("POST", "/users/a@example.com", {**USER, "live_360": "1"})
    assert sandbox.platform("GET", "/users/a@example.com").json()["live_360"] == 1
    sandbox.variants(live_360="string")
    assert sandbox.platform("GET", "/users/a@example.com").json()["live_360"] == "1"


def test_put_resets_what_it_omits(sandbox: Client) -> None:
    sandbox.platform("POST", "/users/a@example.com", USER)
    sandbox.variants(put_user="reset")
    sandbox.platform("PUT", "/users/a@example.com", {"privilege": "read write"})
    shown = sandbox.platform("GET", "/users/a@example.com").json()
    assert (shown["privilege"], shown["profile"], shown["live_360"]) == ("read write", "data admin", 1)
    assert sandbox.login("a", "Ch4nge-me").status_code == 201


def test_an_older_platform_knows_no_roles_field(fleet: Client) -> None:
    fleet.platform("POST", "/roles/x", LISBON)
    fleet.variants(platform_version="2023.03")
    assert fleet.platform("POST", "/users/a@example.com", {**USER, "roles": ["x"]}).status_code == 400
    assert fleet.platform("POST", "/users/a@example.com", {**USER, "role": "x"}).status_code == 201
    shown = fleet.platform("GET", "/users/a@example.com").json()
    assert shown["role"] == "x" and "roles" not in shown


@pytest.mark.parametrize("value,found,shown", [("sensitive", 404, None), ("insensitive", 200, "Jo@Example.com"), ("lowered", 200, "jo@example.com")])
def test_case_of_addresses(sandbox: Client, value: str, found: int, shown: Any) -> None:
    sandbox.variants(email_case=value)
    sandbox.platform("POST", "/users/Jo@Example.com", USER)
    answer = sandbox.platform("GET", "/users/jo@example.com")
    assert answer.status_code == found
    assert shown is None or answer.json()["email"] == shown
