# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unknowns about connections, of the platform and of an agent."""

from __future__ import annotations

import json

import pytest
from played import unknown

MODULES = ('datasentinel_instance', 'datasentinel_agent_connection')
both = pytest.mark.parametrize('module', MODULES)
PASSWORD = 'a password that is nowhere else'
CONNECTION = {'name': 'crm', 'host': 'db-1.example.com', 'user': 'monitor', 'password': PASSWORD, 'tags': {'environment': 'production'}}
ABSENT = {'name': 'crm', 'state': 'absent'}


def stored(sandbox, module):
    system, key = ('platform', 'connections') if module == MODULES[0] else ('agent', 'connections')
    return {entry['name']: entry for entry in sandbox.state(system)[key]}


@both
@unknown('U-1', connection_password=['clear', 'masked', 'absent'])
def test_a_password_is_neither_shown_nor_compared(sandbox, module, answers):
    results = [sandbox.run(module, **CONNECTION), sandbox.run(module, **{**CONNECTION, 'password': 'another'})]
    assert [result['changed'] for result in results] == [True, False]
    assert sandbox.run(module, **CONNECTION, update_password='always')['changed']
    results.append(sandbox.run(f'{module}_info', **({'names': ['crm']} if module == MODULES[0] else {})))
    assert PASSWORD not in json.dumps(results)


@both
@unknown('U-2', put_connection=['merge', 'reset'])
def test_a_password_goes_along_with_a_change_of_something_else(sandbox, module, answers):
    sandbox.run(module, **CONNECTION)
    sandbox.entries()
    assert sandbox.run(module, **{**CONNECTION, 'tags': {'environment': 'staging'}})['changed']
    sandbox.run(module, name='crm', port=5433)
    given, not_given = sandbox.writes()
    assert 'password' in given and 'password' not in not_given
    assert set(not_given) == {'host', 'port', 'user', 'tags'}  # everything that can be read


@both
@unknown('U-3', existing_connection=['409', '400_error', '200_error'])
def test_a_connection_that_somebody_else_created_meanwhile(sandbox, module, answers):
    seeded = {'name': 'crm', 'host': 'other.example.com', 'user': 'u', 'password': 'p', 'tags': ''}
    sandbox.seed(**{'connections' if module == MODULES[0] else 'agent_connections': [seeded]})
    missing = {'status': 404, 'body': None} if module == MODULES[0] else {'status': 200, 'body': []}
    sandbox.fault(kind='status', method='GET', path='(pg-instances/crm|api/connections)$', **missing)
    result = sandbox.run(module, **CONNECTION)
    calls = [call.partition(' ')[0] for call in sandbox.calls() if not call.endswith('/agent/status')]
    if answers['existing_connection'] == '400_error':
        assert result['failed'] and 'exist' in result['msg'] and calls == ['GET', 'POST']
    else:  # anything but a clean success is looked at (U-5 too)
        assert not result['failed'] and calls == ['GET', 'POST', 'GET', 'PUT', 'GET']
    assert not sandbox.run(module, **CONNECTION)['failed']
    assert stored(sandbox, module)['crm']['host'] == 'db-1.example.com'


@both
@unknown('U-4', missing_resource=['404_error', '404_empty', '200_error'])
def test_what_is_not_there(sandbox, module, answers):
    told = {'not_found_pattern': 'not found|unknown'} if (module, answers['missing_resource']) == (MODULES[0], '200_error') else {}
    assert sandbox.run(module, **ABSENT, **told) == {**sandbox.run(module, **ABSENT, **told), 'changed': False}
    assert sandbox.run(module, **CONNECTION, **told)['changed']
    assert sandbox.run(module, **ABSENT, **told)['changed']


@both
@unknown('U-4', missing_resource=['404_error', '404_empty'])
def test_what_somebody_else_deleted_meanwhile(sandbox, module, answers):
    sandbox.run(module, **CONNECTION)
    sandbox.fault(kind='status', method='DELETE', status=404, body={'error': 'gone'} if answers['missing_resource'] == '404_error' else None)
    assert not sandbox.run(module, **ABSENT)['failed']


