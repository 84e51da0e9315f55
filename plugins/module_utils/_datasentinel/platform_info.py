# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a platform says of itself and of a token (fact sheet sections 3.2 and 4), the module datasentinel_platform_info."""

from __future__ import annotations

from .._definition import Definition, Outcome
from .._errors import OptionError
from .platform import connect_openly, describe, expiry, inspect_token, release, request_token, usable_token, utc
from .users import SEVERAL_ROLES_SINCE

# Releases that brought something which playbooks have to know of (fact sheet sections 6 and 7).
FEATURES = {"user_management": (2021, 7), "roles": SEVERAL_ROLES_SINCE}


def public(told):
    """Return what results show of an answer; everything but its status and message may be missing (fact sheet U-25)."""
    known = release(told)
    services = told.get("services")
    return {
        "status": told.get("status"),
        "message": told.get("message"),
        "version": told.get("datasentinel_version") or told.get("version"),
        "backend_version": told.get("backend_version"),
        "frontend_version": told.get("frontend_version"),
        "release": list(known) if known else None,
        "features": {name: known >= since if known else None for name, since in FEATURES.items()},
        "services": [
            {key: service.get(key) for key in ("name", "description", "running")}
            for service in (services if isinstance(services, list) else ()) if isinstance(service, dict)],
    }


def session(told, token):
    """Return what results show of an inspected ``token``, never the token. Its own end is certain, the platform's has no time zone."""
    ends = expiry(token)
    return {
        "user": told.get("user"),
        "email": told.get("email"),
        "organization": told.get("organization_name"),
        "expires": utc(ends) if ends else told.get("expire_time"),
    }


def prepare(params):
    """Check that there is a token to inspect, or a login to get one with."""
    if not params["inspect_token"]:
        return params
    if params["platform_token"]:
        return dict(params, platform_token=usable_token(params["platform_token"]))
    if not (params["platform_username"] and params["platform_password"]):
        raise OptionError("inspect_token", "needs a platform_token, or platform_username and platform_password to get one with.")
    return params


def read(params, client, check_mode):
    """Ask for the version, and on request for the session behind a token."""
    result = {"platform": public(describe(client)), "session": None}
    if params["inspect_token"]:
        login = params["platform_username"], params["platform_password"]
        token = params["platform_token"] or request_token(client, *login)
        result["session"] = session(inspect_token(client, token, *login), token)
    return Outcome(False, result)


INFO = Definition(
    "datasentinel_platform_info", ("datasentinel",), {"inspect_token": {"type": "bool", "default": False}},
    connect_openly, read, prepare)
