# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._instana import tag_filters

TEST = {"name": "synthetic.testName", "value": "checkout"}
SHOWN = {"name": "synthetic.testName", "operator": "EQUALS", "value": "checkout"}
LEAF = {"type": "TAG_FILTER", "name": "synthetic.testName", "operator": "EQUALS", "entity": "NOT_APPLICABLE", "value": "checkout"}
LOCATION = {"name": "synthetic.locationLabelAggregated", "operator": "NOT_EMPTY"}


def parse(given_filter):
    return tag_filters.parse("tag_filter", given_filter)


def texts():
    return st.text(min_size=1, max_size=20).filter(str.strip)


@st.composite
def leaves(draw):
    leaf = {"name": draw(texts()), "operator": draw(st.sampled_from(tag_filters.OPERATORS))}
    if leaf["operator"] not in tag_filters.ALONE:
        leaf["value"] = draw(st.text(max_size=9) | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False))
    if draw(st.booleans()):
        leaf["key"] = draw(texts())
    if draw(st.booleans()):
        leaf["entity"] = draw(st.sampled_from(tag_filters.ENTITIES))
    return leaf


TREES = st.recursive(leaves(), lambda children: st.lists(children, min_size=1, max_size=3).flatmap(
    lambda elements: st.sampled_from([elements, {"and": elements}, {"or": elements}])), max_leaves=6)


@settings(max_examples=40)
@given(TREES)
def test_what_is_sent_and_read_back_is_the_same(tree):
    shown = parse(tree)
    assert tag_filters.shown(tag_filters.to_wire(shown)) == shown
    assert parse(tag_filters.to_wire(shown)) == parse(shown) == shown


@settings(max_examples=40)
@given(st.lists(TREES, min_size=1, max_size=4), st.randoms())
def test_order_means_nothing(elements, chance):
    shuffled = list(elements)
    chance.shuffle(shuffled)
    assert parse(shuffled) == parse(elements)
    assert parse({"or": shuffled + elements}) == parse({"or": elements})


def test_the_short_form():
    assert parse(TEST) == parse([TEST]) == parse({"and": [TEST]}) == parse({"or": [TEST]}) == [SHOWN]
    assert tag_filters.to_wire([SHOWN]) == {"type": "EXPRESSION", "logicalOperator": "AND", "elements": [LEAF]}
    assert parse([]) is parse({}) is None


def test_any_of_them():
    shown = parse({"or": [TEST, LOCATION, [TEST, LOCATION]]})
    assert shown == {"or": [{"and": [LOCATION, SHOWN]}, LOCATION, SHOWN]}
    assert [element["type"] for element in tag_filters.to_wire(shown)["elements"]] == ["EXPRESSION", "TAG_FILTER", "TAG_FILTER"]


def test_operators_may_be_written_as_words():
    assert parse(dict(TEST, operator="starts with"))[0]["operator"] == "STARTS_WITH"
    assert parse(dict(TEST, operator="not-equal"))[0]["operator"] == "NOT_EQUAL"


def test_the_form_of_answers_is_understood():
    answered = dict(LEAF, stringValue="checkout", numberValue=None, booleanValue=None, key=None)
    assert tag_filters.shown(answered) == parse({"type": "EXPRESSION", "logicalOperator": "AND", "elements": [answered]}) == [SHOWN]
    del answered["value"]
    assert tag_filters.shown(answered) == [SHOWN]
    assert tag_filters.shown(dict(answered, stringValue=None, numberValue=3.0))[0]["value"] == 3


@pytest.mark.parametrize("wrong, option, says", [
    ("synthetic.testName=checkout", "tag_filter", "has to be a mapping with name and value, or a list"),
    ([TEST, "x"], r"tag_filter\[1\]", "has to be a mapping"),
    ({"value": 1}, "tag_filter", "name has to be a text of 1 to 128 characters"),
    (dict(TEST, name="x" * 129), "tag_filter", "name has to be a text of 1 to 128 characters"),
    (dict(TEST, key=" "), "tag_filter", "key has to be a text of 1 to 512 characters"),
    (dict(TEST, operator="IS"), "tag_filter.operator", "'IS' is none of EQUALS, CONTAINS"),
    (dict(TEST, entity="HOST"), "tag_filter.entity", "'HOST' is none of NOT_APPLICABLE"),
    (dict(TEST, operator="IS_EMPTY"), "tag_filter", "IS_EMPTY takes no value"),
    ({"name": "x"}, "tag_filter", "EQUALS needs a value"),
    (dict(TEST, value=["a"]), "tag_filter", "value has to be a text, a number or a boolean"),
    (dict(TEST, tag="x"), "tag_filter", "tag is none of name, operator, value, key, entity; filters are combined by a list, or by and, or"),
    ({"or": []}, "tag_filter", "or has to be a list that is not empty"),
    ({"or": [TEST], "and": [TEST]}, "tag_filter", "the only key of its mapping"),
    ({"or": [TEST, {"and": [dict(TEST, operator="?")]}]}, r"tag_filter\[1\]\[0\].operator", "none of"),
    ({"type": "EXPRESSION", "logicalOperator": "XOR", "elements": [TEST]}, "tag_filter", "xor is none of"),
])
def test_wrong_filters_are_refused(wrong, option, says):
    with pytest.raises(OptionError, match="%s: .*%s" % (option, says)):
        parse(wrong)
