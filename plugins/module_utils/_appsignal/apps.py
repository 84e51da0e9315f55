# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Applications and their ids (fact sheet C.2), the module appsignal_app_info."""

from __future__ import annotations

from .. import _query
from .._definition import Definition
from .graphql import connect
from .sites import SITE_OPTIONS, apps_of, check_site, the_one

# What can be told beside the names, and how it is asked for.
DETAILS = {
    "namespaces": "namespaces { id name }",
    "notifiers": "notifiers { id name icon }",
    "log_sources": "logs { sources { id name type fmt } }",
    "dashboards": "dashboards { id title description }",
}


def public(app, details):
    """Return what results show of an application as it comes."""
    shown = {"site_id": app["id"], "name": app["name"], "environment": app["environment"], "organization": app["organization"]}
    for name in details:
        shown[name] = ((app.get("logs") or {}).get("sources") if name == "log_sources" else app.get(name)) or []
    return shown


def prepare(params):
    """Check everything that can be checked before a request."""
    check_site(params, needed=False)
    return _query.prepare(params)


def read(params, client, check_mode):
    """Return all applications, or the one that is chosen, which there has to be."""
    apps = apps_of(client, "".join(" " + DETAILS[name] for name in params["details"]))
    one = None
    if params["site_id"] is not None or params["app"] is not None:
        one = public(the_one(apps, params), params["details"])
    found = [public(app, params["details"]) for app in apps] if one is None else [one]
    return _query.outcome(params, "apps", sorted(found, key=lambda app: (app["name"].casefold(), app["environment"])), app=one)


INFO = Definition(
    "appsignal_app_info", ("appsignal",),
    dict(SITE_OPTIONS, **_query.OPTIONS, details={"type": "list", "elements": "str", "choices": list(DETAILS), "default": []}),
    connect, read, prepare)
