# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Starting the sandbox as a process of its own, and talking to its control address."""

from __future__ import annotations

import json
import select
import ssl
import subprocess
import urllib.request
from pathlib import Path

import paths
import processes

START_TIMEOUT = 60


class SandboxProcess:
    """A running sandbox; `facts` is the line of JSON that it printed when it was ready."""

    def __init__(self, python: Path, log: Path, port: str = '0') -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self._log = log.open('ab')
        self._process = subprocess.Popen(
            [str(python), str(paths.SANDBOX), '--port', port],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        try:
            ready, _write, _error = select.select([self._process.stdout], [], [], START_TIMEOUT)
            line = self._process.stdout.readline() if ready else b''
            if not line:
                raise processes.CommandFailed(['sandbox'], log, f'did not become ready within {START_TIMEOUT} seconds')
            self.facts = json.loads(line)
        except BaseException:
            self.stop()
            raise
        self._context = ssl.create_default_context(cafile=self.facts['ca_path'])

    def control(self, method: str, path: str, body: object = None) -> object:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f'{self.facts["control_url"]}/{path}', data, {'Content-Type': 'application/json'}, method=method)
        with urllib.request.urlopen(request, timeout=30, context=self._context) as answer:
            return json.loads(answer.read() or 'null')

    def wait(self) -> None:
        self._process.wait()

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.close()

    def __enter__(self) -> SandboxProcess:
        return self

    def __exit__(self, *_reason: object) -> None:
        self.stop()
