# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags in their wire format, ``key=value,key=value``."""

from __future__ import annotations

RESERVED = frozenset({"pg_instance", "pg_version", "server", "database"})


def parsed(text: str) -> dict[str, str]:
    """The tags as a mapping; ValueError for what the format cannot hold."""
    tags: dict[str, str] = {}
    for pair in text.split(",") if text else ():
        key, separator, value = pair.partition("=")
        if not separator or not key or key != key.strip() or value != value.strip():
            raise ValueError(f"tags: {pair!r} is not key=value")
        if key in RESERVED:
            raise ValueError(f"tags: {key} is set by the product")
        if key in tags:
            raise ValueError(f"tags: {key} is given twice")
        tags[key] = value
    return tags


def written(tags: dict[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in tags.items())
