# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching AppSignal's Public API V2: address, token, and what its errors look like (fact sheet A.1 and A.2)."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import NamedTuple

from .._errors import AnswerError, OptionError
from .._http import Client, FixedHeaders, Product, Transport, base_url
from .._options import how_to_give

_NO_SITE = "The site does not exist, or the token cannot see it: check site_id and appsignal_token."
_SLUG = re.compile(r"[a-z0-9_]+")
# A refusal that speaks of the request, and not of what is asked about (fact sheet F 2).
_WRONG_REQUEST = re.compile(r"(?<![a-z])(missing|required|blank|refused|permitted|allowed|unexpected|unknown field|parameters?)(?![a-z])", re.IGNORECASE)


class Refusal(NamedTuple):
    """What a program tells a refusal by: ``slug`` (str), and ``details`` (any JSON value) where there are some."""

    slug: str
    details: object = None


def explain(data):
    """Return (text, :class:`Refusal` or ``None``) of an error body: ``message`` with what else it tells, else ``error`` alone."""
    if not isinstance(data, dict):
        return None, None
    error, message, details = data.get("error"), data.get("message"), data.get("details")
    # A short body has its text under ``error``, and no slug.
    is_slug = isinstance(error, str) and _SLUG.fullmatch(error)
    more = [error] * bool(is_slug and message) + [json.dumps(details)] * bool(details)
    text = message or error
    return ("%s (%s)" % (text, ", ".join(more)) if text and more else text), (Refusal(error, details) if is_slug else None)


def is_wrong_request(error):
    """Say whether the ``AnswerError`` tells that the request was not understood, and nothing about what was asked for."""
    return error.status == 400 or error.status == 422 and bool(_WRONG_REQUEST.search(error.detail))


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


class Api(Client):
    """A client whose errors carry the parts of a 422 as facts: ``code`` is the slug, and ``details`` are as they came.

    ``graphql`` is the client of the GraphQL API beside it, which is made when it is first asked for.
    """

    def __init__(self, params, definition, product):
        transport = Transport.from_params(base_url("appsignal_url", params["appsignal_url"], "/api/v2"), params)
        headers = {"Authorization": "Bearer %s" % params["appsignal_token"]}
        super().__init__(product, transport, FixedHeaders(headers), definition.name, definition.secrets(params))
        self._known = params, definition

    @cached_property
    def graphql(self):
        """The client of the GraphQL API."""
        from .graphql import connect as connect_to_graphql  # most tasks do without
        return connect_to_graphql(*self._known)

    def close(self):
        """Close all connections."""
        super().close()
        if "graphql" in vars(self):
            self.graphql.close()

    def call(self, *args, **options):
        """Send one request; see :meth:`Client.call`."""
        try:
            return super().call(*args, **options)
        except AnswerError as error:
            refusal = error.facts.pop("code", None)
            if refusal:
                error.facts.update((name, value) for name, value in (("code", refusal.slug), ("details", refusal.details)) if value is not None)
            raise


def require(params, option):
    """Raise ``OptionError`` unless the connection option is given."""
    if not params[option]:
        raise OptionError(option, "is needed; give it %s." % how_to_give("appsignal", option))


def connect(params, definition, product=APPSIGNAL):
    """Return the client of AppSignal's API. Nothing is sent yet."""
    require(params, "appsignal_token")
    return Api(params, definition, product)
