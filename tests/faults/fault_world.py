# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sandbox as the faults see it: quick to steer, with what it holds in a form that can be compared."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
import time

import urllib3
from fault_kinds import LATE, PATIENCE
from modules import Modules

MODULE_OF_RECORDS = 'datasentinel_maintenance_window'
SLEEP = time.sleep  # as it is; the tests replace it for the modules
# What differs from run to run, and what a mere reading changes.
_OF_THE_RUN = re.compile(
    r'^(.*_?id|.*Id|.*_at|.*_time|.*Updated|last_updated|start|end|from|to|duration|timestamp|sessions|secrets|window|now|uptime|live_for.*|'
    r'polls|closed_at|expires.*|rate_limit|token|made|size|checksum|occurrence|raw_session|backup|services)$')
_MOMENT = re.compile(r'\d{4}-\d\d-\d\d[T ][\d:.+Z-]+|\b\d{10,13}\b')
_UNSEEN = ('reset_before', 'status', 'html', 'redirect', 'error_key')  # faults with which a request does not take effect


def steady(value: object, key: str = '') -> object:
    """The value without what may differ, and with lists of things in an order of their own."""
    if isinstance(value, dict):
        return {name: steady(entry, name) for name, entry in value.items()}
    if _OF_THE_RUN.match(key) and value not in (None, '', []):
        return '(of the run)'
    if isinstance(value, list):
        return sorted((steady(entry, key) for entry in value), key=lambda entry: json.dumps(entry, sort_keys=True))
    return _MOMENT.sub('(moment)', value) if isinstance(value, str) else value


class Trap:
    """Another origin, which nobody may ever talk to."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://127.0.0.1:{self._socket.getsockname()[1]}/elsewhere'
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _peer = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


class Call:
    """One call of the journal; `kind` as in the table of faults."""

    def __init__(self, entry: dict, scenario: object) -> None:
        self.entry = entry
        self.kind = self._kind(entry, scenario)
        self.fault = entry['fault']

    @staticmethod
    def _kind(entry: dict, scenario: object) -> str:
        path = entry['path']
        if (entry['method'], path) == ('POST', '/ds-api/user-token'):
            return 'login'
        if re.search(scenario.sends, path):
            return 'send'
        return 'write' if entry['write'] and not re.search(scenario.repeats, path) else 'read'

    @property
    def shape(self) -> tuple:
        """What makes two calls of a task alike to a fault."""
        return self.kind, self.entry['method'], self.entry['route']

    @property
    def is_change(self) -> bool:
        return self.kind in ('write', 'send')

    @property
    def took_effect(self) -> bool:
        return self.fault not in _UNSEEN and (self.entry['status'] or 500) < 300

    @property
    def same(self) -> str:
        """What two calls have in common if one is the other sent again."""
        return json.dumps([self.entry[key] for key in ('method', 'path', 'query', 'body')], sort_keys=True)


class World:
    """A running sandbox. Control calls share one connection: each cell of the table makes some."""

    def __init__(self, facts: dict) -> None:
        self.facts = facts
        self.trap = Trap()
        self._pool = urllib3.PoolManager(ca_certs=facts['ca_path'], retries=False, timeout=30)
        self._modules = Modules(facts)
        self._exchanges, self.hurried = 0, None
        self._staged, self._mark = None, 0

    def control(self, method: str, path: str, body: object = None) -> object:
        content = None if body is None else json.dumps(body)
        answer = self._pool.request(method, f'{self.facts["control_url"]}/{path}', body=content, headers={'Content-Type': 'application/json'})
        assert answer.status < 300, answer.data
        return json.loads(answer.data)

    def begin(self, seed: dict | None = None) -> None:
        """An emptied sandbox, that holds what is planted."""
        self._staged = None
        self.control('POST', 'reset')
        if seed:
            self.control('POST', 'seed', seed)

    def stage(self, name: str, seed: dict) -> None:
        """The same, unless it stands there as it was planted for `name`."""
        if self._staged != name:
            self.begin(seed)

    def prepare(self, scenario: object, folder: object) -> None:
        """Put the sandbox and the folder into the state from which the task begins, and leave the calls that this takes out of account."""
        if scenario.first:
            self._staged = None
        self.stage(scenario.name, scenario.seed)
        for path in folder.iterdir():
            (shutil.rmtree if path.is_dir() else type(path).unlink)(path)
        if scenario.first:
            result = self.run(MODULE_OF_RECORDS if scenario.module.endswith('_info') else scenario.module, scenario.first(self.state(), folder))
            assert not result['failed'], result
            self.forget()

    def leave(self, name: str, is_untouched: bool) -> None:
        """Say whether what was planted for `name` still stands."""
        self._staged = name if is_untouched else None

    def state(self) -> dict:
        return self.control('GET', 'state')

    def arm(self, rule: dict) -> None:
        self.control('POST', 'faults', rule)

    def disarm(self) -> None:
        self.control('DELETE', 'faults')

    def calls(self, scenario: object) -> list:
        """The calls since this was last asked for."""
        told = self.control('GET', f'journal?since={self._mark}')
        self._mark = told['last']
        return [Call(entry, scenario) for entry in told['entries']]

    def forget(self) -> None:
        """Leave the calls so far out of account."""
        self._mark = self.control('GET', 'journal?limit=1')['last']

    def secrets(self) -> list:
        return self.control('GET', 'secrets')

    def run(self, module: str, params: dict) -> dict:
        """The module's result; anything but an error of the collection comes out as it is, and fails the test."""
        own = {'retries': 2, 'timeout': 10, **self.keys(module)}
        self._exchanges = 0
        return self._modules.run(module, **{**own, **params})

    def keys(self, module: str) -> dict:
        """The connection options that a module may have beside those that it always gets."""
        if not module.startswith('appsignal'):
            return {}
        return {name: self.facts[name] for name in ('appsignal_push_url', 'appsignal_endpoint_url', 'appsignal_push_key')}

    def settle(self, is_change: bool = False) -> None:
        """Wait until what came too late has taken effect."""
        SLEEP(LATE[is_change])

    def close(self) -> None:
        self.trap.close()
        self._pool.clear()

    def hurrying(self, exchange: object) -> object:
        """`exchange`, a client's method, with a time limit far below the shortest one that can be asked for at the call number `hurried`."""
        def hurry(client, request, prepared):
            number, known = self._exchanges, client._transport
            self._exchanges += 1
            client._transport = known._replace(timeout=PATIENCE) if number == self.hurried else known
            try:
                return exchange(client, request, prepared)
            finally:
                client._transport = known
        return hurry


def settled(state: dict) -> object:
    """What the sandbox holds, to be compared."""
    comparable = steady(state)
    # One more heartbeat says nothing new.
    comparable['appsignal']['check_ins'] = [entry for entry in comparable['appsignal']['check_ins'] if entry['kind'] != 'heartbeat']
    return comparable
