# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an agent holds."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Optional, Union

from ..connection import Connection

Setting = Union[bool, int]

# Every collection switch with its value on a new connection.
SWITCHES: dict[str, Setting] = {
    "samples": True,
    "lock_monitoring": True,
    "lock_monitoring_delay": 5,
    "table_monitoring": True,
    "query_monitoring": True,
    "query_monitoring_min_calls": 1,
    "query_monitoring_min_time": 0,
    "query_monitoring_optimize": False,
}


@dataclass
class AgentConnection(Connection):
    switches: dict[str, Setting] = field(default_factory=lambda: dict(SWITCHES))


@dataclass
class Settings:
    """What the status shows and calls can change."""

    port: int = 8282
    collection_rate: str = "high"
    tables_monitoring_limit: int = 1000
    query_monitoring_limit: int = 30000
    sql_max_size: int = 256000
    upload_server: dict[str, Union[str, int]] = field(default_factory=lambda: {"host": "app.datasentinel.io", "port": 443})
    proxy: dict[str, Union[str, int]] = field(default_factory=lambda: {"host": "", "port": 0, "user": "", "password": ""})


class Agent:
    """As installed, with its license key."""

    server = "pg-agent-01"

    def __init__(self, token: str) -> None:
        self.token = token  # empty while it has none
        self.settings = Settings()
        self.connections: dict[str, AgentConnection] = {}
        self.pending_port: Optional[int] = None
        self.start()

    def start(self) -> None:
        self.running = True
        self.start_time = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        self.settings.port, self.pending_port = self.pending_port or self.settings.port, None

    def instances(self) -> list[str]:
        return [f"{self.server}@{name}" for name in self.connections]
