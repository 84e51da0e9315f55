# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the benchmark has to show, as ratios from one run."""

from __future__ import annotations

from dataclasses import dataclass

from results import CREATE, MODULE, NO_OP, ORDINARY, URI, Results


@dataclass(frozen=True)
class Goal:
    """Something measured and its bound; exactly one of ``at_least`` and ``at_most`` is given."""

    measure: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool:
        return self.value >= self.at_least if self.at_most is None else self.value <= self.at_most

    @property
    def bound(self) -> str:
        return f'at least {self.at_least:g}' if self.at_most is None else f'at most {self.at_most:g}'


def goals(results: Results) -> list:
    return [*_loop(results), *_bulk(results), *_growth(results), *_single(results)]


def _loop(results: Results) -> list:
    """Creating and then finding nothing to do, together: that is what a loop is run for."""
    uri, ours = (results.all(part='loop', way=way) for way in (URI, MODULE))
    theirs, own = (sum(row.median.tasks for row in rows) for rows in (uri, ours))
    return [
        Goal(f'loop over {ours[0].items}, create, then no-op: times as fast as `uri`', theirs / own, at_least=50),
        Goal('the same: logins of each', max(row.median.logins for row in ours), at_most=1),
    ]


def _bulk(results: Results) -> list:
    """Creating in the small fleet at a delay that is usual; doing nothing where it shows most, against a server that is not on this machine."""
    ratios = {(ours.phase, ours.items, ours.delay): ours.median.tasks / script.median.tasks for script, ours in results.pairs()}
    items = min(row.items for row in results.all(part='bulk'))
    worst = max((cell for cell in ratios if cell[0] == NO_OP and cell[2]), key=ratios.get)
    return [
        Goal(f'bulk of {items}, 20 ms, create: time against the bare script', ratios[CREATE, items, 20], at_most=1.3),
        Goal(f'bulk, no-op, the worst with a delay ({worst[1]}, {worst[2]} ms): time against the bare script', ratios[worst], at_most=1.3),
        Goal('bulk, no-op: writes', max(row.median.writes for row in results.all(part='bulk', way=MODULE, phase=NO_OP)), at_most=0),
    ]


def _growth(results: Results) -> list:
    few, many = max(results.growth(), key=lambda pair: pair[1].median.tasks / pair[0].median.tasks)
    measure = f'bulk of {many.items} against {few.items}, the worst ({many.phase}, {many.delay} ms): time'
    return [Goal(measure, many.median.tasks / few.median.tasks, at_most=11)]


def _single(results: Results) -> list:
    return [Goal('one task on the ordinary road: time against `uri`', results.single[ORDINARY] / results.single[URI], at_most=1)]
