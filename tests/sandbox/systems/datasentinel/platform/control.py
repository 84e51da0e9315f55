# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control API shows of a platform, and what it can plant there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Optional

from pydantic import BaseModel, ConfigDict

from ....world import World
from ..connection import Connection
from .alerting import known_instances, state
from .roles import RoleBody
from .users import ChangedUser


class SeedConnection(BaseModel):
    """Everything but the name has a default."""

    model_config = ConfigDict(extra="forbid")

    name: str
    host: Optional[str] = None
    port: int = 5432
    user: str = "datasentinel"
    password: str = "seeded-secret"
    tags: str = ""
    enabled: bool = True
    pg_version: str = "16.4"
    polls_left: int = 0

    def properties(self) -> dict[str, Any]:
        return {**self.model_dump(exclude={"switches"}), "host": self.host or f"{self.name.strip(':')}.example.com"}


class SeedRole(RoleBody):
    name: str


class SeedUser(ChangedUser):
    email: str
    ldap: bool = False

    def properties(self, world: World) -> dict[str, Any]:
        given = self.model_dump(exclude_none=True, exclude={"email", "role"})
        return {**given, **({"live_360": int(given["live_360"])} if "live_360" in given else {})}


class SeedProblem(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pg_instance: str
    message: str
    event_time: str = "2026-01-05 06:00:00"


class PlatformSeed(BaseModel):
    connections: list[SeedConnection] = []
    roles: list[SeedRole] = []
    users: list[SeedUser] = []
    silenced: list[str] = []
    problems: list[SeedProblem] = []

    def plant_platform(self, world: World) -> None:
        platform = world.platform
        for connection in self.connections:
            world.learn_secrets(connection.password)
            platform.connections[connection.name] = Connection(**connection.properties())
        for role in self.roles:
            platform.roles[role.name] = role.rules()
        for user in self.users:
            world.learn_secrets(user.password or "")
            known = platform.users.get(user.email) or platform.add_user(user.email)
            vars(known).update(user.properties(world))
        platform.silenced += [instance for instance in self.silenced if instance not in platform.silenced]
        for problem in self.problems:
            if all(known["message"] != problem.message for known in platform.problems.get(problem.pg_instance, ())):
                platform.add_problem(problem.pg_instance, problem.message, problem.event_time)


def view(world: World) -> dict[str, Any]:
    platform = world.platform
    return {
        "connections": [{**asdict(connection), "connected": connection.connected} for connection in platform.connections.values()],
        "roles": [
            {"name": name, "access": [{"filters": [{"tag": tag, "value": value} for tag, value in rule]} for rule in access]}
            for name, access in platform.roles.items()
        ],
        "users": [{**asdict(user), "login": user.login} for user in platform.users.values()],
        "alerting": {instance: state(world, instance) for instance in known_instances(world)},
        "silenced": sorted(platform.silenced),
        "problems": platform.problems,
        "mails": platform.mails,
        "sessions": len(platform.sessions),
    }
