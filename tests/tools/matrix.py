# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table in the README that says what passed on which version, written from the last run on each of them."""

from __future__ import annotations

import subprocess

import environments
import paths
from report import Count

README = paths.ROOT / 'README.md'
BEGIN, END = '<!-- written by make matrix -->\n', '<!-- end -->\n'
PARTS = ('sanity', 'units', 'integration')
HEADER = '''What passed on each version when `make matrix` was last run:

| ansible-core | Python | `ansible-test sanity` | unit tests | integration |
| --- | --- | --- | --- | --- |
'''
VERSION = 'from importlib.metadata import version; print(version("ansible-core"))'


def write(cores: list, counts: dict) -> None:
    """Put the rows of these cores, by the counts of their jobs, into the README's table; one with failures keeps its old row."""
    before, _begin, rest = README.read_text().partition(BEGIN)
    old, _end, after = rest.partition(END)
    rows = {row.split()[1].rpartition('.')[0]: f'{row}\n' for row in old.splitlines() if row.startswith('| 2')}
    for core in cores:
        results = [of_part(f'{part}-{core.version}', counts) for part in PARTS]
        if all(result.ran and not result.failed for result in results):
            rows[core.version] = row(core, results)
    table = HEADER + ''.join(rows[version] for version in environments.CORES if version in rows)
    README.write_text(before + BEGIN + '\n' + table + '\n' + END + after)


def of_part(name: str, counts: dict) -> Count:
    """The sum of a job and its shares."""
    return sum((count for job, count in counts.items() if job == name or job.startswith(f'{name}-')), Count())


def row(core: environments.Core, results: list) -> str:
    cells = [_release(core), environments.version_of(core.python), *map(in_words, results)]
    return f'| {" | ".join(cells)} |\n'


def in_words(count: Count) -> str:
    return ', '.join(f'{number} {word}' for word, number in vars(count).items() if number or word == 'passed')


def _release(core: environments.Core) -> str:
    return subprocess.run([core.environment.python, '-c', VERSION], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
