# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError, TransportError, WaitTimeout
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import events

NOW = 1790000000000
DEFAULTS = {
    "severity": "change", "incident": False, "events": None, "match_on": list(events.MATCH_ON), "window": "1h", "confirm": False, "confirm_timeout": 150,
    "wait_for_agent": 0, "instana_url": None, "instana_token": None,
}


class Backend:
    """Shows what it was given, as GET /api/events does."""

    headers = {"X-RateLimit-Limit": "10000", "X-RateLimit-Remaining": "9999", "X-RateLimit-Reset": "1790003600"}

    def __init__(self, *raw):
        self.raw = list(raw)
        self.queries = []
        self.latest_headers = self.headers  # of an earlier task

    def get(self, *segments, doing, query):
        assert segments == ("api", "events")
        self.queries.append(query)
        self.latest_headers = self.headers
        return Answer(200, self.raw, {})

    def close(self):
        pass


class Agent:
    """Takes events and hands them on to a backend."""

    def __init__(self, backend=None, fault=None, refusals=()):
        self.backend = backend
        self.fault = fault
        self.refusals = list(refusals)
        self.bodies = []

    def get(self, *segments, doing):
        assert segments == ("status",)
        if self.refusals:
            raise self.refusals.pop()

    def write(self, method, *segments, doing, body):
        assert (method, segments) == ("POST", ("com.instana.plugin.generic.event",))
        self.bodies.append(body)
        for event in body if isinstance(body, list) else [body]:
            if self.backend:
                self.backend.raw.append(raw(len(self.backend.raw), **event))
        if self.fault:
            raise self.fault

    def close(self):
        pass


def raw(number=0, title="Deployed", text=None, severity=-1, timestamp=NOW, duration=0, **dummy):
    return {"eventId": "id%d" % number, "problem": title, "detail": text or "", "severity": severity,
            "start": timestamp, "end": timestamp + duration, "type": "change"}


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch):
    monkeypatch.setattr(events.time, "time", lambda: NOW / 1000)


def prepared(**params):
    return events.prepare({**dict.fromkeys(events.EVENT_OPTIONS), **DEFAULTS, **params})


def run(clients, check_mode=False, **params):
    return events.run(prepared(**params), clients, check_mode)


def with_backend(*known):
    backend = Backend(*known)
    return events.Clients(Agent(backend), backend)


def test_a_change_without_backend():
    clients = events.Clients(Agent(), None)

    outcome = run(clients, title="Deployed", text="by job 12")

    assert clients.agent.bodies == [{"title": "Deployed", "text": "by job 12", "severity": -1, "timestamp": NOW}]
    assert outcome.changed
    assert outcome.result["event"] == outcome.result["events"][0] == {
        "title": "Deployed", "text": "by job 12", "severity": -1, "severity_name": "change", "timestamp": NOW, "duration": 0,
        "incident": False, "path": None, "event_id": None, "action": "announced",
    }
    assert outcome.diff[0]["before"] == {}
    assert outcome.diff[0]["after"]["title"] == "Deployed"


def test_everything_that_can_be_sent():
    clients = events.Clients(Agent(), None)

    run(clients, title="Migration failed", text="lock timeout", severity="critical", timestamp="2026-11-20T14:30:00Z", duration="10m",
        incident=True, path="billing-db/77")

    assert clients.agent.bodies == [{
        "title": "Migration failed", "text": "lock timeout", "severity": 10, "timestamp": 1795185000000, "duration": 600000,
        "incident": True, "path": "billing-db/77"}]


@pytest.mark.parametrize("given, timestamp, duration", [
    ({}, NOW, 0),
    ({"duration": "95s"}, NOW - 95000, 95000),
    ({"timestamp": "-10m", "duration": "95s"}, NOW - 600000, 95000),
    ({"timestamp": "1790000000", "end": "1790000095"}, NOW, 95000),
    ({"timestamp": "-10m", "end": "now"}, NOW - 600000, 600000),
    ({"timestamp": "-10m", "end": "-10m"}, NOW - 600000, 0),
])
def test_spans(given, timestamp, duration):
    event = prepared(title="Deployed", **given)["events"][0]

    assert (event.timestamp, event.duration) == (timestamp, duration)


@pytest.mark.parametrize("given, number", [
    ("change", -1), ("Warning", 5), ("critical", 10), (-1, -1), ("-1", -1), (5, 5), ("10", 10)])
def test_severities(given, number):
    assert prepared(title="Deployed", severity=given)["events"][0].severity == number


