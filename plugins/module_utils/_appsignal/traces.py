# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Traces and what is made of them (fact sheet A.6), the module appsignal_traces_info."""

from __future__ import annotations

from typing import NamedTuple

from .. import _query, _times
from .._definition import Definition
from .._errors import OptionError
from .._extra import extra_fields
from .api import connect
from .asking import at_least, frame
from .paging import OPTIONS as PAGING
from .paging import Pages, check_pages, page_size, read_pages
from .sites import SITE_OPTIONS, check_site, site_fields, site_of

_TIMES = ("from_time", "to_time")
_TRACES = ("namespace", "action_name", "digests", "search", "min_duration", "ttl") + _TIMES
_PAGE = ("cursor", "order", "per_page")
_PAGED = ("cursor",) + tuple(PAGING)
# Options whose field in the request has another name.
_FIELDS = {"search": "query", "min_duration": "duration"}
_IDENTITY, _INSTANT = ("site_id", "trace_id", "span_id"), "time"


class Kind(NamedTuple):
    """One thing to read: its address below ``/api/v2/tracing``, the name of its result, and what its request takes.

    ``several`` says whether it is asked for several sites at once, ``framed`` whether it needs a time frame, ``needs`` are options of
    which one has to be given, and ``shape`` is the method of :class:`Answer` that returns its data.
    """

    path: tuple
    result: str
    takes: tuple = ()
    needs: tuple = ()
    several: bool = True
    framed: bool = False
    shape: str = "mappings"


KINDS = {
    "locator": Kind(("locator",), "locations", ("trace_id",), ("trace_id",), shape="mapping"),
    "trace": Kind(("trace",), "spans", ("trace_id",), ("trace_id",)),
    "performance_trace": Kind(("trace", "performance"), "spans", ("trace_id",) + _TRACES + _PAGE, ("trace_id", "digests")),
    "error_trace": Kind(("trace", "error"), "spans", ("trace_id",) + _TRACES + _PAGE, ("trace_id", "digests")),
    "performance_traces": Kind(("traces", "performance"), "traces", _TRACES + _PAGED),
    "error_traces": Kind(("traces", "errors"), "traces", _TRACES + _PAGED),
    "actions": Kind(("actions",), "actions", ("namespaces", "revision", "action_name") + _TIMES, several=False, framed=True),
    # What these take is not fully published; they may be asked for with further fields in extra.
    "action_edges": Kind(("action_edges",), "edges", ("namespace", "action_name") + _TIMES, several=False, shape="data"),
    "site_edges": Kind(("site_edges",), "edges", _TIMES, several=False, framed=True, shape="mapping"),
    "slow_events": Kind(("slow_events",), "slow_events", ("namespace", "action_name") + _TIMES, several=False),
    "slow_event_actions": Kind(("slow_events", "actions"), "actions", ("digest",) + _TIMES, ("digest",), several=False),
}
# Of what needs a time frame; all else is asked for without one unless it is given.
DEFAULT_TIMES = {"from_time": "-1h", "to_time": "now"}


def prepare(params):
    """Check everything that can be checked before a request, and put the request together."""
    check_site(params)
    what = params["what"]
    kind = KINDS[what]
    _check_belonging(params, kind)
    if kind.needs and not any(params[option] for option in kind.needs):
        raise OptionError(kind.needs[0], "is needed for what=%s%s." % (what, "".join(", or " + option for option in kind.needs[1:])))
    at_least(params, 0, "min_duration", "ttl")
    check_pages(params)
    times = {option: default if kind.framed and params[option] is None else params[option] for option, default in DEFAULT_TIMES.items()}
    body = dict(_own_fields(params, kind), **frame(times))
    if "cursor" in kind.takes:
        body["pagination"] = {"per_page": page_size(params), "order": params["order"], "cursor": _cursor(params["cursor"])}
    extra = extra_fields(params, body)
    return dict(_query.prepare(params), body=dict(body, **extra))


def _check_belonging(params, kind):
    for option in OPTIONS:
        default = OPTIONS[option].get("default")
        known = option in ("what", "extra", "query") or option in SITE_OPTIONS or option in kind.takes or kind.several and option == "other_site_ids"
        if params[option] != default and not known:
            takes = kind.takes + (("other_site_ids",) if kind.several else ())
            raise OptionError(option, "does not belong to what=%s, which takes %s; fields that this module does not know go into extra." % (
                params["what"], ", ".join(takes)))
        if isinstance(params[option], (str, list)) and not params[option]:
            raise OptionError(option, "must not be empty; leave it out instead.")


