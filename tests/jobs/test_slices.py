# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Provisioning in slices of the inventory, side by side: together they do what one run does, and nothing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from awx_job import Inventory, templates

PROVISION = replace(templates()['provision'], has_vault=True).with_variables(provision_instances_pattern='all')
SLICES = 3


def server(number):
    """A server with one instance, of two applications by turns; the first has two, the last has none."""
    tags = {'application': 'billing' if number % 2 else 'crm', 'environment': 'production'}
    instances = [{'name': '{{ inventory_hostname_short }}', 'tags': tags}] if number < 7 else []
    return {'provision_instances_of_host': instances + ([{'name': 'standby', 'port': 5433, 'tags': tags}] if number == 1 else [])}


HOSTS = {f'db-{number}.example.com': server(number) for number in range(1, 8)}
SERVERS = Inventory(HOSTS, {'postgresql': list(HOSTS)})


def standing(fleet):
    """What stands on the platform, in no order."""
    platform = fleet.control('GET', 'state')['platform']
    return {part: sorted(platform[part], key=str) for part in ('connections', 'roles', 'users')}


def created(job):
    """How many instances the job created, or would create."""
    fine = [event['event_data'] for event in job.events if event['event'] == 'runner_on_ok']
    (result,) = [event['res'] for event in fine if event['task'] == 'Provision instances']
    return result['summary']['created']


def test_slices_together_do_what_one_run_does(fleet, awx):
    whole = awx.launch(PROVISION, {}, SERVERS)
    assert whole.status == 'successful' and created(whole) == 7, whole.output
    expected = standing(fleet)
    fleet.control('POST', 'reset')

    with ThreadPoolExecutor(SLICES) as pool:
        parts = list(pool.map(lambda number: awx.launch(PROVISION, {}, SERVERS, part=(number, SLICES)), range(1, SLICES + 1)))

    assert [part.status for part in parts] == ['successful'] * SLICES, '\n'.join(part.output for part in parts)
    assert [created(part) for part in parts] == [3, 2, 2]
    assert standing(fleet) == expected
    written = fleet.granted()
    assert len(written) == len(set(written)) == 7 + 2 + 1

    last = fleet.last
    again = awx.launch(PROVISION, {}, SERVERS)
    assert again.status == 'successful' and fleet.granted(last) == [], again.output


def test_a_job_of_the_type_check_writes_nothing(fleet, awx):
    job = awx.launch(PROVISION, {}, SERVERS, is_check=True)

    assert job.status == 'successful' and created(job) == 7, job.output
    assert fleet.granted() == [] and standing(fleet)['connections'] == []
