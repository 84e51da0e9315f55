# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading agentless connections, the module datasentinel_instance_info."""

from __future__ import annotations

from .. import _query
from .._batch import find_each
from .._definition import Definition
from .._http import check_segment
from .active import active_instances, check_window
from .instances import PLURAL, Instances, check_pattern
from .platform import connect


def prepare(params):
    """Check what can be checked before a request."""
    check_pattern(params["not_found_pattern"])
    for number, name in enumerate(params["names"] or ()):
        check_segment("names[%d]" % number, name)
    check_window(params["window"])
    return _query.prepare(params)


def read(params, client, check_mode):
    """Return the connections that are asked for by name; else the instances that sent metrics lately."""
    if params["names"] is None:
        return _query.outcome(params, PLURAL, active_instances(client, params["window"]), missing=[])
    found, missing = find_each(Instances(client, params["not_found_pattern"]).get, list(dict.fromkeys(params["names"])))
    return _query.outcome(params, PLURAL, found, missing=missing)


INFO = Definition(
    "datasentinel_instance_info", ("datasentinel",),
    dict({
        "names": {"type": "list", "elements": "str"},
        "window": {"type": "int", "default": 60},
        "not_found_pattern": {"type": "str"},
    }, **_query.OPTIONS),
    connect, read, prepare)
