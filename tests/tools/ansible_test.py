# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running ansible-test on a staged copy, with a home folder of its own."""

from __future__ import annotations

import ast
import configparser
import json
import os
import re
import subprocess
from pathlib import Path

import environments
import paths
import processes
import report
import staging
from jobs import Outcome
from report import Count
from sandbox_process import SandboxProcess
from targets import variables

# Enough to know that targets run this way; all of them run under pytest, where more is checked.
TARGETS = ('in_process', 'role_verify_deployment')

BOOTSTRAP = 'import ensurepip\nensurepip.bootstrap()\n'
BOOTSTRAP_VERSIONS = ('23_1_2', '24_2', '25_2')


def sanity(core: environments.Core, arguments: list, log: Path) -> Outcome:
    """Every sanity test; with no further arguments on every Python that is there."""
    collection = staging.stage_with_git(paths.CACHE / 'stage' / log.stem)
    code = processes.run(['ansible-test', 'sanity', '--junit', '--color', 'no', *arguments], log, collection, _environment(core, log.stem))
    results = (collection / 'tests' / 'output' / 'junit').glob('*.xml')
    count = report.junit(*results, irrelevant='No tests applicable.')
    text = log.read_text(errors='replace')
    skipped = re.findall(r'^WARNING: (Skipping .*)', text, re.MULTILINE)
    errors = re.findall(r'^(?:ERROR|FATAL): .*', text, re.MULTILINE)
    return Outcome(_trust_exit_code(count, code), ' '.join(skipped), '\n'.join(errors))


def integration(core: environments.Core, sandbox_python: Path, log: Path) -> Outcome:
    """Some integration targets, the way that ansible-test runs them."""
    collection = staging.stage_with_git(paths.CACHE / 'stage' / log.stem)
    config = collection / 'tests' / 'integration' / 'integration_config.yml'
    config.touch(mode=0o600)
    with SandboxProcess(sandbox_python, log.with_suffix('.sandbox.log')) as sandbox:
        config.write_text(json.dumps(variables(sandbox.facts)))
        command = ['ansible-test', 'integration', '--local', '--continue-on-error', '--color', 'no', *TARGETS]
        code = processes.run(command, log, collection, _environment(core, log.stem))
    results = (collection / 'tests' / 'output' / 'data').glob('integration-*.json')
    passed = sum(len(json.loads(file.read_text())['targets']) for file in results)
    failures = re.search(r'The (\d+) integration test\(s\) listed below', log.read_text(errors='replace'))
    return Outcome(_trust_exit_code(Count(passed, int(failures[1]) if failures else 0), code))


def _trust_exit_code(count: Count, code: int) -> Count:
    """A program that failed without naming a failed test, or that ran no test, counts as one failure."""
    return count + Count(failed=1) if not count.failed and (code != 0 or not count.passed) else count


def _environment(core: environments.Core, name: str) -> dict:
    home = _home(paths.HOMES / name, _pip_settings(core.environment.python))
    path = [core.environment.bin, _interpreter_links(), *os.environ['PATH'].split(os.pathsep)]
    return {'PATH': os.pathsep.join(str(folder) for folder in path), 'HOME': str(home), 'LC_ALL': 'C.UTF-8'}


def _interpreter_links() -> Path:
    """A folder with one working interpreter for each version, to come before launchers that may not run."""
    folder = paths.CACHE / 'interpreters'
    folder.mkdir(parents=True, exist_ok=True)
    for version, interpreter in environments.interpreters().items():
        link = folder / f'python{version}'
        if not link.exists() or link.resolve() != interpreter.resolve():
            link.unlink(missing_ok=True)
            link.symlink_to(interpreter.resolve())
    return folder


def _home(home: Path, pip_settings: dict) -> Path:
    """A home folder with what ansible-test takes from there: pip's settings, and the scripts that install pip.

    ansible-test passes no PIP_ variables on and would download the scripts; Python brings its own copy of pip.
    """
    settings = configparser.RawConfigParser()
    for (section, name), value in pip_settings.items():
        if not settings.has_section(section):
            settings.add_section(section)
        settings.set(section, name, value.replace('\n', '\n  '))
    pip_configuration = home / '.config' / 'pip' / 'pip.conf'
    pip_configuration.parent.mkdir(parents=True, exist_ok=True)
    with pip_configuration.open('w') as out:
        settings.write(out)
    for version in BOOTSTRAP_VERSIONS:
        script = home / '.ansible' / 'test' / 'cache' / f'get_pip_{version}.py'
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(BOOTSTRAP)
    return home


def _pip_settings(python: Path) -> dict:
    """What pip is told on this machine by its files and variables, as {(section, name): value}, and to be quick and quiet."""
    listed = subprocess.run([str(python), '-m', 'pip', 'config', 'list'], stdout=subprocess.PIPE, check=True, text=True).stdout
    settings = {('global', 'cache-dir'): str(paths.CACHE / 'pip'), ('global', 'quiet'): '2', ('install', 'no-compile'): 'true'}
    variables_last = sorted(listed.splitlines(), key=lambda line: line.startswith(':env:'))
    for line in variables_last:
        key, _equals, value = line.partition('=')
        section, _dot, name = key.partition('.')
        if name != 'config-file':
            settings['global' if section == ':env:' else section, name] = ast.literal_eval(value)
    return settings
