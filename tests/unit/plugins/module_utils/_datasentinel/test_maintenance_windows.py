# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening and closing maintenance windows, whatever happens in between."""

from __future__ import annotations

import copy
import os
import threading
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import maintenance
from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import window_records as records
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    BY_STATUS, AnswerError, AuthenticationError, BatchError, OptionError, StateError)
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._secrets import Scrubber

A, B, C = "db-1@crm", "db-2@crm", "db-3@crm"
ALL = [A, B, C]
STRANGER = "db-9@x"
START = 1790000000000


class Killed(BaseException):
    """The process is gone."""


class Platform:
    """Knows ``names``, of which some are ``silenced``. ``lives`` is how many requests and files it takes until the process is killed."""

    def __init__(self, *names, silenced=(), blocker="", refuse=None):
        self.names, self.silenced, self.blocker = list(names), set(silenced), blocker
        self.refuse = {request: list(errors) for request, errors in (refuse or {}).items()}
        self.requests = []
        self.lives = None
        self.scrubber = Scrubber()
        self._lock = threading.Lock()

    def writes(self):
        return [request for request in self.requests if request[0] in ("enable", "disable")]

    def breathe(self):
        if self.lives is not None:
            self.lives -= 1
            if self.lives < 0:
                raise Killed

    def read_by_post(self, *segments, doing, body):
        return Answer(201, [{"pg_instance": name, "tags": {"app": name.partition("@")[2]}} for name in self.names], {})

    def get(self, *segments, doing):
        return self._answer(segments[3], segments[2], doing)

    def write(self, method, *segments, doing):
        return self._answer(segments[3], segments[2], doing)

    def _answer(self, call, name, doing):
        with self._lock:
            self.breathe()
            self.requests.append((call, name))
            status = self.refuse[(call, name)].pop(0) if self.refuse.get((call, name)) else 200
            if name not in self.names:
                status = 404
            if status == 200 and call != "status":
                (self.silenced.discard if call == "enable" else self.silenced.add)(name)
        if status != 200:
            raise BY_STATUS.get(status, AnswerError)("Could not %s: %s." % (doing, status), status)
        reason = "A silence is set" if name in self.silenced else self.blocker
        return Answer(200, {"enabled": not reason, "reason": reason}, {}, lambda what: AnswerError(what, 200))


class Run:
    """Runs the module on one directory, with a clock that stands still."""

    def __init__(self, directory):
        self.directory = str(directory)
        self.now = START
        self.check_mode = False

    def __call__(self, platform, state="present", name="Upgrade", **given):
        params = {option: spec.get("default") for option, spec in maintenance.DEFINITION.options.items()}
        params.update(given, name=name, state=state, directory=self.directory, by=given.get("by", "ann@ctl"))
        with mock.patch.object(maintenance, "present_moment", lambda: self.now):
            return maintenance.run(maintenance.prepare(params), platform, self.check_mode)

    def open(self, platform, instances=None, **given):
        return self(platform, instances=ALL if instances is None and "tags" not in given else instances, **given)

    def close(self, platform, **given):
        return self(platform, "absent", **given)

    def records(self):
        return records.Store(self.directory).load()


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "records")


def states_in(record):
    return {entry["name"]: entry["state"] for entry in record["instances"]}


def states(outcome):
    return states_in(outcome.result["window"])


