# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, NotFound, OptionError, StateError, TransportError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import service_configs

PARAMS = {
    "service_configs": None, "name": None, "id": None, "label": None, "match_specification": None, "enabled": None, "comment": None, "state": "present",
    "ordered": False, "concurrency": 1, "max_failures": None, "results": "all",
}


class Backend:
    """Holds rules; ``keeps_order`` says whether it takes an order to heart, ``first`` where it puts new ones."""

    def __init__(self, *names, keeps_order=True, first=False, fault=None):
        self.rules = [raw(name) for name in names]
        self.keeps_order, self.first, self.fault = keeps_order, first, fault
        self.writes = []

    def get(self, *segments, doing):
        return Answer(200, [dict(rule) for rule in self.rules], {})

    def write(self, method, *segments, doing, body=None):
        self.writes.append((method, segments[4:], body))
        if self.fault and segments[-1] == "order":
            raise self.fault
        if method == "POST":
            self.rules.insert(0 if self.first else len(self.rules), dict(body, id="id-" + body["name"]))
        elif segments[-1] == "order":
            assert sorted(body) == sorted(rule["id"] for rule in self.rules)
            if self.keeps_order:
                self.rules.sort(key=lambda rule: body.index(rule["id"]))
        elif method == "PUT":
            next(rule for rule in self.rules if rule["id"] == segments[-1]).update(body)
        else:
            self.rules = [rule for rule in self.rules if rule["id"] != segments[-1]]


def raw(name):
    return {"id": "id-" + name, "name": name, "label": "{zone}", "matchSpecification": [{"key": "zone", "value": ".*"}], "enabled": True, "comment": None}


def run(client, check_mode=False, **params):
    return service_configs.run(service_configs.prepare({**PARAMS, **params}), client, check_mode)


def item(name, **given):
    return {**dict.fromkeys(service_configs.ITEM_OPTIONS), "name": name, **given}


NEW = {"label": "{a}", "match_specification": [{"key": "a", "value": "b"}]}


@pytest.mark.parametrize("params, action, write", [
    ({"name": "x", **NEW}, "created", ("POST", (), {
        "name": "x", "label": "{a}", "matchSpecification": [{"key": "a", "value": "b"}], "enabled": True, "comment": ""})),
    ({"name": "a"}, "unchanged", None),
    ({"name": "a", "comment": "", "enabled": True, "label": "{zone}"}, "unchanged", None),
    ({"name": "a", "comment": "why"}, "updated", ("PUT", ("id-a",), {
        "id": "id-a", "name": "a", "label": "{zone}", "matchSpecification": [{"key": "zone", "value": ".*"}], "enabled": True, "comment": "why"})),
    ({"name": "x", "id": "id-a"}, "updated", ("PUT", ("id-a",), {
        "id": "id-a", "name": "x", "label": "{zone}", "matchSpecification": [{"key": "zone", "value": ".*"}], "enabled": True, "comment": ""})),
    ({"name": "a", "state": "absent"}, "deleted", ("DELETE", ("id-a",), None)),
    ({"name": "x", "id": "id-x", "state": "absent"}, "unchanged", None),
])
def test_states(params, action, write):
    client = Backend("a", "b")

    predicted = run(client, check_mode=True, **params)
    outcome = run(client, **params)

    assert client.writes == ([write] if write else [])
    assert predicted.result["action"] == outcome.result["action"] == action
    assert (predicted.changed, outcome.changed, outcome.warnings) == (bool(write), bool(write), [])


@pytest.mark.parametrize("names, params, text", [
    ((), {"name": "x"}, "to create it, label and match_specification are needed too"),
    ((), {"name": "x", "id": "y", **NEW}, "There is no service configuration with the id y; without id, x is created."),
    (("a", "a"), {"name": "a"}, "There are 2 service configurations called a"),
])
def test_impossible_states(names, params, text):
    with pytest.raises(StateError, match=text):
        run(Backend(*names), **params)


