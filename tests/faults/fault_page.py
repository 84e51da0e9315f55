# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was observed, and the page of the documentation that shows it."""

from __future__ import annotations

import string
from pathlib import Path

import fault_kinds
import paths
from fault_kinds import KINDS, NONE, RACES, STRIKING, UNREACHABLE

PAGE = paths.ROOT / 'docs' / 'faults.md'
TEMPLATE = Path(__file__).resolve().parent / 'page.md'
ROLE_KINDS = ('read', 'write')
_WHOLE = 'whole'  # of a fault that strikes a task as a whole
_ORDER = (fault_kinds.OK, fault_kinds.NO, fault_kinds.PART, fault_kinds.OPEN, fault_kinds.TOLD, fault_kinds.TWICE, fault_kinds.WARNS, fault_kinds.NONE)


class Observed:
    """Outcomes by module (or role), fault and kind of request. Each is observed by a test, and no test is left out of a page."""

    def __init__(self) -> None:
        self.modules = {}
        self.roles = {}
        self.others = {}

    def note(self, module: str, fault: str, kind: str, outcome: str) -> None:
        self.modules.setdefault(module, {}).setdefault(fault, {}).setdefault(kind, set()).add(outcome)

    def note_whole(self, module: str, fault: str, outcome: str) -> None:
        self.note(module, fault, _WHOLE, outcome)

    def note_role(self, role: str, fault: str, kind: str, outcome: str) -> None:
        self.roles.setdefault(role, {}).setdefault(fault, {}).setdefault(kind, set()).add(outcome)

    def note_other(self, plugin: str, fault: str, outcome: str) -> None:
        self.others.setdefault(plugin, {}).setdefault(fault, {}).setdefault(_WHOLE, set()).add(outcome)


def page(observed: Observed, by_vendor: dict) -> str:
    """The page, from outcomes of all modules in `by_vendor` (scenarios by vendor), of all roles and plugins."""
    parts = {'expected': _expected(), 'faults': _meanings(), 'races': _listed(RACES), 'unreachable': _listed(UNREACHABLE)}
    for vendor, scenarios in by_vendor.items():
        parts[vendor.lower()] = _vendor(observed, list(dict.fromkeys(scenario.module for scenario in scenarios)))
    parts['roles'] = _grid(observed.roles, sorted(observed.roles), _columns(observed.roles), ROLE_KINDS, 'role')
    parts['others'] = _grid(observed.others, sorted(observed.others), _columns(observed.others), (_WHOLE,), 'plugin')
    return string.Template(TEMPLATE.read_text()).substitute(parts)


def _columns(rows: dict) -> list:
    seen = {fault for faults in rows.values() for fault in faults}
    return [fault for fault in fault_kinds.ALL if fault in seen]


def _vendor(observed: Observed, modules: list) -> str:
    answers = [fault.name for fault in fault_kinds.answers()]
    rest = [fault for fault in fault_kinds.ALL if fault not in answers]
    return '\n\n'.join(_grid(observed.modules, modules, columns, KINDS, 'module') for columns in (answers, rest))


def _grid(rows: dict, names: list, columns: list, kinds: tuple, head: str) -> str:
    lines = [[head, *(['requests'] if len(kinds) > 1 else []), *columns]]
    for name in names:
        has = [kind for kind in kinds if any(kind in cell for cell in rows[name].values())]
        cells = [_cell(rows[name].get(column, {}), has) for column in columns]
        lines.append([f'`{name}`', *([', '.join(has) or 'none'] if len(kinds) > 1 else []), *cells])
    return _table(lines)


def _cell(outcomes: dict, kinds: list) -> str:
    if not outcomes:
        return NONE
    if _WHOLE in outcomes:
        return _words(outcomes[_WHOLE])
    return ', '.join(_words(outcomes[kind]) if kind in outcomes else NONE for kind in kinds)


def _words(outcomes: set) -> str:
    return '/'.join(sorted(outcomes, key=_ORDER.index))


def _table(lines: list) -> str:
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    rule = ['-' * width for width in widths]
    return '\n'.join('| ' + ' | '.join(text.ljust(width) for text, width in zip(line, widths)) + ' |' for line in [lines[0], rule, *lines[1:]])


def _expected() -> str:
    return _table([['fault', *KINDS], *([f'`{fault.name}`', *(_either(fault, kind) for kind in KINDS)] for fault in STRIKING.values())])


def _either(fault: fault_kinds.Fault, kind: str) -> str:
    once, lasting = _words(fault.once[kind]), _words(fault.lasting[kind])
    return once if once == lasting else f'{once}; if it lasts, {lasting}'


def _meanings() -> str:
    return '\n'.join(f'- `{fault.name}`: {fault.meaning}' for fault in STRIKING.values())


def _listed(rows: tuple) -> str:
    return '\n'.join(f'- `{row[0]}`: {row[1]}' for row in rows)
