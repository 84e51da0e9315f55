# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, Conflict, ObservabilityError, TransportError, WaitTimeout
from ansible_collections.runwatch.observability.plugins.module_utils._reconcile import Plan, Resource, Step, converge


class Boxes(Resource):
    """A tiny server: boxes with a colour; ``trouble`` maps a step's verb to errors that its next sends end in."""

    kind = "box"
    runtime = ("seen",)

    def __init__(self, stored=None, trouble=None, took_effect=False):
        self.stored = dict(stored or {})
        self.trouble = {verb: list(errors) for verb, errors in (trouble or {}).items()}
        self.took_effect = took_effect
        self.sent = []
        self.reads = 0

    def name(self, wanted):
        return wanted["name"]

    def read(self, wanted, fresh=False):
        self.reads += 1
        colour = self.stored.get(wanted["name"])
        return {"name": wanted["name"], "colour": colour, "seen": self.reads} if colour else None

    def send(self, verb, name, colour):
        self.sent.append(verb)
        errors = self.trouble.get(verb)
        error = errors.pop(0) if errors else None
        if error is None or self.took_effect:
            if colour:
                self.stored[name] = colour
            else:
                self.stored.pop(name, None)
        if error:
            raise error

    def plan(self, wanted, current):
        name, colour = wanted["name"], wanted["colour"]
        if colour is None:
            return Plan(None, [self.step("delete", name, None)] if current else [])
        after = {"name": name, "colour": colour, "seen": None}
        if current is None:
            return Plan(after, [self.step("create", name, colour)])
        return Plan(after, [self.step("paint", name, colour)] if current["colour"] != colour else [])

    def step(self, verb, name, colour):
        return Step("%s %s" % (verb, name), lambda: self.send(verb, name, colour))


def wanted(colour="red"):
    return {"name": "a", "colour": colour}


def lost():
    return TransportError("lost", maybe_done=True)


@pytest.mark.parametrize("stored, colour, action", [
    ({}, "red", "created"), ({"a": "blue"}, "red", "updated"), ({"a": "red"}, "red", "unchanged"),
    ({"a": "red"}, None, "deleted"), ({}, None, "unchanged"),
])
def test_check_mode_predicts_what_the_run_does_and_writes_nothing(stored, colour, action):
    predicted = converge(Boxes(stored), wanted(colour), check_mode=True)
    box = Boxes(stored)
    done = converge(box, wanted(colour), check_mode=False)
    assert predicted.action == done.action == action
    assert predicted.changed == done.changed == (action != "unchanged")
    assert predicted.diff("box", Boxes.runtime) == done.diff("box", Boxes.runtime)
    assert box.stored.get("a") == colour
    again = converge(box, wanted(colour), check_mode=False)
    assert not again.changed and len(box.sent) == (1 if action != "unchanged" else 0)


def test_check_mode_sends_no_write():
    box = Boxes({"a": "blue"})
    converge(box, wanted(), check_mode=True)
    assert box.sent == [] and box.reads == 1


def test_an_unchanged_resource_is_read_once():
    box = Boxes({"a": "red"})
    converge(box, wanted(), check_mode=False)
    assert box.reads == 1


def test_a_conflict_on_creation_is_looked_at_and_finished():
    box = Boxes(trouble={"create": [Conflict("exists", 409)]})
    original = box.send

    def somebody_is_faster(verb, name, colour):
        if verb == "create":
            box.stored["a"] = "blue"
        original(verb, name, colour)
    box.send = somebody_is_faster
    change = converge(box, wanted(), check_mode=False)
    assert box.sent == ["create", "paint"] and change.after["colour"] == "red"


def test_a_write_of_unknown_fate_that_took_effect_counts_as_done():
    box = Boxes(trouble={"create": [lost()]}, took_effect=True)
    assert converge(box, wanted(), check_mode=False).action == "created"
    assert box.sent == ["create"]


