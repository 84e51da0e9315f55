# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import BatchError, NotFound, OptionError, PermissionDenied, TransportError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import event_closing

PARAMS = {
    "event_ids": ["a"], "username": "bot", "reason": "Done", "close_time": None, "mute_alerts": None, "disable_event": None,
    "concurrency": 1, "max_failures": None, "results": "all",
}


class Backend:
    """Holds the states of events; shows those in ``late`` open although they are not."""

    def __init__(self, fault=None, late=(), **states):
        self.states = states
        self.fault = fault
        self.late = late
        self.bodies = []

    def read_by_post(self, *segments, doing, body):
        return Answer(200, [self._shown(event_id) for event_id in body if event_id in self.states], {}, None)

    def get(self, *segments, doing):
        return Answer(200, self._shown(segments[-1]), {})

    def _shown(self, event_id):
        return {"eventId": event_id, "problem": "Disk full", "state": "open" if event_id in self.late else self.states[event_id]}

    def write(self, method, *segments, doing, body):
        assert (method, segments[:-1]) == ("POST", ("api", "events", "settings", "manual-close"))
        self.bodies.append(body)
        if isinstance(self.fault, PermissionDenied):
            raise self.fault
        if self.states[segments[-1]] != "open":
            raise NotFound("Not open.", 404)
        self.states[segments[-1]] = "closed"
        if self.fault:
            raise self.fault


def run(client, check_mode=False, **params):
    return event_closing.run(event_closing.prepare({**PARAMS, **params}), client, check_mode)


def test_what_is_open_is_closed():
    client = Backend(a="open", b="MANUALLY_CLOSED")

    outcome = run(client, event_ids=["a", "b"], close_time="1790000000", mute_alerts=True, disable_event=False)

    assert client.bodies == [{"username": "bot", "reasonForClosing": "Done", "closeTimestamp": 1790000000000, "muteAlerts": True, "disableEvent": False}]
    assert [(event["event_id"], event["action"], event["state"]) for event in outcome.result["events"]] == [
        ("a", "updated", "closed"), ("b", "unchanged", "MANUALLY_CLOSED")]
    assert (outcome.changed, outcome.warnings) == (True, [])
    assert outcome.diff[0]["before"]["state"] == "open"


def test_only_what_is_given_is_sent():
    client = Backend(a="open")

    run(client)

    assert client.bodies == [{"username": "bot", "reasonForClosing": "Done"}]


def test_check_mode_closes_nothing():
    client = Backend(a="open")

    outcome = run(client, check_mode=True)

    assert (outcome.changed, outcome.result["events"][0]["state"], client.bodies) == (True, "closed", [])


def test_an_event_that_is_only_shown_open_is_not_changed():
    client = Backend(a="closed", late=("a",))

    outcome = run(client)

    assert (outcome.changed, outcome.diff, outcome.result["events"][0]["action"], outcome.result["summary"]["unchanged"]) == (False, [], "unchanged", 1)
    assert outcome.result["events"][0]["state"] == "closed"


def test_a_close_that_is_not_shown_yet_is_no_deviation():
    outcome = run(Backend(a="open", late=("a",)))

    assert (outcome.changed, outcome.warnings) == (True, [])


def test_a_request_that_was_lost_is_settled_by_looking_again():
    client = Backend(TransportError("Lost.", maybe_done=True), a="open")

    assert run(client).changed
    assert len(client.bodies) == 1


@pytest.mark.parametrize("client, text", [
    (Backend(), "The backend knows no event a."),
    (Backend(PermissionDenied("Refused.", 403), a="open"), "It needs canManuallyCloseIssue."),
    (Backend(TransportError("Lost.", maybe_done=True), late=("a",), a="open"), "It is not known whether the server carried it out"),
])
def test_failures(client, text):
    with pytest.raises(BatchError) as caught:
        run(client)

    assert text in caught.value.result["events"][0]["msg"]


@pytest.mark.parametrize("given, option", [
    ({"event_ids": ["a", "a"]}, "event_ids[1]"), ({"event_ids": ["a/b"]}, "event_ids[0]"), ({"username": ""}, "username"),
    ({"username": "x" * 257}, "username"), ({"reason": " "}, "reason"), ({"close_time": "x"}, "close_time"), ({"concurrency": 0}, "concurrency")])
def test_wrong_options(given, option):
    with pytest.raises(OptionError) as caught:
        event_closing.prepare({**PARAMS, **given})

    assert caught.value.facts["option"] == option
