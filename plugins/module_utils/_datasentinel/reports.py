# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports as PDF (fact sheet section 10), the module datasentinel_report."""

from __future__ import annotations

import re

from .. import _files
from .._definition import Definition, Outcome
from .._errors import OptionError, RequestError
from .._extra import extra_fields
from .._http import ANYTHING, FILE
from .activity import QUERY_ORDER, Endpoint, own_fields, question, told, window_options
from .platform import connect

# What the last five take is not published, but for the query's id, which follows from the metric (fact sheet U-20).
REPORTS = {
    "full": Endpoint("full-report", ("sections",), former="workload-report"),
    "session_history": Endpoint("session-history-report", ("database", "group", "sub_group", "limit"), former="sessions-workload-report"),
    "top_queries": Endpoint("top-queries-report", ("database", "by", "limit"), QUERY_ORDER),
    "table": Endpoint("table-report"),
    "instance": Endpoint("instance-report"),
    "server": Endpoint("server-report"),
    "query": Endpoint("query-report", ("query_id",)),
    "data_size": Endpoint("data-size-report"),
}
# The vendor may have renamed sessions_workload to session_history here as well; both are passed on as they are.
SECTIONS = ("pg_instance", "top_queries", "top_segments", "data_size", "sessions_workload", "session_history", "parameters")
_OWN = {
    "sections": {"type": "list", "elements": "str", "choices": list(SECTIONS)},
    "database": {"type": "str"},
    "by": {"type": "str"},
    "limit": {"type": "int"},
    "group": {"type": "str"},
    "sub_group": {"type": "str"},
    "query_id": {"type": "str"},
}
_MAIL_FIELDS = ("report_type", "subject", "recipients")
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_DOUBT = " Look into the mailbox first: it is not known whether the report was sent, and it was not sent again."


def prepare(params):
    """Check everything that can be checked before a request, and put the request together."""
    report = params["report"]
    asked = question(params)
    body = dict(asked.body, **own_fields(
        params, _OWN, REPORTS[report], "report %s" % report, " What your platform takes beyond that can be given in extra."))
    if report == "query" and not (params["query_id"] or params["extra"]):
        raise OptionError("query_id", "is needed for the report query; the metric top_queries returns it as query_md5_id.")
    body.update(extra_fields(params, ("filters",) + _MAIL_FIELDS + tuple(body)))
    if params["recipients"] is not None:
        body.update(_mail(params))
    return dict(params, asked=asked, body=body, file_mode=_files.check(params))


def _mail(params):
    recipients = params["recipients"]
    if not recipients:
        raise OptionError("recipients", "holds nobody.")
    for number, address in enumerate(recipients):
        if not _ADDRESS.fullmatch(address):
            raise OptionError("recipients[%d]" % number, "%r is no e-mail address." % address)
    if not params["subject"].strip() or any(ord(character) < 32 for character in params["subject"]):
        raise OptionError("subject", "has to be one line of text.")
    return {"report_type": "email", "subject": params["subject"], "recipients": recipients}


def run(params, client, check_mode):
    """Have one report made, into a file or by mail. Nothing is asked for in check mode."""
    deliver = _send if params["dest"] is None else _fetch
    changed, facts, diff = deliver(params, client, check_mode)
    result = dict(params["asked"].window, report=params["report"], **facts)
    if check_mode:
        result["msg"] = "Check mode: the report was not asked for."
    return Outcome(changed, result, diff)


def _fetch(params, client, check_mode):
    """Return (changed, facts, diff). Making a report changes nothing on the platform, so it may be asked for repeatedly."""
    if check_mode:
        return True, _files.described(params["dest"]), None
    answer = REPORTS[params["report"]].ask(lambda segments: client.read_by_post(
        *segments, doing="fetch the " + told("report", params["report"], params), body=params["body"], form=FILE))
    if not answer.data.startswith(b"%PDF-"):
        raise answer.complain("something that is not a PDF")
    return _files.save(params, answer.data, check_mode)


def _send(params, client, check_mode):
    """Return (changed, facts, diff). A mail that was sent cannot be taken back, so it is asked for once."""
    if not check_mode:
        try:
            REPORTS[params["report"]].ask(lambda segments: client.call(
                "POST", segments, "send the %s by mail" % told("report", params["report"], params), body=params["body"], form=ANYTHING))
        except RequestError as error:
            error.result = {"changed": error.maybe_done}
            if error.maybe_done:
                error.message += _DOUBT
            raise
    return True, {"recipients": params["recipients"]}, None


DEFINITION = Definition(
    "datasentinel_report", ("datasentinel",),
    dict(
        {"report": {"type": "str", "required": True, "choices": list(REPORTS)}, "extra": {"type": "dict"},
         "recipients": {"type": "list", "elements": "str"}, "subject": {"type": "str"}},
        **window_options("-1d"), **_OWN, **_files.OPTIONS),
    connect, run, prepare,
    {"required_one_of": [("dest", "recipients")], "mutually_exclusive": [("dest", "recipients")], "required_together": [("recipients", "subject")]})
