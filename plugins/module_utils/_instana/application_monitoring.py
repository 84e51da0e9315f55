# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Application perspectives, services, and the calls between them (fact sheet B.12), the module instana_application_info."""

from __future__ import annotations

from .. import _query
from .._definition import Definition, Outcome
from .._errors import OptionError
from . import backend
from .paging import every_page
from .reading import FRAME, frame, listed, parameters, snake_case

WHAT = ("applications", "services", "service_map")
PAGE_SIZE = 200
MOST_PAGES = 500
_BELONGS_TO = {
    "name": ("applications", "services"),
    "name_filter": ("applications", "services"),
    "boundary_scope": ("applications", "service_map"),
    "include_snapshot_ids": ("services",),
    "application_id": ("service_map",),
}


def entities(client, what, query):
    """Return (all entries, whether these are all) of the list ``what``; ``query`` (dict) holds its parameters."""
    def ask(page):
        answer = client.get("api", "application-monitoring", what, doing="list the %s" % what, query=page)
        listed(answer)
        return answer

    found, dummy, complete = every_page(ask, dict(query, page=1, pageSize=PAGE_SIZE), MOST_PAGES)
    return [snake_case(raw) for raw in found], complete


def service_map(client, query):
    """Return the services that called each other, as ``{services, connections}``."""
    answer = client.get("api", "application-monitoring", "topology", "services", doing="read the service map", query=query)
    return {part: [snake_case(raw) for raw in listed(answer, part)] for part in ("services", "connections")}


def prepare(params):
    """Check everything that can be checked before a request."""
    for option, places in _BELONGS_TO.items():
        if params[option] not in (None, False) and params["what"] not in places:
            raise OptionError(option, "belongs to %s, not to %s." % (" and ".join(places), params["what"]))
    scope = params["boundary_scope"]
    query = dict(frame(params), **parameters(
        # What the backend takes is a part of a name; which of those that hold it are meant is looked at here.
        nameFilter=params["name"] or params["name_filter"],
        applicationBoundaryScope=scope.upper() if scope else None,
        includeSnapshotIds=params["include_snapshot_ids"],
        applicationId=params["application_id"]))
    return dict(_query.prepare(params), parameters=query)


def read(params, client, check_mode):
    """Return one of :data:`WHAT` under its name."""
    what, complete = params["what"], True
    if what == "service_map":
        found = service_map(client, params["parameters"])
    else:
        found, complete = entities(client, what, params["parameters"])
        found = [entry for entry in found if params["name"] in (None, entry.get("label"))]
    outcome = _query.outcome(params, what, found)
    return outcome if complete else Outcome(False, outcome.result, warnings=(
        "There are more %s than the %d that were read; narrow them down with name_filter." % (what, PAGE_SIZE * MOST_PAGES),))


INFO = Definition(
    "instana_application_info", ("instana_agent", "instana"),
    dict(
        {
            "what": {"type": "str", "choices": list(WHAT), "default": "applications"},
            "name": {"type": "str"},
            "name_filter": {"type": "str"},
            "boundary_scope": {"type": "str", "choices": ["all", "inbound"]},
            "include_snapshot_ids": {"type": "bool", "default": False},
            "application_id": {"type": "str"},
        }, **FRAME, **_query.OPTIONS),
    backend.connect, backend.telling(read), prepare, {"mutually_exclusive": [("name", "name_filter")]})
