# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Examples that are run against the sandbox: the playbooks of the guides, the inventories, and the EXAMPLES of all modules.

The examples of the README are run by tests/release, the recipes by tests/integration, those of the rulebooks by tests/eda.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import example_checks
import page_examples
import paths
import pytest
import staging
import yaml
from page_examples import PREFIX

PROGRAMS = Path(sys.executable).parent
SITE = '5f0000000000000000000001'
COUNT = "lookup('sandbox', 'count', since=mark) | dict2items | map(attribute='value.writes') | sum"
PLAY = {'hosts': 'localhost', 'gather_facts': False}


def connection(name, tags, host='db-billing-01.example.com'):
    return {'name': name, 'host': host, 'password': 'of no use', 'tags': tags}


BILLING = connection('billing_prod', 'application=billing,environment=production')
CRM = connection('crm_prod', 'application=crm,environment=staging', 'db-crm-01.example.com')
FIGURES = {'site_id': SITE, 'throughput': 1840, 'mean': 82.4}
STATISTICS = {
    'appsignal_apps': [{'site_id': SITE, 'name': 'billing-api', 'environment': 'production'}],
    'appsignal_revisions': [dict(FIGURES, revision='9c1d2e3f', error_rate=0.65), dict(FIGURES, revision='7ab04c51', error_rate=0.5)],
}


class Page(NamedTuple):
    """What the playbooks of a page meet, and whether they write. A role's page is run `once` for real; its integration target does the rest."""

    seed: dict = {}
    writes: bool = True
    once: bool = False


RUN = {
    'docs/quick-start.md': Page(),
    'docs/provisioning.md': Page(),
    'docs/access.md': Page({'connections': [BILLING, CRM, connection('tools', 'team=dba')]}),
    'docs/deployments.md': Page(),
    'docs/gates.md': Page({'connections': [BILLING], **STATISTICS}, writes=False),
    'docs/from-uri.md': Page(),
    'roles/access/README.md': Page({'connections': [BILLING, CRM, connection('lyon', 'datacenter=lyon')]}, once=True),
    'roles/export_metrics/README.md': Page({'connections': [BILLING, CRM]}, writes=False, once=True),
    'roles/provision_instances/README.md': Page(once=True),
}


@pytest.fixture
def environment(sandbox, collections, tmp_path):
    """Connections as an example may find them, and nothing of the user's."""
    facts = sandbox.facts
    certificates = {f'{prefix}_CA_PATH': facts['ca_path'] for prefix in ('DATASENTINEL', 'DATASENTINEL_AGENT', 'INSTANA', 'APPSIGNAL')}
    return {
        **staging.quiet(),
        **certificates,
        'HOME': str(tmp_path),
        'PATH': f'{PROGRAMS}{os.pathsep}{os.environ["PATH"]}',
        'ANSIBLE_COLLECTIONS_PATH': str(collections),
        'ANSIBLE_LOOKUP_PLUGINS': str(paths.TARGETS / 'setup_sandbox' / 'lookup_plugins'),
        'ANSIBLE_CALLBACK_PLUGINS': str(paths.ROOT / 'tests' / 'integration' / 'callback_plugins'),
        'ANSIBLE_LOCALHOST_WARNING': 'false',
        'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
        'ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED': 'true',
        'DATASENTINEL_URL': facts['platform_url'],
        'DATASENTINEL_USER': facts['platform_username'],
        'DATASENTINEL_PASSWORD': facts['platform_password'],
        'DATASENTINEL_AGENT_URL': facts['agent_url'],
        'DATASENTINEL_AGENT_TOKEN': facts['agent_token'],
        'INSTANA_AGENT_URL': facts['instana_agent_url'],
        'INSTANA_BASE_URL': facts['instana_url'],
        'INSTANA_API_TOKEN': facts['instana_token'],
        'APPSIGNAL_URL': facts['appsignal_url'],
        'APPSIGNAL_API_TOKEN': facts['appsignal_token'],
        'APPSIGNAL_PUSH_API_ENDPOINT': facts['appsignal_push_url'],
        'APPSIGNAL_LOGGING_ENDPOINT': facts['appsignal_endpoint_url'],
        'APPSIGNAL_PUSH_API_KEY': facts['appsignal_push_key'],
    }


