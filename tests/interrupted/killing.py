# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of ansible-playbook that are killed at a given request, and what they asked of the sandbox.

The sandbox holds the request back, so that the kill comes while it is under way. Then it takes effect although nobody waits for the
answer any more, or it never does.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from playbook_runs import PROGRAMS, environment_of

# How long a request is held back, in seconds; where that was too short to be in time, the run is repeated with more.
HOLDS = (0.3, 1, 4)
TIMEOUT = 60

# What becomes of the request at which a run is killed.
FATES = {
    'takes effect': {'kind': 'delay'},
    'is lost': {'kind': 'status', 'status': 503},
}


class Runner:
    """Runs one playbook against a sandbox, to its end or to a request at which it is killed."""

    def __init__(self, sandbox, collections, work, playbook, variables):
        self._control = sandbox.control
        self._collections = collections
        self._playbook = str(playbook)
        self._folder = work / 'private'
        self._output = work / 'output'
        self._variables = work / 'variables.json'
        (self._folder / 'tmp').mkdir(parents=True)
        facts = {f'sandbox_{name}': value for name, value in sandbox.facts.items()}
        self._variables.touch(mode=0o600)
        self._variables.write_text(json.dumps({**facts, **variables}))

    def empty(self, **variants):
        """Begin anew, with a sandbox that holds nothing and answers like this."""
        self._control('POST', 'reset')
        self._control('PUT', 'variants', variants)

    def run(self, **variables):
        """Run the playbook to its end and return the calls that it made."""
        process = self._start(variables)
        code = process.wait(TIMEOUT)
        assert code == 0, self._output.read_text()[-6000:]
        return self.calls()

    def kill_at(self, faults, variants=None, **variables):
        """Kill a run, which finds the sandbox empty, once each of the faults is met. Returns the calls that it made."""
        for hold in HOLDS:
            self.empty(**variants or {})
            for fault in faults:
                self._control('POST', 'faults', {**fault, 'delay': hold})
            process = self._start(variables)
            self._until(lambda: all(fault['hits'] == fault['times'] for fault in self._control('GET', 'faults')), process)
            kill(process)
            self._until(lambda: len(_met(self._entries())) == sum(fault.get('times', 1) for fault in faults))
            self._control('DELETE', 'faults')
            calls = self.calls()
            met = _met(calls)
            if calls[-len(met):] == met:
                return calls
        raise AssertionError('The runs went on before they could be killed.')

    def kill_parent(self, is_time, **variables):
        """Kill nothing but ansible-playbook itself, once `is_time` says so of the calls. Returns a function that waits for the others' end."""
        process = self._start(variables)
        self._until(lambda: is_time(self._entries()), process)
        _parent, *others = family(process.pid)
        process.kill()
        process.wait()
        return lambda: self._until(lambda: not any(_runs(pid) for pid in others))

    def calls(self):
        """The calls since this was asked the last time."""
        entries = self._entries()
        self._control('DELETE', 'journal')
        return entries

    def state(self, *systems):
        """What these systems hold, but for the sessions of those who logged in."""
        state = self._control('GET', 'state')
        state['platform'].pop('sessions')
        return {system: state[system] for system in systems}

    def slow_down(self, milliseconds):
        self._control('PUT', 'latency', {'milliseconds': milliseconds})

    def _entries(self):
        return self._control('GET', 'journal')['entries']

    def _start(self, variables):
        command = [str(PROGRAMS / 'ansible-playbook'), '--extra-vars', f'@{self._variables}', '--extra-vars', json.dumps(variables), self._playbook]
        with self._output.open('wb') as output:
            return subprocess.Popen(
                command, cwd=self._folder, env=environment_of(self._folder, self._collections), stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True)

    def _until(self, is_so, process=None):
        end = time.monotonic() + TIMEOUT
        while not is_so():
            assert process is None or process.poll() is None, f'The run was over too early:\n{self._output.read_text()[-6000:]}'
            assert time.monotonic() < end, 'It took too long.'
            time.sleep(0.05)


def kill(process):
    """Kill a process and all that it started, as it happens when memory runs out or a machine is switched off."""
    for pid in family(process.pid):
        with contextlib.suppress(ProcessLookupError):  # it ended by itself
            os.kill(pid, signal.SIGKILL)
    process.wait()


def family(pid):
    """The process and all that it started. A group of processes would not do: from ansible-core 2.19 on, workers leave it."""
    children = {}
    for stat in Path('/proc').glob('[0-9]*/stat'):
        try:
            parent = int(stat.read_text().rpartition(')')[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def _runs(pid):
    try:
        return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] not in 'XZ'
    except (FileNotFoundError, ProcessLookupError):
        return False


def lines(calls):
    """The calls as `METHOD path`."""
    return [f'{call["method"]} {call["path"]}' for call in calls]


def effects(calls):
    """The writes that took effect, in their order, whether or not anybody got the answer."""
    return [(call['method'], call['path'], call['body']) for call in calls if call['write'] and call['status'] < 300]


def _met(calls):
    return [call for call in calls if call['fault']]
