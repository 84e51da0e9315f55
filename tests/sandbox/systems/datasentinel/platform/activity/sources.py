# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which instances a question is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .....world import World
from ... import tags
from ..state import Access, User
from .asking import Window

DATABASES = ("postgres", "sales")
_AUTOMATIC = ("pg_instance", "pg_version", "server")


@dataclass(frozen=True)
class Source:
    """An instance, and those of its databases that are asked for."""

    tags: dict[str, str]  # the automatic ones too
    databases: tuple[str, ...]
    has_system_metrics: bool

    @property
    def name(self) -> str:
        return self.tags["pg_instance"]

    @property
    def server(self) -> str:
        return self.tags["server"]

    @property
    def version(self) -> str:
        return self.tags["pg_version"]

    @property
    def custom(self) -> dict[str, str]:
        return {key: value for key, value in self.tags.items() if key not in _AUTOMATIC}


def asked_for(world: World, user: User, body: Window) -> list[Source]:
    """What the roles of the user let it see, as far as the filters of the question select it."""
    scope: Access = [rule for role in user.roles for rule in world.platform.roles.get(role, [])]
    combined = all if world.variants["activity_filters"] == "and" else any
    found = []
    for known, has_system_metrics in _monitored(world):
        if user.roles and not any(all(known.get(tag) == value for tag, value in rule) for rule in scope):
            continue
        databases = tuple(
            database for database in DATABASES
            if not body.filters or combined({**known, "database": database}.get(rule.tag) == rule.value for rule in body.filters)
        )
        if databases:
            found.append(Source(known, databases, has_system_metrics))
    return found


def _monitored(world: World) -> Iterator[tuple[dict[str, str], bool]]:
    """All tags of each instance of the pool and of the agent, and whether its machine is measured too."""
    for _name, known in world.platform.instances():
        yield known, False
    agent = world.agent
    for name, connection in zip(agent.instances(), agent.connections.values()):
        yield {**tags.parsed(connection.tags), "pg_instance": name, "pg_version": connection.pg_version, "server": agent.server}, True
