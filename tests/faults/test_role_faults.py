# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every role against faults at its first reading and at its first change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import fault_kinds
import paths
import pytest
from fault_kinds import FAILS, NO, NONE, OK, OPEN, PART, STRIKING, TOLD, WARNS
from fault_world import Call, settled
from module_scenarios import Scenario
from playbook_runs import run_playbook
from role_scenarios import MET, ROLES

# Roles are made of modules, and take longer than all of those.
pytestmark = pytest.mark.thorough

HERE = Path(__file__).resolve().parent
NAMES = sorted(path.name for path in (paths.ROOT / 'roles').iterdir() if path.is_dir())
PLAY = {
    'hosts': 'localhost', 'connection': 'local', 'gather_facts': False, 'roles': ['setup_sandbox'],
    'tasks': [{'ansible.builtin.include_tasks': str(HERE / 'role_faults.yml')}]}
ANY = Scenario('')
UNSURE = re.compile('It is not known whether')


def test_every_role_has_a_scenario():
    assert sorted(scenario.role for scenario in ROLES) == NAMES


@pytest.fixture
def play(world, tmp_path):
    """Run the play of a role, and return what it left to be judged."""
    def run(scenario):
        world.begin()
        faults = [{'name': name, 'rule': fault_kinds.armed(STRIKING[name], world.trap.url)} for name in MET]
        work = tmp_path / 'work'
        work.mkdir()
        variables = {
            **{f'sandbox_{name}': value for name, value in world.facts.items()}, 'role': scenario.role, 'seed': scenario.seed, 'faults': faults,
            'work': str(work), **scenario.variables}
        given = tmp_path / 'variables.json'
        given.touch(mode=0o600)
        given.write_text(json.dumps(variables))
        playbook = tmp_path / 'play.yml'
        playbook.write_text(json.dumps([PLAY]))
        result = run_playbook(playbook, paths.CACHE / 'collections', tmp_path, '--extra-vars', f'@{given}')
        assert result.code == 0, result.summary()
        assert not [secret for secret in world.secrets() if secret in result.output + result.errors], 'a secret is told'
        return json.loads((work / 'outcomes.json').read_text())
    return run


@pytest.mark.parametrize('scenario', [scenario for scenario in ROLES if not scenario.silent], ids=lambda scenario: scenario.role)
def test_a_role(world, scenario, play, observed):
    told = play(scenario)
    clean = told['clean']
    assert clean['msg'] == clean['warned'] == '', clean['msg'] or clean['warned']
    after = settled(clean['state'])
    problems = []
    for strike in told['struck']:
        first, fault, kind = strike['first'], strike['fault'], strike['kind']
        outcome = outcome_of(first, after)
        calls = [Call(entry, ANY) for entry in first['journal']]
        expected = expected_of(scenario, fault, kind)
        if outcome not in expected:
            problems.append(f'{fault} at {kind}: {outcome} instead of {sorted(expected)}: {first["msg"] or first["warned"]}')
        if sent_twice(calls):
            problems.append(f'{fault} at {kind}: sent twice: {sent_twice(calls)}')
        if outcome == NO and any(call.is_change and call.took_effect for call in calls):
            problems.append(f'{fault} at {kind}: something was done')
        # From what was there before, the next run is the one without a fault.
        was_changed, again = any(call.is_change and call.took_effect for call in calls), strike['again']
        if outcome in (PART, OPEN) and was_changed and (again['msg'] or settled(again['state']) != after):
            problems.append(f'{fault} at {kind}: the next run does not bring what is wanted: {again["msg"]}')
        if kind == 'whole':
            observed.note_role(scenario.role, fault, 'read', outcome)
        else:
            observed.note_role(scenario.role, fault, kind, outcome)
    assert not problems, '\n'.join(problems)
    assert world.trap.visits == 0


def test_roles_without_an_api(observed):
    for scenario in ROLES:
        if scenario.silent:
            for name in (*MET, 'refused'):
                observed.note_role(scenario.role, name, 'read', NONE)


def outcome_of(run, after):
    if run['warned']:
        return WARNS
    if not run['msg']:
        return OK if settled(run['state']) == after else TOLD
    if UNSURE.search(run['msg']):
        return OPEN
    return PART if any(call.is_change and call.took_effect for call in (Call(entry, ANY) for entry in run['journal'])) else NO


def expected_of(scenario, fault, kind):
    """What the table of modules says; a role that only warns does so where a module fails."""
    if fault == 'refused':
        expected = FAILS
    elif fault == '401' and not scenario.own_session:
        expected = FAILS
    else:
        expected = STRIKING[fault].once[kind]
    if not scenario.warns or expected == frozenset((OK,)):
        return expected
    # Whatever the agent answers, a 2xx is a yes.
    return frozenset((WARNS, TOLD)) if fault in ('error', 'HTML 200') and kind == 'write' else frozenset((WARNS,))


def sent_twice(calls):
    seen = {}
    for call in calls:
        if call.is_change:
            seen.setdefault(call.same, []).append(call)
    return [same for same, twins in seen.items() if any(twin.entry['status'] not in (401, 429) for twin in twins[:-1])]
