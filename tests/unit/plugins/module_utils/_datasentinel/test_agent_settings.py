# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import json
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import agent, agent_settings, agent_status
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    BY_STATUS, AnswerError, AuthenticationError, NotFound, OptionError, StateError, TransportError, WaitTimeout)
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer, Client, FixedHeaders, Transport

STATUS = {
    "version": "3.9.2", "server": "db-1", "port": 8282, "last_upload": "", "collection-rate": "high", "remove_proxy_os_env": False,
    "tables-monitoring-limit": 1000, "query-monitoring-limit": 30000, "sql-max-size": 256000, "max-memory-mb": 2048,
    "start_time": "2026-03-01 06:00:00", "proxy": {"host": "", "port": 0, "user": "", "password": ""},
    "upload_server": {"host": "ds.example.com", "port": 443}, "connections": {"connections": 2, "running": 1, "not running": 1},
}
KEY, OTHER = "the-key", "another-key"
PROXY = {"host": "proxy", "port": 3128, "user": "u", "password": "canary"}


class Server:
    """An agent of a few lines in the place of the client; every request is noted as (method, path, api-token, body)."""

    def __init__(self, key=KEY, token=KEY, status=None, refuse=None):
        self.key = key
        self.token = token
        self.status = dict(STATUS, **(status or {}))
        self.connections = {"a": True, "b": False}
        self.refuse = refuse or {}
        self.is_open = False
        self.stops = True
        self.is_down = False
        self.requests = []

    def writes(self):
        return [request for request in self.requests if request[0] not in ("GET", "POST") or request[1] == "proxy" and request[0] == "POST"]

    def call(self, method, segments, doing, query=None, body=None, reads=False, headers=None):
        path = "/".join(str(segment) for segment in segments[1:])
        token = self.token if headers is None else headers.get("api-token")
        self.requests.append((method, path, token, body))
        assert segments[0] == "api" and reads == (method == "GET" or path == "server/test-upload")
        if self.is_down:
            raise TransportError("Could not %s: ... got no answer: connection refused. Check agent_url." % doing)
        if path in self.refuse:
            raise self._error(doing, *self.refuse[path])
        guarded = path == "proxy" or path.startswith("connections") or method != "GET"
        if guarded and path != "server/token" and not self.is_open and token != self.key:
            raise self._error(doing, 401, "Invalid api-token")
        return Answer(200, self._answer(method, path, body), {}, lambda what: AnswerError(what, 200))

    @staticmethod
    def _error(doing, status, text):
        return BY_STATUS.get(status, AnswerError)("Could not %s: %s." % (doing, text), status, detail=text)

    def _answer(self, method, path, body):
        if method == "GET":
            return {"agent/status": self.status, "proxy": self.status.get("proxy") or PROXY, "server": {"host": "ds.example.com", "port": 443},
                    "connections": [{"name": name, "enabled": on} for name, on in self.connections.items()]}[path]
        words = path.split("/")
        if path == "server":
            self.status["upload_server"] = body
        elif path == "server/token":
            self.key = body["value"]
        elif path == "proxy":
            self.status["proxy"] = dict({"host": "", "port": 0, "user": "", "password": ""}, **(body or {}))
        elif words[0] == "connections":
            self.connections = dict.fromkeys(self.connections, words[1] == "enable")
        elif path == "agent/stop" or words[1] == "port":
            self.is_down = self.stops
        elif words[0] == "agent":
            self.status[words[1]] = words[2] if words[1] == "collection-rate" else int(words[2])
        return {"status": "OK"}


def converge(server, check_mode=False, **options):
    params = dict(dict.fromkeys(agent_settings.OPTIONS), state="present", test_upload=False, agent_url="https://agent", agent_token=server.token)
    for name, value in options.items():
        suboptions = agent_settings.OPTIONS.get(name, {}).get("options")
        params[name] = {**{key: spec.get("default") for key, spec in suboptions.items()}, **value} if suboptions else value
    return agent_settings.run(agent_settings.prepare(params), server, check_mode)


