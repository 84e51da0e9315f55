# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils import _times
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    BY_STATUS, AnswerError, OptionError, PermissionDenied, StateError, TransportError,
)
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import maintenance, tag_filters

NOW = 1790000000000
MINUTE, HOUR = 60000, 3600000
NAME = "Billing rollout 4.2.0"
ID = "billing-rollout-4-2-0-" + hashlib.sha256(NAME.encode()).hexdigest()[:16]
LIST, PUT, DELETE, PAUSE, RESUME = ("GET", ""), ("PUT", ID), ("DELETE", ID), ("PUT", ID + "/pause"), ("PUT", ID + "/resume")
OVER = AnswerError("refused", 400, detail="The maintenance window is already expired.")
QUERY = "entity.zone:eu"
WRITABLE = {"id", "name", "query", "scheduling", "paused", "retriggerOpenAlertsEnabled", "tagFilterExpressionEnabled", "tagFilterExpression"}
RATE = {"limit": None, "remaining": 12, "reset": None}


class Backend:
    """Holds windows as Instana does. ``refuse`` maps a request to the errors of its next tries; with ``lose``, it takes effect all the same."""

    latest_headers = {}

    def __init__(self, *stored, refuse=None, lose=False, status=200, shown=None, applications=()):
        self.stored = {config["id"]: dict(config) for config in stored}
        self.refuse = {request: list(errors) for request, errors in (refuse or {}).items()}
        self.lose, self.status = lose, status
        self.shown = shown or (lambda config: config)
        self.applications = applications
        self.requests, self.bodies = [], []

    def get(self, *segments, doing, query=None):
        if segments == ("api", "application-monitoring", "applications"):
            self.requests.append(("GET", "applications?" + query["nameFilter"]))
            return Answer(200, {"items": [{"id": key, "label": label} for key, label in self.applications if query["nameFilter"] in label]}, {})
        return self._handle("GET", segments, None)

    def write(self, method, *segments, doing, body=None):
        if body is not None:
            assert WRITABLE >= set(body) >= WRITABLE - {"tagFilterExpression"}
            self.bodies.append(body)
        return self._handle(method, segments, body)

    def _handle(self, method, segments, body):
        assert segments[:4] == ("api", "settings", "v2", "maintenance")
        request = (method, "/".join(segments[4:]))
        self.requests.append(request)
        self.latest_headers = {"X-RateLimit-Remaining": "12"}
        errors = self.refuse.get(request)
        error = errors.pop(0) if errors else None
        if error and not self.lose:
            raise error
        data = self._answer(method, segments[4:], body)
        if error:
            raise error
        return Answer(self.status if method == "PUT" else 200, data, {})

    def _answer(self, method, path, body):
        if not path:
            return [dict(self._public(config), invalid=config["query"].endswith("("), applicationNames=[]) for config in self.stored.values()]
        if method == "PUT" and body:
            self.stored[path[0]] = dict(body)
            return None
        if path[0] not in self.stored:
            raise BY_STATUS[404]("no such window", 404)
        if method == "DELETE":
            del self.stored[path[0]]
            return None
        if method == "PUT":
            self.stored[path[0]]["paused"] = path[1] == "pause"
        return self._public(self.stored[path[0]])

    def _public(self, config):
        scheduling = config["scheduling"]
        start, end = scheduling["start"], scheduling["start"] + maintenance._minutes(scheduling) * MINUTE
        is_over = end <= NOW and "rrule" not in scheduling
        state = "EXPIRED" if is_over else "PAUSED" if config.get("paused") else "ACTIVE" if start <= NOW else "SCHEDULED"
        return self.shown(dict({"state": state}, **config, lastUpdated=NOW, validVersion=1, occurrence={"start": start, "end": end}))


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch):
    monkeypatch.setattr(maintenance.time, "time", lambda: NOW / 1000)


