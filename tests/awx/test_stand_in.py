# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stand-in refuses what AWX refuses, so that a passing test means something."""

from __future__ import annotations

import pytest
from stand_in import recurrence, surveys
from stand_in.refusal import Refused
from stand_in.store import Store

DAILY = 'DTSTART:20270104T020000Z RRULE:FREQ=DAILY;INTERVAL=1'
TEXT = {'type': 'text', 'question_name': 'Q', 'variable': 'q', 'required': True}
TYPE = {'name': 'T', 'kind': 'cloud', 'inputs': {'fields': [{'id': 'token', 'label': 'Token', 'type': 'string', 'secret': True}]},
        'injectors': {'env': {'T_TOKEN': '{{ token }}'}}}


@pytest.fixture
def store():
    """Everything that a template needs."""
    made = Store({'https://git.example.com/p.git': {'a.yml', 'datasentinel.yml'}})
    made.write('credential_types', None, dict(TYPE))
    made.write('credentials', None, {'name': 'c', 'credential_type': 2, 'organization': 1, 'inputs': {'token': 'secret'}})
    made.write('projects', None, {'name': 'p', 'organization': 1, 'scm_type': 'git', 'scm_url': 'https://git.example.com/p.git'})
    made.write('inventories', None, {'name': 'i', 'organization': 1})
    made.write('job_templates', None, {'name': 'j', 'project': 4, 'inventory': 5, 'playbook': 'a.yml', 'survey_enabled': True, 'extra_vars': '{"a": 1}'})
    made.surveys[6] = {'name': '', 'description': '', 'spec': [TEXT]}
    made.write('workflow_job_templates', None, {'name': 'w', 'organization': 1})
    return made


@pytest.mark.parametrize('kind, body, says', [
    ('credential_types', {**TYPE, 'name': 'U', 'kind': 'ssh'}, "Must be 'cloud' or 'net'"),
    ('credential_types', {**TYPE, 'name': 'U', 'inputs': {'fields': [{'id': 'tower', 'label': 'x'}]}}, 'reserved field name'),
    ('credential_types', {**TYPE, 'name': 'U', 'inputs': {'fields': [{'id': 'a'}]}}, "'label' is a required property"),
    ('credential_types', {**TYPE, 'name': 'U', 'inputs': {'fields': [{'id': 'a', 'label': 'A', 'type': 'boolean', 'secret': True}]}}, 'not allowed for'),
    ('credential_types', {**TYPE, 'name': 'U', 'injectors': {'env': {'ANSIBLE_CONFIG': 'x'}}}, 'may affect Ansible configuration'),
    ('credential_types', {**TYPE, 'name': 'U', 'injectors': {'env': {'PATH': 'x'}}}, 'not allowed to be used'),
    ('credential_types', {**TYPE, 'name': 'U', 'injectors': {'env': {'X': '{{ other }}'}}}, 'undefined field'),
    ('credential_types', {**TYPE, 'name': 'U', 'injectors': {'env': {'X': '{{ tower.filename }}'}, 'file': {}}}, 'undefined field'),
    ('credential_types', TYPE, 'already exists'),
    ('credentials', {'name': 'd', 'credential_type': 2, 'organization': 1, 'inputs': {'pass': 'x'}}, "'pass' was unexpected"),
    ('credentials', {'name': 'd', 'credential_type': 2}, "Missing 'user', 'team', or 'organization'"),
    ('inventory_sources', {'name': 's', 'inventory': 5, 'source': 'scm'}, 'Project required for scm type sources'),
    ('inventory_sources', {'name': 's', 'inventory': 5, 'source': 'scm', 'source_project': 4, 'source_path': 'b.yml'}, 'has no file'),
    ('job_templates', {'name': 'k', 'project': 4, 'inventory': 5, 'playbook': 'b.yml'}, 'Playbook not found for project.'),
    ('job_templates', {'name': 'k', 'project': 9, 'inventory': 5, 'playbook': 'a.yml'}, 'object does not exist'),
    ('job_templates', {'name': 'k', 'project': 4, 'inventory': 5, 'playbook': 'a.yml', 'verbose': 1}, 'Extra inputs'),
    ('job_templates', {'name': 'k', 'project': '4', 'inventory': 5, 'playbook': 'a.yml'}, 'valid integer'),
    ('job_templates', {'name': 'k', 'project': 4, 'inventory': 5, 'playbook': 'a.yml', 'extra_vars': '[1]'}, 'Cannot parse'),
    ('schedules', {'name': 's', 'unified_job_template': 6, 'rrule': DAILY}, "'q' value missing"),
    ('schedules', {'name': 's', 'unified_job_template': 6, 'rrule': DAILY, 'extra_data': {'q': 1}}, 'expected to be a text'),
    ('schedules', {'name': 's', 'unified_job_template': 6, 'rrule': DAILY, 'extra_data': {'q': 'x', 'b': 1}}, 'Variables b are not allowed on launch'),
    ('workflow_job_template_nodes', {'identifier': 'n', 'workflow_job_template': 7, 'unified_job_template': 6, 'extra_data': {'b': 1}},
     'not allowed on launch'),
])
def test_objects(store, kind, body, says):
    with pytest.raises(Refused) as refused:
        store.write(kind, None, body)
    assert says in str(refused.value.errors)