def paths(server):
    return [(method, path) for method, path, dummy, dummy in server.writes()]


def jwt(**claims):
    return "e30.%s.signature" % base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


ALL = {
    "upload_server": {"host": "new.example.com"}, "collection_rate": "low", "tables_monitoring_limit": 5, "query_monitoring_limit": 6,
    "sql_max_size": 7, "proxy": PROXY, "connections_enabled": True,
}


def test_everything_is_set_once_in_the_order_that_works():
    server = Server(key=None)
    planned = converge(server, check_mode=True, license_key=KEY, **ALL)
    assert not server.writes()
    done = converge(server, license_key=KEY, **ALL)
    assert paths(server) == [
        ("PUT", "server/token"), ("PUT", "server"), ("PATCH", "agent/collection-rate/low"), ("PATCH", "agent/tables-monitoring-limit/5"),
        ("PATCH", "agent/query-monitoring-limit/6"), ("PATCH", "agent/sql-max-size/7"), ("POST", "proxy"), ("PATCH", "connections/enable")]
    assert planned.changed and done.changed and not done.warnings
    assert {**planned.result["agent"], "enabled_connections": ["a", "b"]} == done.result["agent"]
    assert "canary" not in str(done) and KEY not in str(done)
    assert planned.diff["after"]["license_key"] == planned.diff["after"]["proxy_password"] == "(set, not shown)"
    again = converge(server, license_key=KEY, **ALL)
    assert not again.changed and len(server.writes()) == 8


def test_what_is_not_given_is_left_alone_for_one_request():
    server = Server()
    outcome = converge(server)
    assert not outcome.changed and server.requests == [("GET", "agent/status", KEY, None)]
    assert outcome.result["agent"]["connections"] == {"total": 2, "running": 1, "not_running": 1}
    assert outcome.result["agent"]["max_memory_mb"] == 2048


class TestKey:
    def test_one_that_the_agent_takes_is_there_already(self):
        server = Server()
        outcome = converge(server, license_key=KEY)
        assert not outcome.changed and outcome.result["agent"]["license_key_in_use"] is True and outcome.result["license_key_action"] == "unchanged"
        assert [request[:3] for request in server.requests] == [("GET", "agent/status", None), ("GET", "connections", KEY), ("GET", "connections", None)]

    def test_the_first_is_given_without_one(self):
        server = Server(key=None)
        assert [converge(server, check, license_key=KEY).result["license_key_action"] for check in (True, False)] == ["to_be_set", "set"]
        assert server.writes() == [("PUT", "server/token", None, {"value": KEY})]

    def test_one_is_replaced_by_its_bearer_and_used_from_then_on(self):
        server = Server(key=OTHER, token=OTHER)
        assert converge(server, license_key=KEY, sql_max_size=1).changed
        assert [request[:3] for request in server.writes()] == [("PUT", "server/token", OTHER), ("PATCH", "agent/sql-max-size/1", KEY)]

    def test_an_agent_that_answers_anybody_is_given_it_each_time(self):
        server = Server()
        server.is_open = True
        outcome = converge(server, license_key=KEY)
        assert outcome.changed and outcome.result["agent"]["license_key_in_use"] is None
        assert "answers without a license key" in outcome.warnings[0]

    def test_a_refusal_says_what_to_do(self):
        server = Server(key=OTHER, refuse={"server/token": (401, "Invalid api-token")})
        with pytest.raises(AuthenticationError, match="To replace a key, give the one that the agent has as agent_token"):
            converge(server, license_key=KEY)

    def test_one_that_has_ended_is_not_set(self):
        server = Server()
        with pytest.raises(StateError, match="license_key ended 2020-09-13T12:26:40Z"):
            converge(server, license_key=jwt(exp=1600000000))
        assert not server.writes()

    def test_one_that_has_ended_and_is_there_is_left_alone(self):
        key = jwt(exp=1600000000)
        assert not converge(Server(key=key), license_key=key).changed

    def test_one_that_is_not_kept_is_told(self):
        server = Server(key=OTHER)
        server._answer = lambda method, path, body: STATUS if path == "agent/status" else {"status": "OK"}
        outcome = converge(server, license_key=KEY)
        assert "stored license_key_in_use as False instead of True" in outcome.warnings[0]


