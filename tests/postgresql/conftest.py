# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What these tests need: a server of each version, a sandbox, and the collection beside community.postgresql."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
import pytest_fixtures
from cluster import Cluster

sandbox, installed = pytest_fixtures.sandbox, pytest_fixtures.collections

SERVERS = [Path(programs) for programs in os.environ.get('POSTGRESQL_SERVERS', '').split(os.pathsep) if programs]

# Servers leave the group of processes that the tests run in; told to end, the tests have to stop them.
signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope='session')
def collections(installed):
    """The collection as a user would install it, and community.postgresql."""
    return os.pathsep.join([str(installed), os.environ['POSTGRESQL_COLLECTIONS']])


@pytest.fixture(scope='module', params=SERVERS, ids=lambda programs: programs.parent.name)
def server(request, sandbox):
    """A running server, as it was made by initdb but for the settings that cluster.py names."""
    sandbox.control('POST', 'reset')
    with new_cluster(request.param) as cluster:
        cluster.create()
        cluster.start()
        cluster.ask('CREATE DATABASE closed')
        cluster.ask('REVOKE CONNECT ON DATABASE closed FROM PUBLIC')
        yield cluster


@pytest.fixture
def standby(server):
    with new_cluster(server.programs) as cluster:
        cluster.copy_as_standby(server)
        yield cluster


class new_cluster:
    """A cluster in a folder that its owner can reach, stopped and removed at the end."""

    def __init__(self, programs):
        self.folder = Path(tempfile.mkdtemp(prefix='pg-'))
        self.folder.chmod(0o755)
        self.cluster = Cluster(programs, self.folder)

    def __enter__(self):
        return self.cluster

    def __exit__(self, *_reason):
        if (self.cluster.data / 'postmaster.pid').exists():
            self.cluster.stop()
        shutil.rmtree(self.folder)
