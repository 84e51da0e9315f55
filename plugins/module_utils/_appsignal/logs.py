# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of logs (fact sheet A.7), the module appsignal_logs_info."""

from __future__ import annotations

from .. import _query
from .._definition import Definition
from .._errors import OptionError
from .api import connect
from .asking import frame
from .paging import OPTIONS as PAGING
from .paging import check_pages, page_size, read_pages
from .sites import SITE_OPTIONS, check_site, site_of


def prepare(params):
    """Check everything that can be checked before a request, and put the request together."""
    check_site(params)
    sources = params["source_ids"]
    if not sources or not all(source.strip() for source in sources):
        raise OptionError("source_ids", "needs the id of at least one source, and no empty one.")
    if params["cursor"] is not None and set(params["cursor"]) != {"time"}:
        raise OptionError("cursor", "has to be a mapping with time and nothing else, as this module returns it.")
    check_pages(params)
    body = dict({"source_ids": sources, "query": params["search"]}, **frame(params))
    if params["use_expressions"] is not None:
        body["use_expressions"] = params["use_expressions"]
    return dict(_query.prepare(params), body=body, start=(params["cursor"] or {}).get("time"))


def read(params, client, check_mode):
    """Read the lines, page by page: the next page begins at the time of the last line, which then comes again."""
    site_id = site_of(params, client)

    def fetch(place):
        pagination = {"per_page": page_size(params), "order": params["order"], "cursor": {"time": place}}
        return client.read_by_post(
            "api", "v2", "logs", "lines", doing="read the lines of logs", body=dict(params["body"], site_id=site_id, pagination=pagination)).mappings()

    pages = read_pages(params, fetch, ("id",), "timestamp", start=params["start"])
    return _query.outcome(
        params, "lines", pages.entries, site_id=site_id, truncated=pages.truncated, pages=pages.count,
        next=pages.following and {"cursor": {"time": pages.following}})


INFO = Definition(
    "appsignal_logs_info", ("appsignal",),
    dict(
        SITE_OPTIONS, **PAGING, **_query.OPTIONS,
        source_ids={"type": "list", "elements": "str", "required": True},
        search={"type": "str", "default": ""},
        use_expressions={"type": "bool"},
        from_time={"type": "str"},
        to_time={"type": "str"},
        cursor={"type": "dict"},
    ),
    connect, read, prepare)
