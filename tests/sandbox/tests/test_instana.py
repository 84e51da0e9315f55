# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Instana agent, and the backend in which its events turn up."""

from __future__ import annotations

import time
from typing import Any

import pytest

from .conftest import Client

START = 1_790_000_000_000
FRAME = {"from": START - 1, "to": START + 1}


def listed(sandbox: Client, **query: Any) -> list[dict[str, Any]]:
    answer = sandbox.instana("GET", "/events", params=query or FRAME)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_presence_and_liveness(sandbox: Client) -> None:
    assert sandbox.call("GET", "/").ok
    assert sandbox.call("GET", "/status").ok
    assert [(entry["system"], entry["path"]) for entry in sandbox.journal()] == [("instana_agent", "/"), ("instana_agent", "/status")]
    assert sandbox.call("GET", "/", {"Accept": "text/html,*/*"}).ok  # a person looks at the console
    assert len(sandbox.journal()) == 2


@pytest.mark.parametrize("code,text", [(204, ""), (200, "OK"), (201, "OK")])
def test_an_event_turns_up_in_the_backend(sandbox: Client, code: int, text: str) -> None:
    sandbox.variants(instana_agent_code=code)
    answer = sandbox.post_event({"title": "Deployed billing 4.2", "text": "by job 8812", "timestamp": START, "duration": 5000})
    assert (answer.status_code, answer.text) == (code, text)
    event, = listed(sandbox)
    assert {
        "type": "change", "state": "closed", "problem": "Deployed billing 4.2", "detail": "by job 8812", "severity": -1, "start": START, "end": START + 5000,
    }.items() <= event.items()
    assert sandbox.instana("GET", f"/events/{event['eventId']}").json() == event


@pytest.mark.parametrize("event,types", [
    ({"title": "x"}, ["change"]),
    ({"title": "x", "severity": -1}, ["change"]),
    ({"title": "Node is ONLINE"}, ["presence"]),
    ({"title": "Deployed online-shop"}, ["presence"]),
    ({"title": "Node offline", "severity": 5}, ["issue"]),
    ({"title": "x", "severity": 10, "incident": True}, ["issue", "incident"]),
])
def test_types(sandbox: Client, event: dict[str, Any], types: list[str]) -> None:
    sandbox.post_event({**event, "timestamp": START})
    assert [shown["type"] for shown in listed(sandbox)] == types


def test_presence_variants(sandbox: Client) -> None:
    sandbox.variants(presence_matching="word")
    sandbox.post_event([{"title": "Deployed online-shop", "timestamp": START}, {"title": "now online!", "timestamp": START}])
    assert [shown["type"] for shown in listed(sandbox)] == ["change", "presence"]
    assert [shown["problem"] for shown in listed(sandbox, **FRAME, eventTypeFilters="CHANGE")] == ["Deployed online-shop"]
    sandbox.variants(presence_type="change")
    sandbox.post_event({"title": "offline", "timestamp": START})
    assert [shown["type"] for shown in listed(sandbox)][-1] == "change"


def test_an_issue_is_open_until_its_end(sandbox: Client) -> None:
    sandbox.post_event([{"title": "long", "severity": 5, "duration": 3_600_000}, {"title": "over", "severity": 5, "duration": 0},
                        {"title": "change", "duration": 3_600_000}])
    now = int(time.time() * 1000)
    assert [shown["state"] for shown in listed(sandbox, to=now + 1000)] == ["open", "closed", "closed"]


def test_a_path_extends(sandbox: Client) -> None:
    sandbox.post_event({"title": "started", "timestamp": START, "path": "p"})
    sandbox.post_event({"title": "finished", "timestamp": START + 60, "duration": 40, "path": "p"})
    sandbox.post_event({"title": "other", "timestamp": START, "path": "q"})
    assert [(shown["problem"], shown["end"]) for shown in listed(sandbox)] == [("started", START + 100), ("other", START)]


@pytest.mark.parametrize("wrong", [
    {}, [], {"text": "x"}, {"title": ""}, {"title": 1}, {"title": "x", "severity": 0}, {"title": "x", "severity": "5"}, {"title": "x", "duration": -1},
    {"title": "x", "duration": 1.5}, {"title": "x", "timestamp": "2026-01-01"}, {"title": "x", "incident": True},
    {"title": "x", "tags": []}, {"title": "x", "name": "y"}, [{"title": "x"}, {"title": "x", "state": "open"}], "x", [[{"title": "x"}]],
])
def test_wrong_events_are_refused(sandbox: Client, wrong: Any) -> None:
    assert sandbox.post_event(wrong).status_code == 400
    assert listed(sandbox) == []


