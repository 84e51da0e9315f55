# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reaching an Instana host agent (fact sheet section A)."""

from __future__ import annotations

from .._errors import RequestError, WaitTimeout
from .._http import Client, FixedHeaders, Product, Transport, base_url
from .._wait import until

# What a successful answer carries is not documented: any 2xx means that the agent took it (fact sheet A.6).
AGENT = Product(
    label="Instana agent",
    url_option="instana_agent_url",
    explain=lambda data: (None, None),
    hints={
        "unreachable": "Check instana_agent_url, and that an agent runs there; it listens on its own host only, "
                       "unless its http.listen was changed.",
        404: "Check instana_agent_url; something else than an Instana agent seems to listen there.",
    },
    silent=True,
)


def connect(params, definition):
    """Return the client of the agent that ``params`` name. There is no authentication."""
    transport = Transport.from_params(base_url("instana_agent_url", params["instana_agent_url"]), params)
    return Client(AGENT, transport, FixedHeaders({}), definition.name, definition.secrets(params))


def wait(client, patience):
    """Wait at most ``patience`` seconds until the agent answers; with 0, nothing is asked. Raises ``WaitTimeout``.

    That it runs does not mean that it is connected to the backend (fact sheet A.7).
    """
    refusals = []

    def answers():
        try:
            client.get("status", doing="ask the Instana agent whether it runs")
        except RequestError as error:
            refusals.append(error)
            return False
        return True

    if patience and not until(answers, patience):
        raise WaitTimeout("The Instana agent did not answer within %d s (wait_for_agent), so nothing was given to it. %s" % (patience, refusals[-1]))