@pytest.fixture
def variables(sandbox, tmp_path):
    """The file with what examples take out of a vault, and with what the checks need."""
    values = {f'sandbox_{name}': value for name, value in sandbox.facts.items()}
    values.update({
        'vault_datasentinel_password': sandbox.facts['platform_password'], 'vault_monitoring_password': 'only for the sandbox',
        'vault_first_password': 'only for the first login',
    })
    path = tmp_path / 'variables.json'
    path.touch(mode=0o600)
    path.write_text(json.dumps(values))
    return path


def run(arguments, environment, folder):
    return subprocess.run(arguments, env=environment, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def for_the_sandbox(text, facts, folder):
    """An example with addresses that belong to somebody."""
    text = text.replace('https://datasentinel.example.com', facts['platform_url'])
    text = text.replace('platform_username: automation', f'platform_username: {facts["platform_username"]}')
    return text.replace('/srv/', f'{folder}/')


def test_the_playbooks_of_the_guides(environment, variables, sandbox, tmp_path):
    """In check mode without a write, then for real, then once more without a write; all of it in one process."""
    playbooks = [three_times(page, sandbox.facts, tmp_path / page.replace('/', '-')) for page in RUN]
    result = run([PROGRAMS / 'ansible-playbook', '--extra-vars', f'@{variables}', *playbooks], environment, tmp_path)
    assert result.returncode == 0, f'{result.stdout[-5000:]}{result.stderr}'
    assert 'WARNING' not in result.stderr, result.stderr
    assert result.stdout.count(', again]') == len([page for page in RUN.values() if not page.once])


def three_times(page, facts, folder):
    """A playbook in this folder, beside the files that the page names, with all plays of the page that need no other hosts."""
    folder.mkdir()
    plays = []
    for example in (example for example in page_examples.blocks('yaml') if example.page == page):
        text = for_the_sandbox(example.text, facts, folder)
        if example.kind == 'plays' and all(play['hosts'] == 'localhost' for play in example.data) and 'uri' not in text:
            plays += yaml.load(text, page_examples.Loader)
        elif example.file:
            (folder / example.file).write_text(text)
    assert plays, page
    seed, writes, once = RUN[page]
    first = [*plays, check(f'{page}, for real', [f'{COUNT} > 0' if writes else f'{COUNT} == 0'])]
    before = [*[dict(play, check_mode=True, diff=True) for play in plays], check(f'{page}, check mode', [f'{COUNT} == 0'])]
    after = [*plays, check(f'{page}, again', [f'{COUNT} == 0'])]
    start = check(page, ["lookup('sandbox', 'reset') is not none", "lookup('sandbox', 'seed', seed) is not none"], seed=seed)
    rounds = [start, *first] if once else [start, *before, *first, *after]
    playbook = folder / 'three-times.yml'
    playbook.write_text(yaml.safe_dump(rounds, sort_keys=False))
    return playbook


def check(name, conditions, **variables):
    """A play that looks whether these conditions hold, and remembers from where on the next one counts."""
    return {**PLAY, 'name': name, 'vars': variables, 'tasks': [
        {'name': 'Check', 'ansible.builtin.assert': {'that': conditions, 'quiet': True}},
        {'name': 'Count from here', 'ansible.builtin.set_fact': {'mark': "{{ lookup('sandbox', 'mark') }}"}},
    ]}


def test_the_inventories(environment, sandbox, tmp_path):
    sandbox.control('POST', 'reset')
    sandbox.control('POST', 'seed', {'connections': [BILLING, CRM]})
    sources = []
    for number, example in enumerate(example for example in page_examples.all_examples() if example.kind in ('plugin', 'inventory')):
        text = re.sub(r'^platform_.*\n|^tags:\n.*\n', '', example.text, flags=re.MULTILINE)
        (tmp_path / f'{number}.datasentinel.yml').write_text(text)
        sources += ['--inventory', tmp_path / f'{number}.datasentinel.yml']
    assert len(sources) >= 8
    result = run([PROGRAMS / 'ansible-inventory', '--list', *sources], environment, tmp_path)
    assert result.returncode == 0 and not result.stderr, result.stderr
    assert {'environment_production', 'environment_staging'} <= set(json.loads(result.stdout))


# What is there when the EXAMPLES of the modules are run.
HELD = {
    'connections': [BILLING, CRM],
    'applications': [{'label': 'Billing'}],
    'appsignal_apps': [{'site_id': SITE, 'name': 'shop', 'environment': 'production', 'organization': 'other'}],
    'appsignal_markers': [{'site_id': SITE, 'revision': revision} for revision in ('8b0c1d2', '9c1d2e3f00')],
    'appsignal_revisions': [dict(FIGURES, revision=revision, error_rate=0.6) for revision in ('9c1d2e3', '8b0c1d2')],
}
# What examples take for granted, besides what stands in a vault.
GIVEN = {
    'ansible_failed_result': {'msg': 'Broken'}, 'ansible_user_id': 'ann', 'awx_job_id': 4711, 'deployment_began': '-5m', 'full_hash': '9c1d2e3f00',
    'job_id': 8812, 'announced': {'event': {'event_id': 'event-1'}}, 'marked': {'release': {'id': 'release-1'}},
}
# An example may ask for what the sandbox does not hold, but not for what makes no sense or cannot be sent.
UNDERSTOOD = {'state', 'not_found', 'gate', 'answer', 'batch'}
# Nothing is made in check mode that a later task could refer to; and some examples name a day.
BESIDE_THE_POINT = re.compile(r"object of type '\w+' has no attribute|'maintenance_record' is undefined|the window would end 2026-.*, which is over")


def test_the_examples_of_the_modules(environment, variables, sandbox, tmp_path):
    """In check mode, each task by itself: the products are asked, and nothing is refused for how it is asked."""
    sandbox.control('POST', 'reset')
    sandbox.control('POST', 'seed', HELD)
    texts = ''.join(example.text for example in page_examples.plugin_examples())
    given = {**dict.fromkeys(re.findall(r'\bvault_\w+', texts), 'only-for-the-sandbox'), **GIVEN, **json.loads(variables.read_text())}
    variables.write_text(json.dumps(given))
    plays = [dict(PLAY, check_mode=True, ignore_errors=True, name=example.page, tasks=tasks_alone(example, tmp_path))
             for example in page_examples.plugin_examples() if example.page.startswith('plugins/modules/')]
    playbook, record = tmp_path / 'play.yml', tmp_path / 'record'
    playbook.write_text(yaml.safe_dump(plays, sort_keys=False))
    recording = {**environment, 'USER': 'ann', 'ANSIBLE_CALLBACKS_ENABLED': 'recorder', 'RECORDER_PATH': str(record)}
    result = run([PROGRAMS / 'ansible-playbook', '--extra-vars', f'@{variables}', playbook], recording, tmp_path)
    assert result.returncode == 0, f'{result.stdout[-3000:]}{result.stderr}'
    told = [json.loads(line) for line in record.read_text().splitlines()]
    told = [entry for entry in told if not BESIDE_THE_POINT.search(entry['result'].get('msg') or '')]
    failed = [entry for entry in told if entry['outcome'] == 'failed']
    odd = [f'{entry["task"]}: {entry["result"]["msg"]}' for entry in failed if entry['result'].get('failure', {}).get('kind') not in UNDERSTOOD]
    assert not odd, '\n'.join(odd)
    assert len(told) > 120 and len(failed) < len(told) / 4, '\n'.join(entry['result']['msg'] for entry in failed)
    assert not any(system['writes'] for system in sandbox.control('GET', 'journal?limit=1')['counts'].values())


def tasks_alone(example, folder):
    """The tasks of modules of the collection, without blocks, without connections, and without a verdict of their own."""
    tasks = []
    for task in page_examples.tasks_of(example):
        if task.module.startswith(PREFIX):
            named = set(example_checks.definition_of(task.module).connection_options()) - {'timeout', 'retries'}
            given = {**example_checks.known(task.defaults, task.module), **task.arguments}
            arguments = {name: value for name, value in given.items() if name not in named}
            kept = {key: value for key, value in task.task.items() if key in ('name', 'register', 'loop', 'vars')}
            text = json.dumps({**kept, task.module: arguments})
            tasks.append(json.loads(re.sub(r'"/(?:srv|var|home|tmp)/[^"]*/', f'"{folder}/', text)))
    return tasks
