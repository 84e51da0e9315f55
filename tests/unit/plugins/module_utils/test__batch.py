# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import threading

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils import _batch
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AuthenticationError, BatchError, OptionError, StateError
from ansible_collections.runwatch.observability.plugins.module_utils._reconcile import Plan, Resource, Step

PARAMS = {"boxes": True, "concurrency": None, "max_failures": None, "results": "all"}


class Boxes(Resource):
    """Boxes to open; those in ``broken`` fail with what stands there. Counts who is inside at once."""

    kind = "box"

    def __init__(self, broken=None):
        self.broken = broken or {}
        self.opened = []
        self.lock = threading.Lock()
        self.writing = 0
        self.most_writing = 0

    def name(self, wanted):
        return wanted["name"]

    def read(self, wanted, fresh=False):
        return {"name": wanted["name"]} if wanted["name"] in self.opened else None

    def plan(self, wanted, current):
        return Plan({"name": wanted["name"]}, [] if current else [Step("open", lambda: self.open(wanted["name"]))])

    def open(self, name):
        with self.lock:
            self.writing += 1
            self.most_writing = max(self.most_writing, self.writing)
        threading.Event().wait(0.002)
        with self.lock:
            self.writing -= 1
            if name in self.broken:
                raise self.broken[name]
            self.opened.append(name)


def items(count):
    return [{"name": "b%02d" % number} for number in range(count)]


def run(resource, count=20, check_mode=False, **params):
    return _batch.converge_all(resource, items(count), dict(PARAMS, **params), check_mode, "boxes", "box")


def test_all_items_are_told_in_the_order_given():
    outcome = run(Boxes())
    assert [entry["name"] for entry in outcome.result["boxes"]] == [item["name"] for item in items(20)]
    assert outcome.changed and outcome.result["summary"]["created"] == 20 and len(outcome.diff) == 20


def test_a_second_run_changes_nothing():
    boxes = Boxes()
    run(boxes)
    outcome = run(boxes)
    assert not outcome.changed and outcome.diff == [] and outcome.result["summary"]["unchanged"] == 20


def test_writes_go_one_at_a_time_unless_told_otherwise():
    boxes = Boxes()
    run(boxes)
    assert boxes.most_writing == 1


class SlowBoxes(Boxes):
    """Boxes of which the first take longest to look at."""

    def read(self, wanted, fresh=False):
        threading.Event().wait(0.02 / (1 + int(wanted["name"][1:])))
        return super().read(wanted, fresh)


@pytest.mark.parametrize("stands, broken", [([], {}), (["b00", "b04"], {"b02": StateError("jammed")})])
def test_writes_go_in_the_order_of_the_list(stands, broken):
    boxes = SlowBoxes(broken)
    boxes.opened = list(stands)
    try:
        run(boxes)
    except BatchError:
        assert broken
    names = [item["name"] for item in items(20)]
    assert boxes.opened == stands + [name for name in names if name not in stands and name not in broken]


@pytest.mark.parametrize("concurrency", [1, 2, 5])
def test_concurrency_bounds_the_writes(concurrency):
    boxes = Boxes()
    run(boxes, concurrency=concurrency)
    assert boxes.most_writing <= concurrency and len(boxes.opened) == 20


def test_a_failed_item_does_not_stop_the_others():
    boxes = Boxes({"b03": StateError("jammed"), "b07": StateError("locked")})
    with pytest.raises(BatchError) as caught:
        run(boxes)
    result = caught.value.result
    assert result["summary"]["created"] == 18 and result["summary"]["failed"] == 2 and result["changed"]
    assert result["boxes"][3] == {"name": "b03", "action": "failed", "changed": False, "msg": "jammed",
                                  "failure": {"kind": "state", "retryable": False, "done": [], "failed_step": "open", "unknown": [], "not_done": ["open"]}}
    assert caught.value.message.startswith("2 of 20 boxes failed (18 created). b03: jammed; b07: locked Run")
    assert len(boxes.opened) == 18


