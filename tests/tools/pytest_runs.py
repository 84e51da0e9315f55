# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running pytest in one of the environments."""

from __future__ import annotations

import json
from pathlib import Path

import paths
import processes
import report
import staging
from environments import Environment
from jobs import Outcome
from report import Count


def run(environment: Environment, arguments: list, settings: dict, log: Path) -> Outcome:
    results = log.with_suffix('.xml')
    results.unlink(missing_ok=True)
    command = [environment.python, '-m', 'pytest', '-p', 'no:cacheprovider', '--durations=10', '-ra', f'--junit-xml={results}', *arguments]
    hypothesis = str(paths.CACHE / 'hypothesis')
    code = processes.run(command, log, paths.ROOT, {**staging.quiet(), 'HYPOTHESIS_STORAGE_DIRECTORY': hypothesis, **settings})
    count = report.junit(results) if results.exists() else Count()
    if code != 0 and not count.failed:
        return Outcome(count + Count(failed=1), 'no test was found' if code == 5 else f'pytest ended with exit code {code}')
    return Outcome(count)


def suite(environment: Environment, sandbox_python: Path, arguments: list, log: Path) -> Outcome:
    return run(environment, arguments, {'SANDBOX_PYTHON': str(sandbox_python)}, log)


def with_coverage(environment: Environment, arguments: list, settings: dict, log: Path) -> Outcome:
    figures = log.with_suffix('.coverage.json')
    figures.unlink(missing_ok=True)
    options = ['--cov', '--cov-config=tests/unit/.coveragerc', f'--cov-report=json:{figures}', '--cov-report=term']
    data = {**settings, 'COVERAGE_FILE': str(log.with_suffix('.coverage'))}
    outcome = run(environment, [*arguments, *options], data, log)
    if not figures.exists():
        return outcome
    percent = json.loads(figures.read_text())['totals']['percent_covered']
    covered = f'{percent:.1f} % of the lines and branches of plugins/ covered'
    return Outcome(outcome.count, f'{outcome.note}; {covered}' if outcome.note else covered)


def module_units(oldest: Environment, core: Environment, arguments: tuple, log: Path) -> Outcome:
    """Unit tests of module_utils, with an ansible-core that has modules for this Python but no controller."""
    (package,) = core.path.glob('lib/python3.*/site-packages/ansible')
    folder = paths.CACHE / 'module-side'
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / 'ansible'
    link.unlink(missing_ok=True)
    link.symlink_to(package)
    return run(oldest, ['tests/unit/plugins/module_utils', *arguments], {'PYTHONPATH': str(folder)}, log)