def config(window_id=ID, name=NAME, start=NOW - 10 * MINUTE, amount=2, unit="HOURS", query=QUERY, rrule=None, **more):
    scheduling = {"type": "ONE_TIME", "start": start, "duration": {"amount": amount, "unit": unit}}
    if rrule:
        scheduling.update(type="RECURRENT", rrule=rrule, timezoneId="UTC")
    return dict({"id": window_id, "name": name, "query": query, "scheduling": scheduling, "paused": False}, **more)


def run(backend, check_mode=False, **given):
    defaults = {name: option.get("default") for name, option in maintenance.DEFINITION.options.items()}
    params = dict(defaults, **dict({"name": None if "id" in given else NAME}, **given))
    return maintenance.DEFINITION.run(maintenance.prepare(params), backend, check_mode)


def read(backend, **given):
    defaults = dict.fromkeys(maintenance.INFO.options)
    return maintenance.INFO.run(maintenance.prepare_reading(dict(defaults, **given)), backend, False).result["windows"]


def opened(**given):
    wanted = {"duration": "2h", "query": QUERY}
    wanted.update(given)
    return wanted


def test_opens_now_and_stays_as_it_is():
    backend = Backend()
    outcome = run(backend, **opened())
    assert backend.bodies == [{
        "id": ID, "name": NAME, "query": QUERY, "paused": False, "retriggerOpenAlertsEnabled": False, "tagFilterExpressionEnabled": False,
        "scheduling": {"type": "ONE_TIME", "start": NOW, "duration": {"amount": 2, "unit": "HOURS"}},
    }]
    assert outcome.changed and not outcome.warnings
    assert outcome.result == {"action": "created", "takes_effect_within": 0, "rate_limit": RATE, "window": {
        "id": ID, "name": NAME, "start": NOW, "start_time": _times.iso8601(NOW), "duration": "2h", "rrule": None, "timezone": None, "query": QUERY,
        "tag_filter": None, "all_entities": False, "paused": False, "retrigger_open_alerts": False, "state": "ACTIVE",
        "occurrence_start": _times.iso8601(NOW), "occurrence_end": _times.iso8601(NOW + 2 * HOUR), "applications": [], "invalid": False, "last_updated": NOW,
    }}
    assert backend.requests == [LIST, PUT, LIST]
    again = run(backend, **opened())
    assert not again.changed and again.result["takes_effect_within"] is None
    assert backend.requests[3:] == [LIST]


@pytest.mark.parametrize("start, stays", [
    ("now", True), (None, True), ("-5m", True), ("+1h", True), ("-11m", False), ("+111m", False), (str(NOW - 10 * MINUTE), True), (str(NOW), False)])
def test_a_start_that_is_not_fixed_does_not_shift_an_open_window(start, stays):
    backend = Backend(config())
    assert run(backend, start=start, duration="120m").changed != stays


@pytest.mark.parametrize("start, expected", [(None, NOW + HOUR), ("now", NOW), ("+2h", NOW + HOUR), ("+30m", NOW + 30 * MINUTE)])
def test_a_window_that_has_not_begun_is_brought_forward_only(start, expected):
    backend = Backend(config(start=NOW + HOUR))
    run(backend, start=start)
    assert backend.stored[ID]["scheduling"]["start"] == expected


def test_a_window_that_is_over_is_opened_again_with_what_it_had():
    backend = Backend(config(start=NOW - 3 * HOUR, retriggerOpenAlertsEnabled=True))
    outcome = run(backend)
    assert outcome.changed and outcome.result["action"] == "updated"
    assert backend.stored[ID]["scheduling"] == {"type": "ONE_TIME", "start": NOW, "duration": {"amount": 2, "unit": "HOURS"}}
    assert (backend.stored[ID]["query"], backend.stored[ID]["retriggerOpenAlertsEnabled"]) == (QUERY, True)


