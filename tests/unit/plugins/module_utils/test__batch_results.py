# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many work at once, whose turn it is, and what is told of every item."""

from __future__ import annotations

import concurrent.futures
import threading

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils import _batch
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    AuthenticationError, BatchError, OptionError, StateError, TransportError, WaitTimeout)
from ansible_collections.runwatch.observability.plugins.module_utils._reconcile import Plan, Resource, Step

PARAMS = {"lamps": True, "concurrency": None, "max_failures": None, "results": "all"}


class Lamps(Resource):
    """Lamps to switch on; ``unreadable`` and ``broken`` map names to errors of looking and of switching."""

    kind = "lamp"
    runtime = ("warm",)

    def __init__(self, *lit, unreadable=None, broken=None):
        self.lit = list(lit)
        self.unreadable, self.broken = unreadable or {}, broken or {}
        self.looked = []

    def read(self, wanted, fresh=False):
        name = wanted["name"]
        self.looked.append(name)
        if name in self.unreadable:
            raise self.unreadable[name]
        return {"name": name, "lit": True, "warm": fresh} if name in self.lit else None

    def plan(self, wanted, current):
        name = wanted["name"]
        if wanted.get("off"):
            return Plan(None, [Step("darken " + name, lambda: self.lit.remove(name))] if current else [])
        after = {"name": name, "lit": True, "warm": None}
        return Plan(after, [] if current else [Step("light " + name, lambda: self.light(name))], warnings=["It is bright."] if name == "bright" else [])

    def light(self, name):
        if name in self.broken:
            raise self.broken[name]
        self.lit.append(name)


def run(resource, /, *names, check_mode=False, finish=None, **params):
    items = [name if isinstance(name, dict) else {"name": name} for name in names]
    return _batch.converge_all(resource, items, dict(PARAMS, **params), check_mode, "lamps", "lamp", finish)


def failure(resource, /, *names, **options):
    with pytest.raises(BatchError) as caught:
        run(resource, *names, **options)
    return caught.value


# Options

def test_a_module_takes_one_or_many():
    options = {"state": {"type": "str", "choices": ["on", "off"]}, "colour": {"type": "str"}}
    spec, rules = _batch.one_or_many("lamps", "name", options, {"state": "on"})
    assert spec == {
        "name": {"type": "str"}, "state": {"type": "str", "choices": ["on", "off"], "default": "on"}, "colour": {"type": "str"},
        "lamps": {"type": "list", "elements": "dict", "options": {"name": {"type": "str", "required": True}, **options}}, **_batch.OPTIONS}
    assert rules == {"required_one_of": [("name", "lamps")], "mutually_exclusive": [("name", "lamps")]}


@pytest.mark.parametrize("lamps, where", [(None, ""), ([{}, {}], "lamps[1].")])
def test_messages_say_which_item(lamps, where):
    assert _batch.place({"lamps": lamps}, "lamps", 1) == where


@pytest.mark.parametrize("value", [None, 1, 2])
def test_sensible_batch_options_are_fine(value):
    assert _batch.check_batch_options({"concurrency": value, "max_failures": value}) is None
    for option in ("concurrency", "max_failures"):
        with pytest.raises(OptionError, match="%s: has to be at least 1, not -1" % option):
            _batch.check_batch_options(dict({"concurrency": value, "max_failures": value}, **{option: -1}))


# How many at once

@pytest.fixture
def pools(monkeypatch):
    """The sizes of the pools of threads that were made."""
    sizes = []

    class Pool(concurrent.futures.ThreadPoolExecutor):
        def __init__(self, size):
            sizes.append(size)
            super().__init__(size)

    monkeypatch.setattr(concurrent.futures, "ThreadPoolExecutor", Pool)
    return sizes


@pytest.mark.parametrize("count, at_once, sizes", [
    (0, {}, []), (1, {}, []), (2, {}, [2]), (7, {}, [7]), (8, {}, [8]), (9, {}, [8]), (20, {}, [8]), (20, {"at_once": 3}, [3]), (20, {"at_once": 1}, [])])
def test_reading_is_done_side_by_side_within_bounds(pools, count, at_once, sizes):
    assert _batch.side_by_side(lambda number: 2 * number, range(count), **at_once) == [2 * number for number in range(count)]
    assert pools == sizes


@pytest.mark.parametrize("concurrency, sizes", [(None, [8]), (1, []), (2, [2]), (30, [20])])
def test_a_batch_looks_at_as_many_at_once_as_it_may_write(pools, concurrency, sizes):
    run(Lamps(), *("l%02d" % number for number in range(20)), concurrency=concurrency)
    assert pools == sizes


def test_what_is_found_and_what_is_not():
    known = {"a": {"n": 1}, "c": {"n": 3}, "d": {}}
    assert _batch.find_each(known.get, ["c", "b", "a", "d"]) == ([{"n": 3}, {"n": 1}], ["b", "d"])
    assert _batch.find_each(known.get, []) == ([], [])


