# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What these tests need: a sandbox, the collection installed from its tarball, and ansible-rulebook."""

from __future__ import annotations

import pytest
import pytest_fixtures
from rulebook import Rulebooks

collections, sandbox = pytest_fixtures.collections, pytest_fixtures.sandbox


@pytest.fixture
def rulebooks(sandbox, collections, tmp_path):
    """Starts rulebooks, which are ended after the test, against a sandbox that holds nothing at first."""
    sandbox.control('POST', 'reset')
    with Rulebooks(sandbox, collections, tmp_path) as starting:
        yield starting