@pytest.mark.parametrize("given, message", [
    ({"severity": 7}, "severity: 7 is none of change (-1), warning (5), critical (10)."),
    ({"severity": "fatal"}, "severity: 'fatal' is none of"),
    ({"severity": True}, "severity: True is none of"),
    ({"severity": 5.5}, "severity: 5.5 is none of"),
    ({"incident": True}, "incident: needs severity warning or critical"),
    ({"duration": "95"}, "duration: '95' is no duration; write 250ms, 95s"),
    ({"duration": "500000d"}, "duration: reaches back to before 1970."),
    ({"timestamp": "yesterday"}, "timestamp: 'yesterday' is no point in time"),
    ({"end": "now"}, "end: needs timestamp"),
    ({"timestamp": "now", "end": "-1s"}, "end: is before timestamp (2026-09-21T14:13:20Z)."),
    ({"title": " "}, "title: must not be empty."),
    ({"text": "x" * 5000000}, "text: is too long; one event may take 4 MiB at most."),
    ({"window": "1"}, "window: '1' is no duration"),
    ({"match_on": ["text"]}, "match_on: has to hold title."),
    ({"confirm": True}, "confirm: needs instana_url and instana_token"),
    ({"wait_for_agent": -1}, "wait_for_agent: has to be 0 or more seconds, not -1."),
    ({"confirm_timeout": 0}, "confirm_timeout: has to be at least 1 second, not 0."),
    ({"title": None, "events": [{"title": "a"}, {"title": "b", "severity": 7}]}, "events[1].severity: 7 is none of"),
    ({"title": None, "severity": "warning", "incident": True, "events": [{"title": "a", "severity": -1}]}, "events[0].incident: needs"),
    ({"title": None, "events": [{"title": "a"}, {"title": "b"}, {"title": "a"}]}, "events[2]: is equal to events[0] in title, text,"),
])
def test_wrong_options(given, message):
    with pytest.raises(OptionError) as caught:
        prepared(**dict({"title": "Deployed"}, **given))

    assert str(caught.value).startswith(message)


def test_the_task_gives_defaults_for_a_batch():
    wanted = prepared(severity="warning", duration="1m", text="job 12", events=[
        {"title": "a"}, {"title": "b", "severity": "change", "text": "other"}, {"title": "c", "timestamp": "-5m", "end": "-3m"}])["events"]

    assert [event.severity for event in wanted] == [5, -1, 5]
    assert [event.text for event in wanted] == ["job 12", "other", "job 12"]
    assert [event.duration for event in wanted] == [60000, 60000, 120000]


def test_second_run_finds_the_event_and_posts_nothing():
    clients = with_backend()

    first = run(clients, title="Deployed", text="by job 12\n", duration="95s")
    second = run(clients, title="Deployed", text="by job 12\n", duration="95s")

    assert (first.changed, second.changed) == (True, False)
    assert len(clients.agent.bodies) == 1
    assert second.result["event"]["event_id"] == "id0"
    assert second.result["event"]["action"] == "unchanged"
    assert second.result["event"]["duration"] == 95000
    assert second.diff == []
    assert first.result["event"].keys() == second.result["event"].keys()


@pytest.mark.parametrize("known, options", [
    ({"title": "Deploying"}, {}),
    ({"text": "other"}, {}),
    ({"severity": 5}, {}),
    ({"timestamp": NOW - 3600001}, {}),
    ({"timestamp": NOW - 5000}, {"timestamp": "1790000000"}),
    ({"timestamp": NOW + 5000}, {"timestamp": "1790000000"}),
    ({"title": "deployed"}, {"match_on": ["title"]}),
])
def test_different_events(known, options):
    assert run(with_backend(raw(**known)), title="Deployed", **options).changed


@pytest.mark.parametrize("known, options", [
    ({}, {}),
    ({"timestamp": NOW - 3600000}, {}),
    ({"timestamp": NOW - 5000}, {"timestamp": "now"}),
    ({"timestamp": NOW - 5000}, {"timestamp": "1790000000", "match_on": ["title"]}),
    ({"timestamp": NOW - 999}, {"timestamp": "1790000000"}),
    ({"timestamp": NOW - 8000000}, {"duration": "2h", "window": "30m"}),
    ({"text": "other", "severity": 5}, {"match_on": ["title"]}),
    ({"severity": None}, {}),
])
def test_equal_events(known, options):
    outcome = run(with_backend(raw(**known)), title="Deployed", **options)

    assert not outcome.changed
    assert outcome.result["event"]["severity_name"] in ("change", "warning")


def test_of_several_equal_events_the_newest_is_returned():
    outcome = run(with_backend(raw(0, timestamp=NOW - 9), raw(1, timestamp=NOW - 5), raw(2, timestamp=NOW - 7)), title="Deployed")

    assert outcome.result["event"]["event_id"] == "id1"


@pytest.mark.parametrize("options, query", [
    ({}, {"from": NOW - 3600000}),
    ({"duration": "2h", "window": "30m"}, {"from": NOW - 9000000}),
    ({"timestamp": "1789990000"}, {"from": 1789989999000}),
    ({"timestamp": "1790000500"}, {"from": 1790000499000, "to": 1790000501000}),
    ({"window": "30000d"}, {"from": 0}),
])
def test_the_time_frame_that_is_asked_for(options, query):
    clients = with_backend()

    run(clients, title="Deployed", **options)

    assert clients.backend.queries == [query]


