# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Credential types as AWX takes them: a job gets exactly the documented variables, with which modules and plugins find their options."""

from __future__ import annotations

import importlib
import os
import subprocess

import pytest
import staging
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from conftest import BIN
from stand_in.credential_types import inject
from stand_in.store import Store

PLUGINS = 'ansible_collections.runwatch.observability.plugins'
CONNECTIONS = importlib.import_module(f'{PLUGINS}.module_utils._options').CONNECTIONS
LOOKUP = importlib.import_module(f'{PLUGINS}.lookup.awx_credential_types')


def table(key):
    """The options that a credential is good for."""
    return {option.name: option for name in LOOKUP.TYPES[key] for option in CONNECTIONS[name].all_options() if option.env}


def made(key):
    """The type as AWX keeps it."""
    described = LOOKUP.credential_type(key)
    return Store({}).write('credential_types', None, {name: described[name] for name in ('name', 'description', 'kind', 'inputs', 'injectors')})


@pytest.fixture
def read(monkeypatch):
    """What modules make of an environment."""
    spec = importlib.import_module(f'{PLUGINS}.module_utils._options').connection_spec

    def run(key, environment):
        for name in list(os.environ):
            if name.startswith(('DATASENTINEL_', 'INSTANA_', 'APPSIGNAL_')):
                monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        checked = ArgumentSpecValidator(spec(*LOOKUP.TYPES[key])).validate({})
        assert not checked.error_messages
        return {name: checked.validated_parameters.get(name) for name in table(key)}
    return run


@pytest.mark.parametrize('key', LOOKUP.TYPES)
class TestType:
    def test_it_injects_exactly_the_documented_variables(self, key):
        injectors = made(key)['injectors']
        assert set(injectors['env']) == {option.env[0] for option in table(key).values()}
        assert 'extra_vars' not in injectors

    def test_its_secrets_are_hidden(self, key):
        fields = made(key)['inputs']['fields']
        assert {field['id'] for field in fields if field.get('secret')} == {name for name, option in table(key).items() if option.secret} | {'client_key'}
        assert all(field['label'] and field['help_text'] for field in fields)

    def test_nothing_that_is_left_empty_does_harm(self, read, tmp_path, key):
        kept = made(key)
        for inputs in ({}, {field['id']: '' for field in kept['inputs']['fields']}):
            assert read(key, inject(kept, inputs, tmp_path)) == {name: option.default for name, option in table(key).items()}

    def test_modules_find_what_is_filled_in(self, read, tmp_path, key):
        of_type = {'bool': ('false', False), 'int': ('7', 7)}
        filled_in = {name: of_type.get(option.type, (f'text of {name}',) * 2) for name, option in table(key).items()}
        found = read(key, inject(made(key), {name: text for name, (text, _value) in filled_in.items()}, tmp_path))
        for name, option in table(key).items():
            if option.type == 'path':
                assert os.path.dirname(found[name]) == str(tmp_path)
                with open(found[name], encoding='utf-8') as file:
                    found[name] = file.read()
        assert found == {name: value for name, (_text, value) in filled_in.items()}


ASKED = {
    'datasentinel_platform_info': {},
    'datasentinel_agent_info': {},
    'instana_release_info': {'from_time': '2026-01-01'},
    'instana_event': {'title': 'Deployed'},
    'appsignal_app_info': {},
    'appsignal_check_in': {'identifier': 'backup', 'kind': 'start'},
}
SECRETS = ('platform_password', 'agent_token', 'instana_token', 'appsignal_token', 'appsignal_push_key')


def test_a_job_reaches_every_product(sandbox, collections, tmp_path):
    """With an address, its secrets and a certificate in each credential and nothing else, modules on both roads and both plugins do."""
    facts = sandbox.facts
    sandbox.control('POST', 'reset')
    sandbox.control('POST', 'seed', {'connections': [{'name': 'crm', 'host': 'db-1', 'tags': 'application=crm', 'password': facts['platform_password']}]})
    with open(facts['ca_path'], encoding='utf-8') as file:
        certificate = file.read()
    environment = {}
    for key in LOOKUP.TYPES:
        folder = tmp_path / key
        folder.mkdir()
        inputs = {name: str(facts[name]) for name in table(key) if name in facts}
        environment.update(inject(made(key), {**inputs, 'ca_path': certificate}, folder))
    assert environment['DATASENTINEL_VALIDATE_CERTS'] == environment['INSTANA_RETRIES'] == environment['APPSIGNAL_TIMEOUT'] == ''
    (tmp_path / 'datasentinel.yml').write_text('plugin: runwatch.observability.datasentinel\n')
    (tmp_path / 'play.yml').write_text(yaml.safe_dump([{'name': 'Ask all', 'hosts': 'localhost', 'gather_facts': False, 'tasks': [
        *({f'runwatch.observability.{name}': {**options, 'in_process': road}} for name, options in ASKED.items() for road in (True, False)),
        {'ansible.builtin.assert': {'that': "groups.application_crm == ['db-1@crm']"}}]}]))

    done = subprocess.run(
        [BIN / 'ansible-playbook', '-i', 'datasentinel.yml', 'play.yml', '-vv'], cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=600, check=False, env={
            **staging.quiet(), **environment, 'ANSIBLE_COLLECTIONS_PATH': str(collections), 'ANSIBLE_PIPELINING': 'true',
            'ANSIBLE_CALLBACKS_ENABLED': 'runwatch.observability.deployment_events', 'ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED': 'true'})

    assert done.returncode == 0 and '[WARNING]' not in done.stdout, done.stdout
    assert not [name for name in SECRETS if facts[name] in done.stdout]
    events = [call['body']['title'] for call in sandbox.control('GET', 'journal')['entries'] if call['path'] == '/com.instana.plugin.generic.event']
    assert events == ['Deployed', 'Ask all']  # it is announced once, whichever road is first
