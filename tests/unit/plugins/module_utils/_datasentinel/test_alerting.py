# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Switching alerting and reading it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import alerting
from ansible_collections.runwatch.observability.plugins.module_utils._errors import BY_STATUS, AnswerError, BatchError, OptionError, StateError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._secrets import Scrubber

A, B = "db-1@crm", "db-2@sales"
STATUS, ENABLE, DISABLE = ("GET", A, "status"), ("PATCH", A, "enable"), ("PATCH", A, "disable")
SILENCE, OFF = "A silence is set", "Alerting is off for the platform."


class Platform:
    """Knows ``names``, of which some are ``silenced``; ``blocker`` keeps alerting off in any case.

    ``refuse`` maps a request to the errors of its next tries, as (status, text); one of status 503 comes after the effect.
    """

    def __init__(self, *names, silenced=(), blocker="", stubborn=False, refuse=None, told=None):
        self.names, self.silenced, self.blocker = names, set(silenced), blocker
        self.stubborn = stubborn
        self.told = told
        self.refuse = {request: list(errors) for request, errors in (refuse or {}).items()}
        self.requests = []
        self.scrubber = Scrubber(["canary"])

    def writes(self):
        return [request for request in self.requests if request[0] == "PATCH"]

    def read_by_post(self, *segments, doing, body):
        assert segments[1:] == ("activity", "pg-instance-infos")
        return Answer(201, [{"pg_instance": name, "tags": {"app": name.partition("@")[2]}} for name in self.names], {})

    def get(self, *segments, doing):
        return self._answer(("GET",) + segments[2:], doing)

    def write(self, method, *segments, doing):
        return self._answer((method,) + segments[2:], doing)

    def _answer(self, request, doing):
        self.requests.append(request)
        method, name, call = request
        status, text = self.refuse[request].pop(0) if self.refuse.get(request) else (200, "")
        if status not in (200, 503):
            raise self._error(doing, status, text)
        if name not in self.names:
            raise self._error(doing, 404, "not found")
        if method == "PATCH" and not self.stubborn:
            (self.silenced.discard if call == "enable" else self.silenced.add)(name)
        if status == 503:
            raise self._error(doing, 503, text)
        if call == "problems":
            return Answer(200, ["anything"], {})
        return Answer(200, self.told or self._state(name), {}, lambda what: self._error(doing, 200, what))

    def _state(self, name):
        reason = self.blocker or (SILENCE if name in self.silenced else "")
        return {"enabled": not reason, "reason": reason}

    @staticmethod
    def _error(doing, status, text):
        return BY_STATUS.get(status, AnswerError)("Could not %s: %s." % (doing, text), status, detail=text, maybe_done=status == 503)


def options(definition, given):
    return dict({name: spec.get("default") for name, spec in definition.options.items()}, **given)


def converge(platform, enabled, check_mode=False, **given):
    given = given if {"instances", "tags"} & set(given) else dict({"name": A}, **given)
    return alerting.run(alerting.prepare(options(alerting.DEFINITION, dict(given, enabled=enabled))), platform, check_mode)


def read(platform, **given):
    return alerting.INFO.execute(options(alerting.INFO, given), False, lambda definition, params: Borrowed(platform)).result


class Borrowed:
    def __init__(self, client):
        self.client = client

    def __enter__(self):
        return self.client

    def __exit__(self, *dummy):
        pass


def test_switches_off_and_on_and_writes_only_where_it_differs():
    platform = Platform(A)
    steps = [(converge(platform, enabled), enabled) for enabled in (True, False, False, True, True)]
    assert [outcome.changed for outcome, dummy in steps] == [False, True, False, True, False]
    assert [outcome.result["action"] for outcome, dummy in steps] == ["unchanged", "updated", "unchanged", "updated", "unchanged"]
    for outcome, enabled in steps:
        assert outcome.result["instance"] == {"name": A, "enabled": enabled, "reason": "" if enabled else SILENCE}
    assert platform.requests == [STATUS, STATUS, DISABLE, STATUS, STATUS, STATUS, ENABLE, STATUS, STATUS]


