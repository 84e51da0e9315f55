# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that come in pages.

The backend has several ways to page, and a fact that is not sure about each: whether ``totalHits`` counts all entries or those
of the page. A page that is full may therefore be followed by another one; the last request can come back empty.
"""

from __future__ import annotations


def every_page(ask, query, most):
    """Return (data, pages, complete): the entries of at most ``most`` pages, how many pages that are, whether there is no other.

    ``ask(query)`` returns an ``Answer`` for the parameters ``query`` (dict). An answer without pages is returned as it is.
    """
    collected, pages, previous, data = [], 0, None, None
    while query is not None:
        if pages == most:
            return collected, pages, False
        data = ask(query).data
        entries = _entries(data)
        if entries is None:
            return (collected, pages, True) if pages else (data, 1, True)
        pages += 1
        if entries and entries == previous:
            break  # the parameters were ignored, and this is the same page once more
        collected += entries
        previous, query = entries, _next(query, data, entries, len(collected))
    return collected, pages, not _has_more(data)


def _has_more(data):
    return isinstance(data, dict) and bool(data.get("canLoadMore"))


def _entries(data):
    """Return the entries that an answer holds, or ``None`` if it is no list."""
    if isinstance(data, dict):
        data = next((data[key] for key in ("items", "entries") if isinstance(data.get(key), list)), None)
    return data if isinstance(data, list) else None


def _next(query, data, entries, seen):
    """Return the parameters that ask for the page after ``data``, or ``None``. ``seen`` entries are known by now."""
    if not entries:
        return None
    told = data if isinstance(data, dict) else {}
    if _has_more(data):
        return _after_cursor(query, entries[-1])
    if "entries" in told:
        return _by_offset(query, told, entries)
    if "limit" in query:  # offset counts pages there
        return dict(query, offset=_number(query.get("offset")) + 1) if len(entries) >= _number(query["limit"]) else None
    if "page" in told or "pageSize" in query:
        return _by_number(query, told, entries, seen)
    return None


def _after_cursor(query, last):
    cursor = last.get("cursor") if isinstance(last, dict) else None
    if not isinstance(cursor, dict) or not {"ingestionTime", "offset"} <= set(cursor):
        return None
    return dict(query, ingestionTime=cursor["ingestionTime"], offset=cursor["offset"])


def _by_offset(query, told, entries):
    following = _number(query.get("offset")) + len(entries)
    if following >= _number(told.get("total")):
        return None
    return dict(query, offset=following, pageSize=query.get("pageSize", len(entries)))


def _by_number(query, told, entries, seen):
    size = _number(query.get("pageSize") or told.get("pageSize"))
    if _number(told.get("totalHits")) <= seen and len(entries) < size:
        return None
    following = dict(query, page=_number(query.get("page") or told.get("page") or 1) + 1)
    return dict(following, pageSize=size) if size else following


def _number(value):
    """Return a whole number that may come as a text, or 0."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
