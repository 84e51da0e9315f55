# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching AppSignal's Public API V2: address, token, and what its errors look like (fact sheet A.1 and A.2)."""

from __future__ import annotations

import json

from .._errors import OptionError
from .._http import Client, FixedHeaders, Product, Transport, base_url
from .._options import how_to_give

_NO_SITE = "The site does not exist, or the token cannot see it: check site_id and appsignal_token."


def explain(data):
    """Return (text, slug) of an error body: ``message`` with what else it tells, else ``error`` alone."""
    if not isinstance(data, dict):
        return None, None
    slug, message = data.get("error"), data.get("message")
    if not message:
        return slug, None
    details = data.get("details")
    more = [str(slug)] * bool(slug) + [json.dumps(details)] * bool(details)
    return ("%s (%s)" % (message, ", ".join(more)) if more else message), slug


APPSIGNAL = Product(
    label="AppSignal",
    url_option="appsignal_url",
    explain=explain,
    hints={
        "unreachable": "Check appsignal_url, and that this host may reach it.",
        401: "Check appsignal_token; it has to be a personal API token.",
        403: _NO_SITE,
        404: _NO_SITE,
        429: "AppSignal wants fewer calls; run the task again later.",
    },
)


def connect(params, definition):
    """Return the client of AppSignal's API. Nothing is sent yet."""
    if not params["appsignal_token"]:
        raise OptionError("appsignal_token", "is needed; give it %s." % how_to_give("appsignal", "appsignal_token"))
    transport = Transport.from_params(base_url("appsignal_url", params["appsignal_url"], "/api/v2"), params)
    headers = {"Authorization": "Bearer %s" % params["appsignal_token"]}
    return Client(APPSIGNAL, transport, FixedHeaders(headers), definition.name, definition.secrets(params))
