# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unknowns about alerting, problems, metrics and reports."""

from __future__ import annotations

import json

import pytest
from played import unknown

INSTANCE = 'db-1@crm'
SEED = {'connections': [{'name': 'crm', 'host': 'db-1', 'tags': 'application=crm,environment=production'},
                        {'name': 'sales', 'host': 'db-2', 'tags': 'application=sales,environment=production'}]}


@unknown('U-16', alerting_switch_answer=['state', 'status', 'empty', '204'], repeated_silence=['one', 'stacked', '409'])
def test_alerting_is_switched_once(sandbox, answers):
    sandbox.seed(**SEED)
    for enabled in (False, False, True, True):
        sandbox.run('datasentinel_alerting', name=INSTANCE, enabled=enabled)
    assert [call for call in sandbox.calls() if call.startswith('PATCH')] == [
        f'PATCH /ds-api/alerting/{INSTANCE}/{verb}' for verb in ('disable', 'enable')]
    assert sandbox.state()['alerting'][INSTANCE]['enabled']


@unknown('U-16', alerting_blocker=['none', 'platform_off', 'filter_silence', 'no_template'],
         alerting_enable_answer=['state', 'optimistic'], alerting_reason=['blocker', 'silence'])
def test_alerting_that_stays_off_for_another_reason(sandbox, answers):
    sandbox.seed(**SEED, silenced=[INSTANCE])
    result = sandbox.run('datasentinel_alerting', name=INSTANCE, enabled=True)
    is_blocked = answers['alerting_blocker'] != 'none'
    assert not result['failed']
    assert result['instance']['enabled'] is not is_blocked
    assert bool(result['instance']['reason']) is is_blocked
    assert any('stays off' in text for text in result['warnings']) is is_blocked
    assert sandbox.run('datasentinel_alerting', name=INSTANCE, enabled=True, fail_if_still_off=True)['failed'] is is_blocked


@unknown('U-17', problem_list=['objects', 'wrapped', 'strings'], problem_code=['201', '200'])
def test_problems_are_passed_on_as_they_come(sandbox, answers):
    sandbox.seed(**SEED)
    assert sandbox.run('datasentinel_problem', name=INSTANCE, text='Dump failed', check_mode=True)['changed']
    assert not sandbox.writes()
    assert sandbox.run('datasentinel_problem', name=INSTANCE, text='Dump failed')['changed']
    assert sandbox.writes() == [{'message': 'Dump failed'}]
    assert sandbox.run('datasentinel_problem', name=INSTANCE, text='Dump failed', once=False)['changed']
    found = sandbox.run('datasentinel_alerting_info', name=INSTANCE, problems=True)['instances'][0]['problems']
    assert 'Dump failed' in json.dumps(found)
    assert isinstance(found, dict) is (answers['problem_list'] == 'wrapped')


@unknown('U-18', activity_filters=['and', 'or'], activity_numbers=['float', 'integer'])
def test_a_time_window_is_always_sent_and_filters_mean_all_of_them(sandbox, answers):
    sandbox.seed(**SEED)
    result = sandbox.run('datasentinel_activity_info', metric='pg_instance_infos', filters={'application': 'crm', 'environment': 'production'})
    body = next(entry['body'] for entry in sandbox.entries() if '/activity/' in entry['path'])
    assert body['from'] and body['to']
    assert [row['pg_instance'] for row in result['rows']] == [INSTANCE]
    assert not any(isinstance(value, float) for row in result['rows'] for value in row.values())


@unknown('U-18', activity_names=['both', 'current', 'former'])
def test_metrics_that_were_renamed(sandbox, answers):
    sandbox.seed(**SEED)
    assert not sandbox.run('datasentinel_activity_info', metric='session_history')['failed']


@unknown('U-19')
def test_csv_is_text(sandbox):
    sandbox.seed(**SEED)
    sandbox.fault(kind='not_json', path='/activity/', body='a;b\r\n1;"x\r\ny"\r\n', headers={'content-type': 'text/csv'})
    result = sandbox.run('datasentinel_activity_info', metric='top_queries', output='csv')
    assert result['csv'] == 'a;b\r\n1;"x\r\ny"\r\n'


@unknown('U-20', report_code=['200', '201'], report_parameters=['any', 'documented'], report_mail_answer=['status', 'empty'])
def test_reports(sandbox, answers, tmp_path):
    sandbox.seed(**SEED)
    assert sandbox.run('datasentinel_report', report='full', dest=str(tmp_path / 'full.pdf'))['changed']
    assert (tmp_path / 'full.pdf').read_bytes().startswith(b'%PDF-')
    assert sandbox.run('datasentinel_report', report='full', recipients=['dba@example.com'], subject='Week')['changed']
    result = sandbox.run('datasentinel_report', report='table', extra={'limit': 5}, dest=str(tmp_path / 'table.pdf'))
    assert result['failed'] is (answers['report_parameters'] == 'documented')


@pytest.mark.parametrize('fault', [
    {'kind': 'not_json', 'body': 'no report today'},
    {'kind': 'error_key', 'body': 'no such report'},
])
@unknown('U-20')
def test_a_report_that_is_none(sandbox, fault, tmp_path):
    sandbox.seed(**SEED)
    sandbox.fault(path='report', **fault)
    result = sandbox.run('datasentinel_report', report='full', dest=str(tmp_path / 'full.pdf'))
    assert result['failed'] and not (tmp_path / 'full.pdf').exists()
