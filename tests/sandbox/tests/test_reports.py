# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PDF reports, in the answer and by mail."""

from __future__ import annotations

import re
from typing import Any

import pytest

from .conftest import Client

DAY = {"from": "2026-03-01", "to": "2026-03-02", "filters": [{"tag": "pg_instance", "value": "db-1@crm"}]}
MAIL = {"report_type": "email", "subject": "Daily review", "recipients": ["dba@example.com"]}
DOCUMENTED: dict[str, dict[str, Any]] = {
    "full-report": {"sections": ["top_queries", "sessions_workload"]},
    "session-history-report": {"database": "sales", "group": "application_name", "sub_group": "database", "limit": 20},
    "top-queries-report": {"database": "sales", "by": "calls", "limit": 5},
}
OTHERS = ("table-report", "instance-report", "server-report", "query-report", "data-size-report")


@pytest.fixture
def fleet(sandbox: Client) -> Client:
    sandbox.seed(connections=[{"name": "crm", "host": "db-1", "tags": "app=crm"}])
    return sandbox


def report(client: Client, name: str, **fields: Any) -> Any:
    return client.platform("POST", f"/activity/{name}", {**DAY, **fields})


@pytest.mark.parametrize("code", [200, 201])
@pytest.mark.parametrize("name", [*DOCUMENTED, *OTHERS])
def test_a_file(fleet: Client, name: str, code: int) -> None:
    fleet.variants(report_code=code)
    answer = report(fleet, name, **DOCUMENTED.get(name, {}))
    assert answer.status_code == code and answer.headers["content-type"] == "application/pdf"
    pdf = answer.content
    assert pdf.startswith(b"%PDF-1.4") and pdf.endswith(b"%%EOF\n") and b"db-1@crm" in pdf
    assert pdf != report(fleet, name).content
    # Every object stands where the index says.
    index = int(re.findall(rb"startxref\n(\d+)", pdf)[0])
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n ", pdf[index:])]
    assert [pdf[place:].split(b" obj")[0] for place in places] == [b"%d 0" % number for number in range(1, 6)]


@pytest.mark.parametrize("answer,body", [("status", {"status": "Report sent"}), ("empty", None)])
def test_a_mail(fleet: Client, answer: str, body: Any) -> None:
    fleet.variants(report_mail_answer=answer)
    sent = report(fleet, "full-report", **MAIL)
    assert sent.status_code == 200 and (sent.json() if body else sent.content or None) == body
    assert fleet.state()["platform"]["mails"] == [
        {"title": "Full report", "subject": "Daily review", "recipients": ["dba@example.com"], "instances": ["db-1@crm"]}]


@pytest.mark.parametrize("name,wrong", [
    ("full-report", {"sections": ["nonsense"]}), ("full-report", {"limit": 5}), ("full-report", {"output": "json"}),
    ("session-history-report", {"by": "calls"}), ("top-queries-report", {"by": "size"}), ("top-queries-report", {"limit": "5"}),
    ("full-report", {**MAIL, "recipients": []}), ("full-report", {**MAIL, "recipients": ["nobody"]}), ("full-report", {**MAIL, "report_type": "pdf"}),
    ("full-report", {"subject": "Daily review"}), ("full-report", {"report_type": "email"}), ("full-report", {"from": "2026-03-03"}),
    ("full-report", {"filters": [{"tag": "app", "value": "none"}]}),
])
def test_wrong_reports_are_refused_in_json(fleet: Client, name: str, wrong: dict[str, Any]) -> None:
    answer = report(fleet, name, **wrong)
    assert answer.status_code == 400 and ("detail" in answer.json() or "error" in answer.json())
    assert fleet.state()["platform"]["mails"] == []


@pytest.mark.parametrize("accepted,code", [("any", 200), ("documented", 400)])
def test_what_is_not_published(fleet: Client, accepted: str, code: int) -> None:
    fleet.variants(report_parameters=accepted)
    assert all(report(fleet, name, anything=1).status_code == code for name in OTHERS)
    assert all(report(fleet, name, anything=1).status_code == 400 for name in DOCUMENTED)


def test_former_names(fleet: Client) -> None:
    for names, codes in (("both", [200, 200]), ("current", [200, 404]), ("former", [404, 200])):
        fleet.variants(activity_names=names)
        for pair in (("full-report", "workload-report"), ("session-history-report", "sessions-workload-report")):
            assert [report(fleet, name).status_code for name in pair] == codes
