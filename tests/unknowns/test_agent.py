# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unknowns about an agent and its settings."""

from __future__ import annotations

import json

from played import unknown

CONNECTION = {'name': 'crm', 'host': '127.0.0.1', 'user': 'monitor', 'password': 'p'}


@unknown('U-13', agent_switches=['hyphenated', 'underscored', 'absent'], agent_switch_values=['bool', 'on_off'])
def test_switches_are_compared_where_they_can_be_read(sandbox, answers):
    wanted = {**CONNECTION, 'samples': False, 'lock_monitoring_delay': 9}
    first, second = (sandbox.run('datasentinel_agent_connection', **wanted) for dummy in range(2))
    can_read = answers['agent_switches'] != 'absent'
    assert (first['changed'], second['changed']) == (True, not can_read)
    assert can_read or any('does not tell how' in text for text in second['warnings'])
    assert not sandbox.run('datasentinel_agent_connection', **wanted, unreadable_switches='on_create')['changed']


@unknown('U-14', agent_write_code=['200', '201', '204'])
def test_any_code_of_success_is_one(sandbox, answers):
    for module, wanted in (
        ('datasentinel_agent_connection', {**CONNECTION, 'enabled': False}),
        ('datasentinel_agent', {'sql_max_size': 5, 'upload_server': {'host': 'ds.example.com'}}),
    ):
        assert [sandbox.run(module, **wanted)['changed'] for dummy in range(2)] == [True, False]


@unknown('U-14', 'U-30', agent_api_token_code=['401', '403'], agent_key_check=['all', 'writes', 'once_set'])
def test_a_wrong_key_is_told(sandbox, answers):
    result = sandbox.run('datasentinel_agent_connection', **CONNECTION, agent_token='wrong')
    assert result['failed'] and str(result['failure']['status']) == answers['agent_api_token_code']
    assert 'Check agent_token' in result['msg']
    assert 'crm' not in sandbox.state('agent')['connections']


@unknown('U-14', 'U-30')
def test_the_text_of_a_refusal_is_told(sandbox):
    sandbox.fault(kind='status', method='POST', path='/connections', status=403, body={'error': 'the license has expired'})
    assert 'the license has expired' in sandbox.run('datasentinel_agent_connection', **CONNECTION)['msg']


@unknown('U-15', agent_setters=['present', '404', '405'])
def test_setters_that_not_every_agent_has(sandbox, answers):
    assert not sandbox.run('datasentinel_agent', sql_max_size=256000)['changed']  # compared first
    result = sandbox.run('datasentinel_agent', sql_max_size=5)
    assert result['failed'] is (answers['agent_setters'] != 'present')
    assert not result['failed'] or 'not supported by this agent version' in result['msg']


@unknown('U-15', agent_high_rate=['kept', 'low'])
def test_a_rate_that_the_agent_does_not_keep(sandbox, answers):
    sandbox.seed(agent={'collection_rate': 'low'})
    result = sandbox.run('datasentinel_agent', collection_rate='high')
    assert result['changed'] and result['agent']['collection_rate'] == {'kept': 'high', 'low': 'low'}[answers['agent_high_rate']]


@unknown('U-29', agent_version=['3.9.2', '2.2.9'], agent_status_parts=['shown', 'absent'])
def test_old_agents_that_tell_less(sandbox, answers):
    assert sandbox.run('datasentinel_agent_info')['agent']['version'].startswith(answers['agent_version'])
    server = {'upload_server': {'host': 'ds.example.com', 'port': 443}}
    assert [sandbox.run('datasentinel_agent', **server)['changed'] for dummy in range(2)] == [True, False]


@unknown('U-1', agent_proxy_password=['clear', 'masked', 'absent'])
def test_the_password_of_a_proxy_is_not_shown(sandbox, answers):
    proxy = {'host': 'proxy', 'port': 3128, 'user': 'u', 'password': 'a password of a proxy'}
    results = [sandbox.run('datasentinel_agent', proxy=proxy) for dummy in range(2)] + [sandbox.run('datasentinel_agent_info')]
    assert [result['changed'] for result in results[:2]] == [True, False]
    assert proxy['password'] not in json.dumps(results)


@unknown('U-28', agent_key_change=['open', 'guarded'], agent_key_check=['all', 'writes'])
def test_a_key_is_set_and_never_shown(sandbox, answers):
    key = 'the-key-that-comes-next'
    result = sandbox.run('datasentinel_agent', license_key=key)
    assert result['changed'] and result['license_key_action'] == 'set' and key not in json.dumps(result)
    again = sandbox.run('datasentinel_agent', license_key=key, agent_token=key)
    if answers['agent_key_check'] == 'all':  # else there may be no telling which one the agent has
        assert not again['changed']


@unknown('U-14', agent_test_upload_failure=['200_error', '400_error', '500'])
def test_an_upload_server_out_of_reach(sandbox, answers):
    sandbox.seed(agent={'upload_server': {'host': 'ds.invalid', 'port': 443}})
    result = sandbox.run('datasentinel_agent', test_upload=True)
    assert result['failed'] and 'does not reach its upload server' in result['msg'] or answers['agent_test_upload_failure'] == '500'
    assert result['failed']


@unknown('U-14', agent_stop_effect=['down', 'stays_up'])
def test_an_agent_that_is_told_to_stop(sandbox, answers, monkeypatch):
    from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import agent_settings
    monkeypatch.setattr(agent_settings, 'STOP_TIMEOUT', 1)
    result = sandbox.run('datasentinel_agent', state='stopped')
    assert result['failed'] is (answers['agent_stop_effect'] == 'stays_up')
    assert not result['failed'] or 'still answers' in result['msg']
