# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests of maintenance windows: jobs that are killed, hosts that go away, and a watchdog that a real scheduler starts.

That scheduler is the daemon of `at`. Its programs have to be installed, because the place of its jobs is compiled into them;
where they are missing and Debian's package cannot be had, its test is skipped, and says so.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import environments
import processes
import pytest_runs
from jobs import Outcome

NO_AT = 'the watchdog was not tried: the package at is not installed, and could not be'


def run(environment: environments.Environment, sandbox_python: Path, arguments: list, log: Path) -> Outcome:
    note = '' if have_at(log) else NO_AT
    outcome = pytest_runs.suite(environment, sandbox_python, arguments, log)
    return Outcome(outcome.count, outcome.note or note)


def have_at(log: Path) -> bool:
    """Whether `at` and its daemon are there, or could be installed."""
    if is_installed():
        return True
    if os.geteuid() != 0 or not shutil.which('apt-get'):
        return False
    apt_get = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '--yes', '--quiet']
    install = [*apt_get, 'install', '--no-install-recommends', 'at']
    # The lists of packages may be missing or too old.
    if processes.run(install, log) != 0 and processes.run([*apt_get, 'update'], log) == 0:
        processes.run(install, log)
    return is_installed()


def is_installed() -> bool:
    return all(shutil.which(program, path=f'{os.environ["PATH"]}{os.pathsep}/usr/sbin{os.pathsep}/sbin') for program in ('at', 'atd'))