def test_a_window_restores_what_was_before(run):
    platform = Platform(*ALL, silenced=[B])
    opened = run.open(platform, comment="CHG1", duration="2h")
    assert opened.changed and states(opened) == {A: "silenced", B: "left_off", C: "silenced"}
    assert platform.silenced == set(ALL) and sorted(platform.writes()) == [("disable", A), ("disable", C)]
    assert len(platform.requests) == 3 + 2 * 2
    assert opened.result["window"] == run.records()["Upgrade"] == {
        "format": 1, "name": "Upgrade", "state": "open", "opened_at": "2026-09-21T14:13:20Z", "opened_by": "ann@ctl", "until": "2026-09-21T16:13:20Z",
        "comment": "CHG1", "closed_at": None, "closed_by": None, "instances": [
            {"name": A, "before": {"enabled": True, "reason": ""}, "state": "silenced", "problem": None},
            {"name": B, "before": {"enabled": False, "reason": "A silence is set"}, "state": "left_off", "problem": None},
            {"name": C, "before": {"enabled": True, "reason": ""}, "state": "silenced", "problem": None}]}
    assert (opened.result["silenced"], opened.result["left_off"], opened.result["unknown"], opened.result["remaining"]) == ([A, C], [B], [], [])
    platform.requests.clear()
    again = run.open(platform, duration="2h", by="bob@ctl")
    assert not again.changed and again.diff == [] and not platform.writes() and again.result["window"] == opened.result["window"]

    platform.requests.clear()
    run.now += 90 * 60000
    closed = run.close(platform, by="job 42")
    assert closed.changed and states(closed) == {A: "restored", B: "left_off", C: "restored"}
    assert platform.silenced == {B} and sorted(platform.writes()) == [("enable", A), ("enable", C)] and len(platform.requests) == 2 * 3
    assert closed.result["duration"] == 5400 and closed.result["silenced"] == [A, C] and closed.result["remaining"] == []
    assert (closed.result["window"]["closed_by"], closed.result["window"]["closed_at"]) == ("job 42", "2026-09-21T15:43:20Z")
    platform.requests.clear()
    run.now += 60000
    again = run.close(platform)
    assert not again.changed and again.diff == [] and platform.requests == [] and again.result == closed.result


def test_check_mode_predicts_and_writes_nothing(run):
    platform = Platform(*ALL, silenced=[B])
    run.check_mode = True
    predicted = run.open(platform, duration="1h")
    assert not platform.writes() and not os.path.exists(run.directory)
    run.check_mode = False
    real = run.open(platform, duration="1h")
    assert (predicted.changed, predicted.result, predicted.diff) == (real.changed, real.result, real.diff)
    assert real.diff[0]["before"] == "" and real.diff[0]["after"] == {
        "state": "open", "until": "2026-09-21T15:13:20Z", "comment": None, "instances": {A: "silenced", B: "left_off", C: "silenced"}}
    assert [entry["after"] for entry in real.diff[1:]] == [{"name": A, "enabled": False}, {"name": C, "enabled": False}]
    platform.requests.clear()
    run.check_mode = True
    before = run.records()
    predicted = run.close(platform)
    assert not platform.writes() and run.records() == before
    run.check_mode = False
    real = run.close(platform)
    assert (predicted.changed, predicted.result, predicted.diff) == (real.changed, real.result, real.diff)


def test_closing_what_is_not_there_asks_nothing(run):
    platform = Platform()
    outcome = run.close(platform)
    assert not outcome.changed and platform.requests == [] and not os.path.exists(run.directory)
    assert outcome.result == {"window": None, "silenced": [], "left_off": [], "unknown": [], "remaining": [], "duration": None,
                              "report": ["There is no record of a maintenance window 'Upgrade', so there is nothing to restore."]}


def test_the_deadline(run):
    platform = Platform(*ALL)
    assert run.open(platform).result["window"]["until"] is None
    platform.requests.clear()
    steps = [run.open(platform, **given) for given in ({"duration": "1h"}, {"duration": "1h"}, {}, {"until": "+2h"}, {"until": ""}, {"until": ""})]
    assert [step.changed for step in steps] == [True, False, False, True, True, False]
    assert [step.result["window"]["until"] and step.result["window"]["until"][11:16] for step in steps] == ["15:13", "15:13", "15:13", "16:13", None, None]
    assert not platform.writes()
    run.now += 3600000
    for given, says in (({"duration": "1h"}, "duration: the window would end 2026-09-21T15:13:20Z, which is over; it was opened 2026-09-21T14:13:20Z. Give"),
                        ({"until": "-1m"}, "until: the window would end"), ({"duration": "1"}, "is no duration"), ({"until": "soon"}, "is no point in time")):
        with pytest.raises(OptionError, match=says):
            run.open(platform, **given)
    assert run.open(platform, comment="x").result["window"]["comment"] == "x"
    assert run.open(platform, comment="").result["window"]["comment"] is None


