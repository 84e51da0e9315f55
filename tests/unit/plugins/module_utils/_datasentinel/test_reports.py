# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports, into a file or by mail."""

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import reports
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, NotFound, OptionError, TransportError
from ansible_collections.runwatch.observability.plugins.module_utils._http import ANYTHING, FILE, Answer

OPTIONS = dict.fromkeys(reports.DEFINITION.options)
OPTIONS.update({name: spec["default"] for name, spec in reports.DEFINITION.options.items() if "default" in spec})
MAIL = {"recipients": ["dba@example.com"], "subject": "Daily review"}
PDF = b"%PDF-1.4\n\xff\xfe%%EOF\n"


class Platform:
    def __init__(self, data=PDF, **errors):
        self.data, self.errors, self.asked = data, errors, []

    def read_by_post(self, *segments, doing, body, form):
        assert form == FILE
        return self._answer(segments, doing, body)

    def call(self, method, segments, doing, body, form):
        assert (method, form) == ("POST", ANYTHING)
        return self._answer(segments, doing, body)

    def _answer(self, segments, doing, body):
        self.asked.append((segments[2], body))
        error = self.errors.get(segments[2].replace("-", "_"))
        if error:
            raise error
        return Answer(200, self.data, {}, lambda what: AnswerError("Could not %s: %s." % (doing, what), 200))


def make(platform=None, check_mode=False, **given):
    params = dict(OPTIONS, **dict({"report": "full"}, **given))
    return reports.run(reports.prepare(params), platform or Platform(), check_mode)


@pytest.mark.parametrize("given, address, own", [
    ({"report": "full", "sections": ["top_queries", "session_history"]}, "full-report", {"sections": ["top_queries", "session_history"]}),
    ({"report": "session_history", "group": "database", "sub_group": "user", "limit": 20, "database": "crm"}, "session-history-report",
     {"group": "database", "sub_group": "user", "limit": 20, "database": "crm"}),
    ({"report": "top_queries", "by": "calls", "limit": 5}, "top-queries-report", {"by": "calls", "limit": 5}),
    ({"report": "table", "extra": {"limit": 5}}, "table-report", {"limit": 5}),
    ({"report": "instance"}, "instance-report", {}),
    ({"report": "server"}, "server-report", {}),
    ({"report": "query", "query_id": "0f34", "extra": {"more": {"a": [1]}}}, "query-report", {"query_md5_id": "0f34", "more": {"a": [1]}}),
    ({"report": "query", "extra": {"queryid": "1"}}, "query-report", {"queryid": "1"}),
    ({"report": "data_size"}, "data-size-report", {}),
])
def test_each_report_is_asked_for_with_its_own_parameters(tmp_path, given, address, own):
    platform = Platform()
    make(platform, dest=str(tmp_path / "report.pdf"), instance="db-1@crm", **given)
    (asked, body), = platform.asked
    assert asked == address and body["filters"] == [{"tag": "pg_instance", "value": "db-1@crm"}]
    assert {key: value for key, value in body.items() if key not in ("from", "to", "utc_time", "filters")} == own


def test_a_file(tmp_path):
    dest = tmp_path / "report.pdf"
    outcome = make(dest=str(dest))
    assert outcome.changed and dest.read_bytes() == PDF and outcome.result["size"] == len(PDF)
    assert set(outcome.result) == {"report", "from_time", "to_time", "dest", "size", "checksum"}
    assert not make(dest=str(dest)).changed
    changed = make(Platform(PDF + b"\n"), dest=str(dest))
    assert changed.changed and changed.diff["before"]["size"] + 1 == changed.diff["after"]["size"]


@pytest.mark.parametrize("data", [b"", b"<html>", b" %PDF-1.4"])
def test_what_is_no_pdf_is_not_written(tmp_path, data):
    (tmp_path / "report.pdf").write_bytes(PDF)
    with pytest.raises(AnswerError, match="Could not fetch the report full: something that is not a PDF."):
        make(Platform(data), dest=str(tmp_path / "report.pdf"))
    assert (tmp_path / "report.pdf").read_bytes() == PDF


