# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A place where ansible-playbook runs, again and again, and where it can be killed with all that it started."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

import staging

PROGRAMS = Path(sys.executable).parent
TIMEOUT = 120


@dataclass(frozen=True)
class Result:
    code: int
    output: str

    def recap(self, host: str) -> dict:
        """The figures of a host at the end, such as {'ok': 3, 'failed': 1}."""
        line = next(line for line in self.output.splitlines() if line.startswith(f'{host} ') and ' ok=' in line)
        return {name: int(number) for name, number in (part.split('=') for part in line.split(':', 1)[1].split())}


class Job:
    """A run of ansible-playbook that is under way."""

    def __init__(self, command: list, folder: Path, environment: dict) -> None:
        self._log = folder / 'job.log'
        self._mark = f'JOB={uuid.uuid4()}'
        environment = dict([self._mark.split('=')], **environment)
        with self._log.open('wb') as out:
            self._process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)

    @property
    def output(self) -> str:
        return self._log.read_text()

    def is_over(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL, for it and all of its processes, which are in sessions of their own from ansible-core 2.19 on."""
        assert not self.is_over(), self.output
        self._process.kill()
        self._process.wait()
        for pid in self._left():
            with contextlib.suppress(ProcessLookupError):  # it ended by itself
                os.kill(pid, signal.SIGKILL)

    def _left(self) -> list:
        """Processes that began with this job's environment; none is started any more."""
        found = []
        for environ in Path('/proc').glob('[0-9]*/environ'):
            try:
                if self._mark.encode() in environ.read_bytes().split(b'\0'):
                    found.append(int(environ.parent.name))
            except OSError:  # gone, or somebody else's
                pass
        return found

    def result(self) -> Result:
        try:
            self._process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.kill()
        return Result(self._process.returncode, self.output)


class Controller:
    def __init__(self, collections: Path, folder: Path) -> None:
        self.folder = folder
        self.records = folder / 'records'
        (folder / 'home').mkdir()
        self._environment = {
            **staging.quiet(),
            'PATH': f'{PROGRAMS}{os.pathsep}{os.environ["PATH"]}',
            'HOME': str(folder / 'home'),
            'LC_ALL': 'C.UTF-8',
            'ANSIBLE_COLLECTIONS_PATH': str(collections),
            'ANSIBLE_LOCALHOST_WARNING': 'false',
            'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
            'ANSIBLE_PYTHON_INTERPRETER': sys.executable,
            'ANSIBLE_TIMEOUT': '5',
        }

    def show_stats(self) -> None:
        """Print what AWX would keep as artifacts."""
        self._environment['ANSIBLE_SHOW_CUSTOM_STATS'] = 'true'

    def write(self, name: str, content: object) -> Path:
        """Write a file of text, or of what Ansible reads as YAML."""
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def start(self, playbook: object, *arguments: str, **variables: object) -> Job:
        """Start a playbook: one of the collection by its name, or a list of plays."""
        plays = playbook if isinstance(playbook, str) else str(self.write('play.yml', playbook))
        given = self.write('variables.json', {'maintenance_window_directory': str(self.records), **variables})
        return Job([str(PROGRAMS / 'ansible-playbook'), '--extra-vars', f'@{given}', *arguments, plays], self.folder, self._environment)

    def run(self, playbook: object, *arguments: str, **variables: object) -> Result:
        return self.start(playbook, *arguments, **variables).result()

    def record(self, name: str) -> dict | None:
        """What is recorded of the window with this name."""
        found = [json.loads(path.read_text()) for path in self.records.glob('*.json')]
        return next((record for record in found if record['name'] == name), None)


def platform(facts: dict) -> dict:
    return {name: facts[name] for name in ('platform_url', 'platform_username', 'platform_password')}


def instana(facts: dict) -> dict:
    return {name: facts[name] for name in ('instana_url', 'instana_token')}


def connection(facts: dict) -> dict:
    """The variables of the role that say where everything is."""
    return {f'maintenance_window_{name}': value for name, value in {**platform(facts), **instana(facts), 'ca_path': facts['ca_path']}.items()}


def play(*tasks: dict, hosts: str = 'localhost', **keywords: object) -> dict:
    return {'name': 'A play', 'hosts': hosts, 'gather_facts': False, 'tasks': list(tasks), **keywords}


def window(state: str, **keywords: object) -> dict:
    """A task that includes the role."""
    variables = {'maintenance_window_state': state, **keywords.pop('vars', {})}
    return {'ansible.builtin.include_role': {'name': 'runwatch.observability.maintenance_window'}, 'vars': variables, **keywords}
