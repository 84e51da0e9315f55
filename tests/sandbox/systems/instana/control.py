# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control API shows of an Instana tenant, and what it can plant there."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ...world import World
from .agent.events import AgentEvent, take
from .backend.events import described


class InstanaSeed(BaseModel):
    events: list[AgentEvent] = []

    def plant_instana(self, world: World) -> None:
        for event in self.events:
            take(world, event)


def view(world: World) -> dict[str, Any]:
    return {"events": [{**described(event), "path": event.path, "visible": not event.polls_left} for event in world.instana.events]}
