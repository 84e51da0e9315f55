# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections, in the pool and on the agent."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import CONNECTION, Client

POOL, AGENT = "/ds-api/pool/pg-instances", "/api/connections"


@pytest.fixture(params=[POOL, AGENT])
def call(request: Any, sandbox: Client) -> Any:
    headers = {"user-token": sandbox.token(), "api-token": sandbox.ready["agent_token"]}

    def send(method: str, path: str, body: Any = None) -> Any:
        return sandbox.call(method, request.param + path, headers, json=body)

    return send


def test_a_full_cycle(call: Any) -> None:
    assert call("POST", "/:9342", CONNECTION).json() == {"status": "Connection created and connected!"}
    shown = call("GET", "/:9342").json()
    assert {"name": ":9342", **CONNECTION, "enabled": True, "connected": True}.items() <= shown.items()
    assert call("PUT", "/:9342", {"tags": "a=b"}).json() == {"status": "Connection updated!"}
    assert {**shown, "tags": "a=b"} == call("GET", "/%3A9342").json()
    assert call("PATCH", "/:9342/disable").json() == {"status": "Connection disabled!"}
    assert (call("GET", "/:9342").json()["enabled"], call("GET", "/:9342").json()["connected"]) == (False, False)
    assert call("PATCH", "/:9342/enable").json() == {"status": "Connection enabled!"}
    assert call("DELETE", "/:9342").json() == {"status": "Connection deleted!"}
    assert call("GET", "/:9342").status_code == 404


@pytest.mark.parametrize("wrong", [
    {"port": "5432"}, {"port": 0}, {"port": 65536}, {"port": 5432.5}, {"port": True}, {"host": ""}, {"host": None}, {"user": 1}, {"password": ""},
    {"tags": {"a": "b"}}, {"tags": "a"}, {"tags": "a=b,"}, {"tags": "=b"}, {"tags": " a=b"}, {"tags": "a=b,a=c"}, {"tags": "server=x"},
    {"tags": "pg_instance=x"}, {"tags": "pg_version=x"}, {"tags": "database=x"}, {"enabled": True}, {"sslmode": "require"},
])
def test_wrong_fields_are_refused(call: Any, wrong: dict[str, Any]) -> None:
    answer = call("POST", "/x", {**CONNECTION, **wrong})
    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")
    assert call("GET", "/x").status_code == 404


@pytest.mark.parametrize("field", list(CONNECTION))
def test_every_field_is_required_at_first(call: Any, field: str) -> None:
    assert call("POST", "/x", {key: value for key, value in CONNECTION.items() if key != field}).status_code == 400


def test_control_characters_are_no_name(call: Any) -> None:
    assert call("POST", "/a%0Ab", CONNECTION).status_code == 400
    assert call("POST", "/a%2Fb", CONNECTION).status_code == 404


@pytest.mark.parametrize("value,code,has_error", [("409", 409, True), ("400_error", 400, True), ("200_error", 200, True)])
def test_existing(call: Any, sandbox: Client, value: str, code: int, has_error: bool) -> None:
    sandbox.variants(existing_connection=value)
    call("POST", "/x", CONNECTION)
    answer = call("POST", "/x", {**CONNECTION, "port": 1})
    assert (answer.status_code, "error" in answer.json()) == (code, has_error)
    assert call("GET", "/x").json()["port"] == 5432


@pytest.mark.parametrize("value,code,text", [("404_empty", 404, ""), ("404_error", 404, "error"), ("200_error", 200, "error")])
def test_missing(call: Any, sandbox: Client, value: str, code: int, text: str) -> None:
    sandbox.variants(missing_resource=value)
    for method, path, body in (("GET", "/x", None), ("PUT", "/x", {"port": 1}), ("PATCH", "/x/enable", None), ("DELETE", "/x", None)):
        answer = call(method, path, body)
        assert answer.status_code == code
        assert text in answer.text and bool(answer.text) == bool(text)


@pytest.mark.parametrize("value,shown", [("clear", "S3cret-pw"), ("masked", "********"), ("absent", None)])
def test_password(call: Any, sandbox: Client, value: str, shown: Any) -> None:
    sandbox.variants(connection_password=value)
    call("POST", "/x", CONNECTION)
    assert call("GET", "/x").json().get("password") == shown


def test_put_keeps_or_resets(call: Any, sandbox: Client) -> None:
    call("POST", "/x", CONNECTION)
    sandbox.variants(put_connection="reset")
    call("PUT", "/x", {"host": "h", "port": 1, "user": "u"})
    shown = call("GET", "/x").json()
    assert (shown["host"], shown["port"], shown["user"], shown["password"], shown["tags"]) == ("h", 1, "u", "", "")
    assert shown["connected"] is False  # nobody logs in without a password


@pytest.mark.parametrize("value,codes,stored", [("stored_201", (200, 201), True), ("refused_400", (400,), False), ("stored_500", (500,), True)])
def test_unreachable(call: Any, sandbox: Client, value: str, codes: tuple[int, ...], stored: bool) -> None:
    sandbox.variants(pg_unreachable=value)
    assert call("POST", "/x", {**CONNECTION, "host": "db.invalid"}).status_code in codes
    shown = call("GET", "/x")
    assert shown.status_code == (200 if stored else 404)
    assert not stored or shown.json()["connected"] is False


def test_connecting_takes_polls(call: Any, sandbox: Client) -> None:
    sandbox.variants(connect_delay_polls=2)
    call("POST", "/x", CONNECTION)
    assert [call("GET", "/x").json()["connected"] for _poll in range(4)] == [False, False, True, True]


def test_tags_may_change_their_order(call: Any, sandbox: Client) -> None:
    sandbox.variants(answer_order="shuffled")
    call("POST", "/x", CONNECTION)
    assert call("GET", "/x").json()["tags"] == "datacenter=lisbon,environment=production"
