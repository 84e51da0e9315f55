# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running ansible-rulebook against a sandbox."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import staging
from sandbox_process import SandboxProcess

PROGRAMS = Path(sys.executable).parent
PATIENCE = 180
TOKENS = ('DATASENTINEL_WEBHOOK_TOKEN', 'APPSIGNAL_WEBHOOK_TOKEN')


def until(condition: object, what: str, explain: object = str) -> object:
    """Wait for a condition to return something, and return that."""
    end = time.monotonic() + PATIENCE
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f'{what} did not come within {PATIENCE} s\n{explain()}'
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        return taken.getsockname()[1]


class Rulebook:
    """A rulebook that runs."""

    def __init__(self, command: list, log: Path, environment: dict) -> None:
        self._log = log
        with self._log.open('wb') as out:
            self._process = subprocess.Popen(
                command, cwd=log.parent, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)

    @property
    def output(self) -> str:
        return self._log.read_text(errors='replace')

    def until(self, condition: object, what: str) -> object:
        """Wait for a condition to return something while it runs, and return that."""
        return until(lambda: condition() or self._is_over(what), what, explain=lambda: self.output[-8000:])

    def says(self, text: str, times: int = 1) -> None:
        """Wait until it has said something so often."""
        self.until(lambda: self.output.count(text) >= times, f'{text!r} ({times})')

    def _is_over(self, what: str) -> bool:
        assert self._process.poll() is None, f'It ended before {what}:\n{self.output[-8000:]}'
        return False

    def code(self) -> int:
        """Wait for its end."""
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)  # and the playbooks that it runs
        except ProcessLookupError:
            pass
        self._process.wait()


class Rulebooks:
    """A folder in which rulebooks are started, with an environment as a user would make it, and no more than that."""

    def __init__(self, sandbox: SandboxProcess, collections: Path, folder: Path) -> None:
        facts = sandbox.facts
        self.folder = folder
        self.tokens = {name: secrets.token_urlsafe(24) for name in TOKENS}
        self._running = []
        for name in ('home', 'tmp', 'trap/ansible_collections'):
            (folder / name).mkdir(parents=True)
        # Comes first, and hides all other folders of this name from Python.
        (folder / 'trap' / 'ansible_collections' / '__init__.py').touch()
        self._environment = {
            **staging.quiet(),
            'PATH': f'{PROGRAMS}{os.pathsep}{os.environ["PATH"]}',
            'HOME': str(folder / 'home'),
            'TMPDIR': str(folder / 'tmp'),
            'LC_ALL': 'C.UTF-8',
            'PYTHONPATH': str(folder / 'trap'),
            'ANSIBLE_HOME': str(folder / 'home' / '.ansible'),
            'ANSIBLE_COLLECTIONS_PATH': str(collections),
            'ANSIBLE_LOCALHOST_WARNING': 'false',
            'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
            'DATASENTINEL_URL': facts['platform_url'],
            'DATASENTINEL_USER': facts['platform_username'],
            'DATASENTINEL_PASSWORD': facts['platform_password'],
            'DATASENTINEL_CA_PATH': facts['ca_path'],
            'INSTANA_AGENT_URL': facts['instana_agent_url'],
            'INSTANA_BASE_URL': facts['instana_url'],
            'INSTANA_API_TOKEN': facts['instana_token'],
            'INSTANA_CA_PATH': facts['ca_path'],
            **self.tokens,
        }
        inventory = {'all': {'hosts': {'localhost': {'ansible_connection': 'local', 'ansible_python_interpreter': sys.executable}}}}
        self._inventory = self.write('inventory.yml', inventory)

    def write(self, name: str, content: object) -> Path:
        """Write a file of what Ansible reads as YAML."""
        path = self.folder / name
        path.write_text(json.dumps(content))
        return path

    def run(self, *command: object) -> subprocess.CompletedProcess:
        """Run one of the programs of this environment, such as ansible-playbook."""
        return subprocess.run(
            [str(PROGRAMS / command[0]), *command[1:]], cwd=self.folder, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=PATIENCE, check=False)

    def start(self, rulebook: object, **variables: object) -> Rulebook:
        """Start one of the collection's rulebooks by its name, or a list of rulesets."""
        number = len(self._running)
        name = f'runwatch.observability.{rulebook}' if isinstance(rulebook, str) else str(self.write(f'rulebook-{number}.yml', rulebook))
        command = [str(PROGRAMS / 'ansible-rulebook'), '--rulebook', name, '--inventory', str(self._inventory), '--verbose']
        command += ['--vars', str(self.write(f'variables-{number}.yml', variables))] if variables else []
        self._running.append(Rulebook(command, self.folder / f'rulebook-{number}.log', self._environment))
        return self._running[-1]

    def __enter__(self) -> Rulebooks:
        return self

    def __exit__(self, *_reason: object) -> None:
        for rulebook in self._running:
            rulebook.kill()


def send(port: int, body: object, path: str = '/', scheme: str = 'http', ca: str | None = None, **headers: str) -> int:
    """Send a message as a product would, and return the code of the answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(f'{scheme}://localhost:{port}{path}', data, {'Content-Type': 'application/json', **headers})
    context = ssl.create_default_context(cafile=ca) if ca else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *([urllib.request.HTTPSHandler(context=context)] if context else []))
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0
