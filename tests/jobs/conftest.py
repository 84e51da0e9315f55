# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What these tests need: a sandbox, a project as docs/awx.md describes it, and something that runs its jobs as AWX does."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path

import paths
import pytest
import pytest_fixtures
from ansible.parsing.vault import VaultLib, VaultSecret
from awx_job import Awx, templates
from fleet import Fleet
from test_targets import known_secrets

collections, sandbox = pytest_fixtures.collections, pytest_fixtures.sandbox

# Monitoring password, first password of a user, and what both are encrypted with in the project.
PASSWORDS = {name: secrets.token_urlsafe(18) for name in ('monitoring', 'user', 'vault')}
FLEET = """
defaults: {{user: datasentinel, password: {monitoring}, tags: {{provider: ovh}}}}
roles:
  - {{name: billing_team, access: [{{application: billing}}]}}
  - {{name: crm_team, access: [{{application: crm}}]}}
users:
  - {{email: anna@example.com, privilege: read, profile: developer, roles: [billing_team, crm_team], password: {user}}}
"""


def encrypted(password):
    return f'!vault {json.dumps(VaultLib([("default", VaultSecret(PASSWORDS["vault"].encode()))]).encrypt(password).decode())}'


@pytest.fixture(scope='session')
def project(tmp_path_factory):
    """The project: each playbook of a template in two lines, the deployment, and a fleet."""
    folder = tmp_path_factory.mktemp('projects') / 'fleet'
    shutil.copytree(Path(__file__).parent / 'project', folder)
    for template in templates().values():
        name = template.playbook.removesuffix('.yml')
        (folder / template.playbook).write_text(f'- name: Run it\n  ansible.builtin.import_playbook: runwatch.observability.{name}\n')
    shutil.copy(paths.ROOT / 'playbooks' / 'files' / 'datasentinel.yml', folder)
    (folder / 'fleet.yml').write_text(FLEET.format(**{name: encrypted(password) for name, password in PASSWORDS.items()}))
    return folder


@pytest.fixture(scope='session')
def awx(tmp_path_factory, collections, project, sandbox):
    def not_to_be_seen():
        return {**known_secrets(sandbox, {}), **{f'{name} password': password for name, password in PASSWORDS.items()}}
    return Awx(tmp_path_factory.mktemp('awx'), collections, project, sandbox.facts, PASSWORDS['vault'], not_to_be_seen)


@pytest.fixture
def fleet(sandbox):
    """The sandbox, which holds nothing at first."""
    sandbox.control('POST', 'reset')
    return Fleet(sandbox)