def test_limits_and_types_of_bodies(sandbox: Client) -> None:
    path = "/com.instana.plugin.generic.event"
    assert sandbox.post_event([{"title": "x"}] * 1000).status_code == 204
    assert sandbox.post_event([{"title": "x"}] * 1001).status_code == 400
    assert sandbox.post_event({"title": "x" * (4 * 1024 * 1024)}).status_code == 413
    assert sandbox.call("POST", path, {"Content-Type": "text/plain"}, data="{}").status_code == 415
    assert sandbox.call("POST", path, {"Content-Type": "application/json; charset=UTF-8"}, data='{"title": "x"}').status_code == 204
    assert sandbox.call("POST", path, {"Content-Type": "application/json"}, data="{").status_code == 400


def test_the_header_is_exact(sandbox: Client) -> None:
    token = sandbox.ready["instana_token"]
    for header in (None, token, f"Bearer {token}", f"apitoken {token}", f"apiToken  {token}", "apiToken x"):
        answer = sandbox.call("GET", "/api/instana/version", {"Authorization": header} if header else {})
        assert answer.status_code == 401
        assert answer.json() == {"error": "Unauthorized", "message": "Invalid API token"}
    assert set(sandbox.instana("GET", "/instana/version").json()) == {"branch", "commit", "imageTag"}


def test_rate_limit(sandbox: Client) -> None:
    sandbox.variants(instana_rate_limit=2)
    answers = [sandbox.instana("GET", "/instana/version") for _call in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[2].headers["X-RateLimit-Limit"] == "2"
    assert 0 < int(answers[2].headers["X-RateLimit-Reset"]) - time.time() <= 3600


def test_frames(sandbox: Client) -> None:
    minute, now = 60_000, int(time.time() * 1000)
    sandbox.post_event([
        {"title": "old", "timestamp": now - 30 * minute}, {"title": "lasting", "timestamp": now - 30 * minute, "duration": 60 * minute, "severity": 5},
        {"title": "recent", "timestamp": now - 5 * minute},
    ])

    def titles(**query: Any) -> list[str]:
        return [shown["problem"] for shown in listed(sandbox, **query)]

    assert titles(to=now) == ["lasting", "recent"]
    assert titles(to=now, windowSize=minute) == ["lasting"]
    assert titles(to=now, windowSize=40 * minute) == ["old", "lasting", "recent"]
    assert titles(**{"from": now - 40 * minute}, windowSize=minute) == ["old", "lasting", "recent"]
    assert titles(to=now, excludeTriggeredBefore="true") == ["recent"]
    assert titles(to=now, filterEventUpdates="true") == ["recent"]
    assert titles(to=now, eventTypeFilters=["ISSUE", "INCIDENT"]) == ["lasting"]


@pytest.mark.parametrize("query", [
    {"windowsize": 1}, {"from": "yesterday"}, {"to": -1}, {"eventTypeFilters": "change"}, {"eventTypeFilters": "PRESENCE"}, {"from": 2, "to": 1},
    {"filterEventUpdates": "maybe"},
])
def test_wrong_queries_are_refused(sandbox: Client, query: dict[str, Any]) -> None:
    answer = sandbox.instana("GET", "/events", params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_events_by_id(sandbox: Client) -> None:
    sandbox.post_event([{"title": "a", "timestamp": START}, {"title": "b", "timestamp": START}])
    ids = [shown["eventId"] for shown in listed(sandbox)]
    assert sandbox.instana("POST", "/events", ids).status_code == 200
    some = sandbox.instana("POST", "/events", [ids[1], "none"])
    assert (some.status_code, [shown["problem"] for shown in some.json()]) == (206, ["b"])
    assert sandbox.instana("POST", "/events", {"ids": ids}).status_code == 422
    assert "errors" in sandbox.instana("GET", "/events/none").json()
    assert {entry["write"] for entry in sandbox.journal(system="instana")} == {False}


def test_events_become_visible_after_polls(sandbox: Client) -> None:
    sandbox.variants(event_visibility_delay_polls=2)
    sandbox.post_event({"title": "x", "timestamp": START})
    assert [len(listed(sandbox)) for _poll in range(3)] == [0, 0, 1]
