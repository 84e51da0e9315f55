# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Closing issues and incidents by hand (fact sheet B.7), the module instana_event_close.

Each is closed by a request of its own: the call for several may be switched off (501), and what it answers when some fail
is not documented.
"""

from __future__ import annotations

import time

from .. import _times
from .._batch import OPTIONS as BATCH_OPTIONS
from .._batch import check_batch_options, converge_all
from .._definition import Definition
from .._errors import NotFound, OptionError, StateError
from .._http import check_segment
from .._reconcile import UNCHANGED, Plan, Resource, Step
from . import backend
from .events import shown
from .events_info import by_ids, get

PLURAL = "events"
_LONGEST_NAME = 256


class Closing(Resource):
    """The events ``event_ids``, which are to be closed. ``body`` is what the backend is told about it. One request reads them all."""

    kind = "event"
    identity = "event_id"
    runtime = ("duration",)  # the end moves

    def __init__(self, client, event_ids, body):
        self._client = client
        self._body = body
        self._known = {raw.get("eventId"): raw for raw in by_ids(client, event_ids)} if event_ids else {}
        self._closed = {}
        self.was_closed = set()

    def read(self, wanted, fresh=False):
        event_id = wanted["event_id"]
        if event_id in self._closed:
            return self._closed[event_id]  # the backend may show it open for up to two more minutes
        raw = get(self._client, event_id) if fresh else self._known.get(event_id)
        if raw is None:
            return None
        return dict(shown(raw), event_id=event_id, type=raw.get("type"), state=raw.get("state"), entity_label=raw.get("entityLabel"))

    def plan(self, wanted, current):
        event_id = wanted["event_id"]
        if current is None:
            raise StateError("The backend knows no event %s. A new one can take two minutes to appear." % event_id)
        if current["state"] != "open":
            return Plan(current)
        after = dict(current, state="closed")
        what = "close event %s" % event_id
        return Plan(after, [Step(what, lambda: self._close(event_id, after, what))])

    def _close(self, event_id, after, doing):
        try:
            with backend.permission("canManuallyCloseIssue"):
                self._client.write("POST", "api", "events", "settings", "manual-close", event_id, doing=doing, body=self._body)
        except NotFound:  # it is not open any more, which can take two minutes to show
            self.was_closed.add(event_id)
        self._closed[event_id] = after


def prepare(params):
    """Check everything that can be checked before a request."""
    check_batch_options(params)
    if not params["username"].strip() or len(params["username"]) > _LONGEST_NAME:
        raise OptionError("username", "has to have 1 to %d characters." % _LONGEST_NAME)
    if not params["reason"].strip():
        raise OptionError("reason", "must not be empty.")
    seen = set()
    for number, event_id in enumerate(params["event_ids"]):
        check_segment("event_ids[%d]" % number, event_id)
        if event_id in seen:
            raise OptionError("event_ids[%d]" % number, "%r is given twice." % event_id)
        seen.add(event_id)
    body = {"username": params["username"], "reasonForClosing": params["reason"]}
    if params["close_time"] is not None:
        body["closeTimestamp"] = _times.instant("close_time", params["close_time"], int(time.time() * 1000))
    body.update({name: params[option] for name, option in (("muteAlerts", "mute_alerts"), ("disableEvent", "disable_event"))
                 if params[option] is not None})
    return dict(params, body=body, **{PLURAL: [{"event_id": event_id} for event_id in params["event_ids"]]})


def run(params, client, check_mode):
    """Close the events that are open."""
    resource = Closing(client, params["event_ids"], params["body"])
    return converge_all(resource, params[PLURAL], params, check_mode, PLURAL, "event", _correct)


def _correct(resource, wanted, change):
    """Say that nothing was changed where the backend found the event closed already."""
    if wanted["event_id"] in resource.was_closed:
        change.action, change.before = UNCHANGED, change.after


DEFINITION = Definition(
    "instana_event_close", ("instana_agent", "instana"),
    dict(
        {
            "event_ids": {"type": "list", "elements": "str", "required": True},
            "username": {"type": "str", "required": True},
            "reason": {"type": "str", "required": True},
            "close_time": {"type": "str"},
            "mute_alerts": {"type": "bool"},
            "disable_event": {"type": "bool"},
        }, **BATCH_OPTIONS),
    backend.connect, backend.telling(run), prepare)