def test_unknown_instances(run):
    platform = Platform(A, C, silenced=[C])
    with pytest.raises(StateError, match="The platform does not know db-2@crm, db-9@x. Nothing was done") as caught:
        run.open(platform, ALL + [STRANGER])
    assert caught.value.facts["unknown_instances"] == [B, STRANGER] and not platform.writes() and run.records() == {}
    opened = run.open(platform, ALL, unknown_instances="ignore")
    assert states(opened) == {A: "silenced", B: "unknown", C: "left_off"} and opened.result["unknown"] == [B]
    assert not run.open(platform, ALL, unknown_instances="ignore").changed
    platform.names.append(B)
    assert states(run.open(platform, ALL))[B] == "silenced"
    platform.names.remove(A)
    closed = run.close(platform)
    assert states(closed) == {A: "gone", B: "restored", C: "left_off"} and closed.result["window"]["state"] == "closed"
    assert closed.warnings == ["The platform does not know db-1@crm any more, so its alerting was not enabled again."]
    assert platform.silenced == {A, C}


def test_tags_choose_and_have_to_match(run):
    platform = Platform(A, "db-2@sales")
    assert run.open(platform, tags="app=sales").result["silenced"] == ["db-2@sales"]
    with pytest.raises(StateError, match="No instance that sent metrics within 60 minutes has these tags"):
        run.open(platform, tags={"app": "hr"}, name="Other")
    with pytest.raises(OptionError, match="instances: is empty"):
        run.open(platform, [], name="Other")


def test_opening_again_silences_what_came_back_and_adds(run):
    platform = Platform(*ALL, silenced=[B])
    run.open(platform, [A, B])
    platform.silenced = set()
    platform.requests.clear()
    again = run.open(platform, [C])
    assert again.changed and states(again) == {A: "silenced", B: "silenced", C: "silenced"}
    assert sorted(platform.writes()) == [("disable", name) for name in ALL]
    run.close(platform)
    assert platform.silenced == set()  # as B was when the window silenced it


def test_what_comes_back_on_by_itself_is_left_alone(run):
    platform = Platform(*ALL)
    run.open(platform)
    platform.silenced.discard(A)
    platform.requests.clear()
    assert states(run.close(platform)) == dict.fromkeys(ALL, "restored")
    assert sorted(platform.writes()) == [("enable", B), ("enable", C)]


def test_what_stays_off_for_another_reason_is_told(run):
    platform = Platform(*ALL)
    run.open(platform, [A, B])
    platform.blocker = "No template."
    closed = run.close(platform)
    assert states(closed) == {A: "still_off", B: "still_off"} and closed.result["window"]["state"] == "closed" and platform.silenced == set()
    assert [entry["problem"] for entry in closed.result["window"]["instances"]] == ["No template."] * 2
    assert len(closed.warnings) == 2 and closed.warnings[0].startswith("Alerting of db-1@crm stays off, although it was enabled: No template. The API")


def test_a_part_that_fails_to_open_is_told_and_finished_later(run):
    platform = Platform(*ALL, refuse={("disable", B): [500, 500]})
    with pytest.raises(BatchError, match="The window 'Upgrade' is open, but alerting of 1 of 3 instances could not be switched off. db-2@crm: Could") as caught:
        run.open(platform)
    result = caught.value.result
    assert result["changed"] and result["remaining"] == caught.value.facts["remaining"] == [B] and result["silenced"] == [A, C]
    entry = records.find(result["window"], B)
    assert entry["state"] == "pending" and "500" in entry["problem"] and run.records()["Upgrade"] == result["window"]
    assert [line for line in result["report"] if line.startswith("To be silenced, but not yet (1): db-2@crm (Could not disable")]
    with pytest.raises(BatchError) as caught:
        run.open(platform)
    assert not caught.value.result["changed"]
    platform.requests.clear()
    assert states(run.open(platform)) == dict.fromkeys(ALL, "silenced") and platform.writes() == [("disable", B)]
    assert run.records()["Upgrade"]["instances"][1]["problem"] is None


