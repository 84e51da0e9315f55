# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots, which are what Instana knows of a host, a process or another entity (fact sheet B.11), the module instana_snapshot_info."""

from __future__ import annotations

from .. import _query
from .._definition import Definition
from .._errors import OptionError
from . import backend
from .reading import FRAME, frame, listed, parameters, snake_case

MOST_IDS = 1000  # of one request
LONGEST_FRAME = 2678400000  # milliseconds, when snapshots are asked for by their ids
_OF_A_SEARCH = ("dynamic_focus_query", "plugin", "size", "offline")


def public(raw):
    """Return what results show of a snapshot; its data and tags are in the words of the entity."""
    return snake_case(raw, "data", "tags")


def search(client, params):
    """Return the snapshots that a Dynamic Focus query finds, without details."""
    query = dict(params["frame"], **parameters(
        query=params["dynamic_focus_query"], plugin=params["plugin"], size=params["size"], offline=params["offline"]))
    return listed(client.get("api", "infrastructure-monitoring", "snapshots", doing="search snapshots", query=query))


def details(client, snapshot_ids, time_frame):
    """Return the snapshots ``snapshot_ids`` (list, each once) with all of their data, without those that are not found."""
    found = []
    for first in range(0, len(snapshot_ids), MOST_IDS):
        part = snapshot_ids[first:first + MOST_IDS]
        body = {"snapshotIds": part, "timeFrame": time_frame} if time_frame else {"snapshotIds": part}
        answer = client.read_by_post("api", "infrastructure-monitoring", "snapshots", doing="read %d snapshots" % len(part), body=body)
        found += listed(answer)
    return found


def prepare(params):
    """Check everything that can be checked before a request."""
    by_ids = params["snapshot_ids"] is not None
    for option in _OF_A_SEARCH:
        if by_ids and params[option] not in (None, False):
            raise OptionError(option, "has no meaning beside snapshot_ids, which are not searched for.")
    if params["size"] is not None and params["size"] < 1:
        raise OptionError("size", "has to be at least 1, not %s." % params["size"])
    time_frame = frame(params)
    if (by_ids or params["details"]) and time_frame.get("windowSize", 0) > LONGEST_FRAME:
        raise OptionError("window_size", "can be 31 days at most where details are read.")
    return dict(_query.prepare(params), frame=time_frame)


def read(params, client, check_mode):
    """Return the snapshots with the given ids, or those that a search finds."""
    wanted = list(dict.fromkeys(params["snapshot_ids"] or ()))
    if params["snapshot_ids"] is not None:
        found = details(client, wanted, params["frame"])
    else:
        found = search(client, params)
        if params["details"]:
            found = details(client, list(dict.fromkeys(raw["snapshotId"] for raw in found if raw.get("snapshotId"))), params["frame"])
    known = {raw.get("snapshotId") for raw in found}
    return _query.outcome(
        params, "snapshots", [public(raw) for raw in found], missing_ids=[entry for entry in wanted if entry not in known])


INFO = Definition(
    "instana_snapshot_info", ("instana_agent", "instana"),
    dict(
        {
            "snapshot_ids": {"type": "list", "elements": "str"},
            "dynamic_focus_query": {"type": "str"},
            "plugin": {"type": "str"},
            "size": {"type": "int"},
            "offline": {"type": "bool", "default": False},
            "details": {"type": "bool", "default": False},
        }, **FRAME, **_query.OPTIONS),
    backend.connect, backend.telling(read), prepare)
