# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Closing events by hand, and the lists that hold other events."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

START = 1_790_000_000_000
OPEN = {"title": "Disk full", "severity": 5, "duration": 3_600_000}
BODY = {"username": "bot", "reasonForClosing": "Done"}


def planted(sandbox: Client, *events: dict[str, Any]) -> list[str]:
    sandbox.seed(events=list(events))
    return [event["eventId"] for event in sandbox.state()["instana"]["events"]]


def close(sandbox: Client, event_id: str, body: Any = None) -> int:
    return sandbox.instana("POST", f"/events/settings/manual-close/{event_id}", body or BODY).status_code


def state(sandbox: Client, event_id: str) -> str:
    return sandbox.instana("GET", f"/events/{event_id}").json()["state"]


def test_an_issue_is_closed_once(sandbox: Client) -> None:
    event_id, change = planted(sandbox, OPEN, {"title": "Deployed"})
    answer = sandbox.instana("POST", f"/events/settings/manual-close/{event_id}", {**BODY, "closeTimestamp": START, "muteAlerts": True, "disableEvent": False})
    assert (answer.status_code, answer.json()["state"], answer.json()["metadata"]["manualCloseUsername"]) == (200, "MANUALLY_CLOSED", "bot")
    assert state(sandbox, event_id) == "closed"
    assert [close(sandbox, known) for known in (event_id, change, "unknown")] == [404, 404, 404]
    assert {entry["write"] for entry in sandbox.journal(method="POST")} == {True}


@pytest.mark.parametrize("body", [
    {"username": "bot"}, {"reasonForClosing": "Done"}, {**BODY, "username": "x" * 257}, {**BODY, "comment": "x"}, {**BODY, "eventIds": ["a"]},
    {**BODY, "closeTimestamp": "now"}, {**BODY, "muteAlerts": "yes"},
])
def test_wrong_closings_are_refused(sandbox: Client, body: dict[str, Any]) -> None:
    event_id, = planted(sandbox, OPEN)
    assert close(sandbox, event_id, body) == 422
    assert state(sandbox, event_id) == "open"


def test_variants_of_closing(sandbox: Client) -> None:
    sandbox.variants(closed_event_state="MANUALLY_CLOSED", event_close_delay_polls=2)
    event_id, = planted(sandbox, OPEN)
    assert close(sandbox, event_id) == 200
    assert close(sandbox, event_id) == 404
    assert [state(sandbox, event_id) for _poll in range(3)] == ["open", "open", "MANUALLY_CLOSED"]
    sandbox.variants(instana_lacking_permission="CanManuallyCloseIssue")
    assert close(sandbox, event_id) == 403


def test_a_partly_found_answer_may_be_empty(sandbox: Client) -> None:
    event_id, = planted(sandbox, OPEN)
    sandbox.variants(events_partly_found="empty")
    answer = sandbox.instana("POST", "/events", [event_id, "unknown"])
    assert (answer.status_code, answer.text) == (206, "")
    assert sandbox.instana("POST", "/events", [event_id]).status_code == 200


@pytest.mark.parametrize("name,kind,include", [
    ("agent-monitoring-events", "agent_monitoring_issue", "includeAgentMonitoringIssues"),
    ("kubernetes-info-events", "kubernetes_info", "includeKubernetesInfoEvents"),
])
def test_other_events_have_lists_of_their_own(sandbox: Client, name: str, kind: str, include: str) -> None:
    frame = {"from": START, "to": START + 1}
    assert sandbox.instana("GET", f"/events/{name}", params=frame).status_code == 404
    sandbox.seed(**{name.replace("-", "_"): [{"title": "Told", "timestamp": START}]})
    assert [event["type"] for event in sandbox.instana("GET", f"/events/{name}", params=frame).json()] == [kind]
    assert sandbox.instana("GET", f"/events/{name}").status_code == 404
    assert sandbox.instana("GET", f"/events/{name}", params={"eventTypeFilters": "ISSUE"}).status_code == 400
    assert [len(sandbox.instana("GET", "/events", params={**frame, include: flag}).json()) for flag in ("false", "true")] == [0, 1]


def test_ids_are_the_same_after_a_reset(sandbox: Client) -> None:
    first = planted(sandbox, OPEN, OPEN)
    sandbox.control("POST", "/reset")
    assert planted(sandbox, OPEN, OPEN) == first
    assert len({*first}) == 2 and all(len(event_id) == 22 for event_id in first)
