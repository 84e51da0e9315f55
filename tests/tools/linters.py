# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Programs that look at the collection; each counts as one test."""

from __future__ import annotations

import os
from pathlib import Path

import paths
import processes
import staging
from environments import Environment
from jobs import Outcome
from report import Count

GALAXY_IMPORTER = """\
[galaxy-importer]
check_required_tags = True
check_runtime_yaml = True
check_changelog = True
run_ansible_doc = True
run_ansible_lint = {lints}
run_ansible_test = False
run_flake8 = False
require_v1_or_greater = True
infra_osd = False
local_image_docker = False
"""


def ansible_lint(environment: Environment, left_out: list, log: Path) -> Outcome:
    """The whole collection but the folders `left_out`."""
    collection = staging.stage_with_git(paths.CACHE / 'stage' / log.stem)
    command = [environment.bin / 'ansible-lint', '--offline', '--profile', 'production', '--strict', '--nocolor']
    command += [f'--exclude={folder}' for folder in left_out]
    return _check(command, environment, collection, log, {'ANSIBLE_COLLECTIONS_PATH': str(collection.parents[2])})


def docs(environment: Environment, log: Path) -> Outcome:
    collection = staging.stage_with_git(paths.CACHE / 'stage' / log.stem)
    command = [environment.bin / 'antsibull-docs', 'lint-collection-docs', '--plugin-docs', '--validate-collection-refs', 'self', '.']
    return _check(command, environment, collection, log)


def changelog(environment: Environment, log: Path) -> Outcome:
    collection = staging.stage_with_git(paths.CACHE / 'stage' / log.stem)
    return _check([environment.bin / 'antsibull-changelog', 'lint'], environment, collection, log)


def licences(environment: Environment, log: Path) -> Outcome:
    """Whether every file says who made it and under which licence, itself or in REUSE.toml."""
    collection = staging.stage_with_git(paths.CACHE / 'stage' / log.stem)
    return _check([environment.bin / 'reuse', 'lint'], environment, collection, log)


def galaxy_importer(environment: Environment, lints: bool, log: Path) -> Outcome:
    """What Galaxy does with the tarball; a warning fails too. It `lints` there once more, which takes as long as all of the rest."""
    work = paths.CACHE / 'stage' / log.stem
    tarball = staging.build(environment.bin / 'ansible-galaxy', work, log)
    configuration = work / 'galaxy-importer.cfg'
    configuration.write_text(GALAXY_IMPORTER.format(lints=lints))
    command = [environment.python, '-m', 'galaxy_importer.main', tarball]
    outcome = _check(command, environment, work, log, {'GALAXY_IMPORTER_CONFIG': str(configuration)})
    complaints = [line for line in log.read_text().splitlines() if line.startswith(('WARNING: ', 'ERROR: ', 'CRITICAL: '))]
    return Outcome(Count(failed=1), complaints[0]) if complaints else outcome


def _check(command: list, environment: Environment, folder: Path, log: Path, settings: dict | None = None) -> Outcome:
    """A program that counts as one test."""
    path = f'{environment.bin}{os.pathsep}{os.environ["PATH"]}'
    code = processes.run(command, log, folder, {**staging.quiet(), 'PATH': path, **(settings or {})})
    return Outcome(Count(passed=1) if code == 0 else Count(failed=1))
