# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs as AWX (24.6) runs them: it makes a private data directory, and has a worker of ansible-runner run it in a container.

Its source says how: awx/main/tasks/jobs.py for a job, awx/main/models/workflow.py for what nodes hand on, and get_script_data in
awx/main/models/inventory.py for inventories and slices. A container is a folder here, with /runner in it, and a home in which nothing is
left of other jobs.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Mapping

import ansible_runner
import paths
import yaml
from playbook_runs import PROGRAMS
from secret_places import Watch
from secret_search import file_texts, leaks
from stand_in import surveys
from stand_in.credential_types import inject

ROLE = paths.ROOT / 'roles' / 'awx' / 'vars' / 'main.yml'
PREFIX = 'runwatch'
TIMEOUT = 240
TYPES = (
    'import json; from ansible_collections.runwatch.observability.plugins.lookup.awx_credential_types import TYPES, credential_type; '
    'print(json.dumps({key: credential_type(key) for key in TYPES}))'
)


@dataclass(frozen=True)
class Template:
    """A job template. ``products`` are the keys of the credential types that it has credentials of."""

    name: str
    playbook: str
    products: tuple
    variables: dict = field(default_factory=dict)
    survey: tuple = ()
    has_vault: bool = False

    def with_variables(self, **variables: object) -> Template:
        """The same, with what `awx_variables` adds."""
        return replace(self, variables={**self.variables, **variables})


def role_data() -> dict:
    return yaml.safe_load(ROLE.read_text())


def templates() -> dict:
    """The job templates that the role awx makes, by their keys."""
    return {
        each['key']: Template(f'{PREFIX} {each["name"]}', each['playbook'], tuple(each['products']), each.get('variables', {}), tuple(each['survey']))
        for each in role_data()['__awx_templates']
    }


@dataclass(frozen=True)
class Inventory:
    """What AWX knows of an inventory: the variables of its hosts, and the hosts of its groups."""

    hosts: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)

    def script(self, number: int, count: int) -> str:
        """The script that a job gets, which prints the slice `number` of `count`; groups stay, even if they are empty then."""
        hosts = sorted(self.hosts)[number - 1::count]
        grouped = {group: [host for host in members if host in hosts] for group, members in self.groups.items()}
        data = {
            'all': {'hosts': [host for host in hosts if host not in itertools.chain(*grouped.values())], 'children': list(grouped)},
            **{group: {'hosts': members} for group, members in grouped.items() if members},
            '_meta': {'hostvars': {host: {**self.hosts[host], 'remote_tower_enabled': 'true', 'remote_tower_id': 1} for host in hosts}},
        }
        return f'#! /usr/bin/env python3\n# -*- coding: utf-8 -*-\nprint({json.dumps(data)!r})\n'


@dataclass(frozen=True)
class Job:
    template: Template
    status: str
    events: list
    artifacts: dict
    variables: dict
    container: Path
    errors: str
    private: Path
    watch: Watch

    @property
    def output(self) -> str:
        return '\n'.join(event['stdout'] for event in self.events if event.get('stdout'))

    def texts(self) -> dict:
        """Everything that AWX keeps of the job, that the job left behind, and that could be seen while it ran."""
        kept = {'events': json.dumps(self.events), 'output': self.output, 'artifacts': json.dumps(self.artifacts), 'errors of the worker': self.errors}
        left = file_texts([self.private, self.container])
        return {**kept, **{path: _without_environment(path, text) for path, text in left.items()}, **self.watch.texts()}


class Unsafe(yaml.SafeDumper):
    """Writes texts as AWX does: none of them is a template to Ansible."""

    def represent_data(self, data: object) -> yaml.Node:
        return self.represent_scalar('!unsafe', data) if isinstance(data, str) else super().represent_data(data)


