# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the tests: everything that the collection is expected to pass, or parts of it."""

from __future__ import annotations

import argparse
import shlex
import shutil
import signal
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Callable

import ansible_test
import awx
import eda
import environments
import linters
import maintenance
import matrix
import postgresql
import pytest_runs
import report
from jobs import Job, Outcome, Run, run_jobs

TESTED = ('2.16', '2.21', '2.22')
# What does not depend on the version of ansible-core, or takes too long for all of them, runs on this one.
MAIN = '2.21'
BOTH_ROADS = ('2.16', '2.22')
# Of the integration tests: what needs all targets, and what has nothing to do with them.
NOT_IN_SHARES = ('--deselect=integration/test_used_endpoints.py::test_every_module_uses_what_it_is_said_to_cover',)
ONCE = ('--ignore=tests/integration/test_secret_places.py',)
PUBLISHED = ('plugins/', 'extensions/')  # the code that users get
STYLE_LEFT_OUT = tuple(f'--skip-test={name}' for name in ('pep8', 'pylint', 'shellcheck', 'yamllint'))
# In the order that keeps all processors busy to the end: long ones first.
PARTS = (
    'integration', 'sanity', 'units', 'faults', 'interrupted', 'maintenance', 'eda', 'postgresql', 'awx', 'jobs', 'site', 'lint', 'unknowns', 'audit',
    'release', 'sandbox',
)


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    arguments = parse()
    run = Run()
    cores = choose_cores(arguments.core, run)
    if not cores:
        sys.exit('No Python was found that one of the ansible-core versions runs on.')
    parts = arguments.part or ((*matrix.PARTS, 'release') if arguments.thorough and MAIN not in [core.version for core in cores] else PARTS)
    plan = Plan(cores, parts, shlex.split(arguments.pytest_args), run, arguments.thorough)
    try:
        run_jobs(plan.jobs(), run)
    except KeyboardInterrupt:
        sys.exit('Stopped before the end.')
    print(f'\n{report.timings(run.rows())}\n')
    if not run.total.ran:
        print('Nothing ran.')
    if plan.is_thorough and set(matrix.PARTS) <= set(plan.parts) and not plan.pytest_args:
        matrix.write(plan.cores, run.counts)
    print(run.total, flush=True)
    return 1 if run.total.failed or not run.total.ran else 0


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--core', nargs='+', choices=environments.CORES, help='versions of ansible-core')
    parser.add_argument('--part', nargs='+', choices=PARTS)
    parser.add_argument('--thorough', action='store_true', help='leave nothing out to save time, and write the table in the README')
    parser.add_argument('--pytest-args', default='', help='files and options for pytest, for units and integration')
    return parser.parse_args()


def choose_cores(wanted: list, run: Run) -> list:
    """The versions to test; one without its Python is skipped aloud, and the newest possible one takes the place of 2.21."""
    cores = [environments.CORES[version] for version in wanted or TESTED]
    for core in cores:
        if not core.python:
            run.skip(f'ansible-core {core.version}', f'it needs one of Python {", ".join(core.pythons)}, and none was found')
    possible = [core for core in cores if core.python]
    if not wanted and MAIN not in [core.version for core in possible]:
        newest = [core for core in environments.CORES.values() if core.python and core not in possible][-1:]
        possible += newest
    return possible


