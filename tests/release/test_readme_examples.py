# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the README, word for word, against the sandbox, with the collection out of its tarball.

All that is changed in them are the addresses, which belong to nobody; certificates and what stands in a vault are given from outside.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import textwrap
from typing import NamedTuple

import paths
import pytest
from clean_machine import Clean

SITE = '5f0000000000000000000001'
HEADING = re.compile(r'^## (.*)\n', re.MULTILINE)
BLOCK = re.compile(r'^```yaml\n(.*?)^```', re.MULTILINE | re.DOTALL)
PLAY = '- name: Example\n  hosts: localhost\n  gather_facts: false\n  tasks:\n'
STATISTICS = {'throughput': 1840, 'mean': 82.4, 'site_id': SITE}
TAGS = 'environment=production,datacenter=lyon'


class Example(NamedTuple):
    """What an example meets, and how often it writes. With `repeats`, a second run does everything again; else it changes nothing."""

    seed: dict
    writes: dict
    files: dict = {}
    repeats: bool = False


EXAMPLES = {
    'Provision a fleet on Datasentinel': Example({}, {'platform': 4}),
    'Announce a deployment to Instana': Example({}, {'instana_agent': 1}),
    'Verify it by its statistics in AppSignal': Example({
        'appsignal_apps': [{'site_id': SITE, 'name': 'billing-api', 'environment': 'production'}],
        'appsignal_revisions': [dict(STATISTICS, revision='9c1d2e3f', error_rate=0.65), dict(STATISTICS, revision='7ab04c51', error_rate=0.5)],
    }, {}),
    'Open a maintenance window that ends as it began': Example({
        'connections': [{'name': name, 'host': 'db-1', 'password': 'of no use', 'tags': TAGS} for name in ('billing', 'crm', 'off')],
        'silenced': ['db-1@off'],
    }, {'platform': 4}, {'upgrade.yml': '- name: Upgrade\n  ansible.builtin.debug:\n    msg: The work is done.\n'}, repeats=True),
}


def found():
    """The YAML of the README, by the heading that it stands under."""
    _before, *parts = HEADING.split((paths.ROOT / 'README.md').read_text())
    blocks = [(heading, text) for heading, body in zip(parts[::2], parts[1::2]) for text in BLOCK.findall(body)]
    assert len(dict(blocks)) == len(blocks)
    return dict(blocks)


def playbook_of(text, facts):
    """A whole playbook, that speaks to the sandbox."""
    text = textwrap.dedent(text)
    if not re.search(r'^  hosts:', text, re.MULTILINE):
        text = PLAY + textwrap.indent(text, '    ')
    for address, name in (
        ('https://datasentinel.example.com', 'platform_url'), ('http://localhost:42699', 'instana_agent_url'),
        ('https://unit-tenant.instana.io', 'instana_url'), ('platform_username: automation', 'platform_username'),
    ):
        text = text.replace(address, f'platform_username: {facts[name]}' if name == 'platform_username' else facts[name])
    return text


def environment(facts):
    return {
        'DATASENTINEL_URL': facts['platform_url'],
        'DATASENTINEL_USER': facts['platform_username'],
        'DATASENTINEL_PASSWORD': facts['platform_password'],
        'DATASENTINEL_CA_PATH': facts['ca_path'],
        'INSTANA_CA_PATH': facts['ca_path'],
        'APPSIGNAL_URL': facts['appsignal_url'],
        'APPSIGNAL_CA_PATH': facts['ca_path'],
    }


def variables(facts, now):
    """What the examples take out of a vault, and when the rollout began."""
    started = datetime.datetime.fromtimestamp(now - 95, datetime.timezone.utc)
    return {
        'vault_datasentinel_password': facts['platform_password'],
        'vault_monitoring_password': 'only for the sandbox',
        'vault_first_password': 'only for the first login',
        'vault_instana_token': facts['instana_token'],
        'vault_appsignal_token': facts['appsignal_token'],
        'started_at': started.strftime('%Y-%m-%dT%H:%M:%SZ'),
    }


class Runs:
    """Runs an example as often as is wanted."""

    def __init__(self, sandbox, work, example, text, now):
        self._sandbox, self._work = sandbox, work
        (work / 'example.yml').write_text(playbook_of(text, sandbox.facts))
        for name, content in example.files.items():
            (work / name).write_text(content)
        secrets = work / 'vault.json'
        secrets.touch(mode=0o600)
        secrets.write_text(json.dumps(variables(sandbox.facts, now)))
        schedulers = work / 'bin'  # at, for the watchdog, where there is none
        shutil.copytree(paths.TARGETS / 'datasentinel_watchdog' / 'files', schedulers)
        for program in schedulers.iterdir():
            program.chmod(0o700)
        (schedulers / 'jobs').mkdir()
        (schedulers / 'jobs' / 'times').touch()
        sandbox.control('POST', 'reset')
        sandbox.control('POST', 'seed', example.seed)

    def run(self, machine):
        """(changes, writes of each system)"""
        self._sandbox.control('DELETE', 'journal')
        output = machine.check(
            'ansible-playbook', 'example.yml', '--extra-vars', '@vault.json', folder=self._work,
            PATH=f'{self._work / "bin"}:{machine.programs}:/usr/bin:/bin', **environment(self._sandbox.facts))
        counts = self._sandbox.control('GET', 'journal?limit=1')['counts']
        return int(re.search(r'changed=(\d+)', output)[1]), {system: count['writes'] for system, count in counts.items() if count['writes']}


def test_every_example_is_run():
    assert sorted(found()) == sorted(EXAMPLES), 'An example of the README has no row in EXAMPLES, or the other way round.'


@pytest.fixture(scope='module')
def bare(clean, tmp_path_factory):
    """The same machine with everything deleted from the installation that it must not need, as the community's rules demand."""
    machine = Clean(clean.programs, clean.home, tmp_path_factory.mktemp('bare'))
    for folder in ('meta', 'plugins', 'roles', 'playbooks'):
        shutil.copytree(clean.collection / folder, machine.collection / folder)
    return machine


@pytest.mark.parametrize('name', EXAMPLES)
def test_an_example_runs(clean, bare, sandbox, tmp_path, now, name):
    """And again with nothing but the folders that have to be enough."""
    example = EXAMPLES[name]
    runs = Runs(sandbox, tmp_path, example, found()[name], now)
    changes, writes = runs.run(clean)
    assert bool(changes) == bool(example.writes) and writes == example.writes
    assert runs.run(bare) == ((changes, writes) if example.repeats else (0, {}))
    if 'silenced' in example.seed:
        all_is_as_it_was(sandbox)


def all_is_as_it_was(sandbox):
    """What the window silenced is awake again, and what was silent before was left alone."""
    paths_of_writes = [entry['path'] for entry in sandbox.control('GET', 'journal?system=platform&writes=true')['entries']]
    for instance in ('db-1@billing', 'db-1@crm'):
        assert [path.rpartition('/')[2] for path in paths_of_writes if f'/{instance}/' in path] == ['disable', 'enable']
    assert not any('db-1@off' in path for path in paths_of_writes)
