# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a list page by page, and saying where it was cut (fact sheet A.6 and A.7)."""

from __future__ import annotations

from typing import NamedTuple

from .. import _times
from .._errors import OptionError
from .asking import at_least

LARGEST_PAGE = 100

OPTIONS = {
    "order": {"type": "str", "choices": ["ASC", "DESC"], "default": "DESC"},
    "per_page": {"type": "int", "default": LARGEST_PAGE},
    "max_items": {"type": "int", "default": 1000},
    "max_pages": {"type": "int", "default": 20},
}


class Pages(NamedTuple):
    """What was read: ``entries``, whether there may be more (``truncated``), the place to go on from or ``None``, the number of requests."""

    entries: list
    truncated: bool
    following: object
    count: int


def check_pages(params):
    """Check the options before anything is sent. Raises ``OptionError``."""
    # The entry at which the next page begins comes again, so pages of one would lead nowhere.
    if not 2 <= params["per_page"] <= LARGEST_PAGE:
        raise OptionError("per_page", "has to be from 2 to %d, not %s." % (LARGEST_PAGE, params["per_page"]))
    at_least(params, 1, "max_items", "max_pages")


def page_size(params):
    """Return how many entries to ask for at once; one more than wanted tells whether there are more."""
    return min(params["per_page"], params["max_items"] + 1)


def read_pages(params, fetch, identity, instant, place=None, start=None):
    """Return the :class:`Pages` of a list.

    ``fetch(place)`` returns the rows (list of dicts) from a place on; ``start`` is the first place. Under the key ``instant`` a row has
    its time, ISO 8601; ``place(time)`` is where the next page begins. What comes twice is known by the keys ``identity``.
    """
    place = place or (lambda time: time)
    found, known, here, count = [], set(), start, 0
    while True:
        rows = fetch(here)
        count += 1
        for row in rows:
            marks = [row.get(key) for key in identity]
            if repr(marks) not in known or not any(marks):
                known.add(repr(marks))
                found.append(row)
        complete = len(rows) < page_size(params)
        there = _end_of(rows, instant, params["order"], place)
        lost = there in (None, here)  # the rows are not in the order of time, or all of one instant
        if complete or lost or len(found) > params["max_items"] or count >= params["max_pages"]:
            break
        here = there
    kept = found[:params["max_items"]]
    truncated = not complete or len(kept) < len(found)
    following = _end_of(kept, instant, params["order"], place) if truncated else None
    leads_nowhere = following == start or lost and not complete
    return Pages(kept, truncated, None if leads_nowhere else following, count)


def _end_of(rows, instant, order, place):
    """Return the place of the last row, or ``None`` if the rows are not in the order of their time."""
    moments = [_moment(row.get(instant)) for row in rows]
    if not moments or None in moments or moments != sorted(moments, reverse=order == "DESC"):
        return None
    return place(rows[-1][instant])


def _moment(text):
    try:
        return _times.instant("", text, 0) if isinstance(text, str) else None
    except OptionError:
        return None
