# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saved visuals (fact sheet A.8), the module appsignal_saved_visual_info. What they look like is not published."""

from __future__ import annotations

import json

from .. import _files, _query
from .._definition import Definition, Outcome
from .._errors import OptionError
from .._http import FILE, check_segment
from .api import APPSIGNAL
from .api import connect as connect_to

_NO_VISUAL = "The saved visual does not exist, or the token cannot see it: check visual_id and appsignal_token."
PRODUCT = APPSIGNAL._replace(hints={**APPSIGNAL.hints, 403: _NO_VISUAL, 404: _NO_VISUAL})


def connect(params, definition):
    """Return a client whose errors speak of the visual, since there is no site in its address."""
    return connect_to(params, definition, PRODUCT)


def prepare(params):
    """Check everything that can be checked before a request."""
    check_segment("visual_id", params["visual_id"])
    if params["query"] is not None and params["output"] != "json":
        raise OptionError("query", "works on JSON only; leave output at json.")
    return dict(_query.prepare(params), file_mode=_files.check(params))


def read(params, client, check_mode):
    """Read one visual, into the result or into a file. Reading is done in check mode too."""
    outcome, content = (_as_json if params["output"] == "json" else _as_csv)(params, client)
    if params["dest"] is None:
        return outcome
    changed, facts, diff = _files.save(params, content, check_mode)
    result = {key: value for key, value in outcome.result.items() if key not in ("raw", "csv")}
    return Outcome(changed, dict(result, **facts), diff)


def _as_json(params, client):
    data = client.get("api", "v2", "saved_visuals", params["visual_id"], doing="read the saved visual %s" % params["visual_id"]).data
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    return _query.outcome(params, "raw", data, visual_id=params["visual_id"]), text.encode("utf-8", errors="replace")


def _as_csv(params, client):
    answer = client.get(
        "api", "v2", "saved_visuals", params["visual_id"], "csv", doing="download the saved visual %s as CSV" % params["visual_id"], form=FILE)
    text = answer.data.decode("utf-8", errors="replace")
    if text.lstrip()[:1] == "<":
        raise answer.complain("an HTML page instead of CSV")
    return Outcome(False, {"csv": text, "visual_id": params["visual_id"]}), answer.data


INFO = Definition(
    "appsignal_saved_visual_info", ("appsignal",),
    dict(
        {"visual_id": {"type": "str", "required": True}, "output": {"type": "str", "choices": ["json", "csv"], "default": "json"}},
        **_files.OPTIONS, **_query.OPTIONS),
    connect, read, prepare)
