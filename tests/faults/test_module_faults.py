# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every module against every fault of the sandbox, at every kind of request that it sends."""

from __future__ import annotations

import re

import fault_kinds
import paths
import pytest
import requests
from fault_cells import Clean, Strike, check_message, expected_of, race
from fault_deviations import deviation
from fault_kinds import NO, NONE, RACES, STRIKING, UNREACHABLE
from module_scenarios import DATASENTINEL, SCENARIOS
from modules import definition

MODULES = sorted(path.stem for path in (paths.ROOT / 'plugins' / 'modules').glob('*.py') if path.stem != '__init__')
SESSIONS = [scenario for scenario in DATASENTINEL if not re.search('agent|token|watchdog|window_info', scenario.module)]
each_scenario = pytest.mark.parametrize('scenario', SCENARIOS, ids=lambda scenario: scenario.name)
pytestmark = pytest.mark.usefixtures('clock')
_CLEAN = {}


@pytest.fixture
def clean_of(world, clock, tmp_path_factory):
    """Returns a task without a fault, found out once."""
    def found(scenario):
        if scenario.name not in _CLEAN:
            _CLEAN[scenario.name] = Clean(world, scenario, tmp_path_factory.mktemp('files'))
        return _CLEAN[scenario.name]
    return found


@pytest.fixture
def clean(clean_of, scenario):
    return clean_of(scenario)


@pytest.fixture
def known(clean_of, scenario):
    """The shapes of calls that are struck in an earlier task of the same module."""
    earlier = SCENARIOS[:SCENARIOS.index(scenario)]
    return {shape for other in earlier if other.module == scenario.module for shape in clean_of(other).shapes}


def test_every_module_has_a_scenario():
    assert sorted({scenario.module for scenario in SCENARIOS}) == MODULES


@each_scenario
@pytest.mark.parametrize('name', STRIKING)
def test_a_fault(world, scenario, clean, known, name, observed):
    fault = STRIKING[name]
    for number in clean.firsts(known) if fault.is_slow else clean.targets(known, ends=not fault.like):
        strike = Strike(world, clean, fault, number, lasting=False)
        strike.judge(deviation(scenario, strike) or expected_of(fault, clean, number, lasting=False))
        observed.note(scenario.module, name, strike.struck.kind, strike.outcome)
    for number in [] if fault.like else clean.firsts(known):
        if fault.lasting[clean.calls[number].kind] != fault.once[clean.calls[number].kind]:
            strike = Strike(world, clean, fault, number, lasting=True)
            strike.judge(deviation(scenario, strike) or expected_of(fault, clean, number, lasting=True))


def unreachable(world, name):
    """Connection options with which nobody is there, for all products; of those that a module has, they take effect."""
    addresses = [option for option in world.facts if option.endswith('_url') and option not in ('console_url', 'control_url')]
    port = world.facts['platform_url'].rpartition(':')[2]
    return {
        'refused': dict.fromkeys(addresses, 'https://127.0.0.1:9'),
        'no host': dict.fromkeys(addresses, 'https://nowhere.invalid'),
        'CA': {'ca_path': requests.certs.where()},
        'name': dict.fromkeys(addresses, f'https://other.example:{port}'),
    }[name]


@each_scenario
@pytest.mark.parametrize('name, why', [(name, why) for name, _meaning, why in UNREACHABLE], ids=[row[0] for row in UNREACHABLE])
def test_a_server_out_of_reach(world, scenario, clean, name, why, names, observed):
    if not clean.calls:
        observed.note_whole(scenario.module, name, NONE)
        return
    world.prepare(scenario, clean.folder)
    world.forget()
    known = definition(scenario.module).argument_spec()
    options = {option: value for option, value in unreachable(world, name).items() if option in known}
    result = world.run(scenario.module, {**clean.params(world), **options})
    assert result['failed'] and not result.get('changed') or scenario.records, result
    check_message(result, world, why)
    assert world.calls(scenario) == []
    assert not result['failure'].get('done') and not result['failure'].get('unknown')
    observed.note_whole(scenario.module, name, NO)


@each_scenario
def test_races(world, scenario, clean, observed, replies):
    if not clean.calls:
        for fault in STRIKING:
            observed.note_whole(scenario.module, fault, NONE)
    if clean.is_reader or any(call.kind == 'send' for call in clean.calls):
        for name, _meaning in RACES:
            observed.note_whole(scenario.module, name, NONE)
        return
    old = replies(world, clean)
    for name, _meaning in RACES:
        observed.note_whole(scenario.module, name, old(came=name == 'came'))


