# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics (fact sheet A.5), the module appsignal_metrics_info."""

from __future__ import annotations

from .. import _query
from .._batch import find_each
from .._definition import Definition
from .._errors import NotFound, OptionError
from .._http import check_segment
from .api import connect
from .asking import at_least, frame
from .sites import SITE_OPTIONS, check_site, confirm_site, metric_names, site_of

_QUESTION = ("select", "from_time", "to_time", "resolution", "limit")
# What is read: the options that belong to it beyond the site, those that are needed first.
TAKES = {
    "timeseries": _QUESTION,
    "list": ("group_by",) + _QUESTION,
    "names": (),
    "type_and_tags": ("metrics",),
}
_NEEDED = ("select", "group_by", "metrics")
DEFAULT_TIMES = {"from_time": "-1h", "to_time": "now"}


def prepare(params):
    """Check everything that can be checked before a request, and put the request together."""
    check_site(params)
    what = params["what"]
    for option in _QUESTION + ("group_by", "metrics"):
        given = params[option] is not None
        if given and option not in TAKES[what]:
            raise OptionError(option, "does not belong to what=%s, which takes %s." % (what, ", ".join(TAKES[what]) or "no options of its own"))
        if option in _NEEDED and option in TAKES[what] and not params[option]:
            raise OptionError(option, "is needed for what=%s." % what)
    for number, name in enumerate(params["metrics"] or ()):
        check_segment("metrics[%d]" % number, name)
    return dict(_query.prepare(params), body=_body(params) if "select" in TAKES[what] else None)


def _body(params):
    at_least(params, 1, "limit")
    times = {option: default if params[option] is None else params[option] for option, default in DEFAULT_TIMES.items()}
    body = dict({"select": _selectors(params)}, **frame(times))
    body.update((name, params[name]) for name in ("group_by", "resolution", "limit") if params[name] is not None)
    return body


def _selectors(params):
    found, wants_id = [], params["what"] == "list"
    for number, entry in enumerate(params["select"]):
        place = "select[%d]." % number
        if (entry["id"] is not None) != wants_id:
            raise OptionError(place + "id", "is needed for what=list; the value stands under it in every row." if wants_id else "belongs to what=list only.")
        if wants_id and any(entry["id"] == other["id"] for other in found):
            raise OptionError(place + "id", "%r is given twice." % entry["id"])
        tags = {name: _tag(place + "tags." + name, value) for name, value in (entry["tags"] or {}).items()}
        found.append(dict({name: value for name, value in entry.items() if value is not None}, tags=tags))
    return found


def _tag(option, value):
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (str, int, float)):
        raise OptionError(option, "has to be a text; * stands for any part of it.")
    return str(value)


def read(params, client, check_mode):
    """Read what is asked for."""
    site_id = site_of(params, client)
    return _READ[params["what"]](params, client, site_id)


def _names(params, client, site_id):
    return _query.outcome(params, "names", metric_names(client, site_id), site_id=site_id)


def _figures(params, client, site_id):
    what = params["what"]
    plural = "series" if what == "timeseries" else "rows"
    answer = client.read_by_post("api", "v2", "metrics", what, doing="read the %s of metrics" % what, body=dict({"site_id": site_id}, **params["body"]))
    told = answer.mapping()
    found = told.get(plural)
    if not isinstance(found, list):
        raise answer.complain("a list under %r was expected" % plural)
    # The server may move the frame, to its resolution and to what is still kept (fact sheet A.1).
    return _query.outcome(
        params, plural, found, site_id=site_id, resolution=told.get("resolution"),
        from_time=told.get("from", params["body"]["from"]), to_time=told.get("to", params["body"]["to"]))


def _types(params, client, site_id):
    found, missing = find_each(lambda name: _type(client, site_id, name), list(dict.fromkeys(params["metrics"])))
    if missing:
        confirm_site(client, site_id)
    return _query.outcome(params, "metrics", found, site_id=site_id, missing=missing)


def _type(client, site_id, name):
    """Return type and tags of a metric, or ``None`` if it does not report any more."""
    try:
        told = client.get("api", "v2", "metrics", "type_and_tags", site_id, name, doing="read type and tags of the metric %s" % name).mapping()
    except NotFound:
        return None
    kind = told.get("metric_type")
    # Seen in either case; documented as lists of keys, and shown as objects (fact sheet A.5).
    return {"name": name, "type": kind.lower() if isinstance(kind, str) else kind, "available_tags": told.get("available_tags")}


_READ = {"timeseries": _figures, "list": _figures, "names": _names, "type_and_tags": _types}

INFO = Definition(
    "appsignal_metrics_info", ("appsignal",),
    dict(
        SITE_OPTIONS, **_query.OPTIONS,
        what={"type": "str", "required": True, "choices": list(TAKES)},
        select={"type": "list", "elements": "dict", "options": {
            "name": {"type": "str", "required": True},
            "field": {"type": "str", "required": True},
            "tags": {"type": "dict"},
            "aggregation": {"type": "str"},
            "draw_null_as_zero": {"type": "bool", "default": False},
            "id": {"type": "str"},
        }},
        group_by={"type": "list", "elements": "raw"},
        from_time={"type": "str"},
        to_time={"type": "str"},
        resolution={"type": "str"},
        limit={"type": "int"},
        metrics={"type": "list", "elements": "str"},
    ),
    connect, read, prepare)