class TestProxy:
    def test_it_is_left_alone_when_it_stands(self):
        server = Server(status={"proxy": PROXY})
        assert not converge(server, proxy={"host": "proxy"}).changed
        assert not converge(server, proxy=PROXY).changed
        assert not converge(Server(), proxy={"state": "absent"}).changed

    def test_the_whole_record_is_written(self):
        server = Server(status={"proxy": PROXY})
        outcome = converge(server, proxy={"port": 8080, "password": "new"})
        assert server.writes()[0][3] == {"host": "proxy", "port": 8080, "user": "u", "password": "new"}
        assert outcome.result["agent"]["proxy"] == {"host": "proxy", "port": 8080, "user": "u"}

    @pytest.mark.parametrize("given_proxy, body", [
        ({"user": ""}, {"host": "proxy", "port": 3128}),
        ({"port": 1, "password": ""}, {"host": "proxy", "port": 1, "user": "u"}),
    ])
    def test_empty_means_none(self, given_proxy, body):
        server = Server(status={"proxy": PROXY})
        assert converge(server, proxy=given_proxy).changed
        assert server.writes()[0][3] == body

    def test_the_password_is_sent_on_every_run_if_asked_to(self):
        server = Server(status={"proxy": PROXY})
        for dummy in range(2):
            assert converge(server, proxy=dict(PROXY, update_password="always")).changed
        assert len(server.writes()) == 2

    def test_it_is_removed(self):
        server = Server(status={"proxy": PROXY})
        assert converge(server, proxy={"state": "absent"}).result["agent"]["proxy"] == agent_status.NO_PROXY
        assert paths(server) == [("DELETE", "proxy")]

    @pytest.mark.parametrize("stands, wanted, option", [
        (None, {"host": "proxy"}, "proxy.port"),
        (None, {"user": "u", "password": "x"}, "proxy.host"),
        (PROXY, {"port": 1}, "proxy.password"),
        (dict(PROXY, user=""), {"password": "x", "update_password": "always"}, "proxy.user"),
    ])
    def test_what_is_missing_is_named(self, stands, wanted, option):
        server = Server(status={"proxy": stands} if stands else None)
        with pytest.raises(StateError) as caught:
            converge(server, proxy=wanted)
        assert caught.value.facts["option"] == option and not server.writes()


class TestWhatTheStatusLacks:
    def test_it_is_asked_for_on_its_own(self):
        server = Server(status={"proxy": None, "upload_server": None})
        assert not converge(server, upload_server={"host": "ds.example.com"}, proxy=PROXY).changed
        assert [request[1] for request in server.requests] == ["agent/status", "server", "proxy"]

    def test_an_agent_without_a_key_does_not_tell_its_proxy(self):
        server = Server(key=None, status={"proxy": None})
        assert converge(server, license_key=KEY, proxy={"state": "absent"}).changed
        assert paths(server) == [("PUT", "server/token"), ("DELETE", "proxy")]

    def test_a_setting_is_sent_each_time(self):
        server = Server(status={"query-monitoring-limit": None})
        server._answer = lambda method, path, body: server.status
        for dummy in range(2):
            outcome = converge(server, query_monitoring_limit=9)
            assert outcome.changed and "does not tell its query_monitoring_limit" in outcome.warnings[0]

    def test_a_port_is_not_changed(self):
        server = Server(status={"port": None})
        with pytest.raises(StateError, match="does not tell its port"):
            converge(server, port=9999)
        assert not server.writes()


