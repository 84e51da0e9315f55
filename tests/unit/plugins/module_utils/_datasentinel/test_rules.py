# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import rules
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError

WORDS = st.text("abcXYZ0-_. :@é", min_size=1, max_size=6).filter(lambda text: text == text.strip())
PAIRS = st.tuples(WORDS | st.just("filters"), WORDS)
RULES = st.frozensets(st.frozensets(PAIRS, min_size=1, max_size=4), min_size=1, max_size=4)


def vendors(rule):
    return {"filters": [{"tag": tag, "value": value} for tag, value in rule]}


@given(RULES)
def test_both_forms_mean_the_same_rules(wanted):
    assert rules.parse("access", rules.shown(wanted)) == wanted
    assert rules.parse("access", rules.to_wire(wanted)) == wanted
    assert rules.from_wire(rules.to_wire(wanted)) == wanted


@given(RULES, st.data())
def test_order_and_repetition_mean_nothing(wanted, data):
    orders = [data.draw(st.permutations(sorted(rule))) for rule in data.draw(st.permutations(sorted(wanted, key=sorted)))]
    given_twice = [vendors(rule + rule[:1]) for rule in orders] + [vendors(orders[0])]
    assert rules.parse("access", given_twice) == wanted
    assert rules.shown(rules.from_wire(given_twice)) == rules.shown(wanted)


@given(RULES, RULES)
def test_what_is_shown_differs_exactly_when_the_rules_do(one, other):
    assert (rules.shown(one) == rules.shown(other)) == (one == other)


def test_forms_may_be_mixed():
    mixed = [{"team": "crm", "environment": "production"}, vendors([("team", "ops")])]
    assert rules.shown(rules.parse("access", mixed)) == [{"environment": "production", "team": "crm"}, {"team": "ops"}]


def test_two_values_of_one_tag_are_shown_in_the_vendors_form():
    rule = vendors([("team", "ops"), ("team", "crm")])
    assert rules.shown(rules.parse("access", [rule])) == [vendors([("team", "crm"), ("team", "ops")])]


def test_a_tag_may_be_called_filters():
    assert rules.parse("access", [{"filters": "on"}]) == frozenset([frozenset([("filters", "on")])])


def test_automatic_tags_and_numbers_may_be_used():
    given_rules = [{"pg_instance": "pg-crm@:9342", "pg_version": 17, "shard": 1.5}]
    assert rules.shown(rules.parse("access", given_rules)) == [{"pg_instance": "pg-crm@:9342", "pg_version": "17", "shard": "1.5"}]


def test_in_words():
    assert rules.in_words(rules.parse("access", [{"b": "2", "a": "1"}, {"a": "1"}])) == ["a=1", "b=2"]


@pytest.mark.parametrize("access", [None, []])
def test_a_platform_may_show_a_role_without_rules(access):
    assert rules.shown(rules.from_wire(access)) == []


def test_a_rule_without_tags_is_not_taken_for_none():
    assert rules.shown(rules.from_wire([{"filters": []}])) == [{}]


@pytest.mark.parametrize("access, option", [
    ([], "access"),
    ({}, "access"),
    ({"team": "crm"}, "access"),
    ("team=crm", "access"),
    ([{}], "access[0]"),
    ([{"team": "crm"}, {"filters": []}], "access[1]"),
    (["team=crm"], "access[0]"),
    ([{"team": ["crm", "ops"]}], "access[0]"),
    ([{"team": True}], "access[0]"),
    ([{"team": None}], "access[0]"),
    ([{"": "crm"}], "access[0]"),
    ([{"a,b": "crm"}], "access[0]"),
    ([{"team": "crm,ops"}], "access[0]"),
    ([{"team": " crm"}], "access[0]"),
    ([{"filters": ["team=crm"]}], "access[0].filters[0]"),
    ([{"filters": [{"tag": "team"}]}], "access[0].filters[0]"),
    ([{"filters": [{"tag": "team", "value": "crm", "op": "!="}]}], "access[0].filters[0]"),
    ([{"filters": [{"tag": "team", "value": "crm"}], "other": "x"}], "access[0]"),
])
def test_what_can_be_no_rule_is_refused(access, option):
    with pytest.raises(OptionError) as caught:
        rules.parse("access", access)
    assert caught.value.facts["option"] == option
