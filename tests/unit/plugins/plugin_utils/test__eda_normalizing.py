# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One shape for all that the products tell."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2.nativetypes import NativeEnvironment

from ansible_collections.runwatch.observability.plugins.plugin_utils._eda.normalizing import _EMPTY, moment, normalized
from ansible_collections.runwatch.observability.plugins.plugin_utils._eda.texts import event, harmless


def shape(product, payload, **origin):
    """What is not empty of the shape."""
    told = normalized(event(product, payload, **origin))["observability"]
    assert set(told) == set(_EMPTY) and all(isinstance(value, bool if key == "new" else str) for key, value in told.items())
    return {key: value for key, value in told.items() if value != ""}


ALERT = {
    "event_time": "2026-11-20 14:30:05", "notification_type": "PROBLEM", "pg_instance": "db-1@a", "check_name": "memory_usage", "check_state": "WARNING",
    "message": "Memory at 91 %", "extra_data": {"used": 91},
}
OF_ALERT = {
    "product": "datasentinel", "kind": "problem", "status": "open", "new": True, "severity": "warning", "title": "memory_usage", "text": "Memory at 91 %",
    "entity": "db-1@a", "time": "2026-11-20T14:30:05Z",
}


def test_an_alert_of_datasentinel():
    assert shape("datasentinel", ALERT) == OF_ALERT


@pytest.mark.parametrize("change", [{"notification_type": "RECOVERY"}, {"check_state": "OK"}])
def test_an_alert_that_is_over(change):
    told = shape("datasentinel", dict(ALERT, **change))
    assert (told["status"], told["new"]) == ("closed", False)


def test_a_problem_that_was_found():
    assert shape("datasentinel", {"message": "Dump failed"}, instance="db-1@b", status="open", new=True) == {
        "product": "datasentinel", "kind": "problem", "status": "open", "new": True, "severity": "unknown", "title": "Dump failed", "text": "Dump failed",
        "entity": "db-1@b"}
    told = shape("datasentinel", ALERT, instance="db-1@a", status="closed", new=False)
    assert told == dict(OF_ALERT, status="closed", new=False)


def test_an_event_of_instana():
    raw = {"eventId": "e1", "type": "incident", "state": "open", "problem": "Slow", "detail": "p95 is 4 s", "severity": 10, "start": 1790000000000,
           "entityLabel": "billing-api"}
    assert shape("instana", raw, status="open", new=True) == {
        "product": "instana", "kind": "problem", "status": "open", "new": True, "severity": "critical", "title": "Slow", "text": "p95 is 4 s",
        "entity": "billing-api", "id": "e1", "time": "2026-09-21T14:13:20Z"}


@pytest.mark.parametrize("title, type, expected", [
    ("Deployment of billing api 4.2.0 to production failed", "issue", ("deployment", "billing api", "4.2.0", "production", "failed")),
    ("Deployment of web 1 to eu west started", "change", ("deployment", "web", "1", "eu west", "started")),
    ("Deployment of web 1 to production", "change", ("change", "", "", "", "")),
    ("Disk is full", "issue", ("problem", "", "", "", "")),
])
def test_deployments_are_told_from_problems_and_changes(title, type, expected):
    told = normalized(event("instana", {"problem": title, "type": type}, status="open", new=True))["observability"]
    assert tuple(told[key] for key in ("kind", "application", "revision", "environment", "phase")) == expected


def test_a_marker_of_appsignal():
    marker = {"time": "2026-01-10 10:45:41 +0100", "marker_id": "m1", "site": "shop", "environment": "production", "revision": "abc123", "user": "tom",
              "repository": "https://git.example.com/shop", "url": "https://appsignal.com/x"}
    assert shape("appsignal", {"marker": marker}) == {
        "product": "appsignal", "kind": "deployment", "status": "open", "new": True, "severity": "info", "title": "Deployment of shop abc123 to production",
        "entity": "shop", "id": "m1", "time": "2026-01-10T09:45:41Z", "application": "shop", "environment": "production", "revision": "abc123",
        "url": "https://appsignal.com/x"}


