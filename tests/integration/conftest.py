# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the integration runner needs once for a session: a sandbox, and the collection installed from its tarball."""

from __future__ import annotations

import instana_contract
import pytest
from pytest_fixtures import collections, sandbox  # noqa: F401


@pytest.fixture(scope='session')
def instana_watch(sandbox):  # noqa: F811
    return instana_contract.Watch(sandbox)
