# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plugins that talk to a vendor: the inventory tells what is wrong, and the callback never breaks a run."""

from __future__ import annotations

import importlib
import json
from types import SimpleNamespace

import fault_kinds
import pytest
import yaml
from fault_kinds import NO, OK, STRIKING, TOLD, WARNS

PLUGINS = 'ansible_collections.runwatch.observability.plugins'
FAULTS = [*STRIKING, 'refused']
NOWHERE = 'https://127.0.0.1:9'
pytestmark = pytest.mark.usefixtures('clock')


@pytest.fixture
def inventory_plugin():
    """The plugin, with its options made known to core, as its loader does."""
    from ansible import constants as C
    module = importlib.import_module(f'{PLUGINS}.inventory.datasentinel')
    options = yaml.safe_load(module.DOCUMENTATION)['options']
    fragments = [
        importlib.import_module(f'ansible.plugins.doc_fragments.{name}').ModuleDocFragment.DOCUMENTATION for name in ('constructed', 'inventory_cache')]
    for text in (importlib.import_module(f'{PLUGINS}.doc_fragments.datasentinel').ModuleDocFragment.PLUGIN, *fragments):
        options.update(yaml.safe_load(text)['options'])
    C.config.initialize_plugin_configuration_definitions('inventory', module.InventoryModule.NAME, options)
    made = module.InventoryModule()
    made._load_name = made.ansible_name = made.NAME
    made._redirected_names = [made.NAME]
    return made


def arm(world, name, number):
    """Arm the fault for the call ``number``; a fault that is slow hurries that call."""
    if name in STRIKING:
        world.arm(fault_kinds.armed(STRIKING[name], world.trap.url, skip=number, times=1))
        world.hurried = number if STRIKING[name].is_slow else None
    world._exchanges = 0


@pytest.mark.parametrize('name', FAULTS)
def test_the_inventory_plugin(world, tmp_path, observed, inventory_plugin, name):
    """It tells what is wrong and has no hosts; whether that ends the run is for Ansible's configuration to say."""
    from ansible.errors import AnsibleParserError
    from ansible.inventory.data import InventoryData
    from ansible.parsing.dataloader import DataLoader
    world.begin({'connections': [{'name': 'crm', 'host': 'db-1'}]})
    arm(world, name, 1)
    source, inventory = tmp_path / 'fleet.datasentinel.yml', InventoryData()
    source.touch(mode=0o600)
    facts = {option: world.facts[option] for option in ('platform_url', 'platform_username', 'platform_password', 'ca_path')}
    source.write_text(json.dumps({'plugin': inventory_plugin.NAME, **facts, **({'platform_url': NOWHERE} if name == 'refused' else {})}))
    try:
        inventory_plugin.parse(inventory, DataLoader(), str(source), cache=False)
        outcome = OK
    except AnsibleParserError as error:
        assert 'Could not ' in str(error) and world.facts['platform_password'] not in str(error)
        outcome = NO
    world.hurried = None
    world.settle() if name == 'slow' else world.disarm()
    assert outcome in (STRIKING[name].once['read'] if name in STRIKING else {NO})
    assert list(inventory.hosts) == (['db-1@crm'] if outcome == OK else [])
    observed.note_other('inventory: datasentinel', name, outcome)


@pytest.mark.parametrize('name', FAULTS)
def test_the_callback_plugin(world, observed, monkeypatch, name):
    """What it cannot announce is a warning of one line; it asks nobody whether an announcement that was lost arrived."""
    module = importlib.import_module(f'{PLUGINS}.callback.deployment_events')
    plugin, warnings = module.CallbackModule(), []
    plugin._plugin_options = {
        'only_tagged': [], 'failure_severity': 'critical', 'validate_certs': True, 'ca_path': world.facts['ca_path'], 'client_cert': None, 'client_key': None,
        'use_proxy': True, 'timeout': 10, 'retries': 2, 'instana_agent_url': NOWHERE if name == 'refused' else world.facts['instana_agent_url']}
    monkeypatch.setattr(plugin, '_display', SimpleNamespace(warning=warnings.append))
    world.begin()
    arm(world, name, 0)
    plugin.v2_playbook_on_start(SimpleNamespace(_file_name='/srv/deploy.yml'))
    plugin.v2_playbook_on_play_start(SimpleNamespace(_uuid='1', get_name=lambda: 'Deploy', tags=[], check_mode=False))
    plugin.v2_runner_on_start(SimpleNamespace(get_name=lambda: 'db-1'), SimpleNamespace())
    plugin.v2_playbook_on_stats(None)
    world.hurried = None
    world.settle() if name == 'slow' else world.disarm()
    events = world.state()['instana']['events']
    outcome = WARNS if warnings else OK if events else TOLD
    assert len(events) <= 1 and len(warnings) <= 1 and all(text.startswith('deployment_events: Could not announce') for text in warnings)
    # Whatever the agent answers, a 2xx is a yes, and its answers have no body that could break off.
    expected = {'error': {TOLD}, 'HTML 200': {TOLD}, 'no JSON': {OK, WARNS}, 'cut': {OK}, 'refused': {WARNS}}
    well = {name for name, fault in STRIKING.items() if fault.once['write'] == {OK}} - {'401', 'reset late'}
    assert outcome in expected.get(name, {OK} if name in well else {WARNS})
    observed.note_other('callback: deployment_events', name, outcome)