@given(st.permutations("abcde"), st.permutations("abcdefg"), st.integers(0, 7), st.booleans())
def test_order(present, wanted, number, first):
    client, rest = Backend(*present, first=first), [name for name in present if name not in wanted[:number]]
    items = [item(name, **NEW) for name in wanted[:number]]

    predicted = run(Backend(*present, first=first), check_mode=True, service_configs=items, ordered=True)
    outcome = run(client, service_configs=items, ordered=True)
    writes = len(client.writes)
    again = run(client, service_configs=items, ordered=True)

    assert outcome.result["order"] == predicted.result["order"] == [rule["name"] for rule in client.rules] == wanted[:number] + rest
    assert (again.changed, len(client.writes)) == (False, writes)
    assert predicted.changed >= outcome.changed


def test_without_ordered_nothing_is_moved():
    client = Backend("a", "b")

    assert not run(client, service_configs=[item("b"), item("a")]).changed


def test_an_order_that_is_not_shown_is_told():
    outcome = run(Backend("a", "b", keeps_order=False), name="b", ordered=True)

    assert (outcome.changed, outcome.warnings) == (True, ("The backend took the order of the service configurations, but lists them in another one.",))
    assert outcome.diff[-1]["after"] == {"order": ["b", "a"]}


def test_what_was_done_before_the_order_failed_is_told():
    with pytest.raises(AnswerError) as caught:
        run(Backend("a", "b", fault=AnswerError("No.", 400)), name="b", comment="why", ordered=True)

    assert (caught.value.result["changed"], caught.value.result["action"]) == (True, "updated")
    assert caught.value.facts["done"] == ["update service configuration b"] and caught.value.facts["not_done"] == ["order the service configurations"]


def test_an_order_whose_answer_was_lost_stands_if_it_can_be_seen():
    lost = TransportError("Lost.", maybe_done=True)
    backend = Backend("a", "b", fault=lost)
    with pytest.raises(TransportError) as caught:
        run(backend, name="b", ordered=True)
    assert caught.value.facts["unknown"] == ["order the service configurations"] and caught.value.result["changed"]
    backend.get = lambda *segments, doing: Answer(200, [raw(name) for name in ("ab" if not backend.writes[1:] else "ba")], {})
    assert run(backend, name="b", ordered=True).changed


@pytest.mark.parametrize("given_, option", [
    ({"name": ""}, "name"), ({"name": "x" * 129}, "name"), ({"name": "a", "label": ""}, "label"), ({"name": "a", "comment": "x" * 2049}, "comment"),
    ({"name": "a", "id": ".."}, "id"), ({"name": "a", "match_specification": [{"key": "a", "value": "b"}] * 21}, "match_specification"),
    ({"service_configs": [item("a"), item("b", label=" ")]}, "service_configs[1].label")])
def test_wrong_options(given_, option):
    with pytest.raises(OptionError) as caught:
        service_configs.prepare({**PARAMS, **given_})

    assert caught.value.facts["option"] == option


def test_check_mode_predicts_the_order_without_what_goes():
    items = [item("a", state="absent"), item("c")]
    predicted = run(Backend("a", "b", "c"), check_mode=True, service_configs=items, ordered=True)
    assert predicted.result["order"] == run(Backend("a", "b", "c"), service_configs=items, ordered=True).result["order"] == ["c", "b"]


def test_somebody_else_may_delete_first():
    client = Backend("a")

    def refuse(method, *segments, doing, body=None):
        raise NotFound("Gone.", 404)

    client.write = refuse
    assert run(client, name="a", state="absent").result["action"] == "deleted"
    with pytest.raises(NotFound):
        run(client, name="a", comment="why")


@pytest.mark.parametrize("wanted, found", [({}, ["a", "b"]), ({"name": "b"}, ["b"]), ({"id": "id-a"}, ["a"]), ({"name": "a", "id": "id-b"}, [])])
def test_reading(wanted, found):
    result = service_configs.read({"name": None, "id": None, "query": None, **wanted}, Backend("a", "b"), False).result
    assert [rule["name"] for rule in result["service_configs"]] == found