def test_the_id_of_an_expired_window_may_not_be_free():
    backend = Backend(config(start=NOW - 3 * HOUR), refuse={PUT: [OVER]})
    assert run(backend, **opened()).changed
    assert backend.requests == [LIST, PUT, DELETE, PUT, LIST]
    with pytest.raises(AnswerError):
        run(Backend(config(), refuse={PUT: [OVER]}), **opened(duration="3h"))


def test_an_equal_window_that_is_over_is_left_alone():
    start = str(NOW - 3 * HOUR)
    assert not run(Backend(config(start=int(start))), **opened(start=start)).changed
    with pytest.raises(StateError, match="would be over since 2026-09-21T.*use state absent"):
        run(Backend(config(start=int(start))), **opened(start=start, name=NAME, retrigger_open_alerts=True))


def test_an_active_window_is_not_shortened_to_before_now():
    with pytest.raises(StateError, match="would be over since"):
        run(Backend(config()), check_mode=True, duration="5m")
    assert run(Backend(config()), duration="15m").changed


@pytest.mark.parametrize("given, words, sent", [
    ("45m", "45m", (45, "MINUTES")), ("90m", "1h30m", (90, "MINUTES")), ("120m", "2h", (2, "HOURS")), ("24h", "1d", (24, "HOURS")),
    ("1d", "1d", (1, "DAYS")), ("2w", "14d", (14, "DAYS")), ("1h1d", "1d1h", (25, "HOURS")), ("60s", "1m", (1, "MINUTES"))])
def test_durations(given, words, sent):
    backend = Backend()
    assert run(backend, **opened(duration=given)).result["window"]["duration"] == words
    assert tuple(backend.bodies[0]["scheduling"]["duration"].values()) == sent
    assert not run(backend, **opened(duration=given)).changed


def test_an_equal_duration_is_sent_as_it_was_written():
    backend = Backend(config(amount=1, unit="DAYS"))
    run(backend, duration="24h", retrigger_open_alerts=True)
    assert backend.bodies[0]["scheduling"]["duration"] == {"amount": 1, "unit": "DAYS"}


def test_recurrent_windows():
    backend = Backend(shown=lambda raw: dict(raw, scheduling=dict(raw["scheduling"], rrule="COUNT=12;FREQ=MONTHLY;BYDAY=2TU")))
    given = opened(start="2026-11-20T14:30:00Z", rrule="FREQ=MONTHLY;BYDAY=+2TU;COUNT=12")
    outcome = run(backend, **given)
    assert backend.bodies[0]["scheduling"] == {
        "type": "RECURRENT", "start": 1795185000000, "duration": {"amount": 2, "unit": "HOURS"},
        "rrule": "FREQ=MONTHLY;INTERVAL=1;BYDAY=+2TU;COUNT=12", "timezoneId": "UTC",
    }
    assert outcome.result["window"]["rrule"] == "FREQ=MONTHLY;INTERVAL=1;BYDAY=+2TU;COUNT=12" and not outcome.warnings
    assert not run(backend, **given).changed
    assert run(backend, timezone="Europe/Berlin").diff["after"]["timezone"] == "Europe/Berlin"
    assert not run(backend, start="+70d").changed  # the first occurrence is before that


def test_from_recurrent_to_once_and_back():
    backend = Backend(config(rrule="FREQ=DAILY"))
    run(backend, rrule="", start="now")
    assert backend.stored[ID]["scheduling"]["type"] == "ONE_TIME" and "timezoneId" not in backend.stored[ID]["scheduling"]
    run(backend, rrule="freq=daily", timezone="Europe/Berlin")
    assert backend.stored[ID]["scheduling"]["timezoneId"] == "Europe/Berlin"


def test_a_recurrence_that_has_ended():
    spent = config(rrule="FREQ=DAILY;UNTIL=20260101T000000Z", start=NOW - 900 * HOUR, state="EXPIRED")
    assert not run(Backend(spent), query=QUERY, rrule="FREQ=DAILY;UNTIL=20260101T000000Z").changed
    with pytest.raises(StateError, match="would be over since 2026-01-01T00:00:00Z"):
        run(Backend(spent), query="entity.zone:us")


