# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured, and how much of it."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import dataclass

from measuring import Bench
from results import CREATE, MODULE, NO_OP, ORDINARY, PING, SCRIPT, URI, Results
from steps import step

BOTH = (CREATE, NO_OP)
CONCURRENCY = 16


@dataclass(frozen=True)
class Cell:
    """A fleet in one task: how many instances, the server's delay in milliseconds, how often, and which phases."""

    items: int
    delay: int
    runs: int
    phases: tuple = BOTH


@dataclass(frozen=True)
class Extent:
    loop: int
    loop_runs: int
    ordinary: int
    cells: tuple
    rounds: int


FULL = Extent(
    loop=200,
    loop_runs=3,
    ordinary=50,
    cells=(Cell(500, 0, 3), Cell(500, 20, 3), Cell(500, 100, 1), Cell(5000, 0, 1), Cell(5000, 20, 1), Cell(5000, 100, 1, (NO_OP,))),
    rounds=15,
)
QUICK = Extent(loop=20, loop_runs=1, ordinary=5, cells=(Cell(50, 0, 1), Cell(50, 20, 1), Cell(500, 0, 1), Cell(500, 20, 1)), rounds=3)


def measure(bench: Bench, extent: Extent) -> Results:
    results = Results()
    singles(bench, extent, results)
    loops(bench, extent, results)
    for cell in extent.cells:
        bulk(bench, cell, results)
    shown_in_full(bench, extent, results)
    return results


def fleet(items: int) -> list:
    return [
        {'name': f'orders_{number:05}', 'host': f'db-{number:05}.example.com', 'tags': {'application': 'orders', 'environment': 'production'}}
        for number in range(items)
    ]


def singles(bench: Bench, extent: Extent, results: Results) -> None:
    """Single tasks in turn, so that a busy moment meets all of them."""
    bench.start_over(holding=fleet(1))
    with step(f'Single tasks, {extent.rounds} rounds'):
        _whole, tasks = bench.play_timed('single', rounds=extent.rounds, fleet=fleet(1))
    seconds = defaultdict(list)
    for name, taken in tasks:
        seconds[name.lower()].append(taken)
    results.single = {way: statistics.median(seconds[way]) for way in (MODULE, ORDINARY, URI, PING)}


def loops(bench: Bench, extent: Extent, results: Results) -> None:
    """A task for each instance."""
    many, few = fleet(extent.loop), fleet(extent.ordinary)
    work = Work('loop', bench, results)
    work.run(many, {MODULE: lambda phase: bench.play('loop', fleet=many)}, runs=extent.loop_runs)
    work.run(few, {ORDINARY: lambda phase: bench.play('loop', fleet=few, runwatch_in_process=False)})
    work.run(many, {PING: lambda phase: bench.play('ping', fleet=many)}, phases=(NO_OP,))
    work.run(many, {URI: lambda phase: bench.play('uri', '--tags', phase, fleet=many)})


def bulk(bench: Bench, cell: Cell, results: Results) -> None:
    """All instances in one task, and by the bare script."""
    given = {'fleet': fleet(cell.items), 'concurrency': CONCURRENCY}
    ways = {
        SCRIPT: lambda phase: bench.script(phase, **given),
        MODULE: lambda phase: bench.play('bulk', results='failed', **given),
    }
    Work('bulk', bench, results).run(given['fleet'], ways, cell.delay, cell.runs, cell.phases)


def shown_in_full(bench: Bench, extent: Extent, results: Results) -> None:
    """The largest fleet once more, with an entry for each instance in the result."""
    given = {'fleet': fleet(max(cell.items for cell in extent.cells)), 'concurrency': CONCURRENCY}
    work = Work('results: all', bench, results)
    work.run(given['fleet'], {MODULE: lambda phase: bench.play('bulk', results='all', **given)}, phases=(NO_OP,))


@dataclass(frozen=True)
class Work:
    """The same work done in some ways."""

    part: str
    bench: Bench
    results: Results

    def run(self, items: list, ways: dict, delay: int = 0, runs: int = 1, phases: tuple = BOTH) -> None:
        """Do it ``runs`` times, the ways in turn; ``ways`` maps each to a function of the phase."""
        found = defaultdict(list)
        for number in range(1, runs + 1):
            for way, work in ways.items():
                self.bench.start_over(delay, holding=() if CREATE in phases else items)
                with step(f'{self.part}, {len(items)} items, {delay} ms: {way}, {" and ".join(phases)} ({number}/{runs})'):
                    for phase in phases:
                        found[way, phase].append(work(phase))
        for (way, phase), measured in found.items():
            self.results.add(self.part, way, phase, len(items), delay, measured)
