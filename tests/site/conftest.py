# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the documentation share: the site, the collection as it would be installed, a sandbox."""

from __future__ import annotations

import sys
import sys
from pathlib import Path

import documentation
import pytest
import pytest_fixtures
import staging

sandbox = pytest_fixtures.sandbox


@pytest.fixture(scope='session')
def site(tmp_path_factory):
    """The folder with the site; building it fails on any warning."""
    work = tmp_path_factory.mktemp('site')
    return documentation.build(Path(sys.executable).parent, work, work / 'log')


@pytest.fixture(scope='session')
def collections(tmp_path_factory):
    """A folder with a copy of the collection, from which Python can import it too."""
    work = tmp_path_factory.mktemp('collections')
    staging.stage(work)
    sys.path.append(str(work))
    return work
