# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of unknowns share: a sandbox, empty before each test, and modules that run in this process."""

from __future__ import annotations

import checkout
import pytest
import pytest_fixtures
from modules import Modules
from sandbox_process import SandboxProcess

checkout.make_importable()
server = pytest_fixtures.sandbox


@pytest.fixture
def sandbox(server, request):
    """An empty sandbox, which plays the answers with which the test runs."""
    server.control('POST', 'reset')
    running = Sandbox(server)
    params = request.node.callspec.params if hasattr(request.node, 'callspec') else {}
    running.play(**params.get('answers', {}))
    return running


class Sandbox:
    """The sandbox of one test, and the modules that talk to it."""

    def __init__(self, server: SandboxProcess) -> None:
        self.facts = server.facts
        self._control = server.control
        self.run = Modules(server.facts).run

    def play(self, **variants: object) -> None:
        self._control('PUT', 'variants', variants)

    def seed(self, **state: object) -> None:
        self._control('POST', 'seed', state)

    def fault(self, **fault: object) -> None:
        self._control('POST', 'faults', fault)

    def state(self, system: str = 'platform') -> dict:
        return self._control('GET', 'state')[system]

    def calls(self) -> list:
        """The calls since the last time, as `METHOD path`, without logins."""
        return [f'{entry["method"]} {entry["path"]}' for entry in self.entries() if not entry['path'].endswith('/user-token')]

    def writes(self) -> list:
        """The bodies of the writes since the last time."""
        return [entry['body'] for entry in self.entries() if entry['write']]

    def logins(self) -> int:
        """The number of logins since the last time."""
        return len([entry for entry in self.entries() if (entry['method'], entry['path']) == ('POST', '/ds-api/user-token')])

    def entries(self) -> list:
        entries = self._control('GET', 'journal')['entries']
        self._control('DELETE', 'journal')
        return entries

    def expire_sessions(self) -> None:
        self._control('POST', 'sessions/expire')
