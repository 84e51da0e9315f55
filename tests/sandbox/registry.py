# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor systems, and which of them a path belongs to."""

from __future__ import annotations

from typing import Optional

from fastapi.responses import Response

from .system import System
from .systems.appsignal.api import SYSTEM as appsignal
from .systems.datasentinel.agent.api import SYSTEM as agent
from .systems.datasentinel.platform.api import SYSTEM as platform
from .systems.instana.agent.api import SYSTEM as instana_agent
from .systems.instana.backend.api import SYSTEM as instana

SYSTEMS = (platform, appsignal, instana, agent, instana_agent)


def owner(path: str) -> Optional[System]:
    return next((system for system in SYSTEMS if system.owns(path)), None)


def guess(path: str) -> System:
    """The owner, or for a path that nobody knows the system it was most likely meant for."""
    return owner(path) or (agent if path.startswith("/api") else _UNKNOWN)


def _unknown(status: int, detail: str) -> Response:
    return Response(status_code=status)


_UNKNOWN = System("unknown", "Unknown", r"(?!)", (), invalid=lambda world, errors: _unknown(400, ""), failed=_unknown)
