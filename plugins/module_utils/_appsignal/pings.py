# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs of life of what runs by a schedule (fact sheet C.7), the module appsignal_check_in."""

from __future__ import annotations

from .._definition import Definition, Outcome
from .._errors import OptionError, RequestError
from .._http import ANYTHING
from .api import require
from .surfaces import Surfaces


def prepare(params):
    """Check everything that can be checked before a request."""
    if not params["identifier"].strip():
        raise OptionError("identifier", "must not be empty; it is that of the check-in in AppSignal.")
    require(params, "appsignal_push_key")
    return params


def run(params, clients, check_mode):
    """Send one ping. Another heartbeat says nothing new, so it may be repeated; another start or finish is a run that there was not."""
    identifier, kind = params["identifier"], params["kind"]
    if not check_mode:
        path = "heartbeats" if kind == "heartbeat" else "cron"
        query = dict({"identifier": identifier}, **({"kind": "start"} if kind == "start" else {}))
        try:
            clients.endpoint.call(
                "POST", ("check_ins", path), "send the %s of the check-in %s" % (kind, identifier), query=query, reads=kind == "heartbeat", form=ANYTHING)
        except RequestError as error:
            error.result = {"changed": error.maybe_done}
            raise
    return Outcome(True, {"check_in": {"identifier": identifier, "kind": kind}})


DEFINITION = Definition(
    "appsignal_check_in", ("appsignal",),
    {
        "identifier": {"type": "str", "required": True},
        "kind": {"type": "str", "required": True, "choices": ["start", "finish", "heartbeat"]},
    },
    Surfaces, run, prepare)