def test_inputs_of_a_type_in_use_are_fixed(store):
    old = store.get('credential_types', 2)
    store.write('credential_types', old, {'description': 'new'})
    with pytest.raises(Refused) as refused:
        store.write('credential_types', store.get('credential_types', 2), {'inputs': {'fields': []}, 'injectors': {}})
    assert refused.value.status == 403


def test_secrets_are_shown_encrypted_and_kept(store):
    credential = store.get('credentials', 3)
    assert store.shown('credentials', credential)['inputs'] == {'token': '$encrypted$'}
    assert store.write('credentials', credential, {'inputs': {'token': '$encrypted$'}})['inputs'] == {'token': 'secret'}


def test_workflows_have_no_cycles(store):
    for name in ('a', 'b'):
        store.write('workflow_job_template_nodes', None, {'identifier': name, 'workflow_job_template': 7, 'unified_job_template': 6})
    first, second = (node['id'] for node in store.all('workflow_job_template_nodes'))
    store.associate('workflow_job_template_nodes', first, 'success_nodes', {'id': second})
    for number, name, other in ((first, 'failure_nodes', second), (second, 'success_nodes', first)):
        with pytest.raises(Refused):
            store.associate('workflow_job_template_nodes', number, name, {'id': other})


def test_one_credential_of_a_type(store):
    store.write('credentials', None, {'name': 'd', 'credential_type': 2, 'organization': 1})
    other = store.all('credentials')[-1]['id']
    store.associate('job_templates', 6, 'credentials', {'id': 3})
    with pytest.raises(Refused, match='Cannot assign multiple T credentials'):
        store.associate('job_templates', 6, 'credentials', {'id': other})
    store.associate('job_templates', 6, 'credentials', {'id': 3, 'disassociate': True})
    store.associate('job_templates', 6, 'credentials', {'id': other})


@pytest.mark.parametrize('change, says', [
    ({'type': 'boolean'}, 'is not one of'),
    ({'required': 'yes'}, 'expected to be boolean'),
    ({'default': 1}, 'expected to be text'),
    ({'type': 'multiplechoice'}, 'must specify choices'),
    ({'type': 'multiplechoice', 'choices': ['a'], 'default': 'b'}, 'must be answered from the choices'),
    ({'hint': 'x'}, 'unknown keys'),
])
def test_surveys(change, says):
    surveys.check({'name': '', 'description': '', 'spec': [TEXT]})
    with pytest.raises(Refused, match=says):
        surveys.check({'name': '', 'description': '', 'spec': [{**TEXT, **change}]})


@pytest.mark.parametrize('rule, says', [
    ('', 'may not be blank'),
    ('RRULE:FREQ=DAILY;INTERVAL=1', 'Valid DTSTART required'),
    ('DTSTART:20270104T020000 RRULE:FREQ=DAILY;INTERVAL=1', 'naive'),
    ('DTSTART:20270104T020000Z', 'One or more rule required'),
    ('DTSTART:20270104T020000Z RRULE:FREQ=DAILY', 'INTERVAL required'),
    ('DTSTART:20270104T020000Z RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU', 'numeric prefix'),
    ('DTSTART:20270104T020000Z RRULE:FREQ=REGULARLY;INTERVAL=1', 'parsing failed'),
])
def test_rules(rule, says):
    recurrence.check(DAILY)
    recurrence.check('DTSTART;TZID=Europe/Paris:20270104T060000 RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO')
    with pytest.raises(Refused, match=says):
        recurrence.check(rule)
