# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook awx_configure against the stand-in: everything is made, once, and fits together."""

from __future__ import annotations

import copy
import itertools
import json
import re
from types import SimpleNamespace

import paths
import pytest
from conftest import OWN_REPOSITORY, PASSWORD, REPOSITORY, role_vars, running_controller

SECRET = 'c2VjcmV0IG9mIHRoZSBwbGF0Zm9ybQ'
SCHEDULES = [
    {'name': 'export nightly', 'template': 'export', 'rrule': 'DTSTART:20270104T020000Z RRULE:FREQ=DAILY;INTERVAL=1',
     'answers': {'export_metrics_directory': '/srv/metrics', 'export_metrics_from_time': '-24h', 'export_metrics_to_time': 'now',
                 'export_metrics_output': 'csv'}},
    {'name': 'report weekly', 'template': 'report', 'rrule': 'DTSTART;TZID=Europe/Paris:20270104T060000 RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO',
     'answers': {'report_tags': 'environment=production', 'report_recipients': 'dba@example.com', 'report_from_time': '-7d', 'report_to_time': 'now'},
     'enabled': False},
]
EVERYTHING = {
    'awx_deploy_template': 'Deploy billing',
    'awx_image': 'registry.example.com/runwatch:1.0.0',
    'awx_schedules': SCHEDULES,
    'awx_credentials': [
        {'type': 'datasentinel', 'name': 'Production platform',
         'inputs': {'platform_url': 'https://ds.example.com', 'platform_username': 'automation', 'platform_password': SECRET}},
        {'type': 'instana'},
        {'type': 'appsignal'},
    ],
    'awx_variables': {'open': {'maintenance_window_watchdog': 'auto'}},
}
TEMPLATES = [f'runwatch {entry["name"]}' for entry in role_vars()['__awx_templates']]


def named(store, kind):
    return {entry['name']: entry for entry in store.all(kind)}


@pytest.fixture(scope='module')
def story(configure, awx_awx):
    """What became of runs one after the other: the result of each, the writes that it made, and what AWX holds after it."""
    steps = SimpleNamespace()
    with running_controller(awx_awx) as controller:
        def step(name, *arguments, **options):
            made = len(controller.writes)
            result = configure(controller, *arguments, **{'variables': EVERYTHING, **options})
            setattr(steps, name, SimpleNamespace(result=result, writes=controller.writes[made:], store=copy.deepcopy(controller.store)))

        step('before', '--check', '--diff')
        step('first', '-vvv', modules=awx_awx)
        step('second')
        step('after', '--check')
        # Somebody changes a link of the workflow, and the variables change.
        numbers = {node['identifier']: node['id'] for node in controller.store.all('workflow_job_template_nodes')}
        controller.store.lists[(numbers['deploy'], 'always_nodes')] = [numbers['close']]
        variables = copy.deepcopy(EVERYTHING)
        variables['awx_schedules'][1]['enabled'] = True
        variables['awx_variables']['close'] = {'maintenance_window_directory': '/var/lib/runwatch'}
        step('changed', '--diff', variables=variables)
        yield steps


def test_the_second_run_changes_nothing(story):
    assert story.first.result.changed == 10 and all(call.status < 300 for call in story.first.writes)  # tasks
    assert story.second.result.changed == 0 and story.second.writes == []
    for part in ('objects', 'lists', 'surveys'):
        assert getattr(story.second.store, part) == getattr(story.first.store, part)


def test_check_mode_tells_what_would_be_made(story):
    assert story.before.writes == [] and story.before.result.changed == 9
    for name in (*TEMPLATES, 'Production platform', 'Datasentinel agent', 'close_failed'):
        assert f'changed: [localhost] => (item={name})' in story.before.result.output
    assert not re.search('failed:|fatal:|ignoring', story.before.result.output)


def test_check_mode_of_what_is_there_changes_nothing(story):
    assert story.after.writes == [] and story.after.result.changed == 0


def test_no_secret_is_shown(story):
    for step in vars(story).values():
        assert SECRET not in step.result.output and PASSWORD not in step.result.output


def test_what_is_given_anew_is_changed_and_nothing_else(story):
    assert [(call.method, call.path.split('/')[3]) for call in story.changed.writes] == [
        ('PATCH', 'job_templates'), ('POST', 'workflow_job_template_nodes'), ('PATCH', 'schedules')]
    changed = re.findall(r'changed: \[localhost\] => \(item=(.*?)\)', story.changed.result.output)
    assert changed == ['runwatch close maintenance', 'deploy', 'runwatch report weekly'] and story.changed.result.changed == 3
    assert story.changed.store.lists == {**story.first.store.lists, **{key: [] for key in story.changed.store.lists if key[1] == 'always_nodes'}}


