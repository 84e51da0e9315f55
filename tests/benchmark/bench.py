# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures the collection against other ways to do the same work, prints the tables, and writes them into the docs."""

from __future__ import annotations

import json
import os
import string
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import environments
import goals
import paths
import picture
import scenarios
import staging
import tables
from measuring import LOG, Bench
from results import Results
from sandbox_process import SandboxProcess
from steps import step

HERE = Path(__file__).resolve().parent
WORK = paths.CACHE / 'benchmark'
QUICK = os.environ.get('BENCH_QUICK', '') not in ('', '0')
EXTENT = scenarios.QUICK if QUICK else scenarios.FULL


def main() -> None:
    load = round(os.getloadavg()[0], 1)
    if load > 0.5:
        print(f'Something else runs on this machine (load average {load}); that disturbs the figures.')
    core, server = newest_stable().environment, environments.sandbox()
    for environment in (core, server):
        if not environment.is_ready():
            with step(f'Making the virtual environment {environment.name}'):
                environment.ensure()
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.unlink(missing_ok=True)
    with step('Building and installing the collection'):
        tarball = staging.build(core.bin / 'ansible-galaxy', WORK, LOG)
        staging.install(core.bin / 'ansible-galaxy', tarball, WORK / 'collections', LOG)
    with SandboxProcess(server.python, LOG) as sandbox:
        bench = Bench(core, WORK / 'collections', sandbox)
        results = scenarios.measure(bench, EXTENT)
        taken_on = {**bench.versions(), 'processors': os.cpu_count(), 'load': load, 'day': str(date.today())}
    report(results, taken_on)


def newest_stable() -> environments.Core:
    """The newest ansible-core that is no release candidate and has a Python that it runs on."""
    able = [core for core in environments.CORES.values() if core.python and '==' not in core.requirement]
    if not able:
        sys.exit('No Python was found that a supported ansible-core runs on.')
    return able[-1]


def report(results: Results, taken_on: dict) -> None:
    """Print the tables, and write the page, the picture and the figures."""
    reached = goals.goals(results)
    shown = {name: getattr(tables, name)(results) for name in ('single', 'loop', 'bulk', 'growth', 'cost')}
    shown['goals'] = tables.goals(reached)
    print('', *shown.values(), sep='\n\n')
    folder = WORK if QUICK else paths.ROOT / 'docs'
    (folder / 'images').mkdir(parents=True, exist_ok=True)
    page = string.Template((HERE / 'page.md').read_text())
    (folder / 'benchmark.md').write_text(page.substitute(shown, **taken_on, rounds=EXTENT.rounds, concurrency=scenarios.CONCURRENCY))
    (folder / 'images' / 'benchmark.svg').write_text(picture.picture(results))
    facts = {'taken_on': taken_on, 'goals': [{**asdict(goal), 'met': goal.met} for goal in reached], **asdict(results)}
    (folder / 'benchmark.json').write_text(json.dumps(facts, indent=2) + '\n')
    print(f'\nWritten to {folder.relative_to(paths.ROOT)}: benchmark.md, benchmark.json, images/benchmark.svg')