def test_incidents_of_appsignal():
    incident = {"time": "2026-01-09 09:03:57 UTC", "number": 3, "site": "shop", "environment": "production", "revision": "abc123", "action": "Orders#show"}
    common = {"product": "appsignal", "kind": "problem", "status": "open", "new": True, "severity": "unknown", "entity": "shop", "id": "3",
              "time": "2026-01-09T09:03:57Z", "application": "shop", "environment": "production", "revision": "abc123"}
    assert shape("appsignal", {"exception": dict(incident, exception="NoStock", message="None left")}) == dict(common, title="NoStock", text="None left")
    assert shape("appsignal", {"performance": dict(incident, duration=2004.9)}) == dict(common, title="Slow: Orders#show", text="Orders#show")


@pytest.mark.parametrize("state, status", [("open", "open"), (None, "open"), ("closed", "closed")])
def test_alerts_of_appsignal(state, status):
    told = shape("appsignal", {"alert": {"state": state, "name": "Error rate"}})
    assert (told["kind"], told["status"], told["new"], told["title"]) == ("problem", status, status == "open", "Error rate")


def test_what_appsignal_may_send_some_day():
    assert shape("appsignal", {"test": True})["kind"] == "change"


@pytest.mark.parametrize("other", [{"payload": {"a": 1}}, {"payload": [], "origin": {"product": "instana"}}, {"payload": {}, "origin": {"product": "x"}}, {}])
def test_what_is_from_elsewhere_stays_as_it_is(other):
    assert normalized(dict(other)) == other


@pytest.mark.parametrize("value, time", [
    ("2026-01-09 09:03:57 UTC", "2026-01-09T09:03:57Z"), ("2026-01-09", "2026-01-09T00:00:00Z"), (1790000000000, "2026-09-21T14:13:20Z"),
    (None, ""), ("", ""), ("yesterday", ""), ("now", ""), ("-5m", ""), (True, ""), ("2026-13-01", ""), ([], ""),
])
def test_times(value, time):
    assert moment(value) == time


PIECES = st.lists(st.sampled_from(
    ["{", "%", "#", "}", " ", "a", '"', "'", "\\", "\n", "[", "]", "x7b", "x25", "u0023", "U0000007B", "173", "043", "N{LEFT CURLY BRACKET}", "u", "r"]),
    max_size=20)
TEXTS = PIECES.map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=8)
# As rulebooks may hand a text on: alone, in quotes, in a list, and one behind the other.
RULEBOOKS = [NativeEnvironment().from_string(text) for text in ("{{ text }}", "'{{ text }}'", '"{{ text }}"', "['{{ text }}']", "{{ text }}{{ text }}")]


def texts(value):
    """All texts in a value, keys included."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = [*value, *value.values()]
    return [text for entry in value for text in texts(entry)] if isinstance(value, (list, tuple, set)) else []


def is_template(text):
    return any(begin in text for begin in ("{{", "{%", "{#"))


@given(JSON)
def test_nothing_that_would_be_a_template_is_left(value):
    assert not any(is_template(text) for text in texts(harmless(value)))
    assert harmless(harmless(value)) == harmless(value)


@given(TEXTS)
def test_a_text_keeps_all_but_gets_blanks(text):
    assert harmless(text).replace(" ", "") == text.replace(" ", "")


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@given(text=TEXTS)
@example(r'"\x7b\x7b 7 * 7 }}"')
@example('"{" "{ 7 * 7 }}"')
@example('"{\\\n{ 7 * 7 }}"')
@example(r'"{\45 set a = 1 %}"')
@example(r'"\N{LEFT CURLY BRACKET}\u007b 7 * 7 }}"')
@example(r"\x7b\173 7 * 7 }}")
@example("{ 7 * 7 }} {")
def test_nothing_becomes_a_template_when_a_rulebook_hands_it_on(text):
    rendered = [template.render(text=harmless(text)) for template in RULEBOOKS]
    assert not any(is_template(one) for one in texts(rendered))


@pytest.mark.parametrize("text", ["Memory at 91 %", "C:\\users\\new", "{a: 1}", "[ERROR] 'x' {}", "${HOME} #1"])
def test_ordinary_texts_stay_as_they_are(text):
    assert harmless(text) == text


@example("datasentinel", {"message": False})
@given(st.sampled_from(["datasentinel", "instana", "appsignal"]), st.dictionaries(
    st.sampled_from(["message", "problem", "marker", "exception", "alert", "start", "event_time", "check_state", "severity", "time"]),
    JSON | st.dictionaries(st.sampled_from(["time", "site", "state", "message", "revision"]), JSON)))
def test_no_payload_is_an_error(product, payload):
    shape(product, payload)
