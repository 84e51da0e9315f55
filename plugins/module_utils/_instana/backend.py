# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching the Instana backend: address, token, and what its errors look like (fact sheet B.1 to B.4)."""

from __future__ import annotations

from contextlib import contextmanager

from .._errors import ObservabilityError, OptionError, PermissionDenied
from .._http import Client, FixedHeaders, Product, Transport, base_url
from .._options import how_to_give


def explain(data):
    """Return (text, code) of an error body (fact sheet B.3): ``errors``, else ``message``, else ``error``."""
    if not isinstance(data, dict):
        return None, None
    errors = data.get("errors")
    text = "; ".join(map(str, errors)) if isinstance(errors, list) else errors
    text = text or data.get("message") or data.get("error")
    return (str(text) if text else None), data.get("code")


BACKEND = Product(
    label="Instana backend",
    url_option="instana_url",
    explain=explain,
    hints={
        "unreachable": "Check instana_url, and that this host may reach the backend.",
        401: "Check instana_token.",
        403: "The API token lacks the permission for this call.",
        429: "The hourly number of calls is used up; run the task again later.",
    },
)


def connect(params, definition):
    """Return the client of the backend that ``params`` name. Nothing is sent yet."""
    for option in ("instana_url", "instana_token"):
        if not params[option]:
            raise OptionError(option, "is needed to talk to the backend; give it %s." % how_to_give("instana", option))
    transport = Transport.from_params(base_url("instana_url", params["instana_url"], "/api"), params)
    headers = {"Authorization": "apiToken %s" % params["instana_token"]}
    return Client(BACKEND, transport, FixedHeaders(headers), definition.name, definition.secrets(params))


def rate_limit(client):
    """Return what the newest answer told of the hourly limit as ``{limit, remaining, reset}`` (fact sheet B.2), or ``None``.

    ``reset`` are seconds since the epoch.
    """
    told = {key: client.latest_headers.get("X-RateLimit-" + key.capitalize()) for key in ("limit", "remaining", "reset")}
    if not str(told["remaining"]).isdigit():
        return None
    return {key: int(value) if str(value).isdigit() else None for key, value in told.items()}


def telling(run):
    """Return the function ``run`` of a module with ``rate_limit`` added to its result, also where it fails."""
    def telling_run(params, client, check_mode):
        client.latest_headers = {}  # a client that was lent may remember an earlier item of a loop
        try:
            outcome = run(params, client, check_mode)
        except ObservabilityError as error:
            error.result = dict(error.result, rate_limit=rate_limit(client))
            raise
        return outcome._replace(result=dict(outcome.result, rate_limit=rate_limit(client)))
    return telling_run


@contextmanager
def permission(name):
    """Say in the error which permission (property of an API token, fact sheet B.4) a refused call needs."""
    try:
        yield
    except PermissionDenied as error:
        error.message += " It needs %s." % name
        error.facts["permission"] = name
        raise
