# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Maintenance windows of the Instana backend, and the recurrence of some."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ..systems.instana.backend import recurrence
from .conftest import Client

HOUR = 3_600_000
PATH = "/settings/v2/maintenance/w"
FILTER = {"type": "TAG_FILTER", "name": "synthetic.testName", "operator": "STARTS_WITH", "entity": "NOT_APPLICABLE", "value": "checkout"}
EXPRESSION = {"type": "EXPRESSION", "logicalOperator": "AND", "elements": [FILTER, {"type": "EXPRESSION", "logicalOperator": "OR", "elements": [FILTER]}]}


def now() -> int:
    return int(time.time() * 1000)


def window(start: int, hours: int = 2, rrule: str = "", **more: Any) -> dict[str, Any]:
    scheduling: dict[str, Any] = {"type": "ONE_TIME", "start": start, "duration": {"amount": hours, "unit": "HOURS"}}
    if rrule:
        scheduling.update(type="RECURRENT", rrule=rrule, timezoneId="Europe/Berlin")
    return {"id": "w", "name": "Rollout", "query": "entity.zone:eu", "scheduling": scheduling, **more}


def put(sandbox: Client, body: dict[str, Any], code: int = 200) -> Any:
    answer = sandbox.instana("PUT", PATH, body)
    assert answer.status_code == code, answer.text
    return answer.json() if answer.text else None


def only(sandbox: Client) -> dict[str, Any]:
    shown, = sandbox.instana("GET", "/settings/v2/maintenance").json()
    return shown


def test_from_creation_to_deletion(sandbox: Client) -> None:
    start = now()
    made = put(sandbox, window(start))
    assert made == {**window(start), "paused": False, "tagFilterExpressionEnabled": False, "validVersion": 1, "lastUpdated": made["lastUpdated"],
                    "state": "ACTIVE", "occurrence": {"start": start, "end": start + 2 * HOUR}}
    assert sandbox.instana("GET", PATH).json() == made
    assert only(sandbox) == {**made, "invalid": False, "applicationNames": []}
    assert put(sandbox, window(start, 3))["scheduling"]["duration"]["amount"] == 3
    assert sandbox.instana("DELETE", PATH).status_code == 204
    for method, path in (("GET", PATH), ("DELETE", PATH), ("PUT", f"{PATH}/pause"), ("PUT", f"{PATH}/resume")):
        answer = sandbox.instana(method, path)
        assert (answer.status_code, list(answer.json())) == (404, ["errors"])


@pytest.mark.parametrize("offset,state", [(-HOUR, "ACTIVE"), (HOUR, "SCHEDULED")])
def test_states(sandbox: Client, offset: int, state: str) -> None:
    assert put(sandbox, window(now() + offset))["state"] == state
    assert put(sandbox, window(now() + offset, paused=True))["state"] == "PAUSED"
    assert sandbox.instana("PUT", f"{PATH}/resume").json()["state"] == state
    assert sandbox.instana("PUT", f"{PATH}/pause").json()["state"] == "PAUSED"


def test_what_is_over_is_refused(sandbox: Client) -> None:
    expired = {"errors": ["The maintenance window is already expired."]}
    assert put(sandbox, window(now() - 3 * HOUR), 400) == expired
    assert put(sandbox, window(now() - 99 * HOUR, rrule="FREQ=DAILY;COUNT=2"), 400) == expired
    put(sandbox, window(now() - HOUR))
    assert put(sandbox, window(now() - HOUR, 1), 400) == expired
    sandbox.seed(maintenance_windows=[window(now() - 3 * HOUR)])
    assert only(sandbox)["state"] == "EXPIRED"
    sandbox.variants(maintenance_expired_id="400")
    assert put(sandbox, window(now()), 400) == expired
    sandbox.variants(maintenance_expired_id="reusable")
    assert put(sandbox, window(now()))["state"] == "ACTIVE"


def test_what_the_list_finds_out(sandbox: Client) -> None:
    sandbox.seed(applications=[{"label": "Billing", "id": "a1"}, {"label": "Finance", "id": "a2"}])
    put(sandbox, window(now(), query='entity.application.id:"a2" OR entity.application.id:"a1"'))
    assert (only(sandbox)["applicationNames"], only(sandbox)["invalid"]) == (["Billing", "Finance"], False)
    put(sandbox, window(now(), query="(entity.zone:eu"))
    assert only(sandbox)["invalid"] is True


def test_tag_filters(sandbox: Client) -> None:
    made = put(sandbox, window(now(), query="", tagFilterExpressionEnabled=True, tagFilterExpression=EXPRESSION))
    leaf = made["tagFilterExpression"]["elements"][0]
    assert leaf == {**FILTER, "key": None, "stringValue": "checkout", "numberValue": None, "booleanValue": None}
    put(sandbox, window(now(), tagFilterExpressionEnabled=True), 422)
    for wrong in ({**FILTER, "operator": "IS"}, {**FILTER, "entity": "HOST"}, {**FILTER, "tag": "x"}, {**EXPRESSION, "logicalOperator": "XOR"}, {"type": "X"}):
        put(sandbox, window(now(), tagFilterExpressionEnabled=True, tagFilterExpression=wrong), 422)


@pytest.mark.parametrize("answer,code", [("200", 200), ("200_empty", 200), ("202", 202)])
def test_answers_to_put(sandbox: Client, answer: str, code: int) -> None:
    sandbox.variants(maintenance_put_answer=answer)
    shown = put(sandbox, window(now()), code)
    assert (shown is not None) == (answer == "200")
    assert only(sandbox)["state"] == ("UNSCHEDULED" if code == 202 else "ACTIVE")


