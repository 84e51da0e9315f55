# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the surveys ask are documented variables, of a type that an answer can have; no question asks for a secret."""

from __future__ import annotations

import re

import paths
import pytest
import yaml
from conftest import role_vars

TEMPLATES = {entry['key']: entry for entry in role_vars()['__awx_templates']}
QUESTIONS = [(key, question) for key, entry in TEMPLATES.items() for question in entry['survey']]
TYPES = {'str': ('text', 'textarea', 'multiplechoice'), 'path': ('text',), 'raw': ('text',), 'list': ('text',), 'float': ('float',), 'int': ('integer',)}


def playbook_text(key):
    """The playbook, after those that it imports from here."""
    text = (paths.ROOT / 'playbooks' / TEMPLATES[key]['playbook']).read_text()
    imported = re.findall(r'import_playbook: (\w+\.yml)', text)
    return ''.join((paths.ROOT / 'playbooks' / name).read_text() for name in imported) + text


def documented(key):
    """The options of the roles that the playbook includes, and the variables that its comment explains, as texts."""
    text = playbook_text(key)
    roles = set(re.findall(r'name: runwatch\.observability\.(\w+)', text))
    assert roles
    options = {}
    for role in roles:
        specs = yaml.safe_load((paths.ROOT / 'roles' / role / 'meta/argument_specs.yml').read_text())['argument_specs']
        options.update(specs['main']['options'])
    return {**{name: {'type': 'str'} for name in re.findall(r'^# (\w+)(?:: | or )', text, re.MULTILINE)}, **options}


@pytest.mark.parametrize('key, question', QUESTIONS, ids=lambda value: value if isinstance(value, str) else value['variable'])
class TestQuestion:
    def test_it_is_a_documented_variable(self, key, question):
        option = documented(key)[question['variable']]
        assert question['type'] in TYPES[option['type']]
        if question['type'] == 'multiplechoice':
            assert question['choices'] == option['choices'] and question['default'] in option['choices']

    def test_it_asks_for_no_secret(self, key, question):
        assert question['type'] != 'password' and not re.search('password|token|secret|key', question['variable'])

    def test_an_answer_that_is_left_out_does_no_harm(self, key, question):
        """AWX sends an empty text then, which is no list, no path and none of some choices."""
        option = documented(key)[question['variable']]
        assert question['required'] or question['type'] == 'float' or option['type'] in ('str', 'raw') and 'choices' not in option


@pytest.mark.parametrize('key', sorted(TEMPLATES))
def test_what_a_role_demands_is_asked_or_given(key):
    demanded = {name for name, option in documented(key).items() if option.get('required')}
    entry = TEMPLATES[key]
    assert demanded <= {question['variable'] for question in entry['survey'] if question['required']} | set(entry.get('variables', {}))


@pytest.mark.parametrize('key', sorted(TEMPLATES))
def test_fixed_variables_are_documented(key):
    assert set(TEMPLATES[key].get('variables', {})) <= set(documented(key))


@pytest.mark.parametrize('key', sorted(TEMPLATES))
def test_the_guide_has_the_template_with_its_questions(key):
    entry = TEMPLATES[key]
    asked = ', '.join(f'`{question["variable"]}`' if question['required'] else f'(`{question["variable"]}`)' for question in entry['survey'])
    assert f'| {entry["name"]}, `{key}` | `{entry["playbook"]}` | {asked} |' in (paths.ROOT / 'docs/awx.md').read_text()


def test_questions_of_the_workflow_differ():
    variables = [question['variable'] for name in ('open', 'verify') for question in TEMPLATES[name]['survey']]
    assert len(set(variables)) == len(variables)
    assert role_vars()['__awx_workflow_survey'] == '{{ __awx_open_survey + __awx_verify_survey }}'
    # What the nodes demand, the workflow asks.
    for key in ('open', 'verify', 'close', 'close_failed'):
        assert {question['variable'] for question in TEMPLATES[key]['survey'] if question['required']} <= set(variables)


def test_both_files_of_tasks_are_the_same_but_for_the_collection():
    tasks = {name: (paths.ROOT / f'roles/awx/tasks/{name}.yml').read_text() for name in ('awx.awx', 'ansible.controller')}
    assert tasks['awx.awx'].replace(' awx.awx.', ' ansible.controller.') == tasks['ansible.controller']
