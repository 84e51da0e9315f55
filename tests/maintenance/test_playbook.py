# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook closes the window whatever becomes of the hosts, and the failure stands."""

from __future__ import annotations

import pytest
from controller import connection, play, window

PLAYBOOK = 'runwatch.observability.maintenance'
FAIL = {'name': 'Fail', 'ansible.builtin.fail': {'msg': 'It broke.'}}
REACH = {'name': 'Reach', 'ansible.builtin.raw': 'true'}
NEVER = {'name': 'Never', 'ansible.builtin.debug': {'msg': 'never'}}
ON_A, ON_B = {'when': 'inventory_hostname == "a"'}, {'when': 'inventory_hostname == "b"'}
FATAL = {'any_errors_fatal': True}

CASES = {
    'all hosts fail': ('', [FAIL, NEVER], 'failed'),
    'all hosts are unreachable': ('ab', [REACH, NEVER], 'unreachable'),
    'an error is fatal for all': ('', [{**FAIL, **ON_A, **FATAL}, {**REACH, **FATAL}], 'failed'),
    'an unreachable host is fatal for all': ('a', [{**REACH, **FATAL}, {**REACH, **FATAL}], 'unreachable'),
    'all are unreachable, which is fatal': ('ab', [{**REACH, **FATAL}, NEVER], 'unreachable'),
    'a host is unreachable for what is done once': ('ab', [{**REACH, 'run_once': True}, REACH], 'unreachable'),
    'one fatal error after another': ('', [{
        'block': [{**FAIL, **ON_B}], 'rescue': [{**FAIL, **ON_B}], 'always': [{**FAIL, **ON_A}], **FATAL}], 'failed'),
}


@pytest.fixture
def run(fleet, controller):
    """Run the playbook on the hosts a and b, of which those in `unreachable` are unreachable."""
    def run_playbook(tasks, *arguments, unreachable='', **variables):
        hosts = {name: {'datasentinel_pg_instance': f'db@{name}', **(
            {'ansible_connection': 'ssh', 'ansible_host': '127.0.0.1', 'ansible_port': 9} if name in unreachable else {'ansible_connection': 'local'}
        )} for name in 'ab'}
        inventory = controller.write('inventory.yml', {'fleet': {'hosts': hosts}})
        return controller.run(
            PLAYBOOK, '--inventory', str(inventory), *arguments, **connection(fleet.facts), **variables, maintenance_window_name='upgrade',
            maintenance_hosts='fleet', maintenance_gather_facts=False, maintenance_window_instana_query='entity.zone:eu',
            maintenance_window_tasks=str(controller.write('work.yml', tasks)))
    return run_playbook


def assert_all_is_as_it_was(fleet, controller):
    assert fleet.silenced == {'c'} and fleet.muted == []
    assert fleet.switched() == {'disable a': 1, 'disable b': 1, 'enable a': 1, 'enable b': 1}
    assert controller.record('upgrade')['state'] == 'closed'


@pytest.mark.parametrize('case', CASES)
def test_it_closes_and_the_failure_stands(case, run, fleet, controller):
    unreachable, tasks, fate = CASES[case]

    result = run(tasks, unreachable=unreachable)

    assert result.code != 0 and 'WARNING]' not in result.output, result.output
    assert any(result.recap(host)[fate] for host in (unreachable or 'ab')), result.output
    assert_all_is_as_it_was(fleet, controller)
    assert result.recap('localhost')['failed'] == 0 and '"msg": "never"' not in result.output


def test_it_closes_after_the_end_of_a_play(run, fleet, controller):
    result = run([{'ansible.builtin.meta': 'end_play'}])

    assert result.code == 0 and 'WARNING]' not in result.output, result.output
    assert_all_is_as_it_was(fleet, controller)


def test_tags_choose_from_the_work_only(run, fleet, controller):
    result = run([NEVER, {'name': 'Chosen', 'ansible.builtin.debug': {'msg': 'chosen'}, 'tags': ['chosen']}], '--tags', 'chosen')

    assert result.code == 0 and '"msg": "chosen"' in result.output and '"msg": "never"' not in result.output, result.output
    assert_all_is_as_it_was(fleet, controller)


def test_handlers_run_in_the_window(run, fleet, controller):
    (controller.folder / 'roles' / 'upgrade' / 'tasks').mkdir(parents=True)
    (controller.folder / 'roles' / 'upgrade' / 'handlers').mkdir()
    controller.write('roles/upgrade/tasks/main.yml', [{'ansible.builtin.command': 'true', 'notify': 'Restart'}])
    look = {'ansible.builtin.command': {'argv': ['echo', 'SILENCED {{ lookup("ansible.builtin.url", url, ca_path=ca) }}']}}
    controller.write('roles/upgrade/handlers/main.yml', [{'name': 'Restart', **look, 'register': 'seen'}])

    result = run([{'ansible.builtin.include_role': {'name': str(controller.folder / 'roles' / 'upgrade')}}], '-v',
                 url=f'{fleet.facts["control_url"]}/state', ca=fleet.facts['ca_path'])

    assert result.code == 0, result.output
    (silenced,) = {line.split('"silenced"')[1].split(']')[0] for line in result.output.replace('\\', '').splitlines() if '"stdout": "SILENCED' in line}
    assert 'db@a' in silenced and 'db@b' in silenced
    assert_all_is_as_it_was(fleet, controller)


@pytest.mark.parametrize('work,arguments,says', [
    ('- name: No YAML\n  fail: [', (), 'work.yml'),
    ([NEVER], ('--limit', 'a'), 'add localhost to it'),
], ids=['a mistake in the tasks', 'a limit without localhost'])
def test_what_cannot_work_silences_nothing(work, arguments, says, run, fleet, controller):
    result = run(work, *arguments)

    assert result.code != 0 and says in result.output, result.output
    assert fleet.switched() == {} and controller.record('upgrade') is None
    assert '"msg": "never"' not in result.output


def test_check_mode_says_what_would_be_silenced(run, fleet, controller):
    result = run([REACH], '--check')

    assert result.code == 0 and 'Silenced (2): db@a, db@b' in result.output, result.output
    assert fleet.switched() == {} and controller.record('upgrade') is None


def test_the_role_closes_too_and_leaves_the_failure(fleet, controller):
    """In a play of one's own, with a host that fails and one that does not."""
    hosts = {name: {'ansible_connection': 'local'} for name in 'ab'}
    result = controller.run(
        [play(window('around'), {**REACH, 'name': 'Go on'}, hosts='fleet')], '--inventory', str(controller.write('inventory.yml', {'fleet': {'hosts': hosts}})),
        **connection(fleet.facts), maintenance_window_name='upgrade', maintenance_window_instances=['db@a', 'db@b', 'db@c'],
        maintenance_window_tasks=str(controller.write('work.yml', [{**FAIL, **ON_A}, REACH])))

    assert result.code == 2 and result.recap('a')['failed'] == 1 and result.recap('b')['failed'] == 0, result.output
    assert_all_is_as_it_was(fleet, controller)
