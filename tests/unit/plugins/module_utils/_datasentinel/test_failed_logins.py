# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login that fails says nothing of what was to be done with it."""

from __future__ import annotations

import json

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils import _errors as errors
from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import agent, agent_status, instances, listed, platform
from ansible_collections.runwatch.observability.plugins.module_utils._reconcile import converge

PARAMS = {
    "platform_url": "https://ds.example.com", "platform_username": "ops", "platform_password": "canary pw", "platform_token": None,
    "agent_url": "https://db-1:8282", "agent_token": "canary key", "validate_certs": True, "ca_path": None, "client_cert": None, "client_key": None,
    "use_proxy": True, "timeout": 30, "retries": 0}
LOGIN = (201, {"user-token": "one"})
RECORD = (200, {"host": "db-1", "port": 5432, "user": "ds", "tags": "", "enabled": True, "connected": True})


def connected(monkeypatch, connect, *answers):
    """Return a client that gets these answers: (status, body), the body as text or as what JSON is made of."""
    client, left = connect(PARAMS, instances.DEFINITION), list(answers)

    def exchange(request, prepared):
        status, body = left.pop(0)
        return status, {"Content-Type": "application/json", "Location": "https://elsewhere.example"}, (
            body if isinstance(body, str) else json.dumps(body)).encode()

    monkeypatch.setattr(client, "_exchange", exchange)
    return client


@pytest.mark.parametrize("status, kind", [(404, "answer"), (400, "answer"), (409, "answer"), (403, "permission"), (429, "rate_limit"), (503, "answer")])
def test_it_is_not_taken_for_an_answer_to_what_is_asked_next(monkeypatch, status, kind):
    client = connected(monkeypatch, platform.connect, (status, {"error": "not found"}))
    with pytest.raises(errors.LoginError, match="Could not log in") as caught:
        instances.Instances(client, "not found").get("crm")
    assert caught.value.failure()["kind"] == kind and caught.value.failure()["status"] == status
    assert "not_found_pattern" not in caught.value.message and not caught.value.maybe_done and "maybe_done" not in caught.value.facts


@pytest.mark.parametrize("answer", [(503, {"error": "busy"}), (201, "<<<"), (201, {"token": "elsewhere"})])
def test_the_step_for_which_a_session_was_renewed_is_not_in_doubt(monkeypatch, answer):
    client = connected(monkeypatch, platform.connect, LOGIN, RECORD, (401, {"error": "expired"}), answer)
    with pytest.raises(errors.LoginError) as caught:
        converge(instances.Instances(client), {"name": "crm", "state": "present", "enabled": False}, False)
    assert (caught.value.facts["unknown"], caught.value.facts["not_done"]) == ([], ["disable connection crm"])
    assert caught.value.result == {"changed": False}


def test_each_item_has_an_account_of_its_own(monkeypatch):
    client = connected(monkeypatch, platform.connect, (401, {"error": "no"}))
    caught = []
    for dummy in range(2):
        with pytest.raises(errors.AuthenticationError) as error:
            client.get("ds-api", "roles", doing="list the roles")
        caught.append(error.value)
    caught[0].facts["done"] = ["something"]
    assert caught[0] is not caught[1] and "done" not in caught[1].facts and caught[1].status == 401


@pytest.mark.parametrize("status, error", [
    (401, errors.AuthenticationError), (403, errors.PermissionDenied), (429, errors.RateLimited), (302, errors.UnreadableAnswer)])
def test_what_does_not_speak_of_the_name_is_not_taken_for_its_absence(monkeypatch, status, error):
    answers = [LOGIN, (200, []), (status, {"error": "no"}), LOGIN, (status, {"error": "no"})]
    users = type("Users", (listed.Listed,), {"path": "users", "identity": "email", "public": lambda self, raw: raw})(
        connected(monkeypatch, platform.connect, *answers))
    with pytest.raises(error):
        users.read({"email": "ann@example.com"}, fresh=True)


@pytest.mark.parametrize("answer", [(302, ""), (200, "<html></html>"), (200, "no JSON")])
def test_what_the_agent_did_not_say_is_no_verdict_on_its_upload_server(monkeypatch, answer):
    with pytest.raises(errors.UnreadableAnswer):
        agent_status.Reader(connected(monkeypatch, agent.connect, answer)).test_upload()
