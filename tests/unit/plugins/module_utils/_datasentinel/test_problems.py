# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raising problems once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils import _announce
from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import problems
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    BY_STATUS, AnswerError, BatchError, OptionError, StateError, TransportError,
)
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._secrets import Scrubber

A, B = "db-1@crm", "db-2@sales"
TEXT = "Dump failed"
SHAPES = {
    "objects": lambda texts: [{"message": text, "notification_type": "PROBLEM"} for text in texts],
    "wrapped": lambda texts: {"pg_instance": A, "problems": [{"message": text} for text in texts]},
    "strings": list,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just(TEXT),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["message", "notification_type", "problems", "x"]), inner))


class Platform:
    """Holds the texts of problems by instance; ``refuse`` maps (method, name) to the errors of its next tries.

    With ``took_effect``, an error of a POST comes after its effect.
    """

    def __init__(self, *names, shape="objects", refuse=None, took_effect=False):
        self.open = {name: [] for name in names}
        self.shape = SHAPES[shape]
        self.refuse = refuse or {}
        self.took_effect = took_effect
        self.requests = []
        self.scrubber = Scrubber()

    def posts(self):
        return [name for method, name in self.requests if method == "POST"]

    def read_by_post(self, *segments, doing, body):
        return Answer(201, [{"pg_instance": name, "tags": {"app": "crm"}} for name in self.open], {})

    def get(self, *segments, doing):
        dummy, kind, name, call = segments
        self._note("GET" if call == "problems" else "STATUS", name)
        return Answer(200, self.shape(self.open[name]) if call == "problems" else {"enabled": True}, {})

    def write(self, method, *segments, doing, body):
        name = segments[2]
        assert method == "POST" and set(body) == {"message"}
        if self.took_effect:
            self.open[name].append(body["message"])
        self._note("POST", name)
        self.open[name].append(body["message"])
        return Answer(201, None, {})

    def _note(self, method, name):
        self.requests.append((method, name))
        if self.refuse.get((method, name)):
            raise self.refuse[method, name].pop(0)
        if name not in self.open:
            raise error(404, "no such instance")


def error(status, text="no"):
    return BY_STATUS.get(status, AnswerError)("Could not do it: %s." % text, status, detail=text, maybe_done=status in (200, 503))


def lost():
    return TransportError("Could not raise it: the connection was lost.", maybe_done=True)


def raise_it(platform, check_mode=False, **given):
    spec = problems.DEFINITION.options
    given = given if {"instances", "tags"} & set(given) else dict({"name": A}, **given)
    params = dict({name: spec[name].get("default") for name in spec}, **dict({"text": TEXT}, **given))
    return problems.run(problems.prepare(params), platform, check_mode)


def fates(result):
    return [(entry["name"], entry["action"], entry["changed"]) for entry in result["instances"]]


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch):
    monkeypatch.setattr(_announce, "until", lambda look, timeout: any(look() for dummy in range(timeout)))


@pytest.mark.parametrize("shape", ["objects", "wrapped"])
def test_an_open_problem_is_not_raised_again(shape):
    platform = Platform(A, shape=shape)
    runs = [raise_it(platform, check_mode) for check_mode in (True, False, False)]
    assert [run.changed for run in runs] == [True, True, False]
    assert fates(runs[0].result) == fates(runs[1].result) == [(A, "announced", True)]
    assert fates(runs[2].result) == [(A, "unchanged", False)]
    assert runs[0].diff == runs[1].diff == [
        {"before": {}, "after": {"name": A, "text": TEXT}, "before_header": "problem on db-1@crm", "after_header": "problem on db-1@crm"}]
    assert runs[2].diff == [] and not any(run.warnings for run in runs)
    assert platform.posts() == [A]


def test_another_text_is_another_problem():
    platform = Platform(A)
    assert [raise_it(platform, text=text).changed for text in (TEXT, "Dump failed again", " Dump failed\n")] == [True, True, False]


def test_an_unknown_shape_is_told_and_raised_all_the_same():
    platform = Platform(A, shape="strings")
    runs = [raise_it(platform) for dummy in range(2)]
    assert [run.changed for run in runs] == [True, True]
    assert not runs[0].warnings and "come in a shape that is not known" in runs[1].warnings[0]


@pytest.mark.parametrize("status", [200, 400, 404, 405])
def test_a_list_that_the_platform_does_not_give_is_told_and_the_problem_raised(status):
    outcome = raise_it(Platform(A, refuse={("GET", A): [error(status, "never heard")]}))
    assert outcome.changed
    assert outcome.warnings == [
        "The problems of db-1@crm could not be read (never heard), so it cannot be told whether this one is open already; it is raised."]


