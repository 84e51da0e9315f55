# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results as tables in Markdown, readable as they are."""

from __future__ import annotations

from results import MODULE, ORDINARY, PING, SCRIPT, URI, Results

NAMES = {
    MODULE: '`datasentinel_instance`',
    ORDINARY: '`datasentinel_instance`, ordinary road',
    URI: '`uri`',
    PING: '`ping`',
    SCRIPT: 'bare script',
}


def goals(reached: list) -> str:
    return _table(
        ['measure', 'asked for', 'measured', 'met'],
        [[goal.measure, goal.bound, _number(goal.value), 'yes' if goal.met else 'no'] for goal in reached],
    )


def loop(results: Results) -> str:
    """Each way against the module, by the time for one item, since not all have the same number of them."""
    lines = []
    for row in results.all(part='loop'):
        ours = results.one(part='loop', way=MODULE, phase=row.phase)
        lines.append([
            NAMES[row.way], row.phase, row.items, row.runs, _number(row.median.tasks), f'{row.per_item * 1000:.1f}', _number(row.per_item / ours.per_item),
            _number(row.median.run), _number(row.median.run / ours.median.run) if row.items == ours.items else '',
        ])
    return _table(['looped', 'phase', 'items', 'runs', 'task (s)', 'per item (ms)', 'ratio', 'whole play (s)', 'ratio'], lines)


def bulk(results: Results) -> str:
    return _table(
        ['instances', 'delay (ms)', 'phase', 'runs', 'script (s)', 'task (s)', 'ratio', 'whole script (s)', 'whole play (s)', 'ratio'],
        [
            [
                ours.items, ours.delay, ours.phase, ours.runs,
                _number(script.median.tasks), _number(ours.median.tasks), _number(ours.median.tasks / script.median.tasks),
                _number(script.median.run), _number(ours.median.run), _number(ours.median.run / script.median.run),
            ]
            for script, ours in results.pairs()
        ],
    )


def growth(results: Results) -> str:
    pairs = results.growth()
    return _table(
        ['delay (ms)', 'phase', f'{pairs[0][0].items} (s)', f'{pairs[0][1].items} (s)', 'ratio'],
        [
            [few.delay, few.phase, _number(few.median.tasks), _number(many.median.tasks), _number(many.median.tasks / few.median.tasks)]
            for few, many in pairs
        ],
    )


def single(results: Results) -> str:
    return _table(
        ['task', 'ms', 'ratio'],
        [[NAMES[way], f'{seconds * 1000:.0f}', _number(seconds / results.single[URI])] for way, seconds in results.single.items()],
    )


def cost(results: Results) -> str:
    """Calls, logins and memory, which the delay does not change."""
    return _table(
        ['what', 'by', 'items', 'phase', 'reads', 'writes', 'logins', 'processor (s)', 'memory (MiB)'],
        [
            [
                row.part, NAMES[row.way], row.items, row.phase, row.median.reads, row.median.writes, row.median.logins,
                _number(row.median.processor), f'{row.median.memory:.0f}',
            ]
            for row in results.all(delay=0)
        ],
    )


def _number(value: float) -> str:
    """Three digits, and no fraction where it says nothing."""
    return f'{value:.0f}' if value >= 100 or value == int(value) else f'{value:.1f}' if value >= 10 else f'{value:.2f}'


def _table(head: list, lines: list) -> str:
    """Columns of numbers are flush right."""
    cells = [[str(cell) for cell in line] for line in lines]
    widths = [max(len(line[column]) for line in [head, *cells]) for column in range(len(head))]
    right = [all(line[column][:1].isdigit() or not line[column] for line in cells) for column in range(len(head))]
    rule = ['-' * (width - 1) + ':' if flush else '-' * width for width, flush in zip(widths, right)]
    return '\n'.join(
        '| ' + ' | '.join(cell.rjust(width) if flush else cell.ljust(width) for cell, width, flush in zip(line, widths, right)) + ' |'
        for line in [head, rule, *cells]
    )
