# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which site a task is about; a site is one application in one environment (fact sheet section 0 and C.2)."""

from __future__ import annotations

from .._errors import OptionError, StateError
from .._http import check_segment

SITE_OPTIONS = {"site_id": {"type": "str"}, "app": {"type": "str"}, "environment": {"type": "str"}}
APPS = "query { viewer { organizations { id name slug apps { id name environment%s } } } }"
_MOST_NAMED = 20


def check_site(params, needed=True):
    """Check the choice of a site before anything is sent. Raises ``OptionError``."""
    for option in ("app", "environment"):
        if params[option] is not None and params["site_id"] is not None:
            raise OptionError(option, "cannot be given beside site_id, which says which application and environment it is.")
        if params[option] is not None and not params[option].strip():
            raise OptionError(option, "must not be empty; leave it out instead.")
    if params["site_id"] is not None:
        check_segment("site_id", params["site_id"])
    elif params["app"] is None and params["environment"] is not None:
        raise OptionError("app", "is needed beside environment.")
    elif params["app"] is None and needed:
        raise OptionError(
            "site_id", "is needed, or app and environment. The id is part of the site's address in the browser, "
            "https://appsignal.com/ORGANIZATION/sites/SITE_ID.")


def site_of(params, client):
    """Return the id (str) of the site that the task chooses, or ``None`` if it chooses none.

    A name is looked up by ``client.graphql``, which asks once for all items of a loop. Raises ``StateError``.
    """
    if params["app"] is None:
        return params["site_id"]
    graphql = client.graphql
    if graphql.known_apps is None:
        graphql.known_apps = apps_of(graphql)
    return the_one(graphql.known_apps, params)["id"]


def apps_of(graphql, details=""):
    """Return all applications that the token sees, as they come (dicts), each with its ``organization``; ``details`` are more fields."""
    viewer = graphql.ask("list the applications", APPS % details).get("viewer") or {}
    return [
        dict(app, organization={name: organization.get(name) for name in ("id", "name", "slug")})
        for organization in viewer.get("organizations") or [] for app in organization.get("apps") or []]


def chosen(apps, params):
    """Return those of ``apps`` that the task's ``site_id``, ``app`` and ``environment`` fit; names in any case, as in AppSignal's own client."""
    return [
        app for app in apps
        if params["site_id"] in (None, app["id"])
        and all(params[option] is None or params[option].strip().casefold() == str(app[field]).casefold()
                for option, field in (("app", "name"), ("environment", "environment")))]


def the_one(apps, params):
    """Return the one of ``apps`` that the task chooses. Raises ``StateError`` that says what there is, if there is none or more than one."""
    found = chosen(apps, params)
    if len(found) == 1:
        return found[0]
    what = "site %s" % params["site_id"] if params["app"] is None else "application %s" % params["app"]
    what += " in the environment %s" % params["environment"] if params["environment"] is not None else ""
    if found:
        raise StateError("The token sees %d sites of the %s: %s. Give %s." % (
            len(found), what, ", ".join("%s in %s (site_id %s, organization %s)" % (
                app["name"], app["environment"], app["id"], app["organization"]["slug"]) for app in found),
            "site_id" if params["environment"] is not None else "environment or site_id"), option="app")
    raise StateError("The token sees no %s in AppSignal. %s" % (what, _what_there_is(apps)), option="site_id" if params["app"] is None else "app")


def _what_there_is(apps):
    names = sorted({"%s in %s" % (app["name"], app["environment"]) for app in apps})
    more = " and %d more" % (len(names) - _MOST_NAMED) if len(names) > _MOST_NAMED else ""
    return "It sees %s%s." % (", ".join(names[:_MOST_NAMED]) or "none at all", more)


def site_fields(params, fields):
    """Return ``fields``, which name the sites in a request, unless ``extra`` does: of some requests it is not known how they do it."""
    return {} if {"site_id", "site_ids"} & set(params["extra"] or ()) else fields


def metric_names(client, site_id):
    """Return the names of the site's metrics (list of str). Raises ``NotFound`` or ``PermissionDenied`` if the token cannot see the site."""
    answer = client.get("api", "v2", "metrics", "names", site_id, doing="read the names of the metrics of the site %s" % site_id)
    if not isinstance(answer.data, list):
        raise answer.complain("a JSON list of names was expected")
    return answer.data


def confirm_site(client, site_id):
    """Raise an error if the token cannot see the site; many a 404 does not tell that from something else that is missing (F 2)."""
    client.get("api", "v2", "metrics", "names", site_id, doing="confirm that the site %s exists" % site_id)
