# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests with playbooks need once for a session; to be imported by a conftest.py."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import paths
import pytest
import staging
from sandbox_process import SandboxProcess


@pytest.fixture(scope='session')
def sandbox(tmp_path_factory):
    python = os.environ.get('SANDBOX_PYTHON') or paths.VENVS / 'sandbox' / 'bin' / 'python'
    with SandboxProcess(python, tmp_path_factory.mktemp('sandbox') / 'log') as running:
        yield running


@pytest.fixture(scope='session')
def collections(tmp_path_factory):
    """A folder with nothing but the collection, built and installed as a user would."""
    return staging.installed(Path(sys.executable).parent / 'ansible-galaxy', tmp_path_factory.mktemp('collection') / 'log')
