# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching a Datasentinel agent (fact sheet section 11)."""

from __future__ import annotations

from .._http import Client, FixedHeaders, Product, Transport, base_url
from .platform import error_in_success, explain

AGENT = Product(
    label="Datasentinel agent",
    url_option="agent_url",
    explain=explain,
    error_in_success=error_in_success,
    hints={
        "unreachable": "Check agent_url, and that the agent runs and may be reached from this host.",
        401: "Check agent_token; it has to be the license key that the agent uses.",
        403: "Check agent_token; it has to be the license key that the agent uses.",
    },
)


def connect(params, definition):
    """Return the client of the agent that ``params`` name. The key is sent with every call once it is given (11.1)."""
    headers = {"api-token": params["agent_token"]} if params["agent_token"] else {}
    transport = Transport.from_params(base_url("agent_url", params["agent_url"], "/api"), params)
    return Client(AGENT, transport, FixedHeaders(headers), definition.name, definition.secrets(params))


def told(answer):
    """Return ``answer`` (dict) with its names in one spelling: agents mix hyphens, underscores and spaces (11.2, U-13)."""
    return {str(key).strip().lower().replace("-", "_").replace(" ", "_"): value for key, value in answer.items()}