def test_all_of_it_is_there(story):
    store = story.first.store
    assert set(named(store, 'credential_types')) == {'Datasentinel platform', 'Datasentinel agent', 'Instana', 'AppSignal'}
    assert set(named(store, 'credentials')) == {'Production platform', 'runwatch Instana', 'runwatch AppSignal'}
    assert named(store, 'credentials')['Production platform']['inputs']['platform_password'] == SECRET
    project = named(store, 'projects')['runwatch']
    assert project['scm_url'] == REPOSITORY
    (source,) = store.all('inventory_sources')
    assert (source['source'], source['source_project'], source['update_on_launch']) == ('scm', project['id'], True)
    assert source['credential'] == named(store, 'credentials')['Production platform']['id']
    schedules = named(store, 'schedules')
    assert {name: entry['enabled'] for name, entry in schedules.items()} == {'runwatch export nightly': True, 'runwatch report weekly': False}


@pytest.mark.parametrize('entry', role_vars()['__awx_templates'], ids=lambda entry: entry['key'])
def test_each_template_is_as_it_is_described(story, entry):
    store = story.first.store
    template, project = named(store, 'job_templates')[f'runwatch {entry["name"]}'], named(store, 'projects')['runwatch']
    product_of = {'datasentinel': 'Production platform', 'instana': 'runwatch Instana', 'appsignal': 'runwatch AppSignal'}
    credentials = {store.get('credentials', number)['name'] for number in store.lists[(template['id'], 'credentials')]}
    assert template['playbook'] == f'playbooks/{entry["playbook"]}' and template['project'] == project['id']
    assert template['execution_environment'] == named(store, 'execution_environments')['runwatch']['id']
    assert credentials == {product_of[product] for product in entry['products']}
    assert template['survey_enabled'] and store.surveys[template['id']]['spec'] == entry['survey']
    assert template['ask_job_type_on_launch'] == entry.get('can_check', False)
    further = {'maintenance_window_watchdog': 'auto'} if entry['key'] == 'open' else {}
    assert json.loads(template['extra_vars'] or '{}') == {**entry.get('variables', {}), **further}


def test_the_first_run_makes_each_thing_once(story):
    posts = [call.path for call in story.first.writes if call.method == 'POST' and call.path.count('/') == 4]
    for kind, number in {'credential_types': 4, 'credentials': 3, 'projects': 1, 'inventories': 1, 'inventory_sources': 1, 'job_templates': 8,
                         'workflow_job_templates': 1, 'workflow_job_template_nodes': 5, 'schedules': 2}.items():
        assert posts.count(f'/api/v2/{kind}/') == number, kind
    assert [call for call in story.first.writes if call.method in ('PATCH', 'DELETE')] == []


