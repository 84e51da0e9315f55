# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The workflow, each node a job in a container of its own: it ends as it began, and each change of state is asked for once."""

from __future__ import annotations

import json

import pytest
from awx_job import Template, templates

# The comment looks like a number, which ansible-core takes it for from 2.19 on, because of how AWX writes extra variables.
ANSWERS = {
    'maintenance_window_name': 'Deploy shop', 'maintenance_hosts': 'environment_production', 'maintenance_window_comment': '4711',
    'verify_deployment_app': 'shop', 'verify_deployment_environment': 'production', 'verify_deployment_revision': '9c1d2e3',
    'verify_deployment_max_error_rate': 1.0,
}
ONCE = {f'{what} {name}': 1 for what in ('disable', 'enable') for name in 'ab'}
DEPLOY = Template('Deploy shop', 'deploy.yml', ('instana', 'appsignal'), {'deploy_command': 'true'})
IN_INSTANA = {'maintenance_window_instana_query': 'entity.zone:eu'}
KNOWN = templates()
KNOWN.update({key: KNOWN[key].with_variables(**IN_INSTANA) for key in ('open', 'close', 'close_failed')})
KNOWN['verify'] = KNOWN['verify'].with_variables(verify_deployment_settle_time=0)


@pytest.fixture
def begun(fleet, awx):
    """Instances a and b, which alert, c, which is silenced, and d, which is not worked on; and an inventory of them."""
    connection = {'host': 'db', 'user': 'datasentinel', 'password': 'of no use'}
    fleet.control('POST', 'seed', {
        'connections': [{'name': name, 'tags': f'environment={"test" if name == "d" else "production"}', **connection} for name in 'abcd'],
        'silenced': ['db@c'],
        'appsignal_revisions': [{'revision': '9c1d2e3', 'throughput': 1840, 'mean': 82.4, 'error_rate': 0.65}],
    })
    return fleet, awx.synchronised()


@pytest.fixture
def run(begun, awx):
    fleet, inventory = begun

    def workflow(deploy=DEPLOY):
        jobs = awx.workflow(deploy, KNOWN, ANSWERS, inventory)
        assert fleet.silenced == {'c'} and fleet.muted == []
        return {node: job.status for node, job in jobs.items()}, jobs
    return workflow


def told(fleet):
    """The deployment's phases that were announced."""
    return [event['problem'] for event in fleet.control('GET', 'state')['instana']['events']]


def who(job):
    return f'AWX job {job.variables["awx_job_id"]} ({job.template.name}), started by ann'


def test_everything_ends_as_it_began(begun, run):
    fleet = begun[0]

    statuses, jobs = run()

    assert statuses == {'open': 'successful', 'deploy': 'successful', 'verify': 'successful', 'close': 'successful'}, jobs['open'].output
    assert fleet.switched() == ONCE
    disabled, muted, told_of, enabled, unmuted = (
        [number for number, call in enumerate(fleet.granted()) if part in call] for part in ('/disable', 'PUT', 'POST', '/enable', 'DELETE'))
    assert sorted(disabled + muted) == [0, 1, 2] and told_of == [3, 4] and sorted(enabled + unmuted) == [5, 6, 7]
    assert told(fleet) == ['Deployment of shop 9c1d2e3 to production started', 'Deployment of shop 9c1d2e3 to production succeeded']
    # There is no file of the record where the window is closed, and all of it is known there.
    assert jobs['close'].variables['maintenance_window_record'] == jobs['open'].artifacts['maintenance_window_record']
    assert jobs['close'].variables['deployed_by'] == jobs['deploy'].variables['awx_job_id']
    for text in (f'opened by {who(jobs["open"])}', f'closed by {who(jobs["close"])}', 'Comment: 4711', 'Alerting again (2): db@a, db@b',
                 'Left alone, because alerting was off before (1): db@c'):
        assert text in jobs['close'].output
    assert json.loads(jobs['open'].artifacts['maintenance_window_record'])['opened_at'] in jobs['close'].output


def test_a_deployment_that_fails_is_closed_and_stands(begun, run):
    fleet = begun[0]

    statuses, jobs = run(DEPLOY.with_variables(deploy_command='false'))

    assert statuses == {'open': 'successful', 'deploy': 'failed', 'close_failed': 'failed'}
    assert fleet.switched() == ONCE
    assert told(fleet) == ['Deployment of shop 9c1d2e3 to production started', 'Deployment of shop 9c1d2e3 to production failed']
    assert 'The work in the maintenance window Deploy shop failed' in jobs['close_failed'].output


def test_what_was_silenced_before_opening_failed_alerts_again(begun, run):
    fleet = begun[0]
    fleet.fault(kind='status', status=400, path='@b/disable')

    statuses, dummy = run()

    assert statuses == {'open': 'failed', 'close_failed': 'failed'}
    assert fleet.switched() == {'disable a': 1, 'enable a': 1} and told(fleet) == []


def test_a_job_of_the_type_check_writes_nothing(begun, awx):
    fleet, inventory = begun

    job = awx.launch(KNOWN['open'], {'maintenance_window_name': 'Deploy shop', 'maintenance_hosts': 'environment_production'}, inventory, is_check=True)

    assert job.status == 'successful' and 'Silenced (2): db@a, db@b' in job.output, job.output
    assert fleet.granted() == [] and job.artifacts == {}
