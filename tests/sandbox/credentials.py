# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets with which one start of the sandbox can be used."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Credentials:
    """Random at each start unless the environment gives ``SANDBOX_<FIELD>``."""

    platform_username: str
    platform_password: str
    agent_token: str
    instana_token: str
    appsignal_token: str
    appsignal_push_key: str
    appsignal_site_id: str

    @classmethod
    def from_environment(cls) -> Credentials:
        fresh = {
            "platform_username": "datasentinel",
            "platform_password": secrets.token_urlsafe(18),
            "agent_token": secrets.token_urlsafe(32),
            "instana_token": secrets.token_urlsafe(18),
            "appsignal_token": secrets.token_urlsafe(24),
            "appsignal_push_key": secrets.token_urlsafe(24),
            "appsignal_site_id": secrets.token_hex(12),
        }
        return cls(**{field.name: os.environ.get(f"SANDBOX_{field.name.upper()}") or fresh[field.name] for field in fields(cls)})

    def secret_values(self) -> set[str]:
        return {self.platform_password, self.agent_token, self.instana_token, self.appsignal_token, self.appsignal_push_key}
