# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Showing that two secrets are equal without showing either."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

SECRET_KEYS = frozenset({"password", "token"})


def fingerprint(value: Any) -> str:
    return "sha256:" + hashlib.sha256(str(value).encode()).hexdigest()[:12]


def redacted(value: Any, keys: Collection[str] = SECRET_KEYS) -> Any:
    """The same value with everything under a secret key replaced by its fingerprint."""
    if isinstance(value, dict):
        return {key: fingerprint(item) if key in keys and isinstance(item, (str, int)) and item != "" else redacted(item, keys)
                for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redacted(item, keys) for item in value]
    return value
