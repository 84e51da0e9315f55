# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the integration runner needs once for a session: a sandbox, and the collection installed from its tarball."""

from __future__ import annotations

import instana_contract
import pytest
import pytest_fixtures

collections, sandbox = pytest_fixtures.collections, pytest_fixtures.sandbox


@pytest.fixture(scope='session')
def instana_watch(sandbox):
    return instana_contract.Watch(sandbox)
