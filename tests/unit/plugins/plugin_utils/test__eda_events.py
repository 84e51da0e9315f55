# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of Instana's events are told, and how often."""

from __future__ import annotations

from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.plugin_utils._eda import instana_events

MINUTE = 60 * 1000


class Backend:
    """Lists events, by time frame or by ids, and notes the questions."""

    def __init__(self):
        self.events, self.listed, self.queries, self.asked_ids = {}, None, [], []

    def put(self, event_id, state="open", start=0):
        self.events[event_id] = {"eventId": event_id, "state": state, "start": start, "problem": event_id, "type": "issue"}

    def get(self, *segments, doing, query=None):
        self.queries.append(query)
        shown = self.events if self.listed is None else {key: self.events[key] for key in self.listed}
        return Answer(200, list(shown.values()), {})

    def read_by_post(self, *segments, doing, body):
        self.asked_ids.append(body)
        return Answer(200, [self.events[key] for key in body if key in self.events], {})


class Clock:
    def __init__(self):
        self.now = 1_800_000_000_000

    def __call__(self):
        return self.now


def watch(clock=None, **params):
    return instana_events.Watch(dict({"types": None, "report_existing": False}, **params), clock or Clock())


def told(events):
    return [(event["payload"]["eventId"], event["origin"]["status"], event["origin"]["new"]) for event in events]


def test_an_event_is_told_when_it_comes_and_when_it_is_over():
    backend, watching = Backend(), watch()
    backend.put("old")
    assert watching.look(backend) == []
    backend.put("new")
    assert told(watching.look(backend)) == [("new", "open", True)]
    assert watching.look(backend) == []
    backend.put("new", "MANUALLY_CLOSED")
    assert told(watching.look(backend)) == [("new", "closed", False)]
    backend.put("new")  # an answer that lags behind
    assert watching.look(backend) == []


def test_an_event_that_is_over_at_once_is_told_once_and_they_come_in_order():
    backend, watching = Backend(), watch(report_existing=True)
    backend.put("second", "closed", start=2)
    backend.put("first", "closed", start=1)
    assert told(watching.look(backend)) == [("first", "closed", True), ("second", "closed", True)]
    assert watching.look(backend) == []


def test_looks_overlap():
    clock, backend = Clock(), Backend()
    watching, begin = watch(clock, types=["issue", "incident"]), clock.now
    watching.look(backend)
    clock.now += 5 * MINUTE
    watching.look(backend)
    assert backend.queries == [
        {"from": begin - 3 * MINUTE, "to": begin, "eventTypeFilters": ["ISSUE", "INCIDENT"]},
        {"from": begin - 3 * MINUTE, "to": begin + 5 * MINUTE, "eventTypeFilters": ["ISSUE", "INCIDENT"]},
    ]


def test_what_is_open_and_not_listed_any_more_is_asked_for():
    backend, watching = Backend(), watch()
    backend.put("long")
    watching.look(backend)
    backend.listed = []
    assert watching.look(backend) == []
    backend.put("long", "closed")
    assert told(watching.look(backend)) == [("long", "closed", False)]
    watching.look(backend)
    assert backend.asked_ids == [["long"], ["long"]]


def test_what_the_backend_does_not_know_any_more_is_not_asked_for_again():
    backend, watching = Backend(), watch()
    backend.put("lost")
    watching.look(backend)
    del backend.events["lost"]
    assert watching.look(backend) == [] and watching.look(backend) == []
    assert backend.asked_ids == [["lost"]]


def test_memory_does_not_grow():
    clock, backend = Clock(), Backend()
    watching = watch(clock)
    backend.put("over", "closed")
    backend.put("open")
    watching.look(backend)
    backend.listed = ["open"]
    clock.now += 61 * MINUTE
    watching.look(backend)
    assert set(watching._open) == {"open"} == set(watching._seen)
