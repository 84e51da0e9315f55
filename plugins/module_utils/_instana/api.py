# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any other reading of the backend, the module instana_api_info. It sends GET and nothing else."""

from __future__ import annotations

import re

from .. import _query
from .._definition import Definition, Outcome
from .._errors import OptionError
from .._http import check_segment
from .._secrets import HIDDEN
from . import backend
from .paging import every_page

# Fields of the backend's settings that hold credentials, such as accessGrantingToken of an API token (fact sheet B.9).
_SECRET = re.compile("(token|password|secret|api_?key|routingkey|integrationkey|credentialvalue|webhookurls?|headers)$", re.IGNORECASE)


def segments(path):
    """Return the parts of ``path``. Raises ``OptionError`` for anything but a plain path below ``/api/``."""
    if not path.startswith("/api/"):
        raise OptionError("path", "has to begin with /api/, as the vendor's reference writes it.")
    for character, hint in (("?", "parameters has a place for them"), ("#", "it is not sent"), (";", "matrix parameters are not possible")):
        if character in path:
            raise OptionError("path", "must not hold %r; %s." % (character, hint))
    parts = path[1:].split("/")
    if "" in parts:
        raise OptionError("path", "must not hold an empty part, nor end with a slash.")
    return [check_segment("path", part) for part in parts]


def parameters(given):
    """Return ``given`` (dict) as it is sent; ``None`` is left out. Raises ``OptionError``."""
    return {name: _sent(name, value) for name, value in given.items() if value is not None}


def _sent(name, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_sent(name, entry) for entry in value]
    if isinstance(value, dict) or value is None:
        raise OptionError("parameters", "%s has to be a text, a number, a switch, or a list of these." % name)
    return value


def without_secrets(data):
    """Return ``data`` (JSON) with what is under the name of a credential hidden."""
    if isinstance(data, list):
        return [without_secrets(entry) for entry in data]
    if isinstance(data, dict):
        return {name: _hidden(value) if _SECRET.search(name) else without_secrets(value) for name, value in data.items()}
    return data


def _hidden(value):
    if isinstance(value, list):
        return [_hidden(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _hidden(entry) for name, entry in value.items()}
    return HIDDEN if isinstance(value, str) and value else value


def prepare(params):
    """Check everything that can be checked before a request."""
    if params["max_pages"] < 1:
        raise OptionError("max_pages", "has to be at least 1, not %s." % params["max_pages"])
    return dict(_query.prepare(params), segments=segments(params["path"]), parameters=parameters(params["parameters"]))


def read(params, client, check_mode):
    """GET the path, or all of its pages."""
    def ask(query):
        return client.get(*params["segments"], doing="read %s" % params["path"], query=query)

    if params["paginate"]:
        data, pages, complete = every_page(ask, params["parameters"], params["max_pages"])
    else:
        data, pages, complete = ask(params["parameters"]).data, 1, None
    outcome = _query.outcome(params, "data", without_secrets(data), pages=pages, complete=complete)
    warnings = ("There are more than the %d pages (max_pages) that were read of %s." % (pages, params["path"]),) if complete is False else ()
    return Outcome(False, outcome.result, warnings=warnings)


INFO = Definition(
    "instana_api_info", ("instana_agent", "instana"),
    dict(
        {
            "path": {"type": "str", "required": True},
            "parameters": {"type": "dict", "default": {}},
            "paginate": {"type": "bool", "default": False},
            "max_pages": {"type": "int", "default": 100},
        }, **_query.OPTIONS),
    backend.connect, backend.telling(read), prepare)