def test_omitted_fields(sandbox: Client) -> None:
    full = window(now(), paused=True, retriggerOpenAlertsEnabled=True)
    put(sandbox, full)
    assert "retriggerOpenAlertsEnabled" not in put(sandbox, window(now()))
    sandbox.variants(maintenance_put="merge")
    put(sandbox, full)
    assert {"paused": True, "retriggerOpenAlertsEnabled": True}.items() <= put(sandbox, window(now())).items()


def test_needless_pauses(sandbox: Client) -> None:
    put(sandbox, window(now()))
    assert sandbox.instana("PUT", f"{PATH}/resume").status_code == 200
    sandbox.variants(maintenance_needless_pause="400")
    assert [sandbox.instana("PUT", f"{PATH}/{verb}").status_code for verb in ("resume", "pause", "pause")] == [400, 200, 400]


@pytest.mark.parametrize("wrong", [
    {"state": "ACTIVE"}, {"occurrence": {}}, {"applicationNames": []}, {"id": "x" * 65}, {"name": None}, {"query": None}, {"paused": "no"},
    {"scheduling": {"type": "ONE_TIME", "start": 1}}, {"scheduling": {**window(1)["scheduling"], "rrule": "FREQ=DAILY"}},
    {"scheduling": {**window(1)["scheduling"], "type": "DAILY"}}, {"scheduling": {**window(1)["scheduling"], "duration": {"amount": 30, "unit": "SECONDS"}}},
    {"scheduling": {**window(1)["scheduling"], "duration": {"amount": 0, "unit": "HOURS"}}},
])
def test_wrong_windows_are_refused(sandbox: Client, wrong: dict[str, Any]) -> None:
    put(sandbox, {**window(now()), **wrong}, 422)


def test_the_ids_have_to_be_equal(sandbox: Client) -> None:
    put(sandbox, window(now(), id="other"), 400)


def test_time_zones(sandbox: Client) -> None:
    body = window(now(), rrule="FREQ=DAILY")
    del body["scheduling"]["timezoneId"]
    put(sandbox, body, 422)
    sandbox.variants(maintenance_timezone="optional")
    put(sandbox, body)
    body["scheduling"]["timezoneId"] = "Europe/Nowhere"
    put(sandbox, body, 400)


def test_a_rule_in_other_words(sandbox: Client) -> None:
    sandbox.variants(maintenance_rrule="normalised")
    assert put(sandbox, window(now(), rrule="FREQ=MONTHLY;BYDAY=+2TU;COUNT=12"))["scheduling"]["rrule"] == "BYDAY=2TU;COUNT=12;FREQ=MONTHLY;INTERVAL=1"


@pytest.mark.parametrize("rule", [
    "", "FREQ=HOURLY", "INTERVAL=1", "FREQ=DAILY;INTERVAL=366", "FREQ=WEEKLY;INTERVAL=53", "FREQ=MONTHLY;INTERVAL=13", "FREQ=YEARLY;INTERVAL=2", "FREQ=DAILY;",
    "FREQ=MONTHLY;BYDAY=MO,TU", "FREQ=YEARLY;BYMONTHDAY=1,2", "FREQ=DAILY;UNTIL=20261231", "FREQ=DAILY;BYHOUR=1", "FREQ=DAILY;COUNT=1;UNTIL=20261231T000000Z",
    "FREQ=DAILY;FREQ=DAILY", "RRULE:FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SAT", "FREQ=YEARLY;BYMONTH=13",
])
def test_wrong_rules_are_refused(sandbox: Client, rule: str) -> None:
    with pytest.raises(ValueError):
        recurrence.parse(rule)
    body = window(now(), rrule="FREQ=DAILY")
    body["scheduling"]["rrule"] = rule
    put(sandbox, body, 400 if rule else 422)


@pytest.mark.parametrize("rule,days", [
    ("FREQ=DAILY;INTERVAL=3;COUNT=3", ["10-20", "10-23", "10-26"]),
    ("FREQ=WEEKLY;BYDAY=SA,SU;INTERVAL=2;COUNT=4", ["10-24", "10-25", "11-07", "11-08"]),
    ("FREQ=WEEKLY;COUNT=2", ["10-20", "10-27"]),
    ("FREQ=MONTHLY;BYDAY=+2TU;COUNT=2", ["11-10", "12-08"]),
    ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["10-30", "11-27"]),
    ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["10-31", "11-30"]),
    ("FREQ=MONTHLY;INTERVAL=2;COUNT=2", ["10-20", "12-20"]),
    ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;COUNT=1", ["12-24"]),
    ("FREQ=YEARLY;COUNT=1", ["10-20"]),
    ("FREQ=DAILY;UNTIL=20261022T000000Z", ["10-20", "10-21"]),
    ("FREQ=DAILY;BYMONTH=11;COUNT=2", ["11-01", "11-02"]),
])
def test_occurrences(rule: str, days: list[str]) -> None:
    first = datetime(2026, 10, 20, 22, tzinfo=ZoneInfo("Europe/Berlin"))
    found = list(recurrence.parse(rule).starts(first))
    assert [day.strftime("%m-%d") for day in found] == days
    assert {day.strftime("%H:%M") for day in found} == {"22:00"}  # also after the clocks were changed


def test_the_next_occurrence(sandbox: Client) -> None:
    made = put(sandbox, window(now() - 25 * HOUR, rrule="FREQ=DAILY;COUNT=2"))
    assert made["state"] == "ACTIVE" and made["occurrence"]["end"] - made["occurrence"]["start"] == 2 * HOUR
    assert put(sandbox, window(now() - 25 * HOUR, 1, rrule="FREQ=DAILY"))["state"] == "SCHEDULED"
    assert put(sandbox, window(now(), rrule="FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1"), 400) == {"errors": ["The maintenance window is already unscheduled."]}