# Turns

def in_time(event):
    assert event.wait(5), "it never came to that"


def test_an_item_that_needs_no_turn_holds_nobody_up_while_it_is_awaited():
    written = threading.Event()

    def finish(resource, item, change):
        if item["name"] == "lit":
            in_time(written)
        else:
            written.set()

    assert run(Lamps("lit"), "lit", "new", finish=finish).result["summary"]["created"] == 1


def test_an_item_whose_turn_is_over_holds_nobody_up_while_it_is_awaited():
    written = threading.Event()

    def finish(resource, item, change):
        if item["name"] == "first":
            in_time(written)
        else:
            written.set()

    assert run(Lamps(), "first", "second", finish=finish).result["summary"]["created"] == 2


def test_an_item_that_cannot_be_read_holds_nobody_up():
    error = failure(Lamps(unreadable={"a": StateError("dark")}), "a", "b", "c")
    assert [entry["action"] for entry in error.result["lamps"]] == ["failed", "created", "created"]


def test_each_waits_for_all_before_it():
    turns, order, begun = _batch._Turns(), [], [threading.Event() for dummy in range(3)]

    def take(position):
        begun[position].set()
        with turns.of(position):
            order.append(position)

    threads = [threading.Thread(target=take, args=(position,), daemon=True) for position in (2, 1)]
    for thread in threads:
        thread.start()
    in_time(begun[1])
    in_time(begun[2])
    assert order == []
    turns.end(0)
    turns.end(0)
    for thread in threads:
        thread.join(5)
    assert order == [1, 2]


def test_there_may_be_any_number_of_turns():
    turns = _batch._Turns()

    def take_all():
        for position in range(1000):
            with turns.of(position):
                pass

    thread = threading.Thread(target=take_all, daemon=True)
    thread.start()
    thread.join(5)
    assert not thread.is_alive()


def test_a_turn_ends_also_with_an_error():
    turns = _batch._Turns()
    with pytest.raises(StateError):
        with turns.of(0):
            raise StateError("dark")
    with turns.of(1):
        pass


# When going on makes no sense

@pytest.mark.parametrize("max_failures, failed", [(None, 6), (1, 1), (2, 2), (6, 6), (7, 6)])
def test_so_many_failures_are_enough(monkeypatch, max_failures, failed):
    monkeypatch.setattr(_batch, "READS_AT_ONCE", 1)
    lamps = Lamps(unreadable={"b%d" % number: StateError("dark") for number in range(6)})
    error = failure(lamps, *[name for number in range(6) for name in ("a%d" % number, "b%d" % number)], max_failures=max_failures)
    summary = error.result["summary"]
    assert (summary["failed"], summary["created"], summary["not_attempted"]) == (failed, failed, 12 - 2 * failed)


def test_what_has_ended_does_not_go_on(monkeypatch):
    monkeypatch.setattr(_batch, "READS_AT_ONCE", 1)
    lamps = Lamps(unreadable={"a": StateError("dark"), "b": AuthenticationError("who", 401)})
    assert failure(lamps, "a", "b", "c", "d").result["summary"]["not_attempted"] == 2
    assert lamps.looked == ["a", "b"]


def test_what_is_under_way_when_it_ends_is_finished():
    fates = _batch._Fates(Lamps(), [{"name": "a"}, {"name": "b"}, {"name": "c"}], 1)
    assert not fates.stopped
    fates.note(0, StateError("dark"))
    assert fates.stopped
    fates.note(2, "a change")
    fates.note(1, StateError("dark too"))
    assert fates.stopped and fates.by_position[2] == "a change" and fates.names == ["a", "b", "c"]


# Results

def test_what_became_of_each_item():
    outcome = run(Lamps("lit", "old"), "new", "lit", {"name": "old", "off": True}, {"name": "none", "off": True}, "bright")
    assert outcome.result == {
        "lamps": [
            {"name": "new", "lit": True, "warm": True, "action": "created", "changed": True},
            {"name": "lit", "lit": True, "warm": False, "action": "unchanged", "changed": False},
            {"name": "old", "action": "deleted", "changed": True},
            {"name": "none", "action": "unchanged", "changed": False},
            {"name": "bright", "lit": True, "warm": True, "action": "created", "changed": True}],
        "summary": {"created": 2, "updated": 0, "deleted": 1, "unchanged": 2, "failed": 0, "not_attempted": 0}}
    assert outcome.changed and outcome.warnings == ["It is bright."]
    assert [(entry["before_header"], entry["before"], entry["after"]) for entry in outcome.diff] == [
        ("lamp new", "", {"name": "new", "lit": True}), ("lamp old", {"name": "old", "lit": True}, ""), ("lamp bright", "", {"name": "bright", "lit": True})]


def test_nothing_is_a_batch_too():
    outcome = run(Lamps())
    assert not outcome.changed and outcome.result["lamps"] == [] and outcome.diff == []