def test_without_a_window_nothing_is_looked_for():
    clients = with_backend(raw())

    assert run(clients, title="Deployed", window="0s").changed
    assert clients.backend.queries == []


def test_without_a_window_it_can_be_confirmed():
    clients = with_backend(raw(9, timestamp=NOW - 5000))

    outcome = run(clients, title="Deployed", window="0s", confirm=True, instana_url="https://x", instana_token="canary")

    assert (outcome.changed, outcome.result["event"]["event_id"]) == (True, "id1")


def test_check_mode_looks_and_does_not_post():
    clients = with_backend(raw(title="a"))

    outcome = run(clients, check_mode=True, events=[{"title": "a"}, {"title": "b"}])

    assert [event["action"] for event in outcome.result["events"]] == ["unchanged", "announced"]
    assert outcome.result["event"] is None
    assert (clients.agent.bodies, len(clients.backend.queries)) == ([], 1)
    assert [entry["after"]["title"] for entry in outcome.diff] == ["b"]


def test_a_batch_is_one_request():
    clients = with_backend(raw(title="b"))

    run(clients, events=[{"title": "a"}, {"title": "b"}, {"title": "c"}])

    assert [[event["title"] for event in body] for body in clients.agent.bodies] == [["a", "c"]]


def test_an_empty_batch_is_nothing_to_do():
    clients = with_backend()

    outcome = run(clients, events=[])

    assert (outcome.changed, outcome.result["events"], clients.backend.queries, clients.agent.bodies) == (False, [], [], [])


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=60), st.integers(1, 20), st.integers(2500, 9000))
def test_requests_stay_within_the_limits_and_keep_order(lengths, most, most_bytes):
    entries = [events.Announcement(prepared(title="x", text="y" * length)["events"][0]) for length in lengths]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "MOST_EVENTS", most)
        patch.setattr(events, "MOST_BYTES", most_bytes)
        parts = list(events.batches(entries))

    assert [entry for part in parts for entry in part] == entries
    for part in parts:
        assert 1 <= len(part) <= most
        assert len(json.dumps([entry.wanted.body() for entry in part])) <= most_bytes


def test_reset_after_effect_is_settled_by_looking_again():
    clients = with_backend()
    clients.agent.fault = TransportError("The connection was lost.", maybe_done=True)

    outcome = run(clients, title="Deployed")

    assert outcome.result["event"]["event_id"] == "id0"
    assert (outcome.changed, len(clients.agent.bodies)) == (True, 1)


def test_a_failure_carries_the_account():
    clients = events.Clients(Agent(fault=TransportError("Refused.")), None)

    with pytest.raises(TransportError) as caught:
        run(clients, title="Shop online")

    assert caught.value.result["event"]["action"] == "failed"
    assert caught.value.result["changed"] is False
    assert "online" in caught.value.warnings[0]


@pytest.mark.parametrize("title, severity, warned", [
    ("Deployed Online-shop 4.2", "change", True), ("Host OFFLINE", "change", True), ("Host offline", "warning", False),
    ("Deployed shop", "change", False)])
def test_presence_warning(title, severity, warned):
    outcome = run(events.Clients(Agent(), None), title=title, severity=severity)

    assert bool(outcome.warnings) == warned
    assert all(title in text for text in outcome.warnings)


def test_the_agent_is_waited_for():
    clients = events.Clients(Agent(refusals=[TransportError("Refused.")]), None)

    assert run(clients, title="Deployed", wait_for_agent=5).changed
    assert len(clients.agent.bodies) == 1


def test_an_agent_that_does_not_come():
    clients = events.Clients(Agent(refusals=[TransportError("Refused.")] * 9), None)
    prepared_params = dict(prepared(title="Deployed"), wait_for_agent=0.01)

    with pytest.raises(WaitTimeout, match="did not answer within 0 s .wait_for_agent., so nothing was given to it. Refused.") as caught:
        events.run(prepared_params, clients, False)

    assert caught.value.result["event"]["action"] == "not_attempted"
    assert clients.agent.bodies == []


@pytest.mark.parametrize("title, check_mode", [("known", False), ("new", True)])
def test_where_nothing_is_announced_the_agent_is_not_asked(title, check_mode):
    clients = with_backend(raw(title="known"))
    clients.agent.refusals = [TransportError("Refused.")]

    run(clients, check_mode, title=title, wait_for_agent=1)

    assert clients.agent.refusals


def test_the_limit_is_told_where_the_backend_was_asked():
    assert run(with_backend(), title="Deployed").result["rate_limit"] == {"limit": 10000, "remaining": 9999, "reset": 1790003600}
    assert run(with_backend(), title="Deployed", window="0s").result["rate_limit"] is None
    assert run(events.Clients(Agent(), None), title="Deployed").result["rate_limit"] is None
