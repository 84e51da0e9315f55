# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the integration runner needs once for a session: a sandbox, and the collection installed from its tarball."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'tools'))

import instana_contract  # noqa: E402
import paths  # noqa: E402
import staging  # noqa: E402
from sandbox_process import SandboxProcess  # noqa: E402


@pytest.fixture(scope='session')
def sandbox(tmp_path_factory):
    python = os.environ.get('SANDBOX_PYTHON') or paths.VENVS / 'sandbox' / 'bin' / 'python'
    with SandboxProcess(python, tmp_path_factory.mktemp('sandbox') / 'log') as running:
        yield running


@pytest.fixture(scope='session')
def instana_watch(sandbox):
    return instana_contract.Watch(sandbox)


@pytest.fixture(scope='session')
def collections(tmp_path_factory):
    """A folder with nothing but the collection, built and installed as a user would."""
    work = tmp_path_factory.mktemp('collection')
    ansible_galaxy = Path(sys.executable).parent / 'ansible-galaxy'
    tarball = staging.build(ansible_galaxy, work, work / 'log')
    staging.install(ansible_galaxy, tarball, work / 'collections', work / 'log')
    return work / 'collections'