def test_a_time_zone_is_for_recurrent_windows():
    with pytest.raises(StateError, match="happens once; timezone is for one with rrule"):
        run(Backend(), **opened(timezone="UTC"))


def test_pausing_alone_takes_one_small_request():
    backend = Backend(config())
    outcome = run(backend, paused=True)
    assert outcome.changed and outcome.result["window"]["state"] == "PAUSED"
    assert backend.requests == [LIST, PAUSE, LIST]
    assert not run(backend, paused=True).changed
    run(backend, paused=False)
    assert backend.requests[4:] == [LIST, RESUME, LIST]
    run(backend, paused=True, duration="3h")
    assert backend.requests[7:] == [LIST, PUT, LIST] and backend.stored[ID]["paused"]


def test_check_mode_predicts_and_only_reads():
    for stored, given in (((), opened()), ((config(),), {"paused": True}), ((config(),), {"duration": "3h"}), ((config(),), {"state": "absent"})):
        backend = Backend(*stored)
        predicted = run(backend, check_mode=True, **given)
        assert {method for method, dummy in backend.requests} == {"GET"}
        outcome = run(backend, **given)
        assert predicted.changed and outcome.changed and predicted.diff == outcome.diff
        assert predicted.result["action"] == outcome.result["action"] and predicted.result.keys() == outcome.result.keys()
        assert (predicted.result["window"] or {}).keys() == (outcome.result["window"] or {}).keys()


def test_creation_needs_duration_and_scope():
    with pytest.raises(StateError, match="does not exist yet; to create it, duration is needed too"):
        run(Backend(), query=QUERY)
    with pytest.raises(StateError, match="to create it, name and duration are needed too"):
        run(Backend(), id="x", query=QUERY)
    with pytest.raises(StateError, match="its scope is needed too: applications, query, tag_filter or all_entities"):
        run(Backend(), duration="2h")


def test_everything_is_muted_only_if_it_was_said():
    everything = config(query="")
    assert run(Backend(), duration="2h", all_entities=True).result["window"]["all_entities"]
    for stored, given in ((everything, {"duration": "3h"}), (dict(everything, paused=True), {"paused": False})):
        with pytest.raises(StateError, match="would mute the alerts of everything"):
            run(Backend(stored), **given)
        assert run(Backend(stored), all_entities=True, **given).changed
    assert run(Backend(everything), paused=True).changed
    assert run(Backend(everything), query=QUERY).changed
    assert run(Backend(everything), state="absent").changed


def test_a_scope_is_replaced_as_a_whole():
    tag_filter = {"name": "synthetic.testName", "operator": "STARTS_WITH", "value": "checkout"}
    backend = Backend(config(), shown=lambda raw: dict(raw, retriggerOpenAlertsEnabled=None))
    outcome = run(backend, tag_filter=tag_filter)
    assert outcome.result["window"]["tag_filter"] == [tag_filter]
    assert (backend.bodies[0]["query"], backend.bodies[0]["tagFilterExpressionEnabled"]) == ("", True)
    assert backend.bodies[0]["tagFilterExpression"]["elements"][0]["entity"] == "NOT_APPLICABLE"
    assert not run(backend, tag_filter=[tag_filter]).changed
    assert not run(backend, duration="2h").changed
    run(backend, query=QUERY)
    assert "tagFilterExpression" not in backend.bodies[1] and backend.bodies[1]["tagFilterExpressionEnabled"] is False
    switched_off = tag_filters.to_wire([tag_filter])
    backend.stored[ID]["tagFilterExpression"] = switched_off
    assert not run(backend, query=QUERY).changed
    run(backend, duration="3h")
    assert backend.bodies[2]["tagFilterExpression"] == switched_off and not backend.bodies[2]["tagFilterExpressionEnabled"]
    run(backend, query="entity.zone:us")
    assert "tagFilterExpression" not in backend.bodies[3]


