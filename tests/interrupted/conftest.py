# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What these tests need: a sandbox, the collection installed from its tarball, and playbooks that can be killed."""

from __future__ import annotations

import pytest
import pytest_fixtures
from killing import Runner

collections, sandbox = pytest_fixtures.collections, pytest_fixtures.sandbox


@pytest.fixture(scope='module')
def runner(request, sandbox, collections, tmp_path_factory):
    """Runs the playbook that the test module names, with its variables."""
    return Runner(sandbox, collections, tmp_path_factory.mktemp('runs'), request.module.PLAYBOOK, request.module.VARIABLES)
