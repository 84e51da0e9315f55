# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the collection and installs it where ansible-playbook finds it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import environments
import paths
import staging
from steps import step

WITHOUT_ANSIBLE = """\
There is no ansible-galaxy on the PATH; the collection is being installed for your user all the same,
with one from {folder}. To use it, install ansible-core 2.16 or newer."""
DONE = 'Modules need the Python libraries requests and jmespath on the hosts where they run.'


def main() -> int:
    ansible_galaxy = shutil.which('ansible-galaxy') or galaxy_of_the_demo()
    with tempfile.TemporaryDirectory() as work:
        with step('Building the collection'):
            tarball = staging.build(ansible_galaxy, Path(work), paths.LOGS / 'install.log')
        code = subprocess.run([ansible_galaxy, 'collection', 'install', '--force', '--offline', str(tarball)], check=False).returncode
    if code == 0:
        print(DONE)
    return code


def galaxy_of_the_demo() -> str:
    environment = environments.demo()
    print(WITHOUT_ANSIBLE.format(folder=environment.path))
    if not environment.is_ready():
        with step('Making a virtual environment with ansible-core'):
            environment.ensure()
    return str(environment.bin / 'ansible-galaxy')


if __name__ == '__main__':
    sys.exit(main())
