# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running ansible-playbook in a folder of its own, and everything that it printed or left there."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from paths import TARGETS
from secret_places import Watch
from secret_search import file_texts

CALLBACKS = Path(__file__).resolve().parent / 'callback_plugins'
PROGRAMS = Path(sys.executable).parent
TIMEOUT = 600


@dataclass(frozen=True)
class Result:
    code: int
    output: str
    errors: str
    folder: Path
    watch: Watch

    def summary(self):
        """The end of the output, without the lines that tell how modules are carried to where they run."""
        lines = [line for line in self.output.splitlines() if not line.startswith(('<127.0.0.1>', 'Using module file', 'included: '))]
        return '\n'.join([f'exit code {self.code}; everything is in {self.folder}', *lines[-80:], self.errors])

    def texts(self):
        """Everything that the run printed, logged or left behind, and what could be seen while it ran."""
        return {'stdout': self.output, 'stderr': self.errors, **file_texts([self.folder]), **self.watch.texts()}


def run_playbook(playbook, collections, work, *arguments, **environment):
    """Run a playbook; only what stands in `work/private` counts as left behind."""
    private = work / 'private'
    for folder in (private / 'home', private / 'tmp'):
        folder.mkdir(parents=True, exist_ok=True)
    settings = {**environment_of(private, collections), **environment}
    with Watch(private, settings) as watch:
        process = subprocess.run(
            [str(PROGRAMS / 'ansible-playbook'), *arguments, str(playbook)],
            cwd=private,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT,
            check=False,
        )
    return Result(process.returncode, process.stdout.decode(), process.stderr.decode(), private, watch)


def environment_of(private, collections):
    """What ansible-playbook gets in its environment to run in a folder of its own, without the user's settings."""
    return {
        'PATH': f'{PROGRAMS}{os.pathsep}{os.environ["PATH"]}',
        'HOME': str(private / 'home'),
        'TMPDIR': str(private / 'tmp'),
        'LC_ALL': 'C.UTF-8',
        'ANSIBLE_COLLECTIONS_PATH': str(collections),
        'ANSIBLE_ROLES_PATH': str(TARGETS),
        'ANSIBLE_REMOTE_TEMP': str(private / 'home' / 'remote'),
        'ANSIBLE_LOG_PATH': str(private / 'ansible.log'),
        'ANSIBLE_PIPELINING': os.environ.get('ANSIBLE_PIPELINING', 'true'),
        'ANSIBLE_DEPRECATION_WARNINGS': 'true',
        'ANSIBLE_LOCALHOST_WARNING': 'false',
        'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
        'ANSIBLE_NOCOLOR': 'true',
    }
