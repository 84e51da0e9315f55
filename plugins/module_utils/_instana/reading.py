# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that read from the backend have in common: time frames, parameters, lists, the names of fields."""

from __future__ import annotations

import time

from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict

from .. import _times
from .._errors import OptionError, StateError

# Of most endpoints, and of those that take a begin too (fact sheet B.7, B.11, B.12).
FRAME = {"to_time": {"type": "str"}, "window_size": {"type": "str"}}
FRAME_WITH_BEGIN = dict({"from_time": {"type": "str"}}, **FRAME)


def frame(params, now=None):
    """Return the time frame of a task as ``{from, to, windowSize}`` in milliseconds; what is not given is left to the backend.

    ``now`` is the present in milliseconds. Raises ``OptionError``.
    """
    now = int(time.time() * 1000) if now is None else now
    given = {}
    if params["to_time"] is not None:
        given["to"] = _times.instant("to_time", params["to_time"], now)
    if params["window_size"] is not None:
        given["windowSize"] = _times.duration("window_size", params["window_size"])
    if params.get("from_time") is not None:
        given["from"], end = _times.instant("from_time", params["from_time"], now), given.get("to", now)
        if given["from"] > end:
            raise OptionError("from_time", "has to be before to_time, but %s is not before %s." % (
                _times.iso8601(given["from"]), _times.iso8601(end)))
    return given


def parameters(**values):
    """Return a query without what is not given; a switch is sent only when it is on, since off is what they all are by default."""
    return {name: "true" if value is True else value for name, value in values.items() if value not in (None, False, [])}


def listed(answer, key="items"):
    """Return the list of dicts under ``key`` of an ``Answer``, or raise ``AnswerError``."""
    entries = answer.mapping().get(key)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise answer.complain("a list of objects was expected under %r" % key)
    return entries


def snake_case(raw, *verbatim):
    """Return ``raw`` (dict) with the names of its fields as Ansible writes them; what the fields ``verbatim`` hold stays as it is."""
    return camel_dict_to_snake_dict(raw, ignore_list=verbatim)


def only(kind, name, found):
    """Return the one entry of ``found`` (public objects with an ``id``), or ``None``. Raises ``StateError`` for several."""
    if len(found) > 1:
        raise StateError("There are %d %ss called %s, with the ids %s; it cannot be told which one is meant." % (
            len(found), kind, name, ", ".join(str(entry["id"]) for entry in found)))
    return found[0] if found else None
