# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What these tests need: a sandbox, the collection as a user would install it, and jobs that can be killed."""

from __future__ import annotations

import os
from contextlib import ExitStack

import paths
import pytest
import pytest_fixtures
from controller import Controller
from fleet import Fleet
from sandbox_process import SandboxProcess
from watched import Watched, lacking

collections = pytest_fixtures.collections


@pytest.fixture(scope='session')
def new_fleet(tmp_path_factory):
    """Starts sandboxes."""
    python = os.environ.get('SANDBOX_PYTHON') or paths.VENVS / 'sandbox' / 'bin' / 'python'
    running = []

    def start():
        running.append(SandboxProcess(python, tmp_path_factory.mktemp('sandbox') / 'log'))
        return Fleet(running[-1])

    yield start
    for sandbox in running:
        sandbox.stop()


@pytest.fixture(scope='session', autouse=True)
def watched(request, new_fleet, collections, tmp_path_factory):
    """Windows with watchdogs, for each scheduler that is there. They act in the next minute; meanwhile, the other tests run."""
    is_asked_for = any(item.module.__name__ == 'test_watchdog' for item in request.session.items)
    schedulers = [name for name in ('at', 'systemd') if is_asked_for and not lacking(name)]
    with ExitStack() as stack:
        yield {name: stack.enter_context(Watched(name, new_fleet(), Controller(collections, tmp_path_factory.mktemp(name)))) for name in schedulers}


@pytest.fixture(scope='session')
def one_fleet(new_fleet, watched):
    return new_fleet()


@pytest.fixture
def fleet(one_fleet):
    """Instances a and b, which alert, and c, which is silenced already."""
    one_fleet.begin()
    return one_fleet


@pytest.fixture
def controller(collections, tmp_path):
    return Controller(collections, tmp_path)
