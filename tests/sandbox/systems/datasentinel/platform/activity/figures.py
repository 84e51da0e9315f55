# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented measurements, the same for the same question."""

from __future__ import annotations

import zlib
from typing import Any

Row = dict[str, Any]
Ranges = dict[str, tuple[int, int]]


def figure(low: int, high: int, *of: object) -> float:
    """A number from low to high that depends on nothing but ``of``."""
    return float(low + zlib.crc32("|".join(map(str, of)).encode()) % (high - low + 1))


def measured(names: Ranges, *of: object) -> Row:
    """One figure for each of the names, in its range."""
    return {name: figure(low, high, name, *of) for name, (low, high) in names.items()}


def ranges(names: str, low: int, high: int) -> Ranges:
    """The same range for each of ``names``, which blanks separate."""
    return {name: (low, high) for name in names.split()}


def top(rows: list[Row], by: str, limit: int) -> list[Row]:
    return sorted(rows, key=lambda row: row[by], reverse=True)[:limit]
