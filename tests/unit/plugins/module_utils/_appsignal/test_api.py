# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils import _errors as errors
from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import api, saved_visuals
from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.deploys import DEFINITION

PARAMS = {
    "appsignal_url": "https://appsignal.com/api/v2/", "validate_certs": True, "ca_path": None,
    "client_cert": None, "client_key": None, "use_proxy": True, "timeout": 30, "retries": 3,
}


@pytest.mark.parametrize("data, expected", [
    ({"error": "Not found"}, ("Not found", None)),
    ({"error": "some_slug", "message": "Readable"}, ("Readable (some_slug)", ("some_slug", None))),
    ({"error": "some_slug", "message": "Readable", "details": {"field": "x"}}, ('Readable (some_slug, {"field": "x"})', ("some_slug", {"field": "x"}))),
    ({"error": "some_slug"}, ("some_slug", ("some_slug", None))),
    ({"error": "some_slug", "details": ["x"]}, ('some_slug (["x"])', ("some_slug", ["x"]))),
    ({"error": {"code": 1}, "message": "Readable"}, ("Readable", None)),
    ({"error": ["x"]}, (["x"], None)),
    ({"message": "Readable"}, ("Readable", None)),
    ({}, (None, None)),
    ("text", (None, None)),
])
def test_text_of_an_error(data, expected):
    assert api.explain(data) == expected


def test_connects_with_a_token():
    api.connect({**PARAMS, "appsignal_token": "canary-token"}, DEFINITION).close()


def test_a_token_is_needed():
    with pytest.raises(errors.OptionError, match="APPSIGNAL_API_TOKEN"):
        api.connect({**PARAMS, "appsignal_token": None}, DEFINITION)


def error_for(monkeypatch, status, body, connect=api.connect):
    """The error that a client raises for this answer."""
    client = connect({**PARAMS, "appsignal_token": "canary-token"}, DEFINITION)
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Type": "text/html" if isinstance(body, bytes) else "application/json"}
    monkeypatch.setattr(client, "_exchange", lambda request, prepared: (status, headers, raw))
    with pytest.raises(errors.AnswerError) as caught:
        client.read_by_post("api", "v2", "logs", "lines", doing="read the lines of logs", body={})
    client.close()
    return caught.value


ENVELOPE = {"error": "legacy_log_query_syntax", "message": "Old syntax."}
NO_SITE = " The site does not exist, or the token cannot see it: check site_id and appsignal_token."


@pytest.mark.parametrize("status, body, kind, says, facts", [
    (401, {"error": "Unauthorized"}, "authentication", "401: Unauthorized. Check appsignal_token; it has to be a personal API token.", {}),
    (403, {"error": "Forbidden"}, "permission", "403: Forbidden." + NO_SITE, {}),
    (404, {"error": "Not found"}, "not_found", "404: Not found." + NO_SITE, {}),
    (422, ENVELOPE, "answer", "422: Old syntax. (legacy_log_query_syntax).", {"code": "legacy_log_query_syntax"}),
    (422, {**ENVELOPE, "details": {"field": "x"}}, "answer", '422: Old syntax. (legacy_log_query_syntax, {"field": "x"}).',
     {"code": "legacy_log_query_syntax", "details": {"field": "x"}}),
    (429, {"error": "Too many requests"}, "rate_limit", "429: Too many requests. AppSignal wants fewer calls; run the task again later.", {}),
    (500, {"error": "Something broke"}, "answer", "500: Something broke. The server has a problem; run the task again later.", {}),
    (502, b"<html><title>502 Bad Gateway</title></html>", "answer", "502: an HTML page instead of JSON (502 Bad Gateway).", {}),
    (422, {"error": "x_y", "message": "Not canary-token", "details": {"t": "canary-token"}}, "answer", "422: Not VALUE_NOT_SHOWN", {"code": "x_y"}),
])
def test_errors(monkeypatch, status, body, kind, says, facts):
    error = error_for(monkeypatch, status, body)
    failure = error.failure()

    assert error.message.startswith("Could not read the lines of logs: POST https://appsignal.com/api/v2/logs/lines answered " + says)
    assert (failure["kind"], failure["status"], failure["retryable"]) == (kind, status, status in (429, 500, 502))
    assert {name: failure.get(name) for name in facts} == facts
    assert ("code" in failure) == ("code" in facts)


def test_details_hold_no_secret_in_a_result(monkeypatch):
    def connect(params, definition):
        client = api.connect(params, definition)
        body = {"error": "x_y", "message": "No", "details": {"t": "canary-token"}}
        monkeypatch.setattr(client, "_exchange", lambda request, prepared: (422, {"Content-Type": "application/json"}, json.dumps(body).encode()))
        return client
    defaults = {name: spec.get("default") for name, spec in DEFINITION.options.items()}
    params = {**PARAMS, **defaults, "appsignal_token": "canary-token", "site_id": "s", "revision": "r"}

    result, dummy = DEFINITION._replace(connect=connect, run=lambda params, client, check_mode: client.get("x", doing="x")).answer(params, False, False)

    assert result["failure"]["details"] == {"t": "VALUE_NOT_SHOWN"}
    assert "canary-token" not in str(result)


def test_errors_of_a_visual_do_not_speak_of_a_site(monkeypatch):
    error = error_for(monkeypatch, 404, {"error": "Not found"}, saved_visuals.connect)

    assert error.message.endswith("404: Not found. The saved visual does not exist, or the token cannot see it: check visual_id and appsignal_token.")


@pytest.mark.parametrize("status, detail, expected", [
    (400, "", True), (422, "revision is required", True), (422, "Unknown field x", True), (422, "No data for this revision", False), (404, "missing", False),
])
def test_wrong_requests(status, detail, expected):
    assert api.is_wrong_request(errors.AnswerError("No.", status, detail=detail)) is expected