class Awx:
    """Runs jobs of a project. Credentials are filled in from `facts`; `secrets` tells what must not come to light."""

    def __init__(self, work: Path, collections: Path, project: Path, facts: dict, vault_password: str, secrets: object) -> None:
        self._work, self._collections, self._project = work, collections, project
        self._vault_password, self._secrets = vault_password, secrets
        self._ids = itertools.count(1)
        described = subprocess.run([sys.executable, '-c', TYPES], env={'PYTHONPATH': str(collections)}, stdout=subprocess.PIPE, check=True)
        self._types = json.loads(described.stdout)
        known = {**facts, 'ca_path': Path(facts['ca_path']).read_text()}
        self._inputs = {
            key: {each['id']: known[each['id']] for each in described['inputs']['fields'] if each['id'] in known} for key, described in self._types.items()
        }

    def launch(self, template: Template, answers: dict, inventory: Inventory = Inventory(), **options: object) -> Job:
        """Launch a job as somebody does who fills in the survey."""
        filled = filled_in(template.survey, answers)
        surveys.check_answers({'survey_enabled': True}, {'spec': template.survey}, filled, 'Job Template', True)
        return self.run(template, filled, inventory, **options)

    def workflow(self, deploy: Template, known: Mapping[str, Template], answers: dict, inventory: Inventory) -> dict:
        """Run the workflow that the role awx makes: its jobs by their nodes. `deploy` is the user's own template."""
        role = role_data()
        survey = role['__awx_open_survey'] + role['__awx_verify_survey']
        given = filled_in(survey, answers)
        surveys.check_answers({'survey_enabled': True}, {'spec': survey}, given, 'Workflow Job Template', True)
        nodes = {node['identifier']: node for node in role['__awx_nodes']}
        (node,) = set(nodes) - {name for each in nodes.values() for name in each['success'] + each['failure']}
        jobs, artifacts, following = {}, {}, [node]
        while following:
            (node,) = following
            # What nodes before it left wins over the template's own variables, and what the workflow was asked over that.
            template = known.get(nodes[node]['template'], deploy)
            jobs[node] = self.run(template, {**filled_in(template.survey, {}), **artifacts, **given}, inventory, workflow=f'{PREFIX} deployment')
            artifacts = {**artifacts, **jobs[node].artifacts}
            following = nodes[node]['success' if jobs[node].status == 'successful' else 'failure']
        return jobs

    def run(
        self, template: Template, variables: dict, inventory: Inventory = Inventory(), workflow: str = '', is_check: bool = False, part: tuple = (1, 1),
    ) -> Job:
        """Run a job with these extra variables, on the slice `part` (its number, how many there are) of the inventory."""
        number = next(self._ids)
        private, container = (self._work / f'{name}_{number}' for name in ('awx', 'container'))
        for folder in (private, container):
            folder.mkdir(mode=0o700)
        for folder in (container / 'home', container / 'tmp', private / 'env', private / 'inventory', private / 'cp'):
            folder.mkdir()
        shutil.copytree(self._project, private / 'project')
        extra = {**template.variables, **variables, **self._about(number, template, workflow)}
        extra = {name: f'{container}{value}' if str(value).startswith('/runner/') else value for name, value in extra.items()}
        _write(private / 'env' / 'extravars', ''.join(
            yaml.dump({name: value}, Dumper=yaml.SafeDumper if template.variables.get(name) == value else Unsafe) for name, value in extra.items()))
        _write(private / 'env' / 'cmdline', ' '.join([*(['--check'] if is_check else []), '-u', 'root', *(['--ask-vault-pass'] if template.has_vault else [])]))
        _write(private / 'env' / 'settings', json.dumps({'job_timeout': 0, 'suppress_ansible_output': True, 'suppress_output_file': True}))
        script = _write(private / 'inventory' / 'hosts', inventory.script(*part), 0o700)
        environment = self.environment(number, template.products, private, container / 'runner')
        job = self._transmitted(
            template, extra, private, container, environment, ident=number, playbook=template.playbook, inventory=str(script), fact_cache_type='',
            passwords={r'Vault password:\s*?$': self._vault_password} if template.has_vault else {})
        found = leaks(self._secrets(), job.texts())
        assert not found, '\n'.join(found)
        return job

    def synchronised(self) -> Inventory:
        """The inventory, filled from the platform by the project's inventory source."""
        number, private = next(self._ids), Path(tempfile.mkdtemp(dir=self._work))
        (private / 'env').mkdir()
        own = {'PATH': f'{PROGRAMS}:/usr/bin:/bin', 'HOME': str(private), 'LC_ALL': 'C.UTF-8'}
        read = subprocess.run(
            ['ansible-inventory', '--list', '--export', '--inventory', str(self._project / 'datasentinel.yml')], stdout=subprocess.PIPE, check=True,
            env={**self.environment(number, ('datasentinel',), private, private), **own})
        groups = json.loads(read.stdout)
        hosts = groups.pop('_meta')['hostvars']
        return Inventory(hosts, {name: group.get('hosts', []) for name, group in groups.items() if name not in ('all', 'ungrouped')})

    def environment(self, number: int, products: tuple, private: Path, runner: Path) -> dict:
        """The environment of a job: AWX's settings, and what the credentials inject, with the files that they make."""
        injected = {}
        for key in products:
            folder = private / 'env' / key
            folder.mkdir()
            injected.update(inject(self._types[key], self._inputs[key], folder))
        injected = {name: value.replace(str(private), str(runner)) for name, value in injected.items()}
        return {
            'ANSIBLE_HOST_KEY_CHECKING': 'False', 'ANSIBLE_PARAMIKO_RECORD_HOST_KEYS': 'False', 'ANSIBLE_FORCE_COLOR': 'True',
            'ANSIBLE_INVENTORY_UNPARSED_FAILED': 'True', 'ANSIBLE_RETRY_FILES_ENABLED': 'False', 'ANSIBLE_SSH_CONTROL_PATH_DIR': str(runner / 'cp'),
            'ANSIBLE_COLLECTIONS_PATH': f'{runner / "requirements_collections"}:~/.ansible/collections:{self._collections}',
            'ANSIBLE_ROLES_PATH': f'{runner / "requirements_roles"}:~/.ansible/roles',
            'AWX_PRIVATE_DATA_DIR': str(private), 'AWX_HOST': 'https://awx.example.com',
            'JOB_ID': str(number), 'INVENTORY_ID': '1', 'PROJECT_REVISION': 'main', 'MAX_EVENT_RES': '700000', **injected,
        }

    @staticmethod
    def _about(number: int, template: Template, workflow: str) -> dict:
        """What AWX says of the job, with two prefixes."""
        about = {
            'job_id': number, 'job_launch_type': 'workflow' if workflow else 'manual', 'job_template_id': 7, 'job_template_name': template.name,
            'user_id': 1, 'user_name': 'ann', 'user_email': 'ann@example.com', 'inventory_id': 1, 'inventory_name': PREFIX, 'project_revision': 'main',
            **({'workflow_job_id': 1, 'workflow_job_name': workflow} if workflow else {}),
        }
        return {f'{prefix}_{name}': value for prefix in ('awx', 'tower') for name, value in about.items()}

    @staticmethod
    def _transmitted(template: Template, extra: dict, private: Path, container: Path, environment: dict, **params: object) -> Job:
        """Send the job to a worker in the container, which sends back what happens; secrets go no other way than in what is sent."""
        own = {'PATH': f'{PROGRAMS}:/usr/bin:/bin', 'HOME': str(container / 'home'), 'TMPDIR': str(container / 'tmp'), 'LC_ALL': 'C.UTF-8'}
        with tempfile.TemporaryFile() as stream:
            ansible_runner.run(
                streamer='transmit', _output=stream, private_data_dir=str(private), envvars=environment, suppress_env_files=True, **params)
            stream.seek(0)
            with Watch(container, {**environment, **own}) as watch:
                worker = subprocess.run(
                    [str(PROGRAMS / 'ansible-runner'), 'worker', '--private-data-dir', str(container / 'runner')], cwd=container, env=own, stdin=stream,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIMEOUT, check=False)
        events = []
        processed = ansible_runner.run(
            streamer='process', _input=BytesIO(worker.stdout), private_data_dir=str(private), ident=params['ident'], quiet=True,
            event_handler=lambda event: events.append(event) and False)
        artifacts = [event['event_data']['artifact_data'] for event in events if event.get('event_data', {}).get('artifact_data')]
        return Job(template, processed.status, events, artifacts[-1] if artifacts else {}, extra, container, worker.stderr.decode(), private, watch)


def filled_in(survey: tuple, answers: dict) -> dict:
    """The answers as AWX's pages send them: with the defaults, and with an empty text where a text was not asked for."""
    defaults = {question['variable']: question.get('default', '') for question in survey}
    optional = {question['variable'] for question in survey if question['type'] == 'text' and not question['required']}
    return {**{name: value for name, value in defaults.items() if value != '' or name in optional}, **answers}


def _without_environment(path: str, text: str) -> str:
    """Without what the job was given in its environment, which ansible-runner itself writes down."""
    return json.dumps({**json.loads(text), 'env': {}}) if path.endswith('/command') else text


def _write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.touch(mode=mode)
    path.write_text(text)
    return path