@pytest.mark.parametrize("error, changed", [
    (StateError("dark"), False), (TransportError("Lost.", maybe_done=True), True), (WaitTimeout("still dark"), True)])
def test_a_failed_item_says_whether_it_changed_anything(error, changed):
    told = failure(Lamps(broken={"a": error}), "a").result
    assert (told["lamps"][0]["changed"], told["changed"]) == (changed, changed)


def test_warnings_and_diffs_of_the_others_come_with_the_failure():
    error = failure(Lamps(unreadable={"a": StateError("dark")}), "a", "bright")
    assert error.warnings == ["It is bright."] and [entry["after_header"] for entry in error.result["diff"]] == ["lamp bright"]
    assert error.result["changed"] is True


@pytest.mark.parametrize("count, says", [
    (1, "1 of 2 lamps failed (1 created). b0: dark Run the task again to converge the rest."),
    (3, "3 of 4 lamps failed (1 created). b0: dark; b1: dark; b2: dark Run the task again to converge the rest."),
    (4, "4 of 5 lamps failed (1 created). b0: dark; b1: dark; b2: dark And 1 more, see the result. Run the task again to converge the rest."),
    (6, "6 of 7 lamps failed (1 created). b0: dark; b1: dark; b2: dark And 3 more, see the result. Run the task again to converge the rest."),
])
def test_the_message_names_the_first_failures(count, says):
    names = ["b%d" % number for number in range(count)]
    assert failure(Lamps(unreadable={name: StateError("dark") for name in names}), *names, "a").message == says


def test_the_message_says_what_became_of_the_others(monkeypatch):
    monkeypatch.setattr(_batch, "READS_AT_ONCE", 1)
    lamps = Lamps("lit", unreadable={"b": StateError("dark")})
    assert failure(lamps, "lit", "b", "c", "d", max_failures=1).message.startswith("1 of 4 lamps failed (1 unchanged, 2 not attempted). b: dark")
    assert failure(lamps, "b").message.startswith("1 of 1 lamps failed (none succeeded). b: dark")


@pytest.mark.parametrize("results, names", [("all", ["lit", "new", "b", "c"]), ("changed", ["new", "b"]), ("failed", ["b", "c"])])
def test_results_may_be_cut_down(monkeypatch, results, names):
    monkeypatch.setattr(_batch, "READS_AT_ONCE", 1)
    told = failure(Lamps("lit", unreadable={"b": StateError("dark")}), "lit", "new", "b", "c", max_failures=1, results=results).result
    assert [entry["name"] for entry in told["lamps"]] == names and sum(told["summary"].values()) == 4


# One item, and what is awaited

def test_one_item_is_told_by_itself():
    outcome = run(Lamps(), "bright", lamps=None)
    assert outcome.result == {"lamp": {"name": "bright", "lit": True, "warm": True}, "action": "created"}
    assert (outcome.changed, outcome.warnings, outcome.diff["after"]) == (True, ["It is bright."], {"name": "bright", "lit": True})


@pytest.mark.parametrize("lit, done", [((), ["light a"]), (("a",), None)])
@pytest.mark.parametrize("many", [None, True])
def test_what_is_awaited_in_vain_was_done_before(lit, done, many):
    def finish(resource, item, change):
        raise WaitTimeout("still cold")

    with pytest.raises(BatchError if many else WaitTimeout) as caught:
        run(Lamps(*lit), "a", lamps=many, finish=finish)
    if many:
        (entry,) = caught.value.result["lamps"]
        assert (entry["changed"], entry["failure"].get("done")) == (bool(done), done)
    else:
        assert caught.value.facts.get("done") == done
        assert caught.value.result == {"lamp": {"name": "a", "lit": True, "warm": not lit}, "action": "created" if done else "unchanged", "changed": bool(done)}


@pytest.mark.parametrize("many", [None, True])
def test_nothing_is_awaited_in_check_mode(many):
    assert run(Lamps(), "a", lamps=many, check_mode=True, finish=lambda resource, item, change: 1 / 0).changed
    with pytest.raises(ZeroDivisionError):
        run(Lamps(), "a", lamps=many, finish=lambda resource, item, change: 1 / 0)


def test_a_turn_that_never_comes_is_given_up_when_the_batch_ends():
    turns, fate = _batch._Turns(), []

    def write():
        try:
            with turns.of(1):
                fate.append("wrote")
        except _batch.Abandoned:
            fate.append("gave up")

    waiting = threading.Thread(target=write, daemon=True)
    waiting.start()
    turns.abandon()
    waiting.join(10)
    assert fate == ["gave up"]


def test_the_first_error_lets_go_of_what_waits():
    released = threading.Event()

    def work(number):
        if number == 0:
            raise KeyboardInterrupt
        assert released.wait(10)

    with pytest.raises(KeyboardInterrupt):
        _batch.side_by_side(work, [0, 1], on_error=released.set)
    assert released.is_set()
