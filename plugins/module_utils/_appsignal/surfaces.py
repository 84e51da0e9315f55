# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of AppSignal takes marks and pings: the older REST API, the Push API and the public endpoint (fact sheet section 0)."""

from __future__ import annotations

from functools import cached_property

from .._http import Transport, base_url
from . import graphql
from .api import APPSIGNAL, explain, require
from .in_query import InQuery

LEGACY = APPSIGNAL._replace(explain=lambda data: (explain(data)[0], None))
_OWN_HINTS = {401: "Check appsignal_push_key.", 403: "Check appsignal_push_key.", 429: APPSIGNAL.hints[429]}
PUSH = LEGACY._replace(label="AppSignal's Push API", url_option="appsignal_push_url", hints=_OWN_HINTS)
ENDPOINT = LEGACY._replace(label="AppSignal's public endpoint", url_option="appsignal_endpoint_url", hints=_OWN_HINTS)


class Surfaces:
    """The clients of a task, each of them made when it is first needed."""

    def __init__(self, params, definition):
        self._params, self._definition = params, definition

    @cached_property
    def graphql(self):
        """For questions."""
        return graphql.connect(self._params, self._definition)

    @cached_property
    def legacy(self):
        """For markers of both kinds, by a personal token."""
        require(self._params, "appsignal_token")
        return self._client(LEGACY, "appsignal_url", "/api/v2", token=self._params["appsignal_token"])

    @cached_property
    def push(self):
        """For deploy markers, by the key of the application."""
        return self._keyed(PUSH)

    @cached_property
    def endpoint(self):
        """For custom markers and pings, by the key of the application."""
        return self._keyed(ENDPOINT)

    def close(self):
        """Close all connections."""
        for name in ("graphql", "legacy", "push", "endpoint"):
            if name in vars(self):
                vars(self)[name].close()

    def _keyed(self, product):
        require(self._params, "appsignal_push_key")
        return self._client(product, product.url_option, api_key=self._params["appsignal_push_key"])

    def _client(self, product, option, suffix="", **credential):
        transport = Transport.from_params(base_url(option, self._params[option], suffix), self._params)
        return InQuery(product, transport, credential, self._definition, self._params)
