# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What infrastructure there is and by which words it is found (fact sheet B.11), the module instana_infrastructure_info."""

from __future__ import annotations

from .. import _query
from .._definition import Definition
from .._errors import OptionError
from . import backend
from .reading import listed, parameters, snake_case


def topology(client, params):
    """Return all entities and how they hang together, as ``{nodes, edges}``."""
    answer = client.get(
        "api", "infrastructure-monitoring", "topology", doing="read the infrastructure topology",
        query=parameters(includeData=params["include_data"]))
    return {"nodes": [snake_case(node, "data") for node in listed(answer, "nodes")], "edges": listed(answer, "edges")}


def search_fields(client, params):
    """Return the keywords of Dynamic Focus queries."""
    return _catalog(client, "search", "search fields")


def plugins(client, params):
    """Return the types of entities."""
    return _catalog(client, "plugins", "plugins")


def _catalog(client, name, what):
    answer = client.get("api", "infrastructure-monitoring", "catalog", name, doing="read the %s" % what)
    return [snake_case(entry) for entry in answer.mappings()]


WHAT = {"topology": topology, "search_fields": search_fields, "plugins": plugins}


def prepare(params):
    """Check everything that can be checked before a request."""
    if params["include_data"] and params["what"] != "topology":
        raise OptionError("include_data", "belongs to the topology, not to the %s." % params["what"].replace("_", " "))
    return _query.prepare(params)


def read(params, client, check_mode):
    """Return one of :data:`WHAT` under its name."""
    return _query.outcome(params, params["what"], WHAT[params["what"]](client, params))


INFO = Definition(
    "instana_infrastructure_info", ("instana_agent", "instana"),
    dict(
        {
            "what": {"type": "str", "choices": list(WHAT), "required": True},
            "include_data": {"type": "bool", "default": False},
        }, **_query.OPTIONS),
    backend.connect, backend.telling(read), prepare)