def test_a_window_that_was_opened_in_part_restores_that_part(run):
    platform = Platform(*ALL, refuse={("disable", B): [500]})
    with pytest.raises(BatchError):
        run.open(platform)
    platform.requests.clear()
    assert states(run.close(platform)) == dict.fromkeys(ALL, "restored")
    assert sorted(platform.writes()) == [("enable", A), ("enable", C)] and platform.silenced == set()


def test_a_part_that_fails_to_close_is_told_and_finished_later(run):
    platform = Platform(*ALL, refuse={("enable", B): [500]})
    run.open(platform)
    platform.requests.clear()
    with pytest.raises(BatchError, match="The window 'Upgrade' stays open: alerting of 1 of 3 instances could not be restored. db-2@crm: Could") as caught:
        run.close(platform)
    result = caught.value.result
    assert result["changed"] and result["remaining"] == [B] and result["window"]["state"] == "open" and platform.silenced == {B}
    platform.requests.clear()
    closed = run.close(platform)
    assert closed.changed and closed.result["window"]["state"] == "closed" and closed.result["remaining"] == []
    assert platform.requests == [("status", B), ("enable", B), ("status", B)]


def test_a_refused_login_ends_it_and_nothing_is_lost(run):
    platform = Platform(*ALL)
    run.open(platform)
    platform.refuse = {("enable", name): [401] for name in ALL}
    with pytest.raises(BatchError) as caught:
        run.close(platform)
    assert caught.value.result["remaining"] == ALL and len(platform.writes()) < 3 + 3
    with pytest.raises(AuthenticationError):
        run.open(Platform(*ALL, refuse={("status", A): [401]}), name="Other", overlap="join")
    assert "Other" not in run.records()


def test_a_status_that_cannot_be_read_stops_opening(run):
    platform = Platform(*ALL, refuse={("status", C): [500]})
    with pytest.raises(AnswerError):
        run.open(platform)
    assert not platform.writes() and run.records() == {}


def test_an_overlap_is_refused_before_anything_is_asked(run):
    platform = Platform(*ALL)
    run.open(platform, [A, B], duration="1h")
    platform.requests.clear()
    with pytest.raises(StateError) as caught:
        run.open(platform, [B, C], name="Other")
    assert caught.value.message.startswith(
        "db-2@crm: held by the open window 'Upgrade', which ann@ctl opened 2026-09-21T14:13:20Z, until 2026-09-21T15:13:20Z. Nothing was done. Wait")
    assert caught.value.facts["option"] == "overlap" and platform.requests == []
    run.close(platform)
    assert states(run.open(platform, [B, C], name="Other")) == {B: "silenced", C: "silenced"}


@pytest.mark.parametrize("first, second", [("Upgrade", "Other"), ("Other", "Upgrade")])
def test_the_last_window_restores(run, first, second):
    platform = Platform(*ALL, silenced=[C])
    run.open(platform, [A, B, C])
    platform.requests.clear()
    joined = run.open(platform, [B, C], name="Other", overlap="join")
    assert states(joined) == {B: "silenced", C: "left_off"} and not platform.writes()
    assert joined.result["window"]["instances"][0]["before"] == {"enabled": True, "reason": ""}
    assert not run.open(platform, [B, C], name="Other").changed  # what it holds already is no overlap
    handed = run.close(platform, name=first)
    assert states(handed)[B] == "handed_over" and B in platform.silenced and handed.result["window"]["state"] == "closed"
    assert "Left to another open window (1): db-2@crm" in handed.result["report"]
    assert states(run.close(platform, name=second))[B] == "restored" and platform.silenced == {C}


