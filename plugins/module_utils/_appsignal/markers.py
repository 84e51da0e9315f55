# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deploy markers, as GraphQL lists them (fact sheet C.4), the module appsignal_deploy_info. They are the only list of revisions there is."""

from __future__ import annotations

from typing import NamedTuple

from .. import _query, _times
from .._definition import Definition
from .._errors import OptionError
from . import asking
from .graphql import connect
from .sites import SITE_OPTIONS, check_site, site_of

QUESTION = """query ($site: String!, $limit: Int, $offset: Int, $start: DateTime, $end: DateTime) {
  app(id: $site) {
    deployMarkers(limit: $limit, offset: $offset, start: $start, end: $end) {
      id createdAt revision shortRevision gitCompareUrl user liveFor liveForInWords exceptionCount exceptionRate
    }
  }
}"""
PAGE = 100
MOST_READ = 2000
# A revision that is not among so many of the newest markers counts as one that was never deployed.
LOOKED_THROUGH = 500
SHORTEST_REVISION = 7
# Whether the bounds of a time frame belong to it is not documented (fact sheet F 9).
_MARGIN = 1000  # milliseconds


class Markers(NamedTuple):
    """Deploy markers, newest first, and whether there may be more."""

    found: list
    truncated: bool


def public(raw):
    """Return what results show of a marker as it comes."""
    return {
        "id": raw.get("id"), "revision": raw.get("revision"), "short_revision": raw.get("shortRevision"), "created_at": raw.get("createdAt"),
        "user": raw.get("user"), "git_compare_url": raw.get("gitCompareUrl"), "live_for": raw.get("liveFor"),
        "live_for_in_words": raw.get("liveForInWords"), "exception_count": raw.get("exceptionCount"), "exception_rate": raw.get("exceptionRate"),
    }


def moment(marker):
    """Return when a marker was made, in milliseconds since the epoch; 0 if it does not tell."""
    try:
        return _times.instant("", str(marker.get("created_at")), 0)
    except OptionError:
        return 0


def read_markers(graphql, site_id, enough, frame=None):
    """Return the :class:`Markers` of a site, in a time ``frame`` (``start``, ``end``) if that is given.

    Pages are read until ``enough(markers)``, provided that the newest come first, which is not documented, or until there are no more.
    """
    known, offset = {}, 0
    while True:
        app = graphql.ask_site("list the deploy markers", QUESTION, site_id, limit=PAGE, offset=offset, **(frame or {}))
        rows, before = [public(raw) for raw in app.get("deployMarkers") or []], len(known)
        for row in rows:
            known.setdefault(row["id"], row)
        found = sorted(known.values(), key=moment, reverse=True)
        if len(rows) < PAGE or len(known) == before:
            return Markers(found, False)
        if len(known) >= MOST_READ or _is_newest_first(rows) and enough(found):
            return Markers(found, True)
        offset += len(rows)


def _is_newest_first(rows):
    moments = [moment(row) for row in rows]
    return moments == sorted(moments, reverse=True) and moments[0] > moments[-1]


def is_short_for(short, revision):
    """Say whether ``short`` begins ``revision`` and is long enough to mean it (fact sheet F 5)."""
    return len(short) >= SHORTEST_REVISION and str(revision).startswith(short)


def previous(found, is_own):
    """Return the newest marker of another revision that is older than the newest own one; the newest of all if there is no own one; or ``None``."""
    begin = next((number + 1 for number, marker in enumerate(found) if is_own(marker)), 0)
    return next((marker for marker in found[begin:] if not is_own(marker)), None)


def with_previous(is_own):
    """Return a function that says whether markers tell of a revision and of the one before it, or were looked through far enough."""
    return lambda found: len(found) >= LOOKED_THROUGH or any(map(is_own, found)) and previous(found, is_own) is not None


def previous_to(graphql, site_id, revision):
    """Return the marker of the revision that ran before ``revision``, or ``None``. A short form of the same revision is not another one."""
    def is_own(marker):
        return marker["revision"] == revision or is_short_for(revision, marker["revision"]) or is_short_for(str(marker["revision"]), revision)

    return previous(read_markers(graphql, site_id, with_previous(is_own)).found, is_own)


def prepare(params):
    """Check everything that can be checked before a request."""
    check_site(params)
    asking.at_least(params, 1, "max_items")
    revision = params["revision"]
    if revision is not None and not revision.strip():
        raise OptionError("revision", "must not be empty; leave it out instead.")
    if params["match"] == "prefix" and (revision is None or len(revision) < SHORTEST_REVISION):
        raise OptionError("match", "prefix needs a revision of at least %d characters." % SHORTEST_REVISION)
    present = asking.now()
    frame = asking.frame(params, present)
    return _query.prepare(dict(params, frame={name: _times.instant(name, text, present) for name, text in frame.items()}))


def read(params, client, check_mode):
    """Return the deploy markers that are asked for."""
    site_id, first, last = site_of(params, client), params["frame"].get("from"), params["frame"].get("to")
    bounds = {"start": first and _times.iso8601(max(0, first - _MARGIN)), "end": last and _times.iso8601(last + _MARGIN)}
    enough = (lambda found: len(found) > params["max_items"]) if params["revision"] is None else with_previous(_owner(params, ()))
    markers = read_markers(client, site_id, enough, {name: bound for name, bound in bounds.items() if bound is not None})
    found = [marker for marker in markers.found if (first or 0) <= moment(marker) <= (last or moment(marker))]
    is_own = _owner(params, found)
    own = found if params["revision"] is None else [marker for marker in found if is_own(marker)]
    return _query.outcome(
        params, "deploys", own[:params["max_items"]], site_id=site_id, newest=found[0] if found else None,
        previous=None if params["revision"] is None else previous(found, is_own), truncated=markers.truncated or len(own) > params["max_items"])


def _owner(params, found):
    """Return the function that says whether a marker is of the revision. One that is spelled the same makes those that only begin with it others."""
    revision = params["revision"]
    if params["match"] == "exact" or any(marker["revision"] == revision for marker in found):
        return lambda marker: marker["revision"] == revision
    return lambda marker: is_short_for(revision, marker["revision"])


INFO = Definition(
    "appsignal_deploy_info", ("appsignal",),
    dict(
        SITE_OPTIONS, **_query.OPTIONS,
        revision={"type": "str"},
        match={"type": "str", "choices": ["exact", "prefix"], "default": "exact"},
        from_time={"type": "str"},
        to_time={"type": "str"},
        max_items={"type": "int", "default": 100},
    ),
    connect, read, prepare)
