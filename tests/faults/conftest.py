# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of faults share: a sandbox, modules that run in this process and never wait, and what was observed."""

from __future__ import annotations

import socket
import time

import checkout
import pytest
import pytest_fixtures
from fault_page import Observed
from fault_world import SLEEP, World

checkout.make_importable()
server = pytest_fixtures.sandbox


def pytest_addoption(parser):
    parser.addoption('--write-faults', action='store_true', help='write docs/faults.md from what was observed')


@pytest.fixture(scope='session')
def world(server):
    from ansible_collections.runwatch.observability.plugins.module_utils._http import Client
    made, exchange = World(server.facts), Client._exchange
    Client._exchange = made.hurrying(exchange)
    yield made
    Client._exchange = exchange
    made.close()


@pytest.fixture(scope='session')
def observed():
    return Observed()


class Clock:
    """A clock that only moves when somebody waits; what was waited for is in `waits`."""

    def __init__(self, world: World) -> None:
        self.now = 1000.0
        self.waits = []
        self._world = world

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds
        if self._world.hurried is not None:  # what is late comes in real time
            SLEEP(0.04)


@pytest.fixture
def clock(monkeypatch, world):
    """Nothing here waits: neither before another try, nor for something to come true."""
    from ansible_collections.runwatch.observability.plugins.module_utils import _wait
    made = Clock(world)
    monkeypatch.setattr(time, 'sleep', made.sleep)
    monkeypatch.setattr(_wait.until, '__defaults__', (*_wait.until.__defaults__[:2], made, made.sleep))
    return made


@pytest.fixture
def names(monkeypatch):
    """Host names of the tests: `.invalid` does not exist, and `other.example` is the sandbox under a name that it is not certified for."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host, *arguments, **options):
        if str(host).endswith('.invalid'):
            raise socket.gaierror(socket.EAI_NONAME, 'Name or service not known')
        return look_up('127.0.0.1' if host == 'other.example' else host, *arguments, **options)
    monkeypatch.setattr(socket, 'getaddrinfo', getaddrinfo)