def _own_fields(params, kind):
    """Return the fields of the request that are options here, the time frame and the pages apart."""
    given = {option: params[option] for option in kind.takes if option not in _PAGED + _TIMES and params[option] is not None}
    fields = dict(_FIELDS, action_name="action") if params["what"] == "actions" else _FIELDS
    return {fields.get(option, option): value for option, value in given.items()}


def _cursor(given):
    """Return the cursor of the first page: the column to page on, or an object with a time (both are in use, fact sheet A.6)."""
    if isinstance(given, dict):
        return dict({"time": None}, **given)
    if isinstance(given, str):
        return given
    raise OptionError("cursor", "has to be the name of a column, such as Time, or a mapping such as {time: null}.")


def read(params, client, check_mode):
    """Read what is asked for."""
    kind, site_id = KINDS[params["what"]], site_of(params, client)
    body = dict(_sites(params, kind, site_id), **params["body"])
    if kind.result == "traces":
        pages, following = _traces(params, client, body)
    else:
        pages, following = _at_once(params, client, kind, body), None
    return _query.outcome(
        params, kind.result, pages.entries, what=params["what"], site_id=site_id, truncated=pages.truncated, pages=pages.count, next=following)


def _sites(params, kind, site_id):
    several = list(dict.fromkeys([site_id] + (params["other_site_ids"] or [])))
    return site_fields(params, {"site_ids": several} if kind.several else {"site_id": site_id})


def _ask(params, client, body):
    return client.read_by_post("api", "v2", "tracing", *KINDS[params["what"]].path, doing="read the %s" % params["what"].replace("_", " "), body=body)


def _at_once(params, client, kind, body):
    """Return what one request brings. A page that is full may not be all; there is no place to go on from within a trace."""
    answer = _ask(params, client, body)
    data = answer.data if kind.shape == "data" else getattr(answer, kind.shape)()
    full = "pagination" in body and len(data) >= body["pagination"]["per_page"]
    return Pages(data, full, None, 1)


def _traces(params, client, body):
    """Return the pages, and the options that lead on from there.

    A cursor with a time carries the place. One that only names the column carries none, so the time frame is moved instead.
    """
    if isinstance(body["pagination"]["cursor"], dict):
        def turn(place):
            return dict(body, pagination=dict(body["pagination"], cursor=dict(body["pagination"]["cursor"], time=place)))

        pages = read_pages(
            params, lambda place: _ask(params, client, turn(place)).mappings(), _IDENTITY, _INSTANT,
            start=body["pagination"]["cursor"]["time"])
        return pages, pages.following and {"cursor": {"time": pages.following}}
    bound = "to" if params["order"] == "DESC" else "from"
    by_time = body["pagination"]["cursor"].lower() == _INSTANT  # in another order, a time frame cannot say where to go on
    pages = read_pages(
        params, lambda place: _ask(params, client, body if place is None else dict(body, **{bound: place})).mappings(), _IDENTITY, _INSTANT,
        place=lambda time: _beside(time, bound) if by_time else None, start=body.get(bound))
    return pages, pages.following and {bound + "_time": pages.following}


def _beside(time, bound):
    """Return a bound of a time frame that holds ``time`` (ISO 8601), also if bounds are exclusive, which is not known."""
    return _times.iso8601(_times.instant("", time, 0) + (1 if bound == "to" else -1))


OPTIONS = dict(
    SITE_OPTIONS, **PAGING, **_query.OPTIONS,
    what={"type": "str", "required": True, "choices": list(KINDS)},
    other_site_ids={"type": "list", "elements": "str"},
    trace_id={"type": "str"},
    namespace={"type": "str"},
    namespaces={"type": "list", "elements": "str"},
    action_name={"type": "str"},
    revision={"type": "str"},
    digests={"type": "list", "elements": "str"},
    digest={"type": "str"},
    search={"type": "str"},
    min_duration={"type": "int"},
    ttl={"type": "int"},
    from_time={"type": "str"},
    to_time={"type": "str"},
    cursor={"type": "raw", "default": "Time"},
    extra={"type": "dict"},
)
INFO = Definition("appsignal_traces_info", ("appsignal",), OPTIONS, connect, read, prepare)
