# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading events (fact sheet B.7), the module instana_event_info."""

from __future__ import annotations

from .. import _query
from .._batch import find_each
from .._definition import Definition
from .._errors import NotFound, OptionError
from .._http import check_segment
from . import backend
from .events import shown
from .reading import FRAME_WITH_BEGIN, frame, parameters, snake_case

# What is shown under another name, that of the option of instana_event.
_RENAMED = ("problem", "detail", "start")
KINDS = {
    "events": ("events",),
    "agent_monitoring_events": ("events", "agent-monitoring-events"),
    "kubernetes_info_events": ("events", "kubernetes-info-events"),
}
TYPES = ("incident", "issue", "change")
_OF_A_FRAME = ("from_time", "to_time", "window_size", "types")


def public(raw):
    """Return what results show of ``raw`` (dict, an event of the backend): named as the options of instana_event are."""
    rest = {name: value for name, value in raw.items() if name not in _RENAMED}
    return dict(snake_case(rest), **shown(raw))


def get(client, event_id):
    """Return the event ``event_id`` as the backend gives it, or ``None``."""
    try:
        return client.get("api", "events", event_id, doing="read event %s" % event_id).mapping()
    except NotFound:
        return None


def by_ids(client, event_ids):
    """Return the events ``event_ids`` as the backend gives them, without those that it does not know. One request.

    When some are unknown, the answer may hold nothing (206 comes without a documented body); each is asked for then.
    """
    answer = client.read_by_post("api", "events", doing="read %d events" % len(event_ids), body=event_ids)
    if answer.status == 206 and not isinstance(answer.data, list):
        return find_each(lambda event_id: get(client, event_id), event_ids)[0]
    return answer.mappings()


def in_frame(client, params):
    """Return the events of the task's time frame as the backend gives them."""
    query = dict(params["frame"], **parameters(
        eventTypeFilters=[name.upper() for name in params["types"] or ()],
        filterEventUpdates=params["filter_event_updates"],
        excludeTriggeredBefore=params["exclude_triggered_before"]))
    doing = "read the %s" % params["kind"].replace("_", " ")
    try:
        return client.get("api", *KINDS[params["kind"]], doing=doing, query=query).mappings()
    except NotFound:
        if params["kind"] == "events":
            raise
        return []  # there are none in the time frame


def prepare(params):
    """Check everything that can be checked before a request."""
    if params["event_ids"] is not None:
        for option in _OF_A_FRAME:
            if params[option] is not None:
                raise OptionError(option, "has no meaning beside event_ids, which are found whenever they were.")
        for number, event_id in enumerate(params["event_ids"]):
            check_segment("event_ids[%d]" % number, event_id)
    if params["types"] and params["kind"] != "events":
        raise OptionError("types", "can be chosen for kind events only.")
    if params["types"] is not None and not params["types"]:
        raise OptionError("types", "must not be empty; leave it out for all types.")
    return dict(_query.prepare(params), frame=frame(params))


def read(params, client, check_mode):
    """Return the events with the given ids, or those of a time frame."""
    wanted = list(dict.fromkeys(params["event_ids"] or ()))
    if params["event_ids"] is None:
        found = in_frame(client, params)
    else:
        found = by_ids(client, wanted) if wanted else []
    known = {raw.get("eventId") for raw in found}
    return _query.outcome(
        params, "events", [public(raw) for raw in found], missing_ids=[event_id for event_id in wanted if event_id not in known])


INFO = Definition(
    "instana_event_info", ("instana_agent", "instana"),
    dict(
        {
            "event_ids": {"type": "list", "elements": "str"},
            "kind": {"type": "str", "choices": list(KINDS), "default": "events"},
            "types": {"type": "list", "elements": "str", "choices": list(TYPES)},
            "filter_event_updates": {"type": "bool", "default": False},
            "exclude_triggered_before": {"type": "bool", "default": False},
        }, **FRAME_WITH_BEGIN, **_query.OPTIONS),
    backend.connect, backend.telling(read), prepare, {"mutually_exclusive": [("from_time", "window_size")]})