class TestConnections:
    @pytest.mark.parametrize("enabled, names", [(True, ["a", "b"]), (False, [])])
    def test_all_are_switched_in_one_call(self, enabled, names):
        server = Server()
        for changed in (True, False):
            outcome = converge(server, connections_enabled=enabled)
            assert outcome.changed is changed and outcome.result["agent"]["enabled_connections"] == names
        assert len(server.writes()) == 1

    def test_none_are_not_switched(self):
        server = Server()
        server.connections = {}
        assert not converge(server, connections_enabled=False).changed

    @pytest.mark.parametrize("total, calls", [(0, 1), (2, 2)])
    def test_while_the_key_is_not_set_their_number_decides(self, total, calls):
        server = Server(key=None, status={"connections": {"connections": total}})
        converge(server, license_key=KEY, connections_enabled=True)
        assert len(server.writes()) == calls


@pytest.mark.parametrize("code", [404, 405])
def test_a_call_that_the_agent_does_not_know_is_told(code):
    server = Server(refuse={"agent/sql-max-size/1": (code, "no")})
    with pytest.raises(AnswerError, match="not supported by this agent version. Done before that: set collection_rate to low.") as caught:
        converge(server, sql_max_size=1, collection_rate="low")
    assert caught.value.facts["done"] == ["set collection_rate to low"]


def test_what_is_stored_otherwise_is_told():
    server = Server(status={"collection-rate": "low"})
    server._answer = lambda method, path, body: server.status
    assert "stored collection_rate as 'low' instead of 'high'" in converge(server, collection_rate="high").warnings[0]


class TestPort:
    def test_it_is_changed_last_and_the_rest_is_read_back_before(self):
        server = Server()
        outcome = converge(server, port=9999, sql_max_size=5, test_upload=True)
        assert paths(server) == [("PATCH", "agent/sql-max-size/5"), ("PATCH", "agent/port/9999")]
        told = outcome.result["agent"]
        assert (told["port"], told["running"], told["sql_max_size"], outcome.result["upload_test"]) == (9999, False, 5, None)
        assert "Start it on its host" in outcome.warnings[0] and len(outcome.warnings) == 1

    def test_the_same_one_stops_nothing(self):
        assert not converge(Server(), port=8282).changed


