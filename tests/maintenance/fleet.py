# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The instances in a sandbox: what is silenced, and what was asked for."""

from __future__ import annotations

import re
import time
from collections import Counter

from sandbox_process import SandboxProcess

ALERTING = re.compile(r'/ds-api/alerting/(.*)/(enable|disable)$')


class Fleet:
    def __init__(self, sandbox: SandboxProcess) -> None:
        self.control = sandbox.control
        self.facts = sandbox.facts

    def begin(self, alerting: list = ('a', 'b'), silenced: list = ('c',)) -> None:
        """Start again with these instances, which are called db@<name>."""
        self.control('POST', 'reset')
        connection = {'host': 'db', 'port': 5432, 'user': 'datasentinel', 'password': 'of no use'}
        self.control('POST', 'seed', {
            'connections': [{'name': name, **connection} for name in (*alerting, *silenced)], 'silenced': [f'db@{name}' for name in silenced]
        })

    @property
    def silenced(self) -> set:
        return {name.partition('@')[2] for name in self.control('GET', 'state')['platform']['silenced']}

    @property
    def muted(self) -> list:
        """Names of the windows in Instana."""
        return [window['name'] for window in self.control('GET', 'state')['instana']['maintenance_windows']]

    def journal(self, since: int = 0) -> list:
        return self.control('GET', f'journal?since={since}')['entries']

    @property
    def last(self) -> int:
        return self.control('GET', 'journal')['last']

    def switched(self, since: int = 0) -> Counter:
        """How often each change of state was asked for and granted, such as {'disable a': 1}."""
        calls = ((ALERTING.search(entry['path']), entry['status']) for entry in self.journal(since))
        return Counter(f'{call[2]} {call[1].partition("@")[2]}' for call, status in calls if call and status is not None and status < 300)

    def granted(self, since: int = 0) -> list:
        """Everything that was asked for and granted, wherever, oldest first, such as 'PATCH /ds-api/alerting/db@a/disable'."""
        changes = (entry for entry in self.journal(since) if entry['write'] and entry['status'] is not None and entry['status'] < 300)
        return [f'{entry["method"]} {entry["path"]}' for entry in changes]

    def fault(self, **fault: object) -> None:
        self.control('POST', 'faults', fault)

    def is_met(self) -> bool:
        """Whether the fault was met."""
        return any(fault['hits'] for fault in self.control('GET', 'faults'))

    def heal(self) -> None:
        self.control('DELETE', 'faults')


def wait_until(condition: object, seconds: float = 60, what: str = 'what was waited for') -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f'{what} did not come within {seconds:.0f} s'
        time.sleep(0.05)
