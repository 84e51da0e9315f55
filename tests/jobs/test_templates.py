# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The templates that are no part of the workflow, launched as somebody does who fills in their surveys; and the search for secrets."""

from __future__ import annotations

import pytest
from awx_job import Template, templates

KNOWN = templates()
CONNECTION = {'name': 'crm', 'host': 'db-1', 'user': 'datasentinel', 'password': 'of no use', 'tags': 'environment=production'}


@pytest.fixture
def launch(fleet, awx):
    fleet.control('POST', 'seed', {'connections': [CONNECTION]})

    def launched(key, **answers):
        job = awx.launch(KNOWN[key], answers)
        assert job.status == 'successful', job.output
        return fleet.control('GET', 'state')
    return launched


def test_announce(launch):
    state = launch(
        'announce', announce_deployment_application='shop', announce_deployment_environment='production', announce_deployment_revision='9c1d2e3')
    assert [event['problem'] for event in state['instana']['events']] == ['Deployment of shop 9c1d2e3 to production started']


def test_export(launch, tmp_path):
    launch('export', export_metrics_directory=str(tmp_path / 'metrics'), export_metrics_output='csv', export_metrics_filters='environment=production')
    assert (tmp_path / 'metrics' / 'pg_instance.csv').read_text()


def test_report(launch):
    state = launch('report', report_tags='environment=production', report_recipients='dba@example.com, ops@example.com')
    assert [(mail['instances'], mail['recipients']) for mail in state['platform']['mails']] == [(['db-1@crm'], ['dba@example.com', 'ops@example.com'])]


def test_a_secret_that_a_job_gives_away_is_found(fleet, awx):
    with pytest.raises(AssertionError) as found:
        awx.run(Template('Give it away', 'give_away.yml', ('datasentinel',)), {})
    for place in ('events', 'output', 'artifacts'):
        assert f'the secret platform_password stands in {place}' in str(found.value)
