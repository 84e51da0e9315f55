# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clients of the platform and of agents: which credentials they send, and what they need; and the module that logs in."""

from __future__ import annotations

import base64
import json

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils import _errors as errors
from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import agent, agent_connections, instances, platform, tokens

PARAMS = {
    "platform_url": "https://ds.example.com/ds-api", "platform_username": "ops", "platform_password": "canary pw", "platform_token": None,
    "agent_url": "db-1:8282", "agent_token": "canary key", "validate_certs": True, "ca_path": None, "client_cert": None, "client_key": None,
    "use_proxy": True, "timeout": 30, "retries": 0, "in_process": True}
BASIC = "Basic " + base64.b64encode(b"ops:canary pw").decode()
ENDS = 4102444800  # the year 2100


def jwt(**claims):
    return "e30.%s.signature" % base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


def answering(monkeypatch, client, *answers):
    """Have the client get these answers as (status, body), and return the list of requests that it sends."""
    sent, left = [], list(answers)

    def exchange(request, prepared):
        sent.append(prepared)
        status, body = left.pop(0)
        return status, {"Content-Type": "application/json"}, json.dumps(body).encode()

    monkeypatch.setattr(client, "_exchange", exchange)
    return sent


def platform_client(**given):
    return platform.connect(dict(PARAMS, **given), instances.DEFINITION)


def test_the_platform_is_asked_with_the_token_of_a_login(monkeypatch):
    client = platform_client()
    sent = answering(monkeypatch, client, (201, {"user-token": "fresh"}), (200, {}), (200, {}))
    client.get("ds-api", "roles", doing="list the roles")
    client.get("ds-api", "roles", doing="list the roles")
    assert [(request.method, request.url) for request in sent] == [
        ("POST", "https://ds.example.com/ds-api/user-token")] + [("GET", "https://ds.example.com/ds-api/roles")] * 2
    assert sent[0].headers["Authorization"] == BASIC and "user-token" not in sent[0].headers
    assert [request.headers.get("user-token") for request in sent[1:]] == ["fresh", "fresh"] and "Authorization" not in sent[1].headers


def test_a_session_that_the_platform_dropped_is_begun_anew(monkeypatch):
    client = platform_client()
    sent = answering(monkeypatch, client, (201, {"user-token": "one"}), (401, {"error": "expired"}), (201, {"user-token": "two"}), (200, {}))
    client.get("ds-api", "roles", doing="list the roles")
    assert sent[-1].headers["user-token"] == "two"


def test_a_token_that_was_given_is_sent_as_it_is_and_never_renewed(monkeypatch):
    client = platform_client(platform_token={"token": " t0ken\n"})
    sent = answering(monkeypatch, client, (401, {"error": "expired"}))
    with pytest.raises(errors.AuthenticationError):
        client.get("ds-api", "roles", doing="list the roles")
    assert [request.headers["user-token"] for request in sent] == ["t0ken"]


def test_what_everybody_may_know_is_asked_without_credentials(monkeypatch):
    client = platform.connect_openly(dict(PARAMS, platform_username=None, platform_password=None), instances.DEFINITION)
    sent = answering(monkeypatch, client, (200, {"datasentinel_version": "2026.05"}))
    assert platform.version(client) == (2026, 5)
    assert not {"Authorization", "user-token"} & set(sent[0].headers)


@pytest.mark.parametrize("given, says", [
    ({"platform_url": None}, "platform_url: is needed; give it on the task, in module_defaults, or as DATASENTINEL_URL or DATASENTINEL_HOST"),
    ({"platform_password": None}, "platform_password: is needed together with platform_username, unless there is a platform_token"),
    ({"platform_username": ""}, "platform_password: is needed together with platform_username"),
])
def test_what_cannot_be_reached_is_told_before_a_request(given, says):
    with pytest.raises(errors.OptionError) as caught:
        platform_client(**given)
    assert caught.value.message.startswith(says)


@pytest.mark.parametrize("body", [{}, {"user-token": ""}, {"user-token": 5}])
def test_a_login_without_a_token_is_a_failure(monkeypatch, body):
    client = platform_client()
    answering(monkeypatch, client, (201, body))
    with pytest.raises(errors.RequestError, match="Could not log in to the Datasentinel platform as ops: .* no user-token in the answer"):
        client.get("ds-api", "roles", doing="list the roles")


def test_the_token_of_a_login_is_kept_out_of_messages(monkeypatch):
    client = platform_client()
    answering(monkeypatch, client, (201, {"user-token": "fresh-token"}), (400, {"error": "bad fresh-token of canary pw"}))
    with pytest.raises(errors.AnswerError) as caught:
        client.get("ds-api", "roles", doing="list the roles")
    assert "fresh-token" not in caught.value.message and "canary" not in caught.value.message


@pytest.mark.parametrize("key", ["canary key", None])
def test_an_agent_gets_its_key_once_it_is_given(monkeypatch, key):
    client = agent.connect(dict(PARAMS, agent_token=key), agent_connections.DEFINITION)
    sent = answering(monkeypatch, client, (200, []), (200, {}))
    assert agent_connections.AgentConnections(client).list() == []
    assert sent[0].url == "https://db-1:8282/api/connections" and sent[0].headers.get("api-token") == key


# datasentinel_token

@pytest.mark.parametrize("check_mode", [False, True])
def test_the_module_logs_in_once_also_in_check_mode(monkeypatch, check_mode):
    client, issued = platform_client(), jwt(exp=ENDS)
    sent = answering(monkeypatch, client, (201, {"user-token": issued}))
    outcome = tokens.run(tokens.prepare(PARAMS), client, check_mode)
    assert len(sent) == 1 and not outcome.changed
    assert outcome.result == {"token": issued, "expires": "2100-01-01T00:00:00Z", "expires_epoch": ENDS}
    assert tokens.DEFINITION.secret_result


def test_a_token_that_does_not_tell_its_end(monkeypatch):
    client = platform_client()
    answering(monkeypatch, client, (201, {"user-token": "opaque"}))
    assert tokens.run(PARAMS, client, False).result == {"token": "opaque", "expires": None, "expires_epoch": None}


@pytest.mark.parametrize("given", [{"platform_username": None}, {"platform_password": ""}])
def test_a_token_cannot_be_had_with_a_token(given):
    with pytest.raises(errors.OptionError, match="platform_username: is needed to log in"):
        tokens.prepare(dict(PARAMS, platform_token="t0ken", **given))
