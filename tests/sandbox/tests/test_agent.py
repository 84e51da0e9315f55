# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Datasentinel agent; its connections are tested with those of the platform."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from .conftest import CONNECTION, Client


def status(sandbox: Client) -> dict[str, Any]:
    answer = sandbox.call("GET", "/api/agent/status")
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("code", [401, 403])
def test_what_needs_the_key(sandbox: Client, code: int) -> None:
    sandbox.variants(agent_api_token_code=code)
    for headers in ({}, {"api-token": "wrong"}, {"user-token": sandbox.token()}):
        for method, path in (("GET", "/connections"), ("GET", "/proxy"), ("PUT", "/agent/stop"), ("PATCH", "/agent/port/1")):
            assert sandbox.call(method, f"/api{path}", headers).status_code == code
        assert sandbox.call("PUT", "/api/server", headers, json={"host": "h", "port": 443}).status_code == code
    assert status(sandbox)["version"] == "3.9.2"
    assert sandbox.call("GET", "/api/server").json() == {"host": "app.datasentinel.io", "port": 443}


@pytest.mark.parametrize("path,field,value", [
    ("tables-monitoring-limit/2000", "tables-monitoring-limit", 2000),
    ("query-monitoring-limit/5", "query-monitoring-limit", 5),
    ("collection-rate/low", "collection-rate", "low"),
    ("sql-max-size/4096", "sql-max-size", 4096),
])
def test_settings(sandbox: Client, path: str, field: str, value: Any) -> None:
    assert status(sandbox)[field] != value
    assert sandbox.agent("PATCH", f"/agent/{path}").status_code == 200
    assert status(sandbox)[field] == value


@pytest.mark.parametrize("path", [
    "tables-monitoring-limit/many", "query-monitoring-limit/-1", "collection-rate/medium", "sql-max-size/x", "port/0", "port/70000",
])
def test_wrong_settings_are_refused(sandbox: Client, path: str) -> None:
    before = status(sandbox)
    assert sandbox.agent("PATCH", f"/agent/{path}").status_code == 400
    assert status(sandbox) == before


@pytest.mark.parametrize("code", [404, 405])
def test_newer_agents_may_lack_setters(sandbox: Client, code: int) -> None:
    sandbox.variants(agent_setters=code)
    assert sandbox.agent("PATCH", "/agent/collection-rate/low").status_code == code
    assert sandbox.agent("PATCH", "/agent/sql-max-size/1").status_code == code
    assert sandbox.agent("PATCH", "/agent/query-monitoring-limit/1").status_code == 200


def test_older_agents_show_less(sandbox: Client) -> None:
    full = set(status(sandbox))
    sandbox.variants(agent_version="2.2.9")
    assert full - set(status(sandbox)) == {"server", "remove_proxy_os_env", "query-monitoring-limit"}


@pytest.mark.parametrize("call", [("PUT", "/agent/stop"), ("PATCH", "/agent/port/9999")])
def test_a_stopped_agent_does_not_answer(sandbox: Client, call: tuple[str, str]) -> None:
    assert sandbox.agent(*call).status_code == 200
    with pytest.raises(requests.exceptions.ConnectionError):
        sandbox.call("GET", "/api/agent/status")
    assert sandbox.journal(system="agent")[-1]["fault"] == "down"
    assert sandbox.platform("GET", "/roles").status_code == 200
    sandbox.control("POST", "/agent/start")
    assert status(sandbox)["port"] == (9999 if "port" in call[1] else 8282)


def test_a_stop_may_have_no_effect(sandbox: Client) -> None:
    sandbox.variants(agent_stop_effect="stays_up")
    assert sandbox.agent("PATCH", "/agent/port/9999").status_code == 200
    assert status(sandbox)["port"] == 9999


@pytest.mark.parametrize("code", [200, 201, 204])
def test_codes_of_writes(sandbox: Client, code: int) -> None:
    sandbox.variants(agent_write_code=code)
    calls = (
        ("POST", "/connections/x", CONNECTION), ("PUT", "/connections/x", {"port": 1}), ("PATCH", "/connections/x/disable", None),
        ("PATCH", "/connections/enable", None), ("PATCH", "/connections/x/enable-samples", None), ("DELETE", "/connections/x", None),
        ("PUT", "/server", {"host": "h", "port": 443}), ("POST", "/proxy", {"host": "p", "port": 1}), ("DELETE", "/proxy", None),
        ("PATCH", "/agent/sql-max-size/1", None),
    )
    for call in calls:
        answer = sandbox.agent(*call)
        assert answer.status_code == code, call
        assert bool(answer.content) == (code != 204)


