# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results as a picture: bars as long as the times, on a ground of its own for light and dark pages."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from results import CREATE, MODULE, ORDINARY, PING, SCRIPT, URI, Results

WIDTH, MARGIN, LINE, BAR = 760, 24, 24, 14
LEFT, LONGEST = 268, 320
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; }
.ground { fill: #ffffff; stroke: #d1d9e0; }
.other { fill: #8c959f; }
.ours { fill: #0969da; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .ground { fill: #0d1117; stroke: #3d444d; }
  .other { fill: #7d8590; }
  .ours { fill: #4493f8; }
}
"""
NAMES = {
    MODULE: 'datasentinel_instance',
    ORDINARY: 'datasentinel_instance, ordinary road',
    URI: 'ansible.builtin.uri',
    PING: 'ansible.builtin.ping (does nothing)',
    SCRIPT: 'bare script',
}


@dataclass(frozen=True)
class Bar:
    way: str
    seconds: float
    label: str
    note: str


def picture(results: Results) -> str:
    """Return the SVG document."""
    root = Element('svg', xmlns='http://www.w3.org/2000/svg', role='img')
    SubElement(root, 'title').text = 'The times of the benchmark; the tables beside it hold the same figures.'
    SubElement(root, 'style').text = STYLE
    ground = SubElement(root, 'rect', {'class': 'ground', 'x': '0.5', 'y': '0.5', 'width': str(WIDTH - 1), 'rx': '6'})
    height = MARGIN
    for title, bars in (_loop(results), *_bulk(results), _single(results)):
        height = _panel(root, height, title, bars) + MARGIN
    ground.set('height', str(height - 1))
    root.set('viewBox', f'0 0 {WIDTH} {height}')
    root.set('width', str(WIDTH))
    root.set('height', str(height))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding='unicode') + '\n'


def _loop(results: Results) -> tuple:
    items = results.one(part='loop', way=MODULE, phase=CREATE).items
    rows = [row for row in results.all(part='loop') if row.phase == CREATE or row.way == PING]
    notes = ['' if row.items == items else f' (from {row.items})' for row in rows]
    bars = [Bar(row.way, row.per_item * items, NAMES[row.way], f'{row.per_item * items:.1f} s{note}') for row, note in zip(rows, notes)]
    return f'A loop that creates {items} instances', bars


def _bulk(results: Results) -> list:
    pairs = [(script, ours) for script, ours in results.pairs() if ours.phase == CREATE]
    return [
        (f'One task that creates {items} instances', [entry for pair in pairs if pair[0].items == items for entry in _beside(*pair)])
        for items in dict.fromkeys(ours.items for _script, ours in pairs)
    ]


def _beside(script: object, ours: object) -> list:
    ratio = ours.median.tasks / script.median.tasks
    return [
        Bar(row.way, row.median.tasks, f'{NAMES[row.way]}, {row.delay} ms delay', f'{row.median.tasks:.2f} s{note}')
        for row, note in ((script, ''), (ours, f' ({ratio:.2f} times)'))
    ]


def _single(results: Results) -> tuple:
    return 'One task that looks at one instance', [Bar(way, seconds, NAMES[way], f'{seconds * 1000:.0f} ms') for way, seconds in results.single.items()]


def _panel(root: Element, top: int, title: str, bars: list) -> int:
    """Draw a heading and bars from ``top`` on; return where they end."""
    SubElement(root, 'text', {'class': 'title', 'x': str(MARGIN), 'y': str(top + BAR)}).text = title
    longest = max(entry.seconds for entry in bars)
    for number, entry in enumerate(bars, 1):
        y, length = top + number * LINE, max(1.0, entry.seconds / longest * LONGEST)
        kind = 'ours' if entry.way in (MODULE, ORDINARY) else 'other'
        SubElement(root, 'text', {'x': str(LEFT - 8), 'y': str(y + 12), 'text-anchor': 'end'}).text = entry.label
        SubElement(root, 'rect', {'class': kind, 'x': str(LEFT), 'y': str(y), 'width': f'{length:.1f}', 'height': str(BAR)})
        SubElement(root, 'text', {'x': f'{LEFT + length + 6:.1f}', 'y': str(y + 12)}).text = entry.note
    return top + (len(bars) + 1) * LINE