def test_a_record_closes_the_window_elsewhere(run, tmp_path):
    platform = Platform(*ALL, silenced=[C], refuse={("enable", B): [500]})
    record = run.open(platform).result["window"]
    elsewhere = Run(tmp_path / "elsewhere")
    with pytest.raises(BatchError):
        elsewhere.close(platform, record=record)
    platform.requests.clear()
    assert states(elsewhere.close(platform, record=record)) == {A: "restored", B: "restored", C: "left_off"}
    assert platform.writes() == [("enable", B)]  # the file goes on from where it was
    platform.requests.clear()
    assert not elsewhere.close(platform, record=record).changed and platform.requests == []
    for broken, says in ((dict(record, name="Other"), "record: is that of another window, 'Other'"),
                         (dict(record, format=7), "record: is none that this"), ({}, "record: ")):
        with pytest.raises(OptionError, match=says):
            elsewhere.close(platform, record=broken)


def test_a_broken_record_stops_everything(run):
    platform = Platform(*ALL)
    run.open(platform, [A])
    path = records.Store(run.directory).path("Upgrade")
    with open(path, "w", encoding="ascii") as file:
        file.write("{}")
    platform.requests.clear()
    for work in (run.open, run.close):
        with pytest.raises(records.RecordError, match="is no record of a maintenance window"):
            work(platform, name="Other")
    assert platform.requests == []


@pytest.mark.parametrize("given, option", [
    ({"name": " "}, "name"), ({"name": "a\nb"}, "name"), ({"name": "x" * 201}, "name"), ({"directory": "here"}, "directory"),
    ({"instances": ["crm"]}, "instances[0]"), ({"tags": {}}, "tags"), ({"tags": "a=b", "window": 0}, "window"), ({"concurrency": 0}, "concurrency"),
])
def test_bad_options_are_named(given, option):
    params = {name: spec.get("default") for name, spec in maintenance.DEFINITION.options.items()}
    with pytest.raises(OptionError) as caught:
        maintenance.prepare(dict(params, **dict({"name": "x", "directory": "/x"}, **given)))
    assert caught.value.facts["option"] == option


def test_who_it_is_without_being_told():
    params = {name: spec.get("default") for name, spec in maintenance.DEFINITION.options.items()}
    params.update(name="x", directory="/x", state="absent", instances=["not looked at"])
    assert "@" in maintenance.prepare(params)["by"]
    with mock.patch("getpass.getuser", side_effect=KeyError):
        assert maintenance.prepare(params)["by"].startswith("uid ")


def test_reading(run):
    platform = Platform(*ALL)
    info = {option: spec.get("default") for option, spec in maintenance.INFO.options.items()}
    info.update(directory=run.directory)

    def read(**given):
        with mock.patch.object(maintenance, "present_moment", lambda: run.now):
            return maintenance.INFO.execute(dict(info, **given), False)

    assert read().result == {"windows": []}
    run.open(platform, [A], duration="1h")
    run.now += 1000
    run.open(platform, [B], name="Other")
    run.close(platform, name="Other")
    run.now += 2 * 3600000
    first, second = read().result["windows"]
    assert (first["name"], first["overdue"], first["duration"], first["watchdog"]) == ("Upgrade", True, 7201, None)
    assert (second["name"], second["overdue"], second["state"], second["duration"]) == ("Other", False, "closed", 1)
    assert [[window["name"] for window in read(**given).result["windows"]] for given in (
        {"state": "open"}, {"state": "closed"}, {"name": "Other"}, {"name": "Other", "state": "open"})] == [["Upgrade"], ["Other"], ["Other"], []]
    assert read(query="[?overdue].name").result["query_result"] == ["Upgrade"]
    with open(records.Store(run.directory).path("Upgrade"), "w", encoding="ascii") as file:
        file.write("{}")
    outcome = read()
    assert len(outcome.result["windows"]) == 1 and "is no record of a maintenance window" in outcome.warnings[0]


INITIAL = st.dictionaries(st.sampled_from(ALL), st.sampled_from(["on", "off", "missing"]), min_size=3, max_size=3)