def test_upload_server(sandbox: Client) -> None:
    assert sandbox.agent("POST", "/server/test-upload").json() == {"status": "OK"}
    assert sandbox.agent("PUT", "/server", {"host": "ds.invalid", "port": 443}).json() == {"status": "OK"}
    assert status(sandbox)["upload_server"] == {"host": "ds.invalid", "port": 443}
    for wrong in ({"host": "x"}, {"host": "x", "port": "443"}, {"host": "x", "port": 443, "scheme": "https"}):
        assert sandbox.agent("PUT", "/server", wrong).status_code == 400


@pytest.mark.parametrize("value,code", [("200_error", 200), ("400_error", 400), ("500", 500)])
def test_upload_server_out_of_reach(sandbox: Client, value: str, code: int) -> None:
    sandbox.variants(agent_test_upload_failure=value)
    sandbox.agent("PUT", "/server", {"host": "ds.invalid", "port": 443})
    answer = sandbox.agent("POST", "/server/test-upload")
    assert answer.status_code == code
    assert ("error" in answer.text) == (code != 500)


def test_the_first_key_needs_none(sandbox: Client) -> None:
    assert sandbox.call("PUT", "/api/server/token", {"api-token": "wrong"}, json={"value": "k"}).status_code == 401
    assert sandbox.call("PUT", "/api/server/token", json={"value": "new-license-key"}).json() == {"status": "OK"}
    assert sandbox.agent("GET", "/connections").status_code == 401
    assert sandbox.call("GET", "/api/connections", {"api-token": "new-license-key"}).json() == []
    for wrong in ({}, {"value": ""}, {"value": 1}, {"token": "k"}):
        assert sandbox.call("PUT", "/api/server/token", json=wrong).status_code == 400


def test_an_agent_may_ask_for_the_key_that_is_replaced(sandbox: Client) -> None:
    sandbox.variants(agent_key_change="guarded")
    assert sandbox.call("PUT", "/api/server/token", json={"value": "new-license-key"}).status_code == 401
    assert sandbox.agent("PUT", "/server/token", {"value": "new-license-key"}).status_code == 200
    assert sandbox.call("GET", "/api/connections", {"api-token": "new-license-key"}).status_code == 200


def test_an_agent_without_a_key_takes_its_first(sandbox: Client) -> None:
    sandbox.variants(agent_key_change="guarded")
    sandbox.seed(agent={"license_key": ""})
    for headers in ({}, {"api-token": ""}, {"api-token": sandbox.ready["agent_token"]}):
        assert sandbox.call("GET", "/api/connections", headers).status_code == 401
    assert sandbox.agent("PUT", "/server/token", {"value": "first-license-key"}).status_code == 401
    assert sandbox.call("PUT", "/api/server/token", json={"value": "first-license-key"}).status_code == 200
    assert sandbox.call("GET", "/api/connections", {"api-token": "first-license-key"}).status_code == 200
    assert "first-license-key" in sandbox.control("GET", "/secrets")


@pytest.mark.parametrize("check,key,reads,writes", [
    ("all", "some", 401, 401), ("all", "", 401, 401), ("writes", "some", 200, 401), ("once_set", "some", 401, 401), ("once_set", "", 200, 200),
])
def test_which_calls_ask_for_the_key(sandbox: Client, check: str, key: str, reads: int, writes: int) -> None:
    sandbox.variants(agent_key_check=check)
    sandbox.seed(agent={"license_key": key})
    for path in ("/api/connections", "/api/proxy"):
        assert sandbox.call("GET", path).status_code == reads
    assert sandbox.call("DELETE", "/api/proxy").status_code == writes
    assert sandbox.call("PATCH", "/api/agent/sql-max-size/1").status_code == writes


def test_parts_that_the_status_lacks_are_told_elsewhere(sandbox: Client) -> None:
    full = status(sandbox)
    sandbox.variants(agent_status_parts="absent")
    assert set(full) - set(status(sandbox)) == {"proxy", "upload_server"}
    assert sandbox.call("GET", "/api/server").json() == full["upload_server"]
    assert sandbox.agent("GET", "/proxy").json() == full["proxy"]