@unknown('U-5', pg_unreachable=['stored_201', 'refused_400', 'stored_500'])
def test_a_postgresql_server_that_does_not_answer(sandbox, answers):
    result = sandbox.run('datasentinel_instance', **{**CONNECTION, 'host': 'db.invalid'})
    is_stored = answers['pg_unreachable'] != 'refused_400'
    assert result['failed'] is not is_stored
    assert ('crm' in stored(sandbox, MODULES[0])) is is_stored
    assert len([call for call in sandbox.calls() if call.startswith('POST')]) == 1
    if is_stored:
        assert result['instance']['connected'] is False
        assert any('not connected to PostgreSQL' in text for text in result['warnings'])


@unknown('U-6')
def test_there_is_no_list_of_connections(sandbox):
    sandbox.run('datasentinel_instance', **CONNECTION)
    sandbox.run('datasentinel_instance_info', names=['crm'])
    sandbox.run('datasentinel_instance_info')
    assert not [call for call in sandbox.calls() if call.endswith('/pool/pg-instances')]


@both
@unknown('U-7', answer_order=['as_sent', 'shuffled'])
def test_nothing_is_written_when_nothing_differs(sandbox, module, answers):
    several = {**CONNECTION, 'tags': 'environment=production,datacenter=lyon,application=crm', 'enabled': True}
    sandbox.run(module, **several)
    sandbox.entries()
    assert not sandbox.run(module, **several)['changed']
    assert not sandbox.writes()


@unknown('U-23')
def test_at_signs_and_colons_stay_as_they_are(sandbox):
    sandbox.seed(connections=[{'name': ':9342', 'host': 'db-1', 'user': 'u', 'password': 'p'}])
    sandbox.run('datasentinel_alerting', name='db-1@:9342', enabled=False)
    assert [entry['raw_path'] for entry in sandbox.entries() if 'alerting' in entry['path']] == [
        '/ds-api/alerting/db-1@:9342/' + end for end in ('status', 'disable', 'status')]


@unknown('U-24')
def test_writes_go_one_at_a_time(sandbox):
    shared = {key: value for key, value in CONNECTION.items() if key != 'name'}
    names = [f'crm_{number}' for number in range(6)]
    sandbox.fault(kind='delay', method='POST', path='pg-instances', delay=0.05, times=-1)
    sandbox.run('datasentinel_instance', **shared, instances=[{'name': name} for name in names])
    written = [entry for entry in sandbox.entries() if entry['write']]
    assert [entry['path'].rpartition('/')[2] for entry in written] == names


@pytest.mark.parametrize('status', [502, 503, 504])
@unknown('U-24')
def test_only_reading_is_tried_again(sandbox, status):
    sandbox.fault(kind='status', method='GET', path='pg-instances', status=status)
    assert not sandbox.run('datasentinel_instance', **CONNECTION)['failed']
    sandbox.fault(kind='status', method='PUT', status=status)
    sandbox.entries()
    assert sandbox.run('datasentinel_instance', **{**CONNECTION, 'port': 5433})['failed']
    assert len(sandbox.writes()) == 1


@both
@unknown('U-26')
def test_nothing_is_renamed(sandbox, module):
    sandbox.run(module, **CONNECTION)
    assert sandbox.run(module, **{**CONNECTION, 'name': 'crm_new'})['changed']
    assert stored(sandbox, module)['crm']['host'] == 'db-1.example.com'


@both
@unknown('U-29')
def test_new_fields_of_answers_are_ignored(sandbox, module):
    sandbox.run(module, **CONNECTION)
    entry = {'name': 'crm', 'host': 'db-1.example.com', 'port': 5432, 'user': 'monitor', 'tags': 'environment=production', 'enabled': True,
             'connected': True, 'shard': {'of': [1, 2]}}
    body = entry if module == MODULES[0] else [entry]
    sandbox.fault(kind='status', method='GET', path='(pg-instances/crm|api/connections)$', status=200, body=body)
    assert not sandbox.run(module, **CONNECTION)['changed']
