# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking AppSignal's GraphQL API (fact sheet C.1)."""

from __future__ import annotations

from .._errors import NotFound
from .._http import Product, Transport, base_url
from .api import APPSIGNAL, require
from .api import explain as explain_rest
from .in_query import InQuery


def explain(data):
    """Return (text, code) of what an answer says is wrong: all messages of ``errors``, and the first code; else as REST tells it."""
    errors = data.get("errors") if isinstance(data, dict) else None
    if not isinstance(errors, list):
        return explain_rest(data)[0], None
    told = [error for error in errors if isinstance(error, dict)]
    codes = [error["extensions"].get("code") for error in told if isinstance(error.get("extensions"), dict)]
    return "; ".join(str(error["message"]) for error in told if error.get("message")) or None, next(filter(None, codes), None)


PRODUCT = Product(
    label="AppSignal",
    url_option="appsignal_url",
    explain=explain,
    hints={**APPSIGNAL.hints, 403: "Check what the owner of appsignal_token may see.", 404: "Check appsignal_url; it may name something else."},
    error_in_success=lambda data: isinstance(data, dict) and bool(data.get("errors") or data.get("error")),
)


class GraphQL(InQuery):
    """A client that asks questions; ``graphql`` is itself, as with the clients of the other APIs. What it learned of sites is in ``known_apps``."""

    known_apps = None

    @property
    def graphql(self):
        """This client."""
        return self

    def ask(self, doing, question, **variables):
        """Return the ``data`` (dict) of the answer to a question, a GraphQL document that changes nothing."""
        answer = self.read_by_post("graphql", doing=doing, body={"query": question, "variables": variables})
        data = answer.mapping().get("data")
        if not isinstance(data, dict):
            raise answer.complain("it has no data")
        return data

    def ask_site(self, doing, question, site_id, **variables):
        """Return what a question, whose variable ``site`` is ``site_id``, tells under ``app``. Raises ``NotFound`` if that is nothing."""
        app = self.ask(doing, question, site=site_id, **variables).get("app")
        if isinstance(app, dict):
            return app
        raise NotFound(
            "Could not %s: AppSignal answers that there is no site %s. It does not exist, or the token cannot see it: "
            "check site_id and appsignal_token." % (doing, site_id), 200)


def connect(params, definition):
    """Return the client. Nothing is sent yet."""
    require(params, "appsignal_token")
    transport = Transport.from_params(base_url("appsignal_url", params["appsignal_url"], "/api/v2"), params)
    return GraphQL(PRODUCT, transport, {"token": params["appsignal_token"]}, definition, params)