@pytest.fixture
def replies(monkeypatch):
    """What the task was told before its first change, to be told once more when it is not true any more."""
    from ansible_collections.runwatch.observability.plugins.module_utils._http import Client
    exchange = Client._exchange

    def recorded(world, clean):
        seen = []

        def recording(self, request, prepared):
            status, headers, raw = exchange(self, request, prepared)
            seen.append((request.method, request.address, status, raw))
            return status, headers, raw
        monkeypatch.setattr(Client, '_exchange', recording)
        world.begin()
        world.prepare(clean.scenario, clean.folder)
        world.forget()
        world.run(clean.scenario.module, clean.params(world))
        monkeypatch.setattr(Client, '_exchange', exchange)
        calls = world.calls(clean.scenario)
        first = next(number for number, call in enumerate(calls) if call.is_change)
        known = [(call.entry['method'], call.entry['path'], status, raw.decode())
                 for call, (_method, _address, status, raw) in zip(calls[:first], seen) if call.kind == 'read']

        def run(came):
            outcome, result, sent = race(world, clean, known, came)
            allowed = {fault_kinds.OK, fault_kinds.NO} | ({fault_kinds.TWICE, fault_kinds.PART} if clean.scenario.allows_two and came else set())
            assert outcome in allowed, (outcome, result)
            return outcome
        return run
    return recorded


@pytest.mark.parametrize('scenario', SESSIONS, ids=lambda scenario: scenario.name)
def test_a_token_that_was_given_is_never_renewed(world, scenario, clean):
    others = [call for call in clean.calls if call.kind != 'login']
    for number in sorted({0, len(others) - 1}):
        world.begin()
        world.prepare(scenario, clean.folder)
        token = world.run('datasentinel_token', {})['token']
        params = clean.params(world)
        world.forget()
        world.arm({'kind': 'status', 'status': 401, 'body': {'error': fault_kinds.SAID}, 'skip': number})
        result = world.run(scenario.module, {**params, 'platform_token': token})
        assert result['failed'] and result['failure']['kind'] in ('authentication', 'batch') and '401' in result['msg'], result
        assert [call for call in world.calls(scenario) if call.kind == 'login'] == []
        check_message(result, world, fault_kinds.SAID)


@pytest.mark.parametrize('scenario', [
    entry for entry in SESSIONS if entry.module != 'datasentinel_platform_info' and entry.label != 'close'], ids=lambda scenario: scenario.name)
def test_a_session_that_the_platform_ended_is_renewed_once(world, scenario, clean):
    """As in a loop, whose items share a client."""
    from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

    from ansible_collections.runwatch.observability.plugins.plugin_utils._in_process import Clients
    module, clients = definition(scenario.module), Clients()
    world.begin()
    world.prepare(scenario, clean.folder)
    world.forget()
    facts = {name: world.facts[name] for name in ('platform_url', 'platform_username', 'platform_password', 'ca_path')}
    checked = ArgumentSpecValidator(module.argument_spec(), **module.rules).validate({**facts, **clean.params(world)})
    for _round in range(2):
        result, _warnings = module.answer(checked.validated_parameters, False, True, clients.borrow)
        assert not result.get('failed'), result
        world.control('POST', 'sessions/expire')
    logins = [call for call in world.calls(scenario) if call.kind == 'login']
    assert [call.entry['status'] for call in logins] == [201, 201]


def test_hints_are_waited_for(world, clock):
    """As long as the server asks for, and no longer than a minute."""
    for name, least in (('429 after', 3), ('429 reset', 3), ('429', 0.1)):
        world.begin()
        fault = STRIKING[name]
        world.arm(fault_kinds.armed(fault, '', skip=1, times=1))
        clock.waits.clear()
        assert not world.run('datasentinel_user_info', {})['failed']
        assert len(clock.waits) == 1 and least <= clock.waits[0] <= 6, clock.waits
    world.begin()
    world.arm(fault_kinds.armed(STRIKING['429 late'], '', skip=1, times=1))
    clock.waits.clear()
    assert world.run('datasentinel_user_info', {})['failure']['kind'] == 'rate_limit' and clock.waits == []