class Plan:
    """The jobs, and the environments that they need."""

    def __init__(self, cores: list, parts: list, pytest_args: list, run: Run, is_thorough: bool) -> None:
        self.cores = cores
        self.main = next((core for core in cores if core.version == MAIN), cores[-1])
        self.parts = parts
        self.pytest_args = pytest_args
        self.run = run
        self.is_thorough = is_thorough
        self.needed = {}

    def jobs(self) -> list:
        make = {
            'integration': self.integration,
            'sanity': self.sanity,
            'faults': partial(self.suite, 'faults'),
            'interrupted': partial(self.suite, 'interrupted'),
            'unknowns': partial(self.suite, 'unknowns'),
            'audit': partial(self.suite, 'audit'),
            'maintenance': partial(self.suite, 'maintenance', work=maintenance.run),
            'release': self.release,
            'eda': partial(self.suite, 'eda', self.main.with_rulebook, work=eda.run),
            'postgresql': partial(self.suite, 'postgresql', self.main.with_psycopg, work=postgresql.run),
            'awx': self.awx,
            'jobs': partial(self.suite, 'jobs', self.main.with_awx),
            'site': partial(self.suite, 'site', self.main.with_sphinx),
            'lint': self.lint,
            'units': self.units,
            'sandbox': self.sandbox,
        }
        jobs = [job for part in PARTS if part in self.parts for job in make[part]()]
        missing = {name: environment for name, environment in self.needed.items() if not environment.is_ready()}
        environment_jobs = [Job(name, partial(make_environment, environment)) for name, environment in missing.items()]
        return environment_jobs + [replace(job, needs=tuple(need for need in job.needs if need in missing)) for job in jobs]

    def needs(self, *wanted: environments.Environment) -> tuple:
        """The names of the jobs that make these environments."""
        names = {f'venv-{environment.name}': environment for environment in wanted}
        self.needed.update(names)
        return tuple(names)

    def sanity(self) -> list:
        """Everything with one version, with the others what does not judge style; on all Pythons if thorough, else on the version's own.

        On the oldest Python that modules support, the unit tests show that they can be imported.
        """
        jobs = []
        for core in self.cores:
            arguments = [] if core.version == MAIN else list(STYLE_LEFT_OUT)
            if not self.is_thorough:
                arguments += ['--python', environments.version_of(core.python)]
            if self.is_shortened and core is self.main:
                jobs.append(self.ansible_test_sanity(core, 'pylint', ['--test=pylint', *arguments, *PUBLISHED]))
                arguments.append('--skip-test=pylint')
            elif self.is_shortened:
                arguments.append('--skip-test=import')  # the unit tests do
            if self.is_thorough or core is self.main or core.version == '2.16':
                jobs.append(self.ansible_test_sanity(core, '', arguments))
        return jobs

    def ansible_test_sanity(self, core: environments.Core, share: str, arguments: list) -> Job:
        name = f'sanity-{core.version}' + (f'-{share}' if share else '')
        return Job(name, partial(ansible_test.sanity, core, arguments), self.needs(core.environment))

    def integration(self) -> list:
        """Every target on the oldest and the newest version, the recipes in between; all of it on all versions if asked for.

        On the oldest version, whose modules start fastest, some of the targets take both roads of a module; if thorough, all of them do,
        and on the newest version too.
        """
        sandbox = environments.sandbox()
        jobs = []
        for core in self.cores:
            both_roads = core.version in BOTH_ROADS if self.is_thorough else core is self.cores[0]
            tests = ['tests/integration', *self.pytest_args]
            if core is not self.main:
                tests.append('--ignore=tests/integration/test_recipes.py')
            elif len(self.cores) > 1 and not self.is_thorough and not self.pytest_args:
                tests = ['tests/integration/test_recipes.py']
            # In shares, so that all processors have some of it.
            shares = ('1/2', '2/2') if both_roads and not self.pytest_args else ('1/1',)
            for share in shares:
                name = f'integration-{core.version}' + (f'-{share[0]}' if len(shares) > 1 else '')
                settings, needed = self.integration_settings(core, sandbox, both_roads)
                left_out = () if len(shares) == 1 else NOT_IN_SHARES if share is shares[0] else (*NOT_IN_SHARES, *ONCE)
                jobs.append(Job(name, partial(pytest_runs.run, core.environment, [*tests, *left_out], {**settings, 'SHARE': share}), needed))
        if self.pytest_args or self.is_shortened:
            return jobs
        return jobs + self.ansible_test_integration(sandbox)

    def integration_settings(self, core: environments.Core, sandbox: environments.Environment, both_roads: bool) -> tuple:
        """What the integration runner is told, and the environments that it needs."""
        settings, needed = {'SANDBOX_PYTHON': str(sandbox.python)}, [core.environment, sandbox]
        oldest = environments.module_python()
        if not both_roads:
            settings['ROADS'] = 'in_process'
        elif core.version == '2.16' and oldest:
            settings['MODULE_PYTHON'] = str(oldest.python)
            needed.append(oldest)
        if not self.is_thorough and not self.pytest_args:
            settings['SECOND_ROAD'] = 'some'
        return settings, self.needs(*needed)

    def suite(self, name: str, environment: environments.Environment | None = None, work: Callable = pytest_runs.suite) -> list:
        """The folder of tests of this name, which start a sandbox and whatever else they need."""
        environment, sandbox = environment or self.main.environment, environments.sandbox()
        tests = [f'tests/{name}', *self.left_out, *self.pytest_args]
        return [Job(name, partial(work, environment, sandbox.python, tests), self.needs(environment, sandbox))]

    @property
    def is_shortened(self) -> bool:
        return len(self.parts) > 1 and not self.is_thorough

    @property
    def left_out(self) -> tuple:
        """How pytest is told to leave out what takes too long for everything together."""
        return ('-m', 'not thorough') if self.is_shortened else ()

    @property
    def fewer_examples(self) -> tuple:
        """For unit tests that run on another version with all examples."""
        return ('--hypothesis-profile=repeated',) if self.is_shortened else ()

    def release(self) -> list:
        """The tarball where there is nothing else, on the oldest version and the main one, or the latter alone; on all of them if thorough."""
        sandbox = environments.sandbox()
        jobs = []
        for core in self.cores:
            if self.is_thorough or core is self.main or core.version == '2.16' and not self.is_shortened:
                settings = {'SANDBOX_PYTHON': str(sandbox.python), 'CLEAN_BIN': str(core.clean.bin)}
                work = partial(pytest_runs.run, core.environment, ['tests/release', *self.pytest_args], settings)
                jobs.append(Job(f'release-{core.version}', work, self.needs(core.environment, core.clean, sandbox)))
        return jobs

    def awx(self) -> list:
        """The role that works on AWX, against a stand-in of it, and the execution environment."""
        environment, bare, sandbox = self.main.with_awx, self.main.execution_environment, environments.sandbox()
        work = partial(awx.run, environment, bare, sandbox.python, ['tests/awx', *self.left_out, *self.pytest_args])
        return [Job('awx', work, self.needs(environment, bare, sandbox))]

    def ansible_test_integration(self, sandbox: environments.Environment) -> list:
        name = f'ansible-test-integration-{self.main.version}'
        if not shutil.which('ssh-keygen'):
            self.run.skip(name, 'ansible-test needs ssh-keygen, and it was not found')
            return []
        work = partial(ansible_test.integration, self.main, sandbox.python)
        return [Job(name, work, self.needs(self.main.environment, sandbox))]

    def units(self) -> list:
        tests = self.pytest_args or ['tests/unit']
        jobs = []
        for core in self.cores:
            if core is self.cores[-1] and len(self.cores) > 2 and not self.is_thorough and not self.pytest_args:
                continue  # every target runs there
            is_main = core is self.main and not self.pytest_args
            # What runs inside modules is tested on the oldest Python, with the same ansible-core.
            left_out = ['--ignore=tests/unit/plugins/module_utils'] if core.version == '2.16' and len(self.cores) > 1 and not self.is_thorough else []
            arguments = [*tests, *left_out, *([] if is_main else self.fewer_examples)]
            work = partial(pytest_runs.with_coverage if is_main else pytest_runs.run, core.environment, arguments, {})
            jobs.append(Job(f'units-{core.version}', work, self.needs(core.environment)))
        return jobs + self.units_on_the_oldest_python()

    def units_on_the_oldest_python(self) -> list:
        """The parts that run inside modules have to work on the oldest Python that modules support."""
        oldest = environments.module_python()
        core = next((core for core in self.cores if core.version == '2.16'), None)
        if self.pytest_args or not core:
            return []
        if not oldest:
            self.run.skip('units-module-3.9', 'no Python 3.9 was found')
            return []
        work = partial(pytest_runs.module_units, oldest, core.environment, self.fewer_examples)
        return [Job('units-module-3.9', work, self.needs(oldest, core.environment))]

    def lint(self) -> list:
        lint, importer = environments.lint(), environments.importer()
        return [
            Job('ansible-lint', partial(linters.ansible_lint, lint, ['tests/integration/'] if self.is_shortened else []), self.needs(lint)),
            Job('lint-docs', partial(linters.docs, lint), self.needs(lint)),
            Job('lint-changelog', partial(linters.changelog, lint), self.needs(lint)),
            Job('galaxy-importer', partial(linters.galaxy_importer, importer, self.is_thorough), self.needs(importer)),
            Job('lint-licences', partial(linters.licences, lint), self.needs(lint)),
        ]

    def sandbox(self) -> list:
        environment = environments.sandbox()
        return [Job('sandbox-tests', partial(pytest_runs.run, environment, ['tests/sandbox'], {}), self.needs(environment))]


def make_environment(environment: environments.Environment, _log: Path) -> Outcome:
    environment.ensure()
    return Outcome()


if __name__ == '__main__':
    sys.exit(main())
