# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables in the documentation that say which module covers which endpoint."""

from __future__ import annotations

import re
from dataclasses import dataclass

import paths

_ROW = re.compile(r'^\| ([A-Z]+) \| `(/[^`]*)` \| (.*?) \|', re.MULTILINE)
_MODULE = re.compile(r'`([a-z][a-z0-9_]+)`')
_PARAMETER = re.compile(r'\{[^}]*\}')


@dataclass(frozen=True)
class Row:
    """One endpoint, and the modules that are said to cover it."""

    method: str
    path: str
    modules: tuple


def rows() -> list:
    """Every row of every table: `| METHOD | `/path/{parameter}` | `module`, `module` | ...`."""
    texts = [page.read_text() for page in sorted((paths.ROOT / 'docs').glob('*.md'))]
    return [Row(method, unnamed(path), tuple(_MODULE.findall(modules))) for text in texts for method, path, modules in _ROW.findall(text)]


def unnamed(path: str) -> str:
    """The path without the names of its parameters, which differ from page to page."""
    return _PARAMETER.sub('{}', path)


def callers(endpoint: dict) -> set:
    """The modules that this endpoint of the sandbox has answered well."""
    return {name for caller in endpoint['answered'] for name in re.findall(r'runwatch\.observability/\S+ \((\w+)\)', caller)}
