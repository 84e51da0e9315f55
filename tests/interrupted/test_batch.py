# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kills a task that writes several items at once, and one of which a part lives on; the next run converges the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from killing import FATES, effects

PLAYBOOK = Path(__file__).resolve().parent / 'batch.yml'
NAMES = [f'db-{number:02}' for number in range(12)]
VARIABLES = {'instances': [{'name': name, 'host': f'{name}.example.com'} for name in NAMES], 'password': 'only for the sandbox', 'concurrency': 4}
CREATIONS = {'method': 'POST', 'path': '/pool/pg-instances/'}


@pytest.fixture(scope='module')
def whole(runner):
    """What an uninterrupted run leaves."""
    runner.empty()
    assert created(runner.run()) == NAMES
    return left(runner)


def created(calls):
    """The names of what was created, once for each time."""
    creations = effects(calls)
    assert {method for method, _path, _body in creations} <= {'POST'}
    return sorted(path.rpartition('/')[2] for _method, path, _body in creations)


def left(runner):
    platform = runner.state('platform')['platform']
    return {**platform, 'connections': sorted(platform['connections'], key=lambda connection: connection['name'])}


def test_four_writes_are_under_way(runner, whole):
    """Of the four, two take effect and two are lost."""
    calls = runner.kill_at([{**CREATIONS, **fate, 'skip': 4, 'times': 2} for fate in FATES.values()])
    assert len(created(calls)) == 6

    rest = runner.run()

    assert left(runner) == whole
    assert sorted(created(calls) + created(rest)) == NAMES
    assert not effects(runner.run())


def test_the_worker_lives_on(runner, whole):
    """Only ansible-playbook itself is killed; from ansible-core 2.19 on its worker goes on, and the next run comes beside it."""
    runner.empty()
    runner.slow_down(100)
    wait_for_worker = runner.kill_parent(effects, concurrency=1)

    calls = runner.run(concurrency=1)
    wait_for_worker()

    assert left(runner) == whole
    assert created(calls) == NAMES
