# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a platform holds."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Optional

from .. import tags
from ..connection import Connection

NO_RESTRICTION = "No restriction"
SERVER = "pg-datasentinel-01"  # the machine of the platform, from which its pool collects

Access = list[list[tuple[str, str]]]  # filter sets: any of them, and in each all pairs


@dataclass
class User:
    id: int
    email: str
    password: str = ""
    privilege: str = "admin"
    profile: str = "data admin"
    live_360: int = 1
    roles: list[str] = field(default_factory=list)
    comment: str = ""
    ldap: bool = False

    @property
    def login(self) -> str:
        return self.email.partition("@")[0].lower()

    @property
    def is_administrator(self) -> bool:
        return self.privilege == "admin" and self.profile == "data admin"


@dataclass
class Session:
    user: User
    expires: float


class Platform:
    """Empty but for the administrator that the installation creates."""

    def __init__(self, username: str, password: str) -> None:
        self.signing_key = secrets.token_bytes(32)
        self.connections: dict[str, Connection] = {}
        self.roles: dict[str, Access] = {}
        self.users: dict[str, User] = {}
        self.sessions: dict[str, Session] = {}
        self.silenced: list[str] = []  # instances; one that is silenced twice stands here twice
        self.problems: dict[str, list[dict[str, Any]]] = {}
        self.mails: list[dict[str, Any]] = []  # reports that were sent
        self.reports_made = 0
        self.tag_tries: Counter[tuple[str, str]] = Counter()
        self._last_id = 0
        self.built_in = self.add_user(f"{username}@localhost", password=password)

    def add_user(self, email: str, **properties: Any) -> User:
        self._last_id += 1
        self.users[email] = User(self._last_id, email, **properties)
        return self.users[email]

    def add_problem(self, instance: str, message: str, event_time: str) -> None:
        self.problems.setdefault(instance, []).append({
            "event_time": event_time,
            "notification_type": "PROBLEM",
            "pg_instance": instance,
            "check_name": "custom",
            "check_state": "CRITICAL",
            "message": message,
        })

    def members(self, role: str) -> list[User]:
        return [user for user in self.users.values() if role in user.roles]

    def user_of_login(self, login: str, password: str) -> Optional[User]:
        return next((user for user in self.users.values() if user.login == login and user.password == password and not user.ldap), None)

    def instances(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The monitored instances of the pool with all their tags."""
        for connection in self.connections.values():
            name = f"{connection.host}@{connection.name}"
            yield name, {**tags.parsed(connection.tags), "pg_instance": name, "pg_version": connection.pg_version, "server": SERVER}

    def knows_tag(self, pair: tuple[str, str]) -> bool:
        return any(pair in instance.items() for _name, instance in self.instances())
