# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to page, played by servers that tell more or less of the truth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana.paging import every_page

SIZES = st.integers(1, 7)
ENTRIES = st.integers(0, 30).map(lambda number: [{"id": entry} for entry in range(number)])


class Server:
    """Answers with what ``page(query)`` returns, and remembers what it was asked."""

    def __init__(self, page):
        self.page = page
        self.queries = []

    def ask(self, query):
        self.queries.append(query)
        assert len(self.queries) < 50
        return Answer(200, self.page(query), {})


def numbered(entries, cap=100, total=len):
    """``{items, page, pageSize, totalHits}``, at most ``cap`` entries a page; ``total`` of those on the page or of all."""
    def page(query):
        size = min(int(query.get("pageSize", 3)), cap)
        number = int(query.get("page", 1))
        items = entries[(number - 1) * size:number * size]
        return {"items": items, "page": number, "pageSize": size, "totalHits": total(entries, items)}
    return Server(page)


def of_all(entries, items):
    return len(entries)


def of_the_page(entries, items):
    return len(items)


@given(ENTRIES, SIZES, st.sampled_from([of_all, of_the_page]), st.booleans())
def test_pages_by_number(entries, size, total, sends_size):
    server = numbered(entries, total=total)

    assert every_page(server.ask, {"pageSize": size} if sends_size else {}, 100)[::2] == (entries, True)


@given(ENTRIES, SIZES)
def test_a_server_with_smaller_pages_than_asked_for(entries, cap):
    assert every_page(numbered(entries, cap, of_all).ask, {"page": 1, "pageSize": 200}, 100)[::2] == (entries, True)


@given(ENTRIES, SIZES)
def test_pages_by_offset(entries, size):
    def page(query):
        first = query.get("offset", 0)
        return {"total": len(entries), "entries": entries[first:first + query.get("pageSize", 4)]}

    server = Server(page)
    assert every_page(server.ask, {"pageSize": size}, 100)[::2] == (entries, True)
    assert every_page(server.ask, {}, 100)[0] == entries


@given(ENTRIES, SIZES)
def test_bare_lists(entries, size):
    by_number = Server(lambda query: entries[(query.get("page", 1) - 1) * size:query.get("page", 1) * size])
    by_pages = Server(lambda query: entries[query.get("offset", 0) * size:(query.get("offset", 0) + 1) * size])

    assert every_page(by_number.ask, {"pageSize": size}, 100)[::2] == (entries, True)
    assert every_page(by_pages.ask, {"limit": size}, 100)[::2] == (entries, True)


@given(ENTRIES, SIZES)
def test_pages_by_cursor(entries, size):
    calls = [dict(entry, cursor={"@class": ".IngestionOffsetCursor", "ingestionTime": 17, "offset": position + 1}) for position, entry in enumerate(entries)]

    def page(query):
        assert "offset" not in query or query["ingestionTime"] == 17
        first = query.get("offset", 0)
        return {"items": calls[first:first + size], "canLoadMore": first + size < len(calls)}

    assert every_page(Server(page).ask, {"retrievalSize": size}, 100)[::2] == (calls, True)


@pytest.mark.parametrize("data", [{"health": "GREEN"}, "text", 7, None, {"items": "none"}])
def test_an_answer_without_pages_is_returned_as_it_is(data):
    assert every_page(Server(lambda query: data).ask, {}, 5) == (data, 1, True)


@pytest.mark.parametrize("data, complete", [
    ({"items": [1, 2]}, True), ([1, 2], True), ({"items": [{"cursor": None}], "canLoadMore": True}, False), ({"items": [1], "canLoadMore": True}, False)])
def test_one_page(data, complete):
    server = Server(lambda query: data)

    assert every_page(server.ask, {}, 5) == (data["items"] if isinstance(data, dict) else data, 1, complete)
    assert len(server.queries) == 1


def test_not_more_pages_than_allowed():
    server = numbered([{"id": entry} for entry in range(10)], total=of_all)

    assert every_page(server.ask, {"pageSize": 2}, 3) == ([{"id": entry} for entry in range(6)], 3, False)
    assert len(server.queries) == 3


def test_a_server_that_ignores_the_parameters_is_not_asked_for_ever():
    server = Server(lambda query: {"items": [{"id": 1}, {"id": 2}], "page": 1, "pageSize": 2, "totalHits": 9})

    assert every_page(server.ask, {}, 100)[0] == [{"id": 1}, {"id": 2}]
    assert len(server.queries) == 2


def test_a_small_list_costs_one_request():
    server = numbered([{"id": 1}], total=of_all)

    every_page(server.ask, {"page": 1, "pageSize": 200}, 100)

    assert server.queries == [{"page": 1, "pageSize": 200}]


def test_a_page_that_is_no_list_ends_it():
    pages = iter([{"items": [1, 2], "page": 1, "pageSize": 2}, {"error": "gone"}])

    assert every_page(Server(lambda query: next(pages)).ask, {}, 100) == ([1, 2], 1, True)
