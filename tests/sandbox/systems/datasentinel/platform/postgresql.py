# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in to PostgreSQL as the pool does, for ``pool_connects=really``."""

from __future__ import annotations

import asyncio
from typing import Optional, Union

from ....world import World
from ..connection import Connection
from ..connections import NewConnection

TIMEOUT = 3  # seconds

# What monitoring has to see: settings that are not for everybody, statements of other users, every database.
QUERY = """
SELECT current_setting('data_directory') <> ''
  AND NOT EXISTS (SELECT FROM pg_stat_statements WHERE query = '<insufficient privilege>')
  AND (SELECT bool_and(has_database_privilege(oid, 'CONNECT')) FROM pg_database WHERE datallowconn)
"""


async def let_in(world: World, connection: Union[Connection, NewConnection]) -> Optional[bool]:
    """Whether PostgreSQL lets the monitoring user in and shows what it needs; None if nobody asks."""
    if world.variants["pool_connects"] == "pretends":
        return None
    return await asyncio.to_thread(_log_in, connection.host, connection.port, connection.user, connection.password)


def _log_in(host: str, port: int, user: str, password: str) -> bool:
    from pg8000.native import Connection as Client  # only here: the sandbox starts quicker without it

    try:
        with Client(user, host=host, port=port, password=password, database="postgres", timeout=TIMEOUT) as client:
            return bool(client.run(QUERY)[0][0])
    except Exception:  # pylint: disable=broad-exception-caught  # whatever it was that answered
        return False
