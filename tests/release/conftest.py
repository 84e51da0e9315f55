# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What these tests share: the tarball, and an environment that holds nothing but what the README asks for."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
import pytest_fixtures
import staging
from clean_machine import Clean

sandbox = pytest_fixtures.sandbox


@pytest.fixture(scope='session')
def programs():
    """Where the clean environment keeps its programs; `make test` makes it, see tests/tools/environments.py."""
    if 'CLEAN_BIN' not in os.environ:
        pytest.skip('CLEAN_BIN names no environment; use "make test-release"')
    return Path(os.environ['CLEAN_BIN'])


@pytest.fixture(scope='session')
def tarball(programs, tmp_path_factory):
    work = tmp_path_factory.mktemp('build')
    return staging.build(programs / 'ansible-galaxy', work, work / 'log')


@pytest.fixture(scope='session')
def clean(programs, tarball, tmp_path_factory):
    work = tmp_path_factory.mktemp('clean')
    staging.install(programs / 'ansible-galaxy', tarball, work / 'collections', work / 'log')
    (work / 'home').mkdir()
    machine = Clean(programs, work / 'home', work / 'collections')
    # As long as nothing has run, since Python keeps what it compiled beside the source.
    machine.check('ansible-galaxy', 'collection', 'verify', '--offline', '--collections-path', machine.collections, 'runwatch.observability')
    return machine


@pytest.fixture
def now():
    return time.time()