def blocks(page, language):
    """The examples of a page, in order."""
    return re.findall(rf'^```{language}\n(.*?)^```', (paths.ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


def test_the_example_of_the_role(configure, controller, tmp_path):
    """Word for word but for the address. Credentials of AWX are given with module_defaults."""
    controller.store.write('organizations', None, {'name': 'Operations'})
    (example, *_others) = blocks('roles/awx/README.md', 'yaml')
    (tmp_path / 'configure.yml').write_text(example.replace('https://awx.example.com', controller.url))
    configure(controller, playbook=tmp_path / 'configure.yml', variables={'vault_awx_password': PASSWORD}, environment={'CONTROLLER_PASSWORD': 'other'})
    assert set(TEMPLATES) < set(named(controller.store, 'job_templates')) and len(controller.store.all('schedules')) == 1


@pytest.mark.thorough
def test_the_example_of_the_guide(configure, controller, ansible_controller):
    """With a repository of one's own and modules of ansible.controller, twice; what somebody typed into AWX stays."""
    store = controller.store
    organization = store.write('organizations', None, {'name': 'Operations'})['id']
    for number, (name, kind) in enumerate({'Git': 'scm', 'Fleet vault': 'vault'}.items(), 900):  # types that AWX brings
        store.objects['credential_types'][number] = {'id': number, 'name': kind, 'description': '', 'kind': kind, 'inputs': {}, 'injectors': {}}
        store.write('credentials', None, {'name': name, 'organization': organization, 'credential_type': number})
    (example,) = [block for block in blocks('docs/awx.md', 'yaml') if block.startswith('# awx.yml')]
    (on_a_host,) = [block for block in blocks('docs/awx.md', 'yaml') if '!unsafe' in block]
    example += on_a_host
    assert OWN_REPOSITORY in example

    first = configure(controller, modules=ansible_controller, variables=example)
    platform = named(store, 'credentials')['runwatch Datasentinel platform']
    store.write('credentials', platform, {'inputs': {'platform_url': 'https://ds.example.com', 'platform_password': SECRET}})
    second = configure(controller, modules=ansible_controller, variables=example)

    assert first.changed and second.changed == 0
    template = named(store, 'job_templates')['runwatch provision']
    names = {store.get('credentials', number)['name'] for number in store.lists[(template['id'], 'credentials')]}
    assert template['playbook'] == 'provision.yml' and names == {'runwatch Datasentinel platform', 'Fleet vault'}
    assert named(store, 'credentials')['runwatch Datasentinel platform']['inputs']['platform_password'] == SECRET
    for name in ('open maintenance', 'close maintenance', 'close maintenance after a failure'):
        variables = json.loads(named(store, 'job_templates')[f'runwatch {name}']['extra_vars'])
        assert variables['maintenance_window_platform_password'] == "{{ lookup('ansible.builtin.env', 'DATASENTINEL_PASSWORD') }}"


def test_a_project_without_the_playbooks_is_an_error(configure, controller):
    """Nothing but defaults otherwise. AWX finds out when it has checked the project out."""
    configure(controller, fails='Project update failed', variables={'awx_project_url': 'https://git.example.com/empty.git'})
    assert len(controller.store.all('credentials')) == 3 and 'runwatch provision' not in named(controller.store, 'job_templates')


class TestWorkflow:
    """The graph, walked with every outcome of every node."""

    @pytest.fixture
    def graph(self, story):
        store = story.first.store
        (workflow,) = store.all('workflow_job_templates')
        assert store.surveys[workflow['id']]['spec']
        nodes = {node['id']: node for node in store.all('workflow_job_template_nodes')}
        edges = {(number, how): store.lists.get((number, f'{how}_nodes'), []) for number in nodes for how in ('success', 'failure', 'always')}
        return nodes, edges, {number: store.get('job_templates', node['unified_job_template']) for number, node in nodes.items()}

    def walk(self, graph, outcomes):
        """The identifiers of the nodes that run, in order, and whether the workflow succeeds in AWX."""
        nodes, edges, _templates = graph
        children = {child for members in edges.values() for child in members}
        todo, ran, succeeded = [number for number in nodes if number not in children], [], True
        while todo:
            number = todo.pop(0)
            ran.append(nodes[number]['identifier'])
            how = outcomes[nodes[number]['identifier']]
            # AWX counts a failure as handled if another node follows it.
            succeeded = succeeded and (how == 'success' or bool(edges[(number, 'failure')] + edges[(number, 'always')]))
            todo += [child for child in edges[(number, how)] + edges[(number, 'always')] if nodes[child]['identifier'] not in ran and child not in todo]
        return ran, succeeded

    def test_every_path_closes_the_window_and_failures_stand(self, graph):
        identifiers = ['open', 'deploy', 'verify', 'close']
        assert {node['identifier'] for node in graph[0].values()} == {*identifiers, 'close_failed'}
        for results in itertools.product(('success', 'failure'), repeat=len(identifiers)):
            outcomes = {**dict(zip(identifiers, results)), 'close_failed': 'failure'}  # its playbook always fails
            ran, succeeded = self.walk(graph, outcomes)
            assert ran[0] == 'open' and ran[-1] in ('close', 'close_failed') and len(set(ran)) == len(ran)
            assert succeeded == (set(results) == {'success'})
        assert self.walk(graph, dict.fromkeys(identifiers, 'success'))[0] == identifiers

    def test_the_last_nodes_close(self, graph):
        nodes, _edges, templates = graph
        playbooks = {node['identifier']: templates[number]['playbook'] for number, node in nodes.items()}
        assert playbooks['close'] == 'playbooks/maintenance.yml' and playbooks['close_failed'] == 'playbooks/maintenance_failed.yml'
        for number, node in nodes.items():
            if node['identifier'].startswith('close'):
                assert json.loads(templates[number]['extra_vars'])['maintenance_window_state'] == 'closed'
