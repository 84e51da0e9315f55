# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unknowns of alerting."""

from __future__ import annotations

import pytest

from .conftest import Client

ANSWERS = {
    "state": (200, {"enabled": False, "reason": "A silence is set on db-1@crm"}),
    "status": (200, {"status": "Alerting disabled!"}),
    "empty": (200, None),
    "204": (204, None),
}


@pytest.fixture
def crm(sandbox: Client) -> Client:
    sandbox.seed(connections=[{"name": "crm", "host": "db-1"}])
    return sandbox


@pytest.mark.parametrize("style", ANSWERS)
def test_answers_of_the_switch(crm: Client, style: str) -> None:
    crm.variants(alerting_switch_answer=style)
    answer = crm.platform("PATCH", "/alerting/db-1@crm/disable")
    assert (answer.status_code, answer.json() if answer.content else None) == ANSWERS[style]
    assert crm.state()["platform"]["silenced"] == ["db-1@crm"]
    assert crm.platform("PATCH", "/alerting/db-1@crm/enable").ok
    assert crm.platform("GET", "/alerting/db-1@crm/status").json() == {"enabled": True, "reason": ""}


@pytest.mark.parametrize("style, code, left", [("one", 200, []), ("stacked", 200, ["db-1@crm"]), ("409", 409, [])])
def test_a_second_silence(crm: Client, style: str, code: int, left: list[str]) -> None:
    crm.variants(repeated_silence=style)
    assert crm.platform("PATCH", "/alerting/db-1@crm/disable").status_code == 200
    assert crm.platform("PATCH", "/alerting/db-1@crm/disable").status_code == code
    crm.platform("PATCH", "/alerting/db-1@crm/enable")
    assert crm.state()["platform"]["silenced"] == left
    assert crm.platform("GET", "/alerting/db-1@crm/status").json()["enabled"] is (left == [])


@pytest.mark.parametrize("named, before", [("blocker", "Alerting is disabled"), ("silence", "A silence is set on db-1@crm")])
def test_two_causes_at_once(crm: Client, named: str, before: str) -> None:
    crm.seed(silenced=["db-1@crm"])
    crm.variants(alerting_blocker="platform_off", alerting_reason=named)
    assert crm.platform("GET", "/alerting/db-1@crm/status").json()["reason"].startswith(before)
    crm.platform("PATCH", "/alerting/db-1@crm/enable")
    assert crm.platform("GET", "/alerting/db-1@crm/status").json()["reason"].startswith("Alerting is disabled")


def test_shapes_of_the_list_of_problems(crm: Client) -> None:
    crm.seed(problems=[{"pg_instance": "db-1@crm", "message": "Dump failed"}])
    listed = crm.platform("GET", "/alerting/db-1@crm/problems").json()
    assert [problem["message"] for problem in listed] == ["Dump failed"]
    for style, expected in (("wrapped", {"pg_instance": "db-1@crm", "problems": listed}), ("strings", ["Dump failed"])):
        crm.variants(problem_list=style)
        assert crm.platform("GET", "/alerting/db-1@crm/problems").json() == expected


@pytest.mark.parametrize("style, code", [("404_error", 404), ("404_empty", 404), ("200_error", 200)])
def test_unknown_instances_are_certain_only_by_their_status(sandbox: Client, style: str, code: int) -> None:
    sandbox.variants(missing_resource=style)
    for method, call, body in (("PATCH", "disable", None), ("PATCH", "enable", None), ("GET", "problems", None), ("POST", "problems", {"message": "x"})):
        answer = sandbox.platform(method, f"/alerting/db-1@crm/{call}", body)
        assert (answer.status_code, bool(answer.content)) == (code, style != "404_empty")
    assert sandbox.platform("GET", "/alerting/db-1@crm/status").json() == {"error": "Instance db-1@crm not found"}
    assert sandbox.state()["platform"]["problems"] == {}