@pytest.mark.parametrize("fault", [error(500), error(503), error(401), error(403), error(429), lost()])
def test_other_trouble_with_the_list_ends_it(fault):
    platform = Platform(A, refuse={("GET", A): [fault]})
    with pytest.raises(type(fault), match="Nothing was announced") as caught:
        raise_it(platform)
    assert not platform.posts()
    assert fates(caught.value.result) == [(A, "failed", False)] and caught.value.result["changed"] is False


@pytest.mark.parametrize("given", [{}, {"once": False}])
def test_an_unknown_instance_is_an_error(given):
    with pytest.raises(StateError, match="The platform knows no instance db-1@crm"):
        raise_it(Platform(), **given)


def test_without_once_nothing_is_looked_for():
    platform = Platform(A)
    assert [raise_it(platform, once=False).changed for dummy in range(2)] == [True, True]
    assert platform.requests == [("POST", A)] * 2


@pytest.mark.parametrize("took_effect, action", [(True, "announced"), (False, "uncertain")])
def test_a_lost_answer_is_looked_for_and_never_sent_again(took_effect, action):
    platform = Platform(A, refuse={("POST", A): [lost()]}, took_effect=took_effect)
    if took_effect:
        assert fates(raise_it(platform).result) == [(A, action, True)]
    else:
        with pytest.raises(TransportError, match="It is not known whether it was announced; it could not be seen within 2 s.") as caught:
            raise_it(platform)
        assert fates(caught.value.result) == [(A, action, True)] and caught.value.result["changed"]
    assert platform.posts() == [A]


def test_a_lost_answer_without_once_stays_in_doubt():
    with pytest.raises(TransportError, match="if it was, another run announces it twice"):
        raise_it(Platform(A, refuse={("POST", A): [lost()]}), once=False)


def test_many_go_on_past_a_failure():
    platform = Platform(A, B)
    platform.open[B].append(TEXT)
    with pytest.raises(BatchError, match="^The problem could not be raised on 1 of 3 instances. db-9@x: The platform knows no instance") as caught:
        raise_it(platform, instances=["db-9@x", A, B, A])
    assert fates(caught.value.result) == [("db-9@x", "failed", False), (A, "announced", True), (B, "unchanged", False)]
    assert caught.value.result["summary"] == {"announced": 1, "unchanged": 1, "failed": 1, "uncertain": 0, "not_attempted": 0}
    assert caught.value.result["instances"][0]["failure"]["kind"] == "state"
    assert len(caught.value.result["diff"]) == 1


def test_a_refused_login_ends_it(monkeypatch):
    monkeypatch.setattr(problems, "side_by_side", lambda function, items: list(map(function, items)))
    platform = Platform(A, B, refuse={("GET", A): [error(401)]})
    with pytest.raises(BatchError) as caught:
        raise_it(platform, instances=[A, B])
    assert fates(caught.value.result) == [(A, "failed", False), (B, "not_attempted", False)]


def test_tags_choose():
    assert fates(raise_it(Platform(A, B), tags={"app": "crm"}).result) == [(A, "announced", True), (B, "announced", True)]
    with pytest.raises(StateError, match="No instance that sent metrics"):
        raise_it(Platform(A), tags={"app": "hr"})
    assert raise_it(Platform(A), tags={"app": "hr"}, allow_empty=True).result["instances"] == []


@pytest.mark.parametrize("given, option", [({"text": " "}, "text"), ({"name": "crm"}, "name"), ({"instances": []}, "instances")])
def test_bad_options_are_named(given, option):
    with pytest.raises(OptionError) as caught:
        raise_it(Platform(A), **given)
    assert caught.value.facts["option"] == option


@given(JSON)
def test_any_list_can_be_looked_at(data):
    entries = problems.listed(data)
    found = problems.equal_one(entries, TEXT)
    assert found is None or found in entries and found["message"] == TEXT
    if problems.is_understood(entries) and found is None:
        assert all(entry["message"] != TEXT or entry.get("notification_type") for entry in entries)


@pytest.mark.parametrize("kind, counts", [("PROBLEM", True), ("problem", True), ("", True), (None, True), ("RECOVERY", False)])
def test_what_is_over_does_not_count(kind, counts):
    entry = {"message": TEXT, "notification_type": kind}
    assert problems.equal_one([entry], TEXT) is (entry if counts else None)
    assert problems.equal_one([{"message": TEXT}], TEXT)