@pytest.mark.parametrize("error", [lost(), AnswerError("busy", 503, maybe_done=True)])
def test_a_write_of_unknown_fate_that_did_not_take_effect_is_not_sent_again(error):
    box = Boxes(trouble={"create": [error]})
    with pytest.raises(type(error)) as caught:
        converge(box, wanted(), check_mode=False)
    assert box.sent == ["create"]
    assert caught.value.facts["failed_step"] == "create a" and caught.value.facts["done"] == []
    assert "not known whether" in caught.value.message


def test_a_refused_write_is_not_looked_at_again():
    box = Boxes(trouble={"create": [AnswerError("bad", 400)]})
    with pytest.raises(AnswerError):
        converge(box, wanted(), check_mode=False)
    assert box.sent == ["create"] and box.reads == 1


def test_what_the_server_stored_otherwise_is_told():
    box = Boxes()
    box.send = lambda verb, name, colour: box.stored.update(a="pink")
    assert converge(box, wanted(), check_mode=False).warnings == ["The box a: the server stored colour as 'pink' instead of 'red'."]


def test_what_vanished_after_the_write_is_told():
    box = Boxes()
    box.send = lambda verb, name, colour: None
    assert "is not there after the change" in converge(box, wanted(), check_mode=False).warnings[0]


class Painted(Boxes):
    """Boxes that are made, then painted, then sealed: three steps."""

    def plan(self, wanted, current):
        name, verbs = wanted["name"], {None: 0, "bare": 1, "red": 2, "sealed": 3}[current["colour"] if current else None]
        steps = [self.step(verb, name, colour) for verb, colour in (("create", "bare"), ("paint", "red"), ("seal", "sealed"))]
        return Plan({"name": name, "colour": "sealed", "seen": None}, steps[verbs:])


def account(trouble, took_effect=False):
    """What the failure says when the steps meet ``trouble``."""
    with pytest.raises(ObservabilityError) as caught:
        converge(Painted(trouble=trouble, took_effect=took_effect), wanted(), check_mode=False)
    facts = caught.value.facts
    return facts["done"], facts["unknown"], facts["not_done"], caught.value.result["changed"], caught.value.message


def test_each_step_is_accounted_for():
    refused = AnswerError("Refused.", 400)
    assert account({"create": [refused]}) == ([], [], ["create a", "paint a", "seal a"], False, "Refused. Not done any more: paint a, seal a.")
    assert account({"seal": [AnswerError("Refused.", 400)]}) == (
        ["create a", "paint a"], [], ["seal a"], True, "Refused. Done before that: create a, paint a.")


def test_a_step_of_unknown_fate_is_neither_done_nor_not_done():
    done, unknown, not_done, changed, message = account({"paint": [lost()]})
    assert (done, unknown, not_done, changed) == (["create a"], ["paint a"], ["seal a"], True)
    assert message.endswith("Not done any more: seal a. It is not known whether the server carried it out; the next run looks first.")


def test_a_step_whose_answer_was_lost_but_which_took_effect_is_done():
    box = Painted(trouble={"create": [lost()], "seal": [AnswerError("Refused.", 400)]}, took_effect=True)
    with pytest.raises(AnswerError) as caught:
        converge(box, wanted(), check_mode=False)
    assert (caught.value.facts["done"], caught.value.facts["not_done"]) == (["create a", "paint a"], ["seal a"])


def test_an_awaited_effect_that_does_not_come_is_unknown():
    assert account({"paint": [WaitTimeout("Still bare.")]}) == (
        ["create a"], ["paint a"], ["seal a"], True, "Still bare. Done before that: create a. Not done any more: seal a.")


def test_what_somebody_else_did_is_no_change():
    box = Boxes(trouble={"create": [Conflict("exists", 409)]})
    original = box.send

    def somebody_is_faster(verb, name, colour):
        box.stored["a"] = "red"
        original(verb, name, colour)
    box.send = somebody_is_faster
    change = converge(box, wanted(), check_mode=False)
    assert not change.changed and change.done == [] and change.before == change.after and box.sent == ["create"]