def platform_with(initial):
    return Platform(*(name for name in ALL if initial[name] != "missing"), silenced=[name for name in ALL if initial[name] == "off"])


def survive(platform, lives, work):
    """Run ``work`` and have it killed after so many requests and files; say whether it lived."""
    save = records.Store.save

    def mortal(store, record):
        platform.breathe()
        save(store, record)

    platform.lives = lives
    try:
        with mock.patch.object(records.Store, "save", mortal):
            work()
    except Killed:
        return False
    finally:
        platform.lives = None
    return True


@settings(max_examples=60)
@given(INITIAL, st.lists(st.tuples(st.booleans(), st.integers(0, 12)), max_size=5))
def test_everything_ends_as_it_began_however_often_it_is_killed(tmp_path_factory, initial, deaths):
    """A window that is opened and closed by jobs that die at any request or file, in any order, leaves nothing behind."""
    run = Run(tmp_path_factory.mktemp("deaths"))
    platform = platform_with(initial)
    before = set(platform.silenced)
    for is_opening, lives in deaths:
        if is_opening:
            survive(platform, lives, lambda: run.open(platform, unknown_instances="ignore"))
        else:
            survive(platform, lives, lambda: run.close(platform))
        known = run.records().get("Upgrade")
        if known is None or known["state"] == "closed":
            assert platform.silenced == before
    run.close(platform)
    assert platform.silenced == before and all(record["state"] == "closed" for record in run.records().values())
    for name in ALL:  # nothing was asked for that was so already
        switched = [call for call, target in platform.writes() if target == name]
        assert switched == (["disable", "enable"] * len(switched))[:len(switched)] and len(switched) % 2 == 0
        assert initial[name] == "on" or not switched


@settings(max_examples=60)
@given(INITIAL, st.lists(st.tuples(
    st.sampled_from(["One", "Two", "Three"]), st.sets(st.sampled_from(ALL), min_size=1), st.booleans(), st.none() | st.integers(0, 9)), max_size=8))
def test_overlapping_windows_end_as_they_began(tmp_path_factory, initial, steps):
    """Windows that join each other, opened and closed in any order, some of it cut short: the last one out restores."""
    run = Run(tmp_path_factory.mktemp("overlap"))
    platform = platform_with(initial)
    before = set(platform.silenced)
    for name, chosen, is_opening, lives in steps:
        if is_opening:
            survive(platform, lives, lambda: run.open(platform, sorted(chosen), name=name, unknown_instances="ignore", overlap="join"))
        else:
            survive(platform, lives, lambda: run.close(platform, name=name))
        open_now = [record for record in run.records().values() if record["state"] == "open"]
        held = {entry for record in open_now for entry in records.names(record, "silenced", "pending")}
        assert platform.silenced - held <= before
    for name in ("One", "Two", "Three"):
        run.close(platform, name=name)
    assert platform.silenced == before


def test_what_was_restored_before_it_was_killed_is_not_restored_again(run):
    """Somebody may have had reasons to silence it meanwhile."""
    platform = Platform(*ALL)
    run.open(platform)
    assert not survive(platform, 5, lambda: run.close(platform, concurrency=1))  # reads, switches, reads and notes one, and dies amid the second
    assert states_in(run.records()["Upgrade"]) == {A: "restored", B: "silenced", C: "silenced"} and A not in platform.silenced
    platform.silenced.add(A)
    assert run.close(platform).changed and platform.silenced == {A}


def test_a_closed_window_holds_nothing(run):
    platform = Platform(*ALL, silenced=[A])
    run.open(platform, [A, B])
    run.close(platform)
    assert states(run.open(platform, [A, B], name="Other")) == {A: "left_off", B: "silenced"}


def test_what_is_returned_does_not_change_afterwards(run):
    platform = Platform(*ALL)
    opened = run.open(platform)
    kept = copy.deepcopy(opened.result)
    run.close(platform)
    assert opened.result == kept
