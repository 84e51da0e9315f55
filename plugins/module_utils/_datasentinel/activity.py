# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What metrics and reports have in common: the window, the filters, names that have changed (fact sheet 9.1, 10, 19)."""

from __future__ import annotations

import time
from typing import NamedTuple

from .. import _times
from .._errors import NotFound, OptionError
from .active import parse_filter

# Options whose field in the request has another name.
_FIELDS = {"query_id": "query_md5_id"}

QUERY_ORDER = (
    "calls", "rows", "total_time", "blk_read_time", "blk_write_time",
    "local_blks_dirtied", "local_blks_hit", "local_blks_read", "local_blks_written",
    "shared_blks_dirtied", "shared_blks_hit", "shared_blks_read", "shared_blks_written",
    "temp_blks_read", "temp_blks_written",
)


def window_options(begin):
    """Return the options that say when and where; ``begin`` is the default of ``from_time``."""
    return {
        "from_time": {"type": "str", "default": begin},
        "to_time": {"type": "str", "default": "now"},
        "instance": {"type": "str"},
        "filters": {"type": "raw"},
    }


class Endpoint(NamedTuple):
    """One address below ``/ds-api/activity``: its name, the options that it takes, and how it was called in the past.

    ``by`` are the values that the option of this name may have.
    """

    name: str
    takes: tuple = ()
    by: tuple = ()
    former: str = None

    def ask(self, send):
        """Return ``send(segments)``; once more under the former name if the platform does not know this one (fact sheet 19)."""
        try:
            return send(("ds-api", "activity", self.name))
        except NotFound as error:
            if self.former is None:
                raise
            try:
                return send(("ds-api", "activity", self.former))
            except NotFound:
                raise error from None


class Question(NamedTuple):
    """When and where: ``body`` (dict) is what a request says of it, ``window`` (dict) what results do, in ISO 8601.

    ``wanted`` maps the tags of the filters to their values.
    """

    body: dict
    window: dict
    wanted: dict


def question(params, now=None):
    """Return the :class:`Question` of a task; ``now`` is the present in milliseconds. Raises ``OptionError``.

    Times are sent in UTC, to the second, and never left out (fact sheet 9.1, U-18).
    """
    now = round(time.time() * 1000) if now is None else now
    begin, end = (_times.iso8601(_times.instant(option, params[option], now) // 1000 * 1000) for option in ("from_time", "to_time"))
    if begin >= end:
        raise OptionError("from_time", "has to be before to_time, but %s is not before %s." % (begin, end))
    body = {"from": _on_the_wire(begin), "to": _on_the_wire(end), "utc_time": True}
    wanted = _wanted(params)
    if wanted:
        body["filters"] = [{"tag": tag, "value": value} for tag, value in wanted.items()]
    return Question(body, {"from_time": begin, "to_time": end}, wanted)


def _on_the_wire(text):
    return text.replace("T", " ").replace("Z", "")


def _wanted(params):
    wanted = {}
    if params["filters"] is not None:
        for tag, values in parse_filter("filters", params["filters"]).items():
            if len(values) > 1:
                raise OptionError("filters", "the tag %r has several values, but a request takes one; run the task once for each." % tag)
            wanted[tag] = values[0]
    if params["instance"] is not None:
        if "pg_instance" in wanted:
            raise OptionError("instance", "says the same as the tag pg_instance in filters; give one of them.")
        server, dummy, name = params["instance"].partition("@")
        if not server.strip() or not name.strip():
            raise OptionError(
                "instance", "%r is not how Datasentinel names an instance, which is <server>@<connection>." % params["instance"])
        wanted["pg_instance"] = params["instance"]
    return wanted


def told(kind, name, params):
    """Return how messages call what is asked for, such as "metric tables of db-1@crm"."""
    return "%s %s%s" % (kind, name, " of " + params["instance"] if params["instance"] else "")


def own_fields(params, options, endpoint, what, hint=""):
    """Return the request's fields for those of ``options`` that are given; ``what`` names the endpoint in messages.

    Raises ``OptionError`` for an option that does not belong to it, or that has an impossible value.
    """
    given = {option: params[option] for option in options if params[option] is not None}
    for option, value in given.items():
        if option not in endpoint.takes:
            raise OptionError(option, "does not belong to the %s, which takes %s.%s" % (what, ", ".join(endpoint.takes) or "no parameters of its own", hint))
        if option == "by" and value not in endpoint.by:
            raise OptionError("by", "the %s cannot be ordered by %r; choose one of %s." % (what, value, ", ".join(endpoint.by)))
        if option == "limit" and value < 1:
            raise OptionError("limit", "has to be at least 1, not %s." % value)
        if isinstance(value, (str, list)) and not value:
            raise OptionError(option, "must not be empty; leave it out instead.")
    return {_FIELDS.get(option, option): value for option, value in given.items()}
