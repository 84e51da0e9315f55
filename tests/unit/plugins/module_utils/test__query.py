# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils import _query
from ansible_collections.runwatch.observability.plugins.module_utils._errors import MissingLibrary, OptionError


def test_the_result_stands_beside_the_list():
    params = _query.prepare({"query": "[?a > `1`].a"})
    assert _query.outcome(params, "things", [{"a": 1}, {"a": 2}], missing=[]).result == {
        "things": [{"a": 1}, {"a": 2}], "query_result": [2], "missing": []}


def test_without_a_query_there_is_no_result():
    assert _query.outcome(_query.prepare({"query": None}), "things", []).result == {"things": []}


@pytest.mark.parametrize("expression", ["", "[?", "a b"])
def test_what_cannot_be_read_is_refused_at_once(expression):
    with pytest.raises(OptionError, match="^query: is no JMESPath expression: (?!.*jmespath)"):
        _query.compiled("query", expression)


@pytest.mark.parametrize("expression", ["nosuch(@)", "length(`1`)"])
def test_what_does_not_suit_the_data_is_refused_later(expression):
    with pytest.raises(OptionError, match="^query: cannot be applied"):
        _query.compiled("query", expression)([])


def test_the_library_is_needed_for_a_query_only(monkeypatch):
    monkeypatch.setitem(sys.modules, "jmespath", None)
    assert _query.prepare({"query": None}) == {"query": None}
    with pytest.raises(MissingLibrary, match="jmespath"):
        _query.prepare({"query": "@"})
