# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests against real PostgreSQL servers: those of this machine, or one from Debian's packages, which are unpacked and not installed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import bundled
import environments
import paths
import processes
import pytest_runs
from jobs import Outcome
from report import Count

INSTALLED = Path('/usr/lib/postgresql')
CACHE = paths.CACHE / 'postgresql'
NO_SERVER = 'no PostgreSQL server is installed below /usr/lib/postgresql, and none could be had from apt-get'


def run(environment: environments.Environment, sandbox_python: Path, arguments: list, log: Path) -> Outcome:
    # Not below the checkout, which may be in a home folder: PostgreSQL refuses to run as root, and nobody may look in there.
    with tempfile.TemporaryDirectory(prefix='postgresql-') as folder:
        os.chmod(folder, 0o755)
        servers = installed(INSTALLED) or unpacked(Path(folder), log)
        if not servers:
            return Outcome(Count(skipped=1), NO_SERVER)
        settings = {
            'SANDBOX_PYTHON': str(sandbox_python),
            'POSTGRESQL_SERVERS': os.pathsep.join(str(server) for server in servers),
            'POSTGRESQL_COLLECTIONS': str(bundled.collection(environment.python, 'ansible==14.*', 'community.postgresql', log)),
        }
        outcome = pytest_runs.run(environment, arguments, settings, log)
    versions = ', '.join(server.parent.name for server in servers)
    return Outcome(outcome.count, outcome.note or f'PostgreSQL {versions}')


def installed(folder: Path) -> list:
    """The folders of programs of each version below a folder such as Debian's /usr/lib/postgresql."""
    found = [postgres.parent for postgres in folder.glob('*/bin/postgres')]
    return sorted(found, key=lambda programs: int(programs.parent.name))


def unpacked(folder: Path, log: Path) -> list:
    """The same, from Debian's packages."""
    try:
        packages = downloaded(log)
        for package in packages:
            processes.check(['dpkg-deb', '--extract', package, folder], log)
    except (processes.CommandFailed, OSError):  # without apt-get, or without its repository
        return []
    return installed(folder / INSTALLED.relative_to('/'))


def downloaded(log: Path) -> list:
    """The packages of a server and of all that it needs and this machine lacks; apt-get keeps its own state out of it."""
    packages = CACHE / 'packages'
    if not packages.exists():
        lists, archives = CACHE / 'lists', CACHE / 'cache' / 'archives'
        for partial in (lists / 'partial', archives / 'partial'):
            partial.mkdir(parents=True, exist_ok=True)
        settings = {'Dir::State::Lists': lists, 'Dir::Cache': CACHE / 'cache', 'Debug::NoLocking': 'true', 'APT::Sandbox::User': ''}
        apt_get = ['apt-get', '--yes', *(f'--option={name}={value}' for name, value in settings.items())]
        processes.check([*apt_get, 'update'], log)
        processes.check([*apt_get, '--no-install-recommends', '--download-only', 'install', 'postgresql'], log)
        archives.rename(packages)
    return sorted(packages.glob('*.deb'))