@pytest.mark.parametrize("data", [None, {"status": "Report sent"}, []])
def test_a_mail(data):
    platform = Platform(data)
    outcome = make(platform, **MAIL)
    (dummy, body), = platform.asked
    assert {key: body[key] for key in ("report_type", "recipients", "subject")} == dict(MAIL, report_type="email")
    assert outcome.changed and outcome.diff is None and outcome.result["recipients"] == ["dba@example.com"]


def test_a_mail_of_unknown_fate_is_told_and_not_repeated():
    platform = Platform(full_report=TransportError("The connection was lost. Run the task again.", maybe_done=True))
    with pytest.raises(TransportError) as caught:
        make(platform, **MAIL)
    assert caught.value.message.endswith("Run the task again. Look into the mailbox first: it is not known whether the report was sent, "
                                         "and it was not sent again.")
    assert len(platform.asked) == 1


def test_a_mail_that_was_refused_is_not_in_doubt():
    with pytest.raises(AnswerError) as caught:
        make(Platform(full_report=AnswerError("No mail server.", 500)), **MAIL)
    assert caught.value.message == "No mail server."


@pytest.mark.parametrize("given", [MAIL, {"dest": "report.pdf"}])
def test_former_names_are_tried(tmp_path, given):
    given = {key: str(tmp_path / value) if key == "dest" else value for key, value in given.items()}
    platform = Platform(full_report=NotFound("gone", 404))
    assert make(platform, **given).changed
    assert [name for name, dummy in platform.asked] == ["full-report", "workload-report"]
    assert platform.asked[0][1] == platform.asked[1][1]


@pytest.mark.parametrize("given, keys", [(MAIL, {"recipients"}), ({"dest": "report.pdf"}, {"dest", "size", "checksum"})])
def test_check_mode_asks_for_nothing(tmp_path, given, keys):
    given = {key: str(tmp_path / value) if key == "dest" else value for key, value in given.items()}
    platform = Platform()
    outcome = make(platform, check_mode=True, **given)
    assert outcome.changed and outcome.result["msg"] and platform.asked == []
    assert set(outcome.result) == {"report", "from_time", "to_time", "msg"} | keys


@pytest.mark.parametrize("given, option, says", [
    ({"report": "top_queries", "sections": ["parameters"]}, "sections", "does not belong to the report top_queries, which takes database, by, limit."),
    ({"report": "table", "limit": 5}, "limit", "takes no parameters of its own. What your platform takes beyond that can be given in extra."),
    ({"report": "top_queries", "by": "size"}, "by", "choose one of calls"),
    ({"report": "session_history", "limit": 0}, "limit", "at least 1"),
    ({"report": "query"}, "query_id", "is needed for the report query"),
    ({"extra": {"from": "2026-01-01"}}, "extra", "from is set by another option"),
    ({"extra": {"filters": []}}, "extra", "filters is set by another option"),
    ({"extra": {"recipients": ["x@example.com"]}}, "extra", "recipients is set by another option"),
    ({"report": "query", "query_id": "0f", "extra": {"query_md5_id": "0f"}}, "extra", "query_md5_id is set by another option"),
    ({"extra": {"share": float("nan")}}, "extra", "a number that JSON does not know"),
    (dict(MAIL, recipients=[]), "recipients", "holds nobody"),
    (dict(MAIL, recipients=["dba@example.com", "nobody"]), "recipients[1]", "'nobody' is no e-mail address"),
    (dict(MAIL, recipients=["a@example.com, b@example.com"]), "recipients[0]", "no e-mail address"),
    (dict(MAIL, subject=" "), "subject", "one line of text"),
    (dict(MAIL, subject="one\ntwo"), "subject", "one line of text"),
    ({"instance": "crm"}, "instance", "<server>@<connection>"),
    ({"mode": "rw"}, "mode", "octal digits"),
    ({"dest": "report.pdf"}, "dest", "'report.pdf' has to be an absolute path"),
])
def test_wrong_values_are_refused_before_anything_is_sent(given, option, says):
    platform = Platform()
    with pytest.raises(OptionError, match=says) as caught:
        make(platform, **given)
    assert caught.value.facts["option"] == option and platform.asked == []