@pytest.mark.parametrize("enabled, silenced", [(False, ()), (True, [A])])
def test_check_mode_predicts_and_only_reads(enabled, silenced):
    platform = Platform(A, silenced=silenced)
    predicted = converge(platform, enabled, check_mode=True)
    assert predicted.changed and not platform.writes()
    assert predicted.result["instance"] == {"name": A, "enabled": enabled, "reason": "" if enabled else None}
    real = converge(platform, enabled)
    assert (real.changed, real.diff, real.result["action"]) == (True, predicted.diff, predicted.result["action"])
    assert real.diff["after"] == {"name": A, "enabled": enabled}


def test_where_enabling_shows_no_effect_nothing_is_called_a_change():
    platform = Platform(A, blocker=OFF)
    for dummy in range(2):
        outcome = converge(platform, True)
        assert (outcome.changed, outcome.result["action"]) == (False, "unchanged")
        assert outcome.diff["before"] == outcome.diff["after"]
        text, = outcome.warnings
        assert text.startswith("Alerting of db-1@crm stays off, although it was enabled: Alerting is off for the platform. The API lifts only")
    assert platform.writes() == [ENABLE, ENABLE]


def test_another_reason_than_before_is_a_change():
    platform = Platform(A, silenced=[A])
    platform._state = lambda name: {"enabled": False, "reason": SILENCE if name in platform.silenced else OFF}
    outcome = converge(platform, True)
    assert (outcome.changed, outcome.result["action"]) == (True, "updated")
    assert outcome.result["instance"] == {"name": A, "enabled": False, "reason": OFF}
    assert len(outcome.warnings) == 1


def test_staying_off_is_an_error_if_that_is_asked_for():
    with pytest.raises(StateError, match="stays off, although it was enabled: the platform does not say why. The API") as caught:
        converge(Platform(A, told={"enabled": False}), True, fail_if_still_off=True)
    assert caught.value.result["changed"] is False and caught.value.result["action"] == "unchanged"
    with pytest.raises(BatchError) as caught:
        converge(Platform(A, B, blocker=OFF), True, fail_if_still_off=True, instances=[A, B])
    assert [entry["failure"]["reason"] for entry in caught.value.result["instances"]] == [OFF, OFF]
    assert caught.value.result["changed"] is False
    assert not converge(Platform(A, blocker=OFF), True, check_mode=True, fail_if_still_off=True).warnings


def test_staying_on_is_always_an_error():
    with pytest.raises(StateError, match="Alerting of db-1@crm is still on, although the platform took the call") as caught:
        converge(Platform(A, stubborn=True), False)
    assert caught.value.result["changed"] is False and caught.value.result["action"] == "unchanged"


def test_what_is_off_for_another_reason_is_left_alone():
    platform = Platform(A, blocker=OFF)
    assert not converge(platform, False).changed and not platform.writes()


@pytest.mark.parametrize("enabled", [True, False])
def test_an_unknown_instance_is_an_error_that_says_where_names_are(enabled):
    platform = Platform()
    with pytest.raises(StateError, match="The platform knows no instance db-1@crm. Names are <server>@<connection>.* as pg_instance"):
        converge(platform, enabled)
    assert not platform.writes()


def test_many_go_on_past_a_failure():
    platform = Platform(A, B, silenced=[B])
    with pytest.raises(BatchError, match="1 of 3 instances failed") as caught:
        converge(platform, False, instances=[A, "db-9@x", B, A])
    result = caught.value.result
    assert [(entry["name"], entry["action"], entry["changed"]) for entry in result["instances"]] == [
        (A, "updated", True), ("db-9@x", "failed", False), (B, "unchanged", False)]
    assert result["instances"][0]["enabled"] is False and result["changed"]
    assert platform.writes() == [DISABLE]


def test_many_show_no_change_where_there_is_none():
    outcome = converge(Platform(A, B, blocker=OFF), True, instances=[A, B])
    assert not outcome.changed and outcome.diff == [] and len(outcome.warnings) == 2
    assert outcome.result["summary"]["unchanged"] == 2


