# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What these tests need: the collection beside awx.awx, and a stand-in of AWX that listens."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import checkout
import paths
import pytest
import pytest_fixtures
import staging
import uvicorn
import yaml
from stand_in.app import Controller

checkout.make_importable()

sandbox, collections = pytest_fixtures.sandbox, pytest_fixtures.collections
USERNAME, PASSWORD = 'admin', 'Zm9yIHRoZSBzdGFuZC1pbg'
REPOSITORY = 'https://github.com/runwatch/observability.git'
OWN_REPOSITORY = 'https://git.example.com/fleet.git'
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Result:
    code: int
    output: str

    @property
    def changed(self):
        return int(re.search(r'changed=(\d+)', self.output)[1])


@pytest.fixture(scope='session')
def awx_awx():
    """The collection awx.awx as it is."""
    return Path(os.environ['AWX_COLLECTIONS'])


@pytest.fixture(scope='session')
def in_process(awx_awx, tmp_path_factory):
    """The same, but its modules run in the processes of their tasks."""
    return _quick(awx_awx, 'awx/awx', tmp_path_factory.mktemp('awx'))


@pytest.fixture(scope='session')
def ansible_controller(awx_awx, tmp_path_factory):
    """The same under Red Hat's name of the collection, which is made from the same source."""
    return _quick(awx_awx, 'ansible/controller', tmp_path_factory.mktemp('controller'))


def _quick(awx_awx, name, folder):
    source, target = awx_awx / 'ansible_collections/awx/awx', folder / 'ansible_collections' / name
    (target / 'plugins/action').mkdir(parents=True)
    for path in [*source.iterdir(), *(source / 'plugins').iterdir()]:
        if path.name != 'plugins':
            (target / path.relative_to(source)).symlink_to(path)
    for module in (source / 'plugins/modules').glob('*.py'):
        (target / 'plugins/action' / module.name).symlink_to(Path(__file__).with_name('in_process.py'))
    return folder


def files_of_the_checkout():
    return {name for name in staging.files() if name.startswith('playbooks/')}


@contextlib.contextmanager
def running_controller(awx_awx):
    """A stand-in that listens at `url`, with a job template of the user's own."""
    manifest = json.loads((awx_awx / 'ansible_collections/awx/awx/MANIFEST.json').read_text())
    own = {Path(name).name for name in files_of_the_checkout()}
    repositories = {REPOSITORY: files_of_the_checkout(), OWN_REPOSITORY: own | {'deploy.yml', 'fleet.yml'}}
    running = Controller(repositories, USERNAME, PASSWORD, manifest['collection_info']['version'])
    make_deploy_template(running.store)
    with socket.create_server(('127.0.0.1', 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(running.app, log_level='warning'))
        thread = threading.Thread(target=server.run, kwargs={'sockets': [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        running.url = f'http://127.0.0.1:{listening.getsockname()[1]}'
        try:
            yield running
        finally:
            server.should_exit = True
            thread.join(10)


def make_deploy_template(store):
    organization = store.all('organizations')[0]['id']
    project = store.write('projects', None, {'name': 'deployments', 'organization': organization, 'scm_type': 'git', 'scm_url': OWN_REPOSITORY})
    inventory = store.write('inventories', None, {'name': 'servers', 'organization': organization})
    store.write('job_templates', None, {'name': 'Deploy billing', 'project': project['id'], 'inventory': inventory['id'], 'playbook': 'deploy.yml'})


@pytest.fixture
def controller(awx_awx):
    with running_controller(awx_awx) as running:
        yield running


@pytest.fixture(scope='session')
def configure(collections, in_process, tmp_path_factory):
    """Run the playbook with these variables, or a text of them; it has to succeed unless `fails` is what it has to say."""
    def run(controller, *arguments, fails='', modules=in_process, playbook='runwatch.observability.awx_configure', variables=None, environment=None):
        folder = tmp_path_factory.mktemp('run')
        (folder / 'awx.yml').write_text(variables if isinstance(variables, str) else yaml.safe_dump(variables or {}))
        settings = {
            'ANSIBLE_COLLECTIONS_PATH': os.pathsep.join(str(entry) for entry in (collections, modules)),
            'ANSIBLE_DEPRECATION_WARNINGS': 'false',  # those of awx.awx
            'ANSIBLE_LOCALHOST_WARNING': 'false', 'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false', 'ANSIBLE_PIPELINING': 'true',
            'SSL_CERT_FILE': os.devnull,  # otherwise all authorities are read for each request, without need
            'CONTROLLER_HOST': controller.url, 'CONTROLLER_USERNAME': USERNAME, 'CONTROLLER_PASSWORD': PASSWORD,
        }
        done = subprocess.run(
            [BIN / 'ansible-playbook', playbook, '-e', '@awx.yml', *arguments], cwd=folder, env={**staging.quiet(), **settings, **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900, check=False)
        if fails:
            assert done.returncode != 0 and fails in ' '.join(done.stdout.split()), done.stdout
        else:
            assert done.returncode == 0 and '[WARNING]' not in done.stdout, done.stdout
        return Result(done.returncode, done.stdout)
    return run


def role_vars():
    """The data of the role awx."""
    return yaml.safe_load((paths.ROOT / 'roles/awx/vars/main.yml').read_text())
