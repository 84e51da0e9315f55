# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import tags
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError

NAMES = st.text(st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters=",="), min_size=1).filter(
    lambda text: text == text.strip() and text not in tags.RESERVED)
VALUES = st.text(st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters=",")).filter(lambda text: text == text.strip())


@given(st.dictionaries(NAMES, VALUES))
def test_whatever_is_accepted_survives_the_wire(wanted):
    assert tags.from_wire(tags.to_wire(tags.parse("tags", wanted))) == wanted
    assert tags.parse("tags", tags.to_wire(wanted)) == wanted


@given(st.dictionaries(st.text(), st.text()))
def test_a_mapping_is_carried_faithfully_or_refused(wanted):
    try:
        accepted = tags.parse("tags", wanted)
    except OptionError as error:
        assert error.facts["option"] == "tags"
    else:
        assert tags.from_wire(tags.to_wire(accepted)) == wanted


@pytest.mark.parametrize("given_tags, part_of_message", [
    ("environment", "not of the form key=value"),
    ("=production", "without a name"),
    ("a=1,a=2", "'a' is given twice"),
    ("a=1,,b=2", "not of the form"),
    ({"a,b": "1"}, "must not contain ','"),
    ({"a=b": "1"}, "must not contain '='"),
    ({"a": "1,2"}, "must not contain ','"),
    ({"": "1"}, "without a name"),
    ({" a": "1"}, "begins or ends with a blank"),
    ({"a": "1 "}, "begins or ends with a blank"),
    ({"a": "x\ny"}, "control character"),
    ({"a": True}, "put it in quotes"),
    ({"a": None}, "put it in quotes"),
    ({"a": ["x"]}, "put it in quotes"),
    ({1: "x"}, "without a name"),
    ({"server": "x"}, "sets by itself"),
    ("pg_version=17", "sets by itself"),
    (["a=1"], "has to be a mapping or a text"),
])
def test_what_the_wire_cannot_carry_is_refused(given_tags, part_of_message):
    with pytest.raises(OptionError) as caught:
        tags.parse("instances[3].tags", given_tags)
    assert part_of_message in caught.value.message
    assert caught.value.message.startswith("instances[3].tags: ")


def test_numbers_become_text_and_empty_means_none():
    assert tags.parse("tags", {"tier": 1, "weight": 1.5}) == {"tier": "1", "weight": "1.5"}
    assert tags.parse("tags", "") == {} == tags.parse("tags", {})


def test_reading_is_tolerant():
    assert tags.from_wire("a=1, b = 2 ,,c") == {"a": "1", "b": "2", "c": ""}
    assert tags.from_wire("url=http://x?a=b") == {"url": "http://x?a=b"}
    assert tags.from_wire(None) == {}
    assert tags.from_wire({"a": 1}) == {"a": "1"}
