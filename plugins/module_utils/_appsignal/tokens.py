# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a token is good for (fact sheet A.3), the module appsignal_token_info."""

from __future__ import annotations

from .._definition import Definition, Outcome
from .._errors import NotFound, PermissionDenied
from .api import connect
from .sites import SITE_OPTIONS, check_site, metric_names, site_of


def prepare(params):
    """Check what can be checked before a request."""
    check_site(params, needed=False)
    return params


def read(params, client, check_mode):
    """Have the token verified, which says nothing of a site, and look whether it sees the site."""
    answer = client.get("api", "v2", "auth", doing="verify the token")
    site_id = site_of(params, client)
    return Outcome(False, {"raw": answer.data, "site": None if site_id is None else _seen(client, site_id)})


def _seen(client, site_id):
    """Return whether the token sees the site; one that does not exist cannot be told from one of others (fact sheet F 11)."""
    try:
        metric_names(client, site_id)
    except (NotFound, PermissionDenied):
        return {"site_id": site_id, "visible": False}
    return {"site_id": site_id, "visible": True}


INFO = Definition("appsignal_token_info", ("appsignal",), SITE_OPTIONS, connect, read, prepare)
