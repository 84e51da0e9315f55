# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine with resources that remember what they listed, take several steps, and hold more than texts."""

from __future__ import annotations

import copy
from contextlib import contextmanager

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, Conflict, StateError, TransportError
from ansible_collections.runwatch.observability.plugins.module_utils._reconcile import Plan, Resource, Step, converge


class Shelf(Resource):
    """One shelf on a server, which sets each field by a call of its own. What was listed at the beginning is remembered.

    ``trouble`` maps a step to the errors of its next tries; those in ``effective`` come after it took effect.
    """

    kind = "shelf"
    runtime = ("age",)

    def __init__(self, stored=None, trouble=None, effective=True):
        self.stored = stored
        self.listed = copy.deepcopy(stored)
        self.trouble = {what: list(errors) for what, errors in (trouble or {}).items()}
        self.effective = effective
        self.sent = []
        self.warnings = ()
        self.hidden = ()

    def read(self, wanted, fresh=False):
        found = self.stored if fresh else self.listed
        return None if found is None else copy.deepcopy(dict(found, name=wanted["name"]))

    def plan(self, wanted, current):
        if wanted.get("gone"):
            return Plan(None, [self.step("delete", self.delete)] if current else [], self.hidden)
        steps = [] if current else [self.step("create", self.create)]
        for field, value in wanted["fields"].items():
            if (current or {}).get(field) != value:
                steps.append(self.step("set " + field, lambda field=field, value=value: self.stored.__setitem__(field, value)))
        return Plan(dict(current or {"name": wanted["name"]}, **wanted["fields"]), steps, self.hidden, self.warnings)

    def create(self):
        self.stored = {}

    def delete(self):
        self.stored = None

    def step(self, what, act):
        def call():
            self.sent.append(what)
            errors = self.trouble.get(what)
            error = errors.pop(0) if errors else None
            if error is None or self.effective:
                act()
            if error:
                raise error
        return Step(what, call)


def wanted(**fields):
    return {"name": "a", "fields": fields}


def lost():
    return TransportError("Lost.", maybe_done=True)


ALL = ["create", "set colour", "set books"]


def test_steps_are_taken_in_order_and_once():
    shelf = Shelf()
    change = converge(shelf, wanted(colour="red", books=[1, 2]), check_mode=False)
    assert shelf.sent == change.done == ALL
    assert (change.name, change.action, change.before) == ("a", "created", None)
    assert change.after == {"name": "a", "colour": "red", "books": [1, 2]} and change.warnings == []


def test_what_was_written_is_not_taken_from_an_earlier_list():
    shelf = Shelf({"colour": "blue"})
    assert converge(shelf, wanted(colour="red"), check_mode=False).after == {"name": "a", "colour": "red"}


@pytest.mark.parametrize("doubtful", ALL)
def test_one_lost_answer_is_looked_into_and_the_rest_done(doubtful):
    shelf = Shelf(trouble={doubtful: [lost()]})
    change = converge(shelf, wanted(colour="red", books=[1]), check_mode=False)
    assert shelf.sent == change.done == ALL and change.action == "created"


def test_a_failure_whose_fate_is_certain_is_not_looked_into():
    shelf = Shelf(trouble={"create": [StateError("No.")]})  # which took effect, but that is not for the error to say
    with pytest.raises(StateError, match="^No. Not done any more: set colour.$") as caught:
        converge(shelf, wanted(colour="red"), check_mode=False)
    assert shelf.sent == ["create"] and caught.value.facts["unknown"] == []


def test_a_second_lost_answer_is_too_much():
    shelf = Shelf(trouble={"create": [lost()], "set books": [lost()]})
    with pytest.raises(TransportError) as caught:
        converge(shelf, wanted(colour="red", books=[1]), check_mode=False)
    assert shelf.sent == ALL
    assert (caught.value.facts["done"], caught.value.facts["unknown"], caught.value.facts["not_done"]) == (ALL[:2], ALL[2:], [])


def test_a_server_that_cannot_be_asked_leaves_the_fate_unknown():
    shelf = Shelf(trouble={"create": [lost()]})
    read = shelf.read

    def only_once(wanted, fresh=False):
        if fresh:
            raise AnswerError("Could not look.", 502)
        return read(wanted)

    shelf.read = only_once
    with pytest.raises(TransportError, match="^Lost. Not done any more: set colour. It is not known whether") as caught:
        converge(shelf, wanted(colour="red"), check_mode=False)
    assert (caught.value.facts["unknown"], caught.value.facts["not_done"], shelf.sent) == (["create"], ["set colour"], ["create"])


def test_what_cannot_be_read_back_was_done_all_the_same():
    shelf = Shelf({"colour": "blue"})
    read = shelf.read
    shelf.read = lambda wanted, fresh=False: raise_(AnswerError("Could not look.", 502)) if fresh else read(wanted)
    with pytest.raises(AnswerError) as caught:
        converge(shelf, wanted(colour="red"), check_mode=False)
    assert caught.value.message == "Could not look. Done before that: set colour."
    assert caught.value.facts == {
        "status": 502, "done": ["set colour"], "failed_step": "read shelf a back", "unknown": [], "not_done": []}
    assert caught.value.result == {"changed": True}


def raise_(error):
    raise error