def test_the_next_run_converges_the_rest():
    boxes = Boxes({"b03": StateError("jammed")})
    with pytest.raises(BatchError):
        run(boxes)
    boxes.broken = {}
    summary = run(boxes).result["summary"]
    assert summary["created"] == 1 and summary["unchanged"] == 19


def test_max_failures_stops_the_rest():
    boxes = Boxes({item["name"]: StateError("no") for item in items(20)})
    with pytest.raises(BatchError) as caught:
        run(boxes, concurrency=1, max_failures=3)
    assert caught.value.result["summary"]["failed"] == 3 and caught.value.result["summary"]["not_attempted"] == 17


def test_a_refused_login_ends_the_batch_at_once():
    boxes = Boxes({"b00": AuthenticationError("who are you", 401)})
    with pytest.raises(BatchError) as caught:
        run(boxes, concurrency=1)
    assert caught.value.result["summary"]["not_attempted"] == 19


@pytest.mark.parametrize("results, names", [
    ("all", ["b00", "b01", "b02"]), ("changed", ["b00", "b01"]), ("failed", ["b00"]),
])
def test_results_can_be_cut_down(results, names):
    boxes = Boxes({"b00": StateError("no")})
    boxes.opened.append("b02")
    with pytest.raises(BatchError) as caught:
        run(boxes, count=3, results=results)
    assert [entry["name"] for entry in caught.value.result["boxes"]] == names
    assert sum(caught.value.result["summary"].values()) == 3


def test_check_mode_opens_nothing():
    boxes = Boxes()
    outcome = run(boxes, check_mode=True)
    assert boxes.opened == [] and outcome.result["summary"]["created"] == 20


def test_one_item_raises_its_own_error():
    with pytest.raises(StateError):
        run(Boxes({"b00": StateError("no")}), count=1, boxes=None)


def test_an_entry_wins_over_the_task():
    params = {"boxes": [{"name": "a", "size": None, "colour": "red"}, {"name": "b", "size": 2, "colour": None}], "size": 1, "colour": "blue"}
    assert _batch.items_of(params, "boxes", "name", ("size", "colour")) == [
        {"name": "a", "size": 1, "colour": "red"}, {"name": "b", "size": 2, "colour": "blue"}]


def test_false_and_empty_are_given_values():
    params = {"boxes": [{"name": "a", "size": 0, "colour": ""}], "size": 1, "colour": "blue"}
    assert _batch.items_of(params, "boxes", "name", ("size", "colour")) == [{"name": "a", "size": 0, "colour": ""}]


def test_a_name_given_twice_is_refused():
    with pytest.raises(OptionError, match=r"boxes\[1\]\.name: 'a' is given twice"):
        _batch.items_of({"boxes": [{"name": "a"}, {"name": "a"}]}, "boxes", "name", ())


@pytest.mark.parametrize("option", ["concurrency", "max_failures"])
def test_batch_options_have_to_make_sense(option):
    with pytest.raises(OptionError, match=option):
        _batch.check_batch_options(dict(PARAMS, **{option: 0}))


def test_both_values_are_combined_where_a_function_says_how():
    params = {"boxes": [{"name": "a", "tags": ["x"]}, {"name": "b", "tags": None}, {"name": "c", "tags": ["y"]}], "tags": ["t"]}
    made = _batch.items_of(params, "boxes", "name", ("tags",), {"tags": lambda of_task, of_item: of_task + of_item})
    assert [item["tags"] for item in made] == [["t", "x"], ["t"], ["t", "y"]]
    alone = _batch.items_of({"boxes": None, "name": "a", "tags": ["t"]}, "boxes", "name", ("tags",), {"tags": None})
    assert alone == [{"name": "a", "tags": ["t"]}]


def test_what_only_an_item_gives_is_not_combined():
    params = {"boxes": [{"name": "a", "tags": ["x"]}], "tags": None}
    assert _batch.items_of(params, "boxes", "name", ("tags",), {"tags": None}) == [{"name": "a", "tags": ["x"]}]
