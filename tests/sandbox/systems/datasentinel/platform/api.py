# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Datasentinel platform, ``/ds-api``."""

from __future__ import annotations

from ....system import System
from ..answers import invalid, problem
from . import access, alerting, connections, roles, users
from .activity import instances, objects, queries, reports

SYSTEM = System(
    name="platform",
    title="Datasentinel platform",
    paths=r"/ds-api(/.*)?",
    routers=(
        access.router, connections.router, roles.router, users.router, alerting.router,
        instances.router, queries.router, objects.router, reports.router,
    ),
    invalid=invalid,
    failed=problem,
    reading=r"/ds-api/activity/.*",
    login=r"/ds-api/user-token",
)
