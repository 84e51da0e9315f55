# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Testing the schedule of a check-in (fact sheet A.8), the module appsignal_cron_test. Neither request nor answer is published."""

from __future__ import annotations

from .._definition import Definition, Outcome
from .._errors import AnswerError, GateError, OptionError
from .._extra import extra_fields
from .api import connect, is_wrong_request


def prepare(params):
    """Check what can be checked before a request; which dialect of cron AppSignal reads is for it to tell."""
    expression = params["expression"]
    if not expression.strip() or any(ord(character) < 32 for character in expression):
        raise OptionError("expression", "has to be one line of text, such as 0 3 * * *.")
    if not params["field"].strip():
        raise OptionError("field", "must not be empty.")
    body = {params["field"]: expression}
    return dict(params, body=dict(body, **extra_fields(params, body)))


def run(params, client, check_mode):
    """Have the expression tested, and fail if it is refused."""
    doing = "test the cron expression %s" % params["expression"]
    try:
        raw = client.read_by_post("api", "v2", "check_ins", "test_cron", doing=doing, body=params["body"]).data
    except AnswerError as error:
        if is_wrong_request(error):
            error.message += " If it asks for a field, give its name as field."
        if error.status != 422 or is_wrong_request(error):
            raise
        return _refused(params, error.detail, error.facts.get("code"), None)
    # An answer without a verdict of its own is taken for a yes.
    if isinstance(raw, dict) and raw.get("valid") is False:
        return _refused(params, str(raw.get("message") or raw.get("error") or "no reason was told"), None, raw)
    return Outcome(False, _result(params, True, None, raw))


def _result(params, valid, reason, raw):
    return {"expression": params["expression"], "valid": valid, "reason": reason, "raw": raw}


def _refused(params, reason, code, raw):
    result = _result(params, False, reason, raw)
    if not params["fail_on_invalid"]:
        return Outcome(False, result)
    error = GateError("AppSignal does not take the cron expression %s: %s." % (params["expression"], reason.rstrip(".")), code=code)
    error.result = dict(result, changed=False)
    raise error


DEFINITION = Definition(
    "appsignal_cron_test", ("appsignal",),
    {
        "expression": {"type": "str", "required": True},
        "field": {"type": "str", "default": "expression"},
        "extra": {"type": "dict"},
        "fail_on_invalid": {"type": "bool", "default": True},
    },
    connect, run, prepare)
