# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs that are killed with SIGKILL: whoever closes the window afterwards leaves everything as it was, and asks for nothing twice."""

from __future__ import annotations

from controller import connection, instana, platform, play, window
from fleet import wait_until

BUSY = [{'name': 'Begin', 'ansible.builtin.command': 'touch busy'}, {'name': 'Work for a long time', 'ansible.builtin.command': 'sleep 600'}]
INSTANA = {'maintenance_window_instana_query': 'entity.zone:eu'}


def test_a_job_that_is_killed_while_it_works(fleet, controller):
    """One instance is silenced already, one is unknown, and one fails when the window is closed."""
    variables = {'maintenance_window_name': 'upgrade', **INSTANA, **connection(fleet.facts)}
    job = controller.start(
        [play(window('around'))], **variables, maintenance_window_instances=['db@a', 'db@b', 'db@c', 'db@unknown'],
        maintenance_window_unknown_instances='ignore', maintenance_window_tasks=str(controller.write('busy.yml', BUSY)))
    wait_until(lambda: (controller.folder / 'busy').exists() or job.is_over(), what='the work')
    job.kill()

    assert fleet.silenced == {'a', 'b', 'c'} and fleet.muted == ['upgrade']
    assert {entry['name']: entry['state'] for entry in controller.record('upgrade')['instances']} == {
        'db@a': 'silenced', 'db@b': 'silenced', 'db@c': 'left_off', 'db@unknown': 'unknown'}

    fleet.fault(kind='status', status=400, path='@b/enable')
    close = [play(window('closed'))]
    partly = controller.run(close, **variables)
    assert partly.code == 2 and partly.recap('localhost')['failed'] == 1
    assert 'alerting of 1 of 2 instances could not be restored. db@b' in partly.output and 'LEFT TO DO' in partly.output
    assert fleet.silenced == {'b', 'c'} and fleet.muted == []
    assert controller.record('upgrade')['state'] == 'open'

    rest = controller.run(close, **variables)
    assert rest.code == 0, rest.output
    assert fleet.silenced == {'c'}
    assert controller.record('upgrade')['state'] == 'closed'

    before = fleet.last
    again = controller.run(close, **variables)
    assert again.code == 0 and again.recap('localhost')['changed'] == 0, again.output
    assert [entry['path'] for entry in fleet.journal(before) if entry['system'] == 'platform'] == []

    assert fleet.silenced == {'c'} and fleet.muted == []
    assert fleet.switched() == {'disable a': 1, 'disable b': 1, 'enable a': 1, 'enable b': 1}


def test_a_job_that_is_killed_between_any_two_requests_of_opening(fleet, controller):
    """Also while a request is under way: one that never arrives, and one that takes effect after the job is gone."""
    total = requests_of_opening(fleet, controller)
    moments = [{'kind': 'reset_before', 'skip': number, 'times': -1, 'delay': 60} for number in range(total)]
    moments += [{'kind': 'delay', 'skip': number, 'times': 1, 'delay': 5, 'path': 'disable|maintenance', 'method': method}
                for method, number in (('PATCH', 0), ('PATCH', 1), ('PUT', 0))]
    names = [f'{number:02d}' for number in range(len(moments))]
    fleet.begin([f'{name}{letter}' for name in names for letter in 'ab'], [f'{name}c' for name in names])
    as_it_was = fleet.silenced

    for name, moment in zip(names, moments):
        fleet.fault(**moment)
        job = controller.start([play(window('open'))], **opening(fleet, name))
        kill_when_it_is_met(fleet, job)
        fleet.heal()
    # What was sent takes effect, whoever sent it.
    wait_until(lambda: fleet.switched()[f'disable {names[-2]}b'] and names[-1] in fleet.muted, what='what was under way')
    assert len(fleet.silenced - as_it_was) > total / 2 and fleet.muted

    # With the modules that the role has for it, in one task each, which is quicker.
    options = {'name': '{{ item }}', 'state': 'absent', 'ca_path': fleet.facts['ca_path']}
    closed = controller.run([play(
        {'runwatch.observability.datasentinel_maintenance_window': {**options, 'directory': str(controller.records), **platform(fleet.facts)}, 'loop': names},
        {'runwatch.observability.instana_maintenance_window': {**options, **instana(fleet.facts)}, 'loop': names},
    )])

    assert closed.code == 0, closed.output
    assert fleet.silenced == as_it_was and fleet.muted == []
    switched = fleet.switched()
    assert set(switched.values()) == {1}
    assert {call for call in switched if call.startswith('enable')} == {call.replace('disable', 'enable') for call in switched}
    assert {record['state'] for record in map(controller.record, names) if record} == {'closed'}


def kill_when_it_is_met(fleet, job):
    wait_until(lambda: fleet.is_met() or job.is_over(), what='the request')
    job.kill()


def requests_of_opening(fleet, controller):
    """How many requests it takes to open a window, when nothing happens."""
    result = controller.run([play(window('open'))], **{**opening(fleet, ''), 'maintenance_window_name': 'whole'})
    assert result.code == 0, result.output
    assert fleet.silenced == {'a', 'b', 'c'} and fleet.muted == ['whole']
    return len(fleet.journal())


def opening(fleet, name):
    instances = [f'db@{name}{letter}' for letter in 'abc']
    return {'maintenance_window_name': name, 'maintenance_window_instances': instances, **INSTANA, **connection(fleet.facts)}
