# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What these tests share: the queries, a sandbox, and what every module really returns."""

from __future__ import annotations

import time

import checkout
import paths
import pytest
import pytest_fixtures
from counted_scenarios import TASKS
from counting import Counting
from fault_world import World

checkout.make_importable()
sandbox = pytest_fixtures.sandbox


class Results:
    """What each task returned, for real and in check mode, found out once."""

    def __init__(self, world: World, new_folder: object) -> None:
        self._world, self._new_folder, self._known = world, new_folder, {}

    def of(self, task: object, check_mode: bool = False) -> dict:
        key = task.name, check_mode
        if key not in self._known:
            folder = self._new_folder()
            self._world.begin()
            self._world.prepare(task, folder)
            params = task.params(self._world.state(), folder) if callable(task.params) else task.params
            self._known[key] = self._world.run(task.module, {**params, 'check_mode': check_mode})
        return self._known[key]

    def all(self) -> list:
        """(name of the module, result) of every task."""
        return [(task.module, self.of(task)) for task in TASKS]


@pytest.fixture(scope='session')
def counting():
    return Counting(paths.ROOT / 'extensions' / 'audit' / 'event_query.yml')


@pytest.fixture(scope='session')
def world(sandbox):
    made = World(sandbox.facts)
    yield made
    made.close()


@pytest.fixture(scope='module')
def results(world, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, 'sleep', lambda seconds: None)  # what is asked for is there at once
        yield Results(world, lambda: tmp_path_factory.mktemp('files'))
