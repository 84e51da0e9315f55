# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters, and that what one makes the other reads."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.exceptions import UndefinedError

from ansible_collections.runwatch.observability.plugins.filter.datasentinel import FilterModule
from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.tags import RESERVED

FILTERS = FilterModule().filters()
tags, tags_string = FILTERS["datasentinel_tags"], FILTERS["datasentinel_tags_string"]
instance_name, instance_parts = FILTERS["datasentinel_instance_name"], FILTERS["datasentinel_instance_parts"]


def texts(forbidden, **size):
    printable = st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters=forbidden)
    return st.text(printable, **size).filter(lambda text: text == text.strip() and ".." not in text and text != ".")


@given(st.dictionaries(texts(",=", min_size=1).filter(lambda key: key not in RESERVED), texts(",")))
def test_tags_come_back_as_they_were(mapping):
    assert tags(tags_string(mapping)) == tags(mapping) == mapping
    assert tags_string(tags_string(mapping)) == tags_string(mapping)


@given(texts("/\\", min_size=1), texts("/\\@", min_size=1))
def test_names_come_back_as_they_were(name, host):
    assert instance_parts(instance_name(name, host)) == {"host": host, "name": name}


def test_examples():
    assert tags("environment=production,datacenter=lyon") == {"environment": "production", "datacenter": "lyon"}
    assert tags({"size": 5}) == {"size": "5"} and tags("") == tags({}) == {} and tags_string({}) == ""
    assert tags_string({"b": "2", "a": 1}) == "b=2,a=1"
    assert instance_name(":9342", host="pg-x-01") == "pg-x-01@:9342"
    assert instance_parts("db-1@a@b") == {"host": "db-1", "name": "a@b"}


@pytest.mark.parametrize("call, message", [
    (lambda: tags("environment"), "datasentinel_tags: 'environment' is not of the form key=value"),
    (lambda: tags("a=1,a=2"), "given twice"),
    (lambda: tags("server=x"), "sets by itself"),
    (lambda: tags(["a=1"]), "datasentinel_tags: has to be a mapping"),
    (lambda: tags_string({"a": "x,y"}), "datasentinel_tags_string: the value 'x,y' must not contain ','"),
    (lambda: tags_string({"a": None}), "has to be a text"),
    (lambda: instance_name("", "db-1"), "datasentinel_instance_name: name: must not be empty"),
    (lambda: instance_name("a", 5), "datasentinel_instance_name: host: has to be a text, not 5"),
    (lambda: instance_name("a", "db@1"), "host: 'db@1' must not contain '@'"),
    (lambda: instance_name("a/b", "db-1"), "'a/b' cannot be used"),
    (lambda: instance_parts("db-1"), "datasentinel_instance_parts: 'db-1' is not of the form host@name"),
    (lambda: instance_parts("db-1@"), "not of the form"),
    (lambda: instance_parts({"host": "x"}), "has to be a text"),
])
def test_wrong_values_are_explained(call, message):
    with pytest.raises(AnsibleFilterError) as caught:
        call()
    assert message in str(caught.value)


@pytest.mark.parametrize("call", [tags, tags_string, instance_parts, lambda value: instance_name("a", value), lambda value: instance_name(value, host="a")])
def test_what_is_undefined_says_so(call):
    with pytest.raises(UndefinedError, match="nothing"):
        call(StrictUndefined(name="nothing"))
