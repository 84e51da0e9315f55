# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import NotFound, OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import events_info

PARAMS = {
    "event_ids": None, "kind": "events", "types": None, "filter_event_updates": False, "exclude_triggered_before": False,
    "from_time": None, "to_time": None, "window_size": None, "query": None,
}
RAW = {"eventId": "a", "type": "issue", "state": "open", "problem": "Disk full", "detail": "98 %", "severity": 10, "start": 1000, "end": 5000,
       "entityLabel": "db-1", "fixSuggestion": "Clean up", "metrics": [{"metricName": "used"}]}


class Backend:
    """Answers each call with the next of ``answers``: data, an :class:`Answer`, or an error."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = []

    def get(self, *segments, doing, query=None):
        self.calls.append((segments[1:], query))
        return self._next()

    def read_by_post(self, *segments, doing, body):
        self.calls.append((segments[1:], body))
        return self._next()

    def _next(self):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Answer) else Answer(200, answer, {})


def read(client, **params):
    return events_info.read(events_info.prepare({**PARAMS, **params}), client, False).result


def test_an_event_has_the_names_of_the_options_that_announce_it():
    assert events_info.public(RAW) == {
        "event_id": "a", "type": "issue", "state": "open", "title": "Disk full", "text": "98 %", "severity": 10, "severity_name": "critical",
        "timestamp": 1000, "end": 5000, "duration": 4000, "entity_label": "db-1", "fix_suggestion": "Clean up", "metrics": [{"metric_name": "used"}]}


@pytest.mark.parametrize("raw, expected", [
    ({}, {"severity": -1, "severity_name": "change", "timestamp": None, "duration": 0, "text": ""}),
    ({"severity": -2, "start": 9, "end": 3}, {"severity": -2, "severity_name": None, "duration": 0}),
    ({"end": 3}, {"duration": 3}),
])
def test_events_that_lack_something(raw, expected):
    assert expected.items() <= events_info.public(raw).items()


def test_parameters_are_those_of_the_document():
    client = Backend([RAW])

    result = read(
        client, types=["issue", "incident"], filter_event_updates=True, exclude_triggered_before=True, to_time="1790000000", window_size="1m", query="[].title")

    assert client.calls == [(("events",), {
        "to": 1790000000000, "windowSize": 60000, "eventTypeFilters": ["ISSUE", "INCIDENT"], "filterEventUpdates": "true", "excludeTriggeredBefore": "true"})]
    assert (result["query_result"], result["missing_ids"]) == (["Disk full"], [])


@pytest.mark.parametrize("kind", ["agent_monitoring_events", "kubernetes_info_events"])
def test_none_in_the_frame_is_no_error(kind):
    client = Backend(NotFound("None.", 404))

    assert read(client, kind=kind)["events"] == []
    assert client.calls == [(("events", kind.replace("_", "-")), {})]


def test_an_address_without_events_is_an_error():
    with pytest.raises(NotFound):
        read(Backend(NotFound("None.", 404)))


def test_by_ids():
    client = Backend(Answer(206, [RAW], {}))

    result = read(client, event_ids=["a", "b", "a"])

    assert client.calls == [(("events",), ["a", "b"])]
    assert ([event["event_id"] for event in result["events"]], result["missing_ids"]) == (["a"], ["b"])


def test_each_is_asked_for_where_the_answer_holds_nothing():
    client = Backend(Answer(206, None, {}), RAW, NotFound("None.", 404))

    result = read(client, event_ids=["a", "b"])

    assert sorted(segments for segments, dummy in client.calls[1:]) == [("events", "a"), ("events", "b")]
    assert len(result["events"]) == len(result["missing_ids"]) == 1


def test_no_ids_are_no_request():
    assert read(Backend(), event_ids=[])["events"] == []


@pytest.mark.parametrize("given, option", [
    ({"event_ids": ["a"], "types": ["issue"]}, "types"), ({"event_ids": ["a"], "window_size": "1m"}, "window_size"), ({"event_ids": [""]}, "event_ids[0]"),
    ({"types": []}, "types"), ({"types": ["issue"], "kind": "agent_monitoring_events"}, "types")])
def test_wrong_options(given, option):
    with pytest.raises(OptionError) as caught:
        events_info.prepare({**PARAMS, **given})

    assert caught.value.facts["option"] == option