def test_a_step_may_have_done_something_before_it_failed():
    error = AnswerError("Refused.", 400, done=["empty the shelf"])
    with pytest.raises(AnswerError, match="^Refused. Done before that: create, empty the shelf.$") as caught:
        converge(Shelf(trouble={"set colour": [error]}), wanted(colour="red"), check_mode=False)
    assert caught.value.facts["done"] == ["create", "empty the shelf"] and caught.value.facts["not_done"] == ["set colour"]


def test_what_a_result_held_already_stays():
    error = AnswerError("Refused.", 400)
    error.result = {"hint": 1}
    with pytest.raises(AnswerError) as caught:
        converge(Shelf(trouble={"create": [error]}), wanted(), check_mode=False)
    assert caught.value.result == {"hint": 1, "changed": False}


def test_who_deletes_first_leaves_nothing_to_do():
    shelf = Shelf({"colour": "red"}, trouble={"delete": [Conflict("Gone.", 409)]})
    change = converge(shelf, {"name": "a", "gone": True}, check_mode=False)
    assert (change.action, change.before, change.after, change.done) == ("unchanged", None, None, [])


# Deviations

@pytest.mark.parametrize("told, warned", [
    ("aaa", True), ("zzz", True), (None, False), ("red", False), (["red"], True),
])
def test_values_that_the_server_stored_otherwise_are_told(told, warned):
    shelf = Shelf({"colour": "blue", "books": [1]})
    shelf.step = lambda what, act: Step(what, lambda: shelf.stored.update(colour=told))
    change = converge(shelf, wanted(colour="red", books=[1]), check_mode=False)
    assert change.warnings == ["The shelf a: the server stored colour as %r instead of 'red'." % (told,)] * warned


def test_what_is_not_there_afterwards_is_told():
    shelf = Shelf()
    shelf.step = lambda what, act: Step(what, lambda: None)
    assert converge(shelf, wanted(colour="red"), check_mode=False).warnings == [
        "The shelf a is not there after the change, although the server accepted it."]


def test_what_the_server_alone_determines_is_no_deviation():
    shelf = Shelf({"colour": "blue", "age": 1})
    shelf.step = lambda what, act: Step(what, lambda: shelf.stored.update(colour="red", age=2))
    assert converge(shelf, wanted(colour="red"), check_mode=False).warnings == []


def test_what_cannot_be_predicted_is_no_deviation():
    shelf = Shelf({"colour": "blue"})
    shelf.step = lambda what, act: Step(what, lambda: shelf.stored.update(colour="red"))
    assert converge(shelf, wanted(colour=None), check_mode=False).warnings == []


@pytest.mark.parametrize("colour", ["blue", "red"])
def test_warnings_of_the_plan_are_kept(colour):
    shelf = Shelf({"colour": "blue"})
    shelf.warnings = ["Mind the gap."]
    assert converge(shelf, wanted(colour=colour), check_mode=False).warnings == ["Mind the gap."]


# Turns

@pytest.mark.parametrize("colour, check_mode, seen", [("red", False, ["turn", "set colour", "over"]), ("red", True, []), ("blue", False, [])])
def test_only_writing_takes_a_turn(colour, check_mode, seen):
    shelf, events = Shelf({"colour": "blue"}), []
    read = shelf.read

    def outside(wanted, fresh=False):
        assert events in ([], ["turn", "set colour", "over"])
        return read(wanted, fresh)

    @contextmanager
    def turn():
        events.append("turn")
        yield
        events.append("over")

    shelf.read, shelf.sent = outside, events
    converge(shelf, wanted(colour=colour), check_mode, turn())
    assert events == seen


# Diffs

@pytest.mark.parametrize("stored, given, before, after", [
    (None, wanted(colour="red"), "", {"name": "a", "colour": "red", "key": "(set, not shown)"}),
    ({"colour": "blue", "age": 1}, wanted(colour="red"), {"name": "a", "colour": "blue"}, {"name": "a", "colour": "red", "key": "(set, not shown)"}),
    ({"colour": "red", "age": 1}, wanted(colour="red"), {"name": "a", "colour": "red"}, {"name": "a", "colour": "red"}),
    ({"colour": "red"}, {"name": "a", "gone": True}, {"name": "a", "colour": "red"}, ""),
    (None, {"name": "a", "gone": True}, "", ""),
])
@pytest.mark.parametrize("check_mode", [True, False])
def test_diffs_name_secrets_that_are_set_and_leave_out_what_does_not_matter(stored, given, before, after, check_mode):
    shelf = Shelf(stored)
    shelf.hidden = ("key",)
    assert converge(shelf, given, check_mode).diff("shelf", Shelf.runtime) == {
        "before": before, "after": after, "before_header": "shelf a", "after_header": "shelf a"}


# Creation

@pytest.mark.parametrize("given, why, says", [
    ({}, "", "The shelf a does not exist yet; to create it, wood and nails are needed too."),
    ({"wood": 1}, "", "The shelf a does not exist yet; to create it, nails is needed too."),
    ({"nails": 1}, "nothing holds by itself", "The shelf a does not exist yet; to create it, wood is needed too: nothing holds by itself."),
])
def test_what_creation_needs_is_named(given, why, says):
    with pytest.raises(StateError) as caught:
        Shelf().require_for_creation(dict(given, name="a"), ("wood", "nails"), why)
    assert caught.value.message == says
    assert caught.value.facts["option"] == ("nails" if "wood" in given else "wood")


def test_creation_with_everything_is_fine():
    assert Shelf().require_for_creation({"name": "a", "wood": None, "nails": 0}, ("wood", "nails")) is None