def test_the_high_rate_may_not_be_kept(sandbox: Client) -> None:
    sandbox.variants(agent_high_rate="low")
    assert sandbox.agent("PATCH", "/agent/collection-rate/high").status_code == 200
    assert status(sandbox)["collection-rate"] == "low"


@pytest.mark.parametrize("value,shown", [("clear", "pr0xy-pw"), ("masked", "********"), ("absent", None)])
def test_proxy(sandbox: Client, value: str, shown: Any) -> None:
    unset = {"host": "", "port": 0, "user": "", "password": ""}
    assert sandbox.agent("GET", "/proxy").json() == unset
    sandbox.variants(agent_proxy_password=value)
    assert sandbox.agent("POST", "/proxy", {"host": "p", "port": 3128, "user": "u", "password": "pr0xy-pw"}).json() == {"status": "Proxy set"}
    for proxy in (sandbox.agent("GET", "/proxy").json(), status(sandbox)["proxy"]):
        assert (proxy["host"], proxy.get("password")) == ("p", shown)
    assert sandbox.agent("POST", "/proxy", {"port": 1}).status_code == 400
    sandbox.agent("DELETE", "/proxy")
    sandbox.variants(agent_proxy_password="clear")
    assert sandbox.agent("GET", "/proxy").json() == unset


def test_names_and_all_at_once(sandbox: Client) -> None:
    assert sandbox.agent("POST", "/connections/a", {**CONNECTION, "name": "a"}).status_code == 200
    assert sandbox.agent("POST", "/connections/b", {**CONNECTION, "name": "c"}).status_code == 400
    for reserved in ("enable", "disable"):
        assert sandbox.agent("POST", f"/connections/{reserved}", CONNECTION).status_code == 400
    sandbox.agent("POST", "/connections/b", CONNECTION)
    for verb, running in (("disable", 0), ("enable", 2)):
        assert sandbox.agent("PATCH", f"/connections/{verb}").json() == {"status": "OK"}
        assert status(sandbox)["connections"] == {"connections": 2, "running": running, "not running": 2 - running}
    assert [connection["name"] for connection in sandbox.agent("GET", "/connections").json()] == ["a", "b"]


@pytest.mark.parametrize("call,key,value", [
    ("disable-samples", "samples", False), ("disable-lock-monitoring", "lock_monitoring", False), ("lock-monitoring-delay/9", "lock_monitoring_delay", 9),
    ("disable-table-monitoring", "table_monitoring", False), ("disable-query-monitoring", "query_monitoring", False),
    ("query-monitoring-min-calls/7", "query_monitoring_min_calls", 7), ("query-monitoring-min-time/3", "query_monitoring_min_time", 3),
    ("enable-query-monitoring-optimize", "query_monitoring_optimize", True),
])
def test_switches(sandbox: Client, call: str, key: str, value: Any) -> None:
    sandbox.agent("POST", "/connections/a", CONNECTION)
    shown = sandbox.agent("GET", "/connections/a").json()
    assert shown[key.replace("_", "-")] != value
    assert sandbox.agent("PATCH", f"/connections/a/{call}").json() == {"status": "OK"}
    sandbox.variants(agent_switches="underscored")
    assert sandbox.agent("GET", "/connections/a").json()[key] == value
    sandbox.variants(agent_switch_values="on_off")
    assert sandbox.agent("GET", "/connections").json()[0][key] == {True: "on", False: "off"}.get(value, value)
    sandbox.variants(agent_switches="absent")
    assert len(sandbox.agent("GET", "/connections/a").json()) == 8
    undo = call.replace("disable-", "enable-") if call.startswith("disable") else call.replace("enable-", "disable-")
    assert sandbox.agent("PATCH", f"/connections/a/{undo}").status_code == 200


def test_wrong_switches_are_refused(sandbox: Client) -> None:
    sandbox.agent("POST", "/connections/a", CONNECTION)
    assert sandbox.agent("PATCH", "/connections/a/enable-everything").status_code == 404
    assert sandbox.agent("PATCH", "/connections/a/lock-monitoring-delay/soon").status_code == 400
    assert sandbox.agent("PATCH", "/connections/none/enable-samples").status_code == 404
