# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the demo playbook, from the collection as a user would install it, against a sandbox of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import environments
import paths
import staging
from sandbox_process import SandboxProcess
from steps import step

WORK = paths.CACHE / 'demo'
LOG = paths.LOGS / 'demo.log'


def main() -> int:
    environment = environments.demo()
    if not environment.is_ready():
        with step('Making a virtual environment with ansible-core, its libraries and the sandbox'):
            environment.ensure()
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.unlink(missing_ok=True)
    ansible_galaxy = environment.bin / 'ansible-galaxy'
    with step('Building the collection'):
        tarball = staging.build(ansible_galaxy, WORK, LOG)
    with step('Installing it'):
        staging.install(ansible_galaxy, tarball, WORK / 'collections', LOG)
    with step('Starting the sandbox'):
        sandbox = SandboxProcess(environment.python, LOG)
    with sandbox:
        code = play(environment, sandbox.facts)
        print(f'The page of the sandbox: {sandbox.facts["console_url"]}')
        keep_if_wanted(sandbox)
    return code


def play(environment: environments.Environment, facts: dict) -> int:
    """Run the playbook from an empty folder, so that it can use nothing but the installed collection."""
    with tempfile.TemporaryDirectory() as folder:
        variables = Path(folder) / 'variables.json'
        variables.touch(mode=0o600)
        variables.write_text(json.dumps(facts))
        empty = Path(folder) / 'empty'
        empty.mkdir()
        command = [environment.bin / 'ansible-playbook', 'runwatch.observability.demo', '--extra-vars', f'@{variables}']
        return subprocess.run([str(part) for part in command], cwd=empty, env=settings(environment), check=False).returncode


def settings(environment: environments.Environment) -> dict:
    return {
        **{name: value for name, value in staging.quiet().items() if name not in ('ANSIBLE_NOCOLOR', 'NO_COLOR')},
        'PATH': f'{environment.bin}{os.pathsep}{os.environ["PATH"]}',
        'ANSIBLE_COLLECTIONS_PATH': str(WORK / 'collections'),
        'ANSIBLE_LOCALHOST_WARNING': 'false',
        'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
    }


def keep_if_wanted(sandbox: SandboxProcess) -> None:
    if os.environ.get('DEMO_KEEP', '') in ('', '0'):
        print('The sandbox is stopped now; "make demo DEMO_KEEP=1" leaves it running, to look at that page.')
        return
    print('The sandbox keeps running until Ctrl-C.', flush=True)
    try:
        sandbox.wait()
    except KeyboardInterrupt:
        print()


if __name__ == '__main__':
    sys.exit(main())
