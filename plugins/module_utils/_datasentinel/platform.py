# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching the Datasentinel platform: address, login, and what its errors look like (fact sheet sections 1 to 3)."""

from __future__ import annotations

import base64
import binascii
import json
import re
import threading
import time

from .._errors import AnswerError, AuthenticationError, LoginError, ObservabilityError, OptionError, RequestError
from .._http import Client, FixedHeaders, Product, Transport, base_url
from .._options import how_to_give
from .._secrets import basic_credentials, register_secret

TOKEN_HEADER = "user-token"
MAY_BE_NOT_FOUND = (200, 400, 404, 409, 410, 422)  # how the platform says that there is no such name is not documented (fact sheet U-4)
# Calls with a token that ends within this time get a new one first.
_SPARE_SECONDS = 60


def explain(data):
    """Return (text, code) of an error body (fact sheet 2.3): ``error``, else a problem document's ``detail``."""
    if not isinstance(data, dict):
        return None, None
    text = data.get("error") or data.get("detail") or data.get("title") or data.get("message") or data.get("status")
    return (str(text) if text else None), None


def error_in_success(data):
    """Say whether a 2xx answer is a failure all the same: it has an ``error`` key (fact sheet 2.3)."""
    return isinstance(data, dict) and "error" in data


PLATFORM = Product(
    label="Datasentinel platform",
    url_option="platform_url",
    explain=explain,
    error_in_success=error_in_success,
    hints={
        "unreachable": "Check platform_url, and that this host may reach the platform.",
        401: "Check platform_username and platform_password, or platform_token.",
        403: "The account needs the profile 'data admin' and the privilege 'admin'.",
        429: "The platform wants fewer calls; run the task again later, or lower concurrency.",
    },
)


class Login:
    """Logs in when first needed, once for all threads, and once more when the platform has dropped the session.

    A login that failed is not tried again: the account could be locked, and waiting for each of many items helps nobody.
    """

    def __init__(self, username, password):
        self._username = username
        self._password = password
        self._token = None
        self._failure = None
        self._lock = threading.Lock()

    def headers(self, client):
        """Return the token's header; logs in if there is no token yet."""
        with self._lock:
            if self._failure:
                raise self._failure.again()
            if self._token is None:
                try:
                    self._token = request_token(client, self._username, self._password)
                except ObservabilityError as error:
                    self._failure = error.again()
                    raise
            return {TOKEN_HEADER: self._token}

    def renew(self, client, used):
        """Drop the token that was refused, unless another thread has already replaced it."""
        with self._lock:
            if self._token == used[TOKEN_HEADER]:
                self._token = None
        return True


def connect(params, definition):
    """Return the client of the platform that ``params`` name. Nothing is sent yet."""
    return _client(params, definition, _authentication)


def connect_openly(params, definition):
    """The same without credentials, for what the platform tells everybody (fact sheet section 4)."""
    return _client(params, definition, lambda dummy: FixedHeaders({}))


def _client(params, definition, authentication):
    if not params["platform_url"]:
        raise OptionError("platform_url", "is needed; give it %s." % how_to_give("datasentinel", "platform_url"))
    transport = Transport.from_params(base_url("platform_url", params["platform_url"], "/ds-api"), params)
    return Client(PLATFORM, transport, authentication(params), definition.name, definition.secrets(params))


def _authentication(params):
    if params["platform_token"]:
        # Never renewed: what the user gave is the user's to replace (fact sheet U-21).
        return FixedHeaders({TOKEN_HEADER: usable_token(params["platform_token"])})
    if not (params["platform_username"] and params["platform_password"]):
        raise OptionError("platform_password", "is needed together with platform_username, unless there is a platform_token; give it %s." %
                          how_to_give("datasentinel", "platform_password"))
    return Login(params["platform_username"], params["platform_password"])


def usable_token(given):
    """Return the token (str) that was given as text, or as the registered result of datasentinel_token.

    Raises ``OptionError`` for anything else, and ``AuthenticationError`` for a token that says that it is over.
    """
    token = given.get("token") if isinstance(given, dict) else given
    if not isinstance(token, str) or not token.strip():
        raise OptionError("platform_token", "has to be a token, or the registered result of runwatch.observability.datasentinel_token.")
    token = token.strip()
    expires = expiry(token)
    if expires is not None and expires <= time.time():
        raise AuthenticationError(
            "platform_token ended %s. Get a new one with runwatch.observability.datasentinel_token, "
            "or give platform_username and platform_password instead." % utc(expires), 401)
    return token


def request_token(client, username, password):
    """Log in and return a token (str). ``POST /ds-api/user-token``, Basic, answer 201 (fact sheet 3.1).

    Raises ``AuthenticationError``, ``TransportError``, or ``LoginError``, so that a 404 is not taken for that of what is asked next.
    """
    try:
        answer = client.call(
            "POST", ("ds-api", "user-token"), "log in to the Datasentinel platform as %s" % username,
            headers={"Authorization": basic_credentials(username, password)})
        token = answer.mapping().get("user-token")
        if not isinstance(token, str) or not token:
            raise answer.complain("no user-token in the answer")
    except RequestError as error:
        # A session that nobody uses changes nothing, and what was to be sent with it was not.
        error.maybe_done = False
        error.facts.pop("maybe_done", None)
        if isinstance(error, AnswerError) and not isinstance(error, AuthenticationError):
            raise LoginError(error) from None
        raise
    client.scrubber.add(token)
    return register_secret(token)


def inspect_token(client, token, username=None, password=None):
    """Return what the platform says of ``token``, as a dict. ``GET /ds-api/user-token?token=`` (fact sheet 3.2).

    The token travels in the address, so it stands in the access logs on its way. Whether the login is needed too is
    not certain; it is sent if both parts of it are given.
    """
    headers = {"Authorization": basic_credentials(username, password)} if username and password else {}
    try:
        return client.call(
            "GET", ("ds-api", "user-token"), "inspect the token", query={"token": token}, reads=True, headers=headers).mapping()
    except AuthenticationError as error:
        if not headers:
            error.message += " The platform may want a login for this call; give platform_username and platform_password too."
        raise


def describe(client):
    """Return what the platform says of itself, as a dict. ``GET /ds-api/``, without a login (fact sheet section 4)."""
    return client.get("ds-api", "", doing="read the version of the platform").mapping()


def version(client):
    """Return the platform's release as a tuple such as ``(2026, 5)``, or ``None`` if it does not tell (fact sheet U-25)."""
    try:
        return release(describe(client))
    except AnswerError:
        return None


def release(told):
    """Return the release in an answer of :func:`describe` as a tuple such as ``(2026, 5)``, or ``None``."""
    found = re.match(r"v?(\d{4})\.(\d+)", str(told.get("datasentinel_version") or told.get("version")))
    return tuple(int(part) for part in found.groups()) if found else None


def expiry(token):
    """Return the time (seconds since the epoch) at which a token ends, or ``None`` if it does not say (fact sheet 3.1)."""
    try:
        body = token.split(".")[1]
        ends = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))).get("exp")
    except (IndexError, ValueError, binascii.Error, AttributeError):
        return None
    return int(ends) if isinstance(ends, (int, float)) and not isinstance(ends, bool) else None


def utc(seconds):
    """Return ``seconds`` since the epoch as ISO 8601 in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