class TestStopped:
    def test_it_is_stopped(self):
        server = Server()
        assert converge(server, check_mode=True, state="stopped").diff["after"]["running"] is False
        outcome = converge(server, state="stopped")
        assert paths(server) == [("PUT", "agent/stop")]
        assert outcome.changed and outcome.result["agent"]["running"] is False and not outcome.warnings

    def test_nobody_listening_is_stopped(self):
        server = Server()
        server.is_down = True
        outcome = converge(server, state="stopped")
        assert not outcome.changed and outcome.result["agent"]["running"] is False
        with pytest.raises(TransportError):
            converge(server)

    def test_going_on_is_an_error(self, monkeypatch):
        monkeypatch.setattr(agent_settings, "STOP_TIMEOUT", 0)
        server = Server()
        server.stops = False
        with pytest.raises(WaitTimeout, match="told to stop, but still answers"):
            converge(server, state="stopped")

    def test_the_http_layer_words_it_like_this(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            client = Client(agent.AGENT, Transport("http://127.0.0.1:%d" % unused.getsockname()[1], retries=0, use_proxy=False), FixedHeaders({}))
            with pytest.raises(TransportError) as caught:
                client.get("api", "agent", "status", doing="read")
        assert agent_settings._nobody_listens(caught.value)

    @pytest.mark.parametrize("text", ["nothing came back within 30 s", "the connection was lost (reset)", "the host name cannot be resolved"])
    def test_anything_else_proves_nothing(self, text):
        assert not agent_settings._nobody_listens(TransportError("Could not read: GET https://a got no answer: %s. Check" % text))


class TestUpload:
    def test_it_is_tested_after_the_settings(self):
        server = Server()
        assert converge(server, test_upload=True, sql_max_size=1).result["upload_test"] == {"reachable": True, "message": None}
        assert server.requests[-1][1] == "server/test-upload"
        assert converge(server, check_mode=True, test_upload=True).result["upload_test"] is None

    @pytest.mark.parametrize("code, text, says", [(200, "no route", "no route"), (500, "", "the agent answered 500 without a text")])
    def test_a_failure_keeps_the_account(self, code, text, says):
        server = Server(refuse={"server/test-upload": (code, text)})
        with pytest.raises(StateError, match="does not reach its upload server ds.example.com:443: %s. Check" % says) as caught:
            converge(server, test_upload=True, sql_max_size=1)
        assert caught.value.result["changed"] and caught.value.result["upload_test"] == {"reachable": False, "message": says}
        assert caught.value.facts["done"] == ["set sql_max_size to 1"]

    @pytest.mark.parametrize("code, error", [(401, AuthenticationError), (404, NotFound), (405, AnswerError)])
    def test_a_refused_call_is_no_verdict(self, code, error):
        with pytest.raises(error):
            converge(Server(refuse={"server/test-upload": (code, "no")}), test_upload=True)


@pytest.mark.parametrize("options, option", [
    ({"port": 0}, "port"), ({"port": 65536}, "port"), ({"sql_max_size": -1}, "sql_max_size"),
    ({"upload_server": {"host": "https://ds"}}, "upload_server.host"), ({"upload_server": {"host": ""}}, "upload_server.host"),
    ({"upload_server": {"host": "ds", "port": 0}}, "upload_server.port"), ({"proxy": {"host": "u@p"}}, "proxy.host"),
    ({"proxy": {"port": 70000}}, "proxy.port"), ({"license_key": " "}, "license_key"), ({"license_key": "a\nb"}, "license_key"),
    ({"state": "stopped", "port": 1}, "state"), ({"state": "stopped", "connections_enabled": False}, "state"),
    ({"state": "stopped", "test_upload": True}, "state"),
])
def test_bad_options_are_named(options, option):
    server = Server()
    with pytest.raises(OptionError) as caught:
        converge(server, **options)
    assert caught.value.facts["option"] == option and not server.requests


class TestInfo:
    @staticmethod
    def read(server, test_upload=False, check_mode=False):
        return agent_status.run({"agent_token": server.token, "test_upload": test_upload}, server, check_mode).result

    def test_the_status_is_enough(self):
        server = Server(status={"proxy": PROXY})
        assert "canary" not in str(self.read(server)) and len(server.requests) == 1

    def test_without_a_key_the_proxy_is_not_asked_for(self):
        server = Server(token=None, status={"proxy": None, "upload_server": None})
        found = self.read(server)["agent"]
        assert found["proxy"] is None and found["upload_server"]["host"] == "ds.example.com"
        assert [request[1] for request in server.requests] == ["agent/status", "server"]

    def test_an_upload_server_out_of_reach_is_a_result(self):
        server = Server(refuse={"server/test-upload": (400, "no route")})
        assert self.read(server, test_upload=True)["upload_test"] == {"reachable": False, "message": "no route"}
        assert self.read(server, test_upload=True, check_mode=True)["upload_test"] is None


@given(st.dictionaries(st.sampled_from(sorted(STATUS)), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(
        st.sampled_from(["host", "port", "user", "password", "connections", "running", "not running"]), inner, max_size=3), max_leaves=5)))
def test_any_status_is_read(raw):
    found = agent_status.public(raw)
    assert set(found) == set(agent_status.public({})) and found["running"] is True
    assert all(found[name] is None or isinstance(found[name], int) for name in agent_status.NUMBERS)
