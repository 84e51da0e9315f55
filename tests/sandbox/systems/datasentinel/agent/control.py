# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control API shows of an agent, and what it can plant there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Optional, Union

from pydantic import BaseModel, ConfigDict

from ....world import World
from ..platform.control import SeedConnection
from .proxy import Proxy
from .server import UploadServer
from .state import SWITCHES, AgentConnection


class SeedAgentConnection(SeedConnection):
    switches: dict[str, Union[bool, int]] = {}


class SeedSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    port: Optional[int] = None
    collection_rate: Optional[str] = None
    tables_monitoring_limit: Optional[int] = None
    query_monitoring_limit: Optional[int] = None
    sql_max_size: Optional[int] = None
    upload_server: Optional[UploadServer] = None
    proxy: Optional[Proxy] = None
    license_key: Optional[str] = None  # empty = none yet


class AgentSeed(BaseModel):
    agent: SeedSettings = SeedSettings()
    agent_connections: list[SeedAgentConnection] = []

    def plant_agent(self, world: World) -> None:
        vars(world.agent.settings).update(self.agent.model_dump(exclude_none=True, exclude={"license_key"}))
        if self.agent.license_key is not None:
            world.agent.token = self.agent.license_key
        world.learn_secrets(self.agent.license_key or "", self.agent.proxy.password if self.agent.proxy else "")
        for connection in self.agent_connections:
            world.learn_secrets(connection.password)
            switches = {**SWITCHES, **connection.switches}
            world.agent.connections[connection.name] = AgentConnection(**connection.properties(), switches=switches)


def view(world: World) -> dict[str, Any]:
    agent = world.agent
    return {
        "running": agent.running,
        "server": agent.server,
        "token": agent.token,
        "settings": asdict(agent.settings),
        "pending_port": agent.pending_port,
        "connections": [{**asdict(connection), "connected": connection.connected} for connection in agent.connections.values()],
    }