def test_tags_choose_and_have_to_match_something():
    platform = Platform(A, B)
    outcome = converge(platform, False, tags="app=sales")
    assert [entry["name"] for entry in outcome.result["instances"]] == [B]
    with pytest.raises(StateError, match="No instance that sent metrics within 60 minutes has app=hr or payroll, so nothing was done") as caught:
        converge(platform, False, tags={"app": ["hr", "payroll"]})
    assert caught.value.facts["option"] == "tags"
    for chosen in ({"tags": {"app": "hr"}}, {"instances": []}):
        outcome = converge(platform, False, allow_empty=True, **chosen)
        assert not outcome.changed and outcome.result["instances"] == []


@pytest.mark.parametrize("status, effect", [(503, "updated"), (500, None), (400, None)])
def test_a_write_is_never_sent_again(status, effect):
    platform = Platform(A, refuse={DISABLE: [(status, "oops")]})
    if effect:
        assert converge(platform, False).result["action"] == effect
    else:
        with pytest.raises(AnswerError, match="Could not disable alerting of db-1@crm: oops"):
            converge(platform, False)
    assert platform.writes() == [DISABLE]


@pytest.mark.parametrize("told", [{"reason": ""}, {"enabled": "yes"}, {"status": "OK"}, []])
def test_a_status_that_does_not_tell_is_an_error(told):
    with pytest.raises(AnswerError, match="does not say whether it is enabled|JSON object was expected"):
        converge(Platform(A, told=told or ["x"]), False)


def test_secrets_are_kept_out_of_reasons():
    assert "canary" not in str(converge(Platform(A, blocker="canary"), False).result)


@pytest.mark.parametrize("given, option", [
    ({"name": "crm"}, "name"),
    ({"name": "@crm"}, "name"),
    ({"name": "db-1@"}, "name"),
    ({"name": "a/b@crm"}, "name"),
    ({"instances": [A, "crm"]}, "instances[1]"),
    ({"instances": []}, "instances"),
    ({"tags": {}}, "tags"),
    ({"tags": {"a": "b"}, "window": 0}, "window"),
    ({"concurrency": 0}, "concurrency"),
])
def test_bad_options_are_named(given, option):
    platform = Platform(A)
    with pytest.raises(OptionError) as caught:
        converge(platform, False, **given)
    assert caught.value.facts["option"] == option and not platform.requests


@given(st.text())
def test_a_name_is_taken_as_it_is_or_refused(name):
    try:
        alerting._check_name("name", name)
    except OptionError:
        return
    server, at, connection = name.partition("@")
    assert at and server.strip() and connection.strip()
    assert not any(character in "/\\" or ord(character) < 32 for character in name)


def test_reading():
    platform = Platform(A, B, silenced=[B])
    assert read(platform, query="[?!enabled].reason") == {
        "instances": [{"name": A, "enabled": True, "reason": ""}, {"name": B, "enabled": False, "reason": SILENCE}],
        "missing": [], "query_result": [SILENCE]}
    assert read(platform, name="db-9@x") == {"instances": [], "missing": ["db-9@x"]}
    assert read(platform, instances=[]) == read(platform, tags={"app": "hr"}) == {"instances": [], "missing": []}
    platform.requests.clear()
    result = read(platform, instances=[B, "db-9@x", B], problems=True)
    assert result["instances"][0]["problems"] == ["anything"] and result["missing"] == ["db-9@x"]
    assert sorted(platform.requests) == sorted([("GET", B, "status"), ("GET", B, "problems"), ("GET", "db-9@x", "status")])


@pytest.mark.parametrize("given, option", [({"name": "crm"}, "name"), ({"query": "[?"}, "query"), ({"window": 0}, "window")])
def test_bad_options_of_reading_are_named(given, option):
    with pytest.raises(OptionError) as caught:
        read(Platform(A), **given)
    assert caught.value.facts["option"] == option