APPLICATIONS = [("a1", "Billing"), ("a2", "Billing (old)"), ("a3", "Finance")]


def test_applications_by_name():
    backend = Backend(applications=APPLICATIONS)
    run(backend, duration="2h", applications=["Finance", "Billing"])
    assert backend.stored[ID]["query"] == 'entity.application.id:"a1" OR entity.application.id:"a3"'
    assert backend.requests[:2] == [("GET", "applications?Billing"), ("GET", "applications?Finance")]
    assert not run(backend, applications=["Billing", "Finance"]).changed
    with pytest.raises(StateError, match=r"Instana knows no application called Bill; it knows Billing, Billing \(old\)\.$"):
        run(backend, applications=["Bill"])
    with pytest.raises(StateError, match="2 applications are called Billing, with the ids a1, a9. Use query"):
        run(Backend(applications=APPLICATIONS + [("a9", "Billing")]), applications=["Billing"])
    asked = len(backend.requests)
    run(backend, state="absent", applications=["Billing"])
    assert backend.requests[asked:] == [LIST, DELETE]


def test_found_by_name_if_it_was_made_by_others():
    foreign = config("8924aa6b")
    backend = Backend(foreign, config("old", start=NOW - 9 * HOUR))
    assert not run(backend, query=QUERY).changed
    assert run(backend, state="absent").changed and list(backend.stored) == ["old"]
    assert not run(backend, state="absent").changed
    assert run(backend, **opened()).result["window"]["id"] == ID
    with pytest.raises(StateError, match="2 maintenance windows are called %s: 8924aa6b, other. Give the id" % NAME) as caught:
        run(Backend(foreign, config("other")), paused=True)
    assert caught.value.facts["ids"] == ["8924aa6b", "other"]
    assert not run(Backend(foreign, config()), query=QUERY).changed  # the id of the name decides
    live = Backend(config(start=NOW - 9 * HOUR), foreign)
    assert run(live, state="absent").changed and list(live.stored) == [ID]


def test_by_id():
    backend = Backend()
    assert run(backend, id="deploy-8812", **opened(name="Deploy")).result["window"]["id"] == "deploy-8812"
    assert backend.requests == [("GET", "deploy-8812"), ("PUT", "deploy-8812"), LIST]
    assert not run(backend, id="deploy-8812").changed
    assert run(backend, id="deploy-8812", name="Deployment").result["window"]["name"] == "Deployment"
    assert run(backend, id="deploy-8812", state="absent").changed
    assert not run(backend, id="deploy-8812", state="absent").changed


def test_a_delayed_change_is_told():
    outcome = run(Backend(status=202), **opened())
    assert outcome.result["takes_effect_within"] == 240
    assert re.search("only schedules it with its next refresh; .* up to 4 minutes later", outcome.warnings[0])


def test_an_invalid_query_is_told():
    backend = Backend()
    for dummy in range(2):
        outcome = run(backend, duration="2h", query="entity.zone:(")
        assert outcome.warnings == ["Instana calls the query of the maintenance window %s invalid: entity.zone:(. It may mute nothing." % NAME]


@pytest.mark.parametrize("request_, given", [(PUT, opened()), (PAUSE, {"paused": True}), (DELETE, {"state": "absent"})])
def test_a_lost_answer_is_looked_for(request_, given):
    stored = () if request_ == PUT else (config(),)
    backend = Backend(*stored, refuse={request_: [TransportError("lost", maybe_done=True)]}, lose=True)
    assert run(backend, **given).changed
    assert backend.requests.count(request_) == 1
    backend = Backend(*stored, refuse={request_: [TransportError("lost", maybe_done=True)]})
    with pytest.raises(TransportError, match="the next run looks first"):
        run(backend, **given)
    assert backend.requests.count(request_) == 1


def test_somebody_else_may_delete_first():
    assert run(Backend(config(), refuse={DELETE: [BY_STATUS[404]("gone", 404)]}), state="absent").result["action"] == "deleted"


