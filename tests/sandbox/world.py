# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything the sandbox remembers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from .credentials import Credentials
from .faults import Faults
from .journal import Journal
from .systems.appsignal.state import AppSignal
from .systems.datasentinel.agent.state import Agent
from .systems.datasentinel.platform.state import Platform
from .systems.instana.state import Instana
from .variants import Variants

Item = TypeVar("Item")


class World:
    """One state for each vendor system, and what the control API adds to them."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = credentials
        self.variants = Variants()
        self.journal = Journal()
        self.reset()

    def reset(self) -> None:
        self.variants.clear()
        self.journal.clear()
        self.faults = Faults()
        self.secrets = self.credentials.secret_values()
        self.platform = Platform(self.credentials.platform_username, self.credentials.platform_password)
        self.agent = Agent(self.credentials.agent_token)
        self.instana = Instana()
        self.appsignal = AppSignal([self.credentials.appsignal_site_id])

    def learn_secrets(self, *values: str) -> None:
        """Remember what must not turn up anywhere."""
        self.secrets.update(value for value in values if value)

    def ordered(self, items: Sequence[Item]) -> list[Item]:
        """The items in the order in which answers show them."""
        return list(items if self.variants["answer_order"] == "as_sent" else reversed(items))


async def the_world(request: Request) -> World:
    return request.app.state.world


TheWorld = Annotated[World, Depends(the_world)]
