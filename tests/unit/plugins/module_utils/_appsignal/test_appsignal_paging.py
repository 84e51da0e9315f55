# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils import _times
from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import paging
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError

# Seconds at which entries happened; some at the same.
SECONDS = st.lists(st.integers(0, 30), max_size=40)


def at(second):
    return _times.iso8601(1790000000000 + 1000 * second)


class Archive:
    """Serves pages as AppSignal does: from a place on, which is inclusive."""

    def __init__(self, seconds, order="DESC"):
        self.down = order == "DESC"
        self.rows = [{"id": "e%d" % number, "time": at(second)} for number, second in enumerate(sorted(seconds, reverse=self.down))]
        self.places = []

    def page(self, size):
        def fetch(place):
            self.places.append(place)
            here = [row for row in self.rows if place is None or (row["time"] <= place if self.down else row["time"] >= place)]
            return here[:size]
        return fetch


def options(**given):
    return {**{name: spec["default"] for name, spec in paging.OPTIONS.items()}, **given}


def read(archive, start=None, **given):
    params = options(**given)
    return paging.read_pages(params, archive.page(paging.page_size(params)), ("id",), "time", start=start)


@given(SECONDS, st.sampled_from(["ASC", "DESC"]), st.integers(2, 10), st.integers(1, 50), st.integers(1, 10))
def test_what_is_not_truncated_is_all_and_nothing_comes_twice(seconds, order, per_page, max_items, max_pages):
    archive = Archive(seconds, order)

    pages = read(archive, order=order, per_page=per_page, max_items=max_items, max_pages=max_pages)

    assert pages.entries == archive.rows[:len(pages.entries)]
    assert pages.truncated or pages.entries == archive.rows
    assert len(pages.entries) <= max_items and pages.count <= max_pages and pages.count == len(archive.places)
    assert pages.following is None or pages.truncated


@given(st.lists(st.integers(0, 30), unique=True, max_size=30), st.integers(2, 10), st.integers(1, 12))
def test_reading_on_finds_everything(seconds, per_page, max_items):
    archive, found, start, rounds = Archive(seconds), [], None, 0

    while rounds == 0 or start is not None:
        pages = read(archive, start, per_page=per_page, max_items=max_items + 1)
        found += [row for row in pages.entries if row not in found]
        start, rounds = pages.following, rounds + 1
        assert rounds <= 40

    assert found == archive.rows


def test_pages_overlap_by_one():
    archive = Archive(range(5))

    pages = read(archive, per_page=3)

    assert archive.places == [None, at(2), at(0)]
    assert ([row["id"] for row in pages.entries], pages.truncated, pages.following, pages.count) == (["e0", "e1", "e2", "e3", "e4"], False, None, 3)


@pytest.mark.parametrize("given_options, count, following", [
    ({"max_items": 2}, 2, at(3)), ({"max_items": 4}, 4, at(1)), ({"max_pages": 1}, 3, at(2)), ({"max_items": 5}, 5, None),
])
def test_a_cut_is_told(given_options, count, following):
    pages = read(Archive(range(5)), per_page=3, **given_options)

    assert (len(pages.entries), pages.following, pages.truncated) == (count, following, following is not None)


def test_one_more_than_wanted_is_asked_for():
    assert [paging.page_size(options(max_items=most)) for most in (1, 10, 99, 100, 1000)] == [2, 11, 100, 100, 100]


@pytest.mark.parametrize("rows", [
    [{"id": str(number), "time": at(0)} for number in range(3)],
    [{"id": str(number), "time": at(second)} for number, second in enumerate((1, 5, 3))],
    [{"id": str(number), "time": None} for number in range(3)],
    [{"id": str(number)} for number in range(3)],
    [{"id": str(number), "time": "yesterday"} for number in range(3)],
])
def test_a_place_that_leads_nowhere_ends_it(rows):
    pages = paging.read_pages(options(per_page=3), lambda place: rows, ("id",), "time")

    assert (pages.entries, pages.truncated, pages.following) == (rows, True, None)


def test_entries_without_an_identity_are_all_kept():
    rows = [{"time": at(0), "text": "x"}, {"time": at(0), "text": "x"}]

    assert paging.read_pages(options(), lambda place: rows, ("id",), "time").entries == rows


@pytest.mark.parametrize("option, value", [("per_page", 1), ("per_page", 101), ("max_items", 0), ("max_pages", 0)])
def test_wrong_options(option, value):
    with pytest.raises(OptionError, match="^%s: has to be " % option):
        paging.check_pages(options(**{option: value}))
