# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sandbox has to know of a system that it stands in for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from .redaction import SECRET_KEYS


@dataclass(frozen=True)
class System:
    """One vendor API: where it is mounted, how it refuses, and which of its calls only read."""

    name: str
    title: str
    paths: str  # regular expression of all of them
    routers: tuple[APIRouter, ...]
    invalid: Callable[[Any, list[dict[str, Any]]], Response]  # (world, validation errors)
    failed: Callable[[int, str], Response]  # (status, detail), for what the framework refuses
    reading: str = r"(?!)"  # paths that only read, whatever the method
    login: str = r"(?!)"
    secret_keys: frozenset[str] = SECRET_KEYS
    headers: Callable[[Any], dict[str, str]] = lambda world: {}  # added to every answer
    is_up: Callable[[Any], bool] = lambda world: True

    def owns(self, path: str) -> bool:
        return re.fullmatch(self.paths, path, re.DOTALL) is not None

    def kind(self, method: str, path: str) -> str:
        if method == "POST" and re.fullmatch(self.login, path):
            return "login"
        return "read" if method in ("GET", "HEAD", "OPTIONS") or re.fullmatch(self.reading, path) else "write"
