# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table in the README that says what passed on which version, written from a run on all of them."""

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
    """Put the table of these cores, by the counts of their jobs, into the README."""
    before, _begin, rest = README.read_text().partition(BEGIN)
    _old, _end, after = rest.partition(END)
    README.write_text(before + BEGIN + '\n' + table(cores, counts) + '\n' + END + after)


def table(cores: list, counts: dict) -> str:
    return HEADER + ''.join(row(core, counts) for core in cores)


def row(core: environments.Core, counts: dict) -> str:
    cells = [of_part(f'{part}-{core.version}', counts) for part in PARTS]
    return f'| {" | ".join([_release(core), environments.version_of(core.python), *cells])} |\n'


def of_part(name: str, counts: dict) -> str:
    """The sum of a job and its shares, in words."""
    count = sum((count for job, count in counts.items() if job == name or job.startswith(f'{name}-')), Count())
    return ', '.join(f'{number} {word}' for word, number in vars(count).items() if number or word == 'passed')


def _release(core: environments.Core) -> str:
    return subprocess.run([core.environment.python, '-c', VERSION], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
