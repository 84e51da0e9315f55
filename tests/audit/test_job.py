# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A job, and its events as an automation controller gets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import paths
from counting import PREFIX

HERE = Path(__file__).resolve().parent
MANAGED = ['db-1@crm', 'db-1@hr', 'db-1@web', 'db-2@sales', 'db-2@shop', 'db-3@billing']


def events_of_job(sandbox, work, *arguments, seed=None):
    """Run the playbook; (name of the module, result) of each event of the collection's modules."""
    sandbox.control('POST', 'reset')
    sandbox.control('POST', 'seed', seed or {})
    variables = work / 'variables.json'
    variables.touch(mode=0o600)
    variables.write_text(json.dumps({'sandbox': sandbox.facts}))
    programs = Path(sys.executable).parent
    process = subprocess.run(
        [programs / 'ansible-playbook', HERE / 'job.yml', '--extra-vars', f'@{variables}', *arguments],
        cwd=work,
        env={
            'PATH': f'{programs}{os.pathsep}{os.environ["PATH"]}',
            'HOME': str(work),
            'LC_ALL': 'C.UTF-8',
            'ANSIBLE_COLLECTIONS_PATH': str(paths.CACHE / 'collections'),
            'ANSIBLE_CALLBACK_PLUGINS': str(HERE / 'callback_plugins'),
            'ANSIBLE_CALLBACKS_ENABLED': 'job_events',
            'ANSIBLE_LOCALHOST_WARNING': 'false',
            'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
            'JOB_EVENTS_PATH': str(work / 'events.jsonl'),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
        text=True,
    )
    assert process.returncode == 0, process.stdout
    events = [json.loads(line) for line in (work / 'events.jsonl').read_text().splitlines()]
    return [(event['resolved_action'].removeprefix(PREFIX), event['res']) for event in events if event['resolved_action'].startswith(PREFIX)]


def test_a_job_counts_what_it_managed(sandbox, counting, tmp_path):
    events = events_of_job(sandbox, tmp_path)
    nodes = {node.name: node for node in counting.nodes(events)}
    assert sorted(nodes) == MANAGED
    assert nodes['db-1@crm'].modules == {'datasentinel_instance', 'datasentinel_alerting'}
    assert {name: node.count for name, node in nodes.items()} == {**dict.fromkeys(MANAGED, 1), 'db-1@crm': 4}


def test_in_check_mode_a_job_counts_nothing(sandbox, counting, tmp_path):
    events = events_of_job(sandbox, tmp_path, '--check', seed={'connections': [{'name': 'crm', 'host': 'db-1', 'password': 'of no use'}]})
    assert events and counting.nodes(events) == []
