# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Datasentinel agent, as the sandbox mounts it."""

from __future__ import annotations

from ....redaction import SECRET_KEYS
from ....system import System
from ..answers import invalid, problem
from . import connections, management, proxy, server, switches

SYSTEM = System(
    name="agent",
    title="Datasentinel agent",
    paths=r"/api/(agent|server|proxy|connections)(/.*)?",
    routers=(management.router, server.router, proxy.router, connections.router, switches.router),
    invalid=invalid,
    failed=problem,
    reading=r"/api/server/test-upload",
    secret_keys=SECRET_KEYS | {"value"},
    is_up=lambda world: world.agent.running,
)
