# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One connection to PostgreSQL, as the platform's pool and an agent hold it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass
class Connection:
    name: str
    host: str = ""
    port: int = 5432
    user: str = ""
    password: str = ""
    tags: str = ""
    enabled: bool = True
    pg_version: str = "16.4"
    polls_left: int = 0  # GETs that still find it unconnected
    let_in: Optional[bool] = None  # by PostgreSQL, at the last login; None = none was tried

    @property
    def is_reachable(self) -> bool:
        if self.let_in is not None:
            return self.let_in
        return bool(self.host) and not self.host.endswith(".invalid")

    @property
    def connected(self) -> bool:
        return self.enabled and self.is_reachable and bool(self.password) and not self.polls_left
