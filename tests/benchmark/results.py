# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was measured, and finding one's way in it."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field, fields

from measuring import Measured

MODULE, ORDINARY, URI, PING, SCRIPT = 'module', 'module, ordinary road', 'uri', 'ping', 'script'
CREATE, NO_OP = 'create', 'no-op'


@dataclass(frozen=True)
class Row:
    """The median of some runs of the same work, done one way."""

    part: str
    way: str
    phase: str
    items: int
    delay: int
    runs: int
    median: Measured

    @property
    def per_item(self) -> float:
        return self.median.tasks / self.items


@dataclass
class Results:
    rows: list = field(default_factory=list)
    single: dict = field(default_factory=dict)

    def add(self, part: str, way: str, phase: str, items: int, delay: int, runs: list) -> None:
        median = Measured(*(statistics.median(getattr(one, each.name) for one in runs) for each in fields(Measured)))
        self.rows.append(Row(part, way, phase, items, delay, len(runs), median))

    def all(self, **wanted: object) -> list:
        return [row for row in self.rows if all(getattr(row, name) == value for name, value in wanted.items())]

    def one(self, **wanted: object) -> Row:
        (row,) = self.all(**wanted)
        return row

    def pairs(self) -> list:
        """Of each cell of the bulk part, the script and the module."""
        scripts = self.all(part='bulk', way=SCRIPT)
        return [(row, self.one(part='bulk', way=MODULE, phase=row.phase, items=row.items, delay=row.delay)) for row in scripts]

    def growth(self) -> list:
        """Of each cell that was measured for few and for many instances with the module, both."""
        sizes = sorted({row.items for row in self.all(part='bulk', way=MODULE)})
        few, many = (self.all(part='bulk', way=MODULE, items=size) for size in (sizes[0], sizes[-1]))
        return [(small, large) for small in few for large in many if (small.phase, small.delay) == (large.phase, large.delay)]