def test_a_missing_permission_is_named():
    for function in (run, read):
        with pytest.raises(PermissionDenied, match="canConfigureMaintenanceWindows") as caught:
            function(Backend(refuse={LIST: [PermissionDenied("refused", 403)]}))
        assert caught.value.result["rate_limit"] == RATE


@pytest.mark.parametrize("given, option, says", [
    ({"name": " "}, "name", "1 to 256 characters"),
    ({"id": "a.b"}, "id", "1 to 64 letters, digits, hyphens and underscores"),
    ({"id": "x" * 65}, "id", "1 to 64"),
    ({"start": "tomorrow"}, "start", "no point in time"),
    ({"duration": "30s"}, "duration", "whole minutes, at least one; 30s is not"),
    ({"duration": "90s"}, "duration", "whole minutes"),
    ({"rrule": "FREQ=HOURLY"}, "rrule", "FREQ has to be one of"),
    ({"timezone": "Berlin time"}, "timezone", "is no name of a time zone"),
    ({"rrule": "", "timezone": "UTC"}, "timezone", "is for windows with rrule"),
    ({"applications": []}, "applications", "must not be empty; to mute everything, say all_entities"),
    ({"applications": ["Billing", " "]}, "applications[1]", "1 to 256"),
    ({"query": " "}, "query", "an empty scope would mute the alerts of everything; say so with all_entities"),
    ({"query": "x" * 2049}, "query", "2048 characters at most"),
    ({"tag_filter": []}, "tag_filter", "an empty scope would mute"),
    ({"tag_filter": [{"value": 1}]}, "tag_filter[0]", "name has to be a text"),
    ({"query": QUERY, "all_entities": True}, "all_entities", "excludes applications, query and tag_filter"),
    ({"applications": ["Billing"], "all_entities": True}, "all_entities", "excludes"),
])
def test_wrong_values_are_refused(given, option, says):
    backend = Backend()
    with pytest.raises(OptionError, match=re.escape(says)) as caught:
        run(backend, **given)
    assert caught.value.facts["option"] == option and not backend.requests


def test_reads():
    backend = Backend(config(), config("2", name="Patch night", start=NOW + HOUR), config("3", start=NOW - 9 * HOUR))
    assert [window["id"] for window in read(backend)] == ["3", ID, "2"]
    assert [window["id"] for window in read(backend, name=NAME)] == ["3", ID]
    assert [window["id"] for window in read(backend, states=["ACTIVE", "SCHEDULED"])] == [ID, "2"]
    assert [window["id"] for window in read(backend, id="2")] == ["2"]
    assert read(backend, id="2", states=["ACTIVE"]) == read(backend, id="9") == []
    with pytest.raises(OptionError):
        read(backend, id="../x")


def test_fields_that_answers_lack_do_no_harm():
    window = maintenance.public({"id": "x"})
    assert (window["start"], window["duration"], window["query"], window["paused"], window["all_entities"]) == (None, "0m", "", False, True)
    assert not maintenance.is_over(window, 0) or window["start"] is None


@settings(max_examples=40)
@given_any(st.text(max_size=300), st.text(max_size=300))
def test_ids_from_names(one, other):
    first = maintenance.id_from(one)
    assert maintenance._ID.fullmatch(first) and first == maintenance.id_from(one)
    assert (first == maintenance.id_from(other)) == (one == other)


def test_the_id_is_the_documented_one():
    assert maintenance.id_from(NAME) == ID
    assert maintenance.id_from("  Übung — 1!") == "bung-1-" + hashlib.sha256("  Übung — 1!".encode()).hexdigest()[:16]
    assert len(maintenance.id_from("x" * 256)) == 64


@settings(max_examples=40)
@given_any(st.integers(1, 10 ** 6))
def test_durations_in_words_are_read_back(minutes):
    assert _times.duration("duration", maintenance.in_words(minutes)) == minutes * MINUTE
