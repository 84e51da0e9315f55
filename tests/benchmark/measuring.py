# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running one thing against the sandbox, and what it took."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import paths
import processes
import staging
from environments import Environment
from sandbox_process import SandboxProcess

HERE = Path(__file__).resolve().parent
LOG = paths.LOGS / 'bench.log'
PASSWORD = 'only-for-the-benchmark'

VERSIONS = """\
import json, platform
from importlib.metadata import version
print(json.dumps({"ansible_core": version("ansible-core"), "python": platform.python_version(), "requests": version("requests")}))
"""


@dataclass(frozen=True)
class Measured:
    """Of one run: seconds of its tasks and of the whole process, processor seconds, MiB, and the calls that arrived."""

    tasks: float
    run: float
    processor: float
    memory: float
    reads: int
    writes: int
    logins: int

    @property
    def calls(self) -> int:
        return self.reads + self.writes + self.logins


class Bench:
    """A running sandbox, an environment with ansible-core, and the folder into which the collection is installed."""

    def __init__(self, environment: Environment, collections: Path, sandbox: SandboxProcess) -> None:
        self._environment, self._sandbox = environment, sandbox
        self._settings = {
            **staging.quiet(),
            'PATH': f'{environment.bin}{os.pathsep}{os.environ["PATH"]}',
            'ANSIBLE_COLLECTIONS_PATH': str(collections),
            'ANSIBLE_LOCALHOST_WARNING': 'false',
            'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
            'ANSIBLE_CALLBACK_PLUGINS': str(HERE / 'callback_plugins'),
            'ANSIBLE_CALLBACKS_ENABLED': 'task_times',
        }

    def versions(self) -> dict:
        """The versions of what is measured."""
        return json.loads(subprocess.run([str(self._environment.python), '-c', VERSIONS], stdout=subprocess.PIPE, check=True).stdout)

    def start_over(self, delay: int = 0, holding: tuple | list = ()) -> None:
        """Empty the sandbox but for these instances, and have it answer each call after so many milliseconds."""
        connections = [
            {**item, 'user': 'datasentinel', 'password': PASSWORD, 'tags': ','.join(f'{key}={value}' for key, value in item['tags'].items())}
            for item in holding
        ]
        self._control('POST', 'reset')
        self._control('POST', 'seed', {'connections': connections})
        self._control('PUT', 'latency', {'milliseconds': delay})

    def play(self, playbook: str, *arguments: str, **variables: object) -> Measured:
        return self.play_timed(playbook, *arguments, **variables)[0]

    def play_timed(self, playbook: str, *arguments: str, **variables: object) -> tuple:
        """Run a playbook; returns what it took, and [name, seconds] of each of its tasks."""
        command = [self._environment.bin / 'ansible-playbook', HERE / 'playbooks' / f'{playbook}.yml', *arguments, '--extra-vars']
        return self._run(command, variables, '@')

    def script(self, phase: str, **variables: object) -> Measured:
        """Run the bare script."""
        return self._run([self._environment.python, HERE / 'floor.py', phase], variables)[0]

    def _run(self, command: list, variables: dict, before_file: str = '') -> tuple:
        self._control('DELETE', 'journal')
        with tempfile.TemporaryDirectory() as folder:
            given, times, taken = (Path(folder) / name for name in ('variables.json', 'times.json', 'taken.json'))
            given.touch(mode=0o600)
            given.write_text(json.dumps({**self._sandbox.facts, 'monitoring_password': PASSWORD, **variables}))
            meter = [self._environment.python, HERE / 'meter.py', taken, *command, f'{before_file}{given}']
            processes.check(meter, LOG, cwd=folder, env={**self._settings, 'BENCH_TIMES': str(times)})
            tasks = json.loads(times.read_text())
            counts = self._control('GET', 'journal?limit=1')['counts']['platform']
            return Measured(sum(seconds for _name, seconds in tasks), **json.loads(taken.read_text()), **counts), tasks

    def _control(self, method: str, path: str, body: object = None) -> object:
        facts = self._sandbox.facts
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f'{facts["control_url"]}/{path}', content, {'Content-Type': 'application/json'}, method=method)
        with urllib.request.urlopen(request, timeout=60, context=ssl.create_default_context(cafile=facts['ca_path'])) as answer:
            return json.loads(answer.read())
