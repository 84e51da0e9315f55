# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of the mutants of a file: which survived, which of those are explained, and the page that shows it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

import paths

EXPLANATIONS = paths.ROOT / 'tests' / 'mutation.toml'
PAGE = paths.ROOT / 'tests' / 'mutation.md'


@dataclass(frozen=True, order=True)
class Survivor:
    """A change that no test noticed: the function it is in, and its lines before and after."""

    function: str
    before: str
    after: str

    def __str__(self) -> str:
        return f'{self.function}\n- {self.before}\n+ {self.after}'


@dataclass(frozen=True)
class Finding:
    """What became of the mutants of one file; ``explained`` maps survivors to why they may live."""

    module: str
    total: int
    survivors: list
    explained: dict
    complaints: list

    @property
    def killed(self) -> int:
        return self.total - len(self.survivors)

    @property
    def spared(self) -> int:
        """How many survive with an explanation; several mutants may look the same."""
        return sum(each in self.explained for each in self.survivors)

    @property
    def summary(self) -> str:
        return f'{self.total} mutants of {self.module}, {self.killed} killed, {self.spared} explained'


def judge(module: str, dump: list) -> Finding:
    """Compare the (work item, result) pairs of a session with the explanations of the file."""
    survivors = []
    for item, result in dump:
        (mutation,) = item['mutations']
        if not result or result['test_outcome'] not in ('killed', 'survived'):
            raise RuntimeError(f'{module}: {mutation["operator_name"]} at {mutation["start_pos"]} was not tried: {result}')
        if result['test_outcome'] == 'survived':
            survivors.append(_survivor(mutation, result['diff']))
    known = explanations(module)
    complaints = [f'{module}, survived without an explanation: {each}' for each in survivors if each not in known]
    complaints += [f'{module}, explained although it did not survive: {each}' for each in known if each not in survivors]
    return Finding(module, len(dump), survivors, {each: known[each] for each in sorted(set(survivors)) if each in known}, complaints)


def _survivor(mutation: dict, diff: str) -> Survivor:
    lines = diff.splitlines()[3:]  # behind the headers
    before, after = (' '.join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in '-+')
    return Survivor(mutation['definition_name'] or 'module', before, after)


def explanations(module: str) -> dict:
    """Map the survivors of a file that are known to the reasons why they may live."""
    entries = tomllib.loads(EXPLANATIONS.read_text(encoding='utf-8')).get('survivor', [])
    return {
        Survivor(entry['function'], entry['before'], after): entry['why'].strip()
        for entry in entries if entry['file'] == module for after in entry['after']}


def table(findings: list) -> str:
    """The figures as a table in Markdown."""
    rows = [(finding.module, finding.total, finding.killed, finding.spared) for finding in findings]
    rows.append(('together', *(sum(column) for column in list(zip(*rows))[1:])))
    head = ['| file | mutants | killed | survive, explained below |', '| --- | ---: | ---: | ---: |']
    return '\n'.join(head + ['| %s | %d | %d | %d |' % row for row in rows])


def write_page(findings: list) -> None:
    """Write the figures, and each survivor with its explanation."""
    parts = [_HEAD % table(findings)]
    for finding in findings:
        parts.append(f'## {finding.module}\n')
        parts += [_section(why, [each for each in finding.explained if finding.explained[each] == why]) for why in dict.fromkeys(finding.explained.values())]
        if not finding.explained:
            parts.append('No mutant survives.\n')
    PAGE.write_text('\n'.join(parts), encoding='utf-8')


def _section(why: str, survivors: list) -> str:
    lines = []
    for each in survivors:
        lines += [f'# {each.function}'] if f'# {each.function}' not in lines else []
        lines += [f'- {each.before}'] if f'- {each.before}' not in lines else []
        lines.append(f'+ {each.after}')
    return '\n'.join(['```diff', *lines, '```', '', why, ''])


_HEAD = """\
<!--
Copyright (c) 2026, runwatch.observability contributors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->
<!-- Written by `make mutation`; what is explained stands in mutation.toml. -->

# Mutation testing

`make mutation` changes the code that everything else relies on in one small place at a time, such as `<` to `<=`, and runs the
unit tests of that file. A change that they do not notice is one that somebody could make by mistake.

%s

Each survivor was looked at: it changes nothing that can be observed.
"""
