# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of the documentation notice what they are there for."""

from __future__ import annotations

import documentation
import page_examples
import pytest
from example_checks import shell_complaints
from page_examples import Example
from test_documentation_examples import complaints, task_complaints

TASK = '- name: Wrong\n  runwatch.observability.'
WRONG = {
    'a module that is not there': TASK + 'datasentinel_fleet:\n    name: a\n',
    'an option that is not there': TASK + 'datasentinel_role:\n    name: a\n    rules: []\n',
    'an option that is missing': TASK + 'datasentinel_problem:\n    name: a@b\n',
    'a value that is not possible': TASK + 'datasentinel_user:\n    email: a@example.com\n    privilege: write\n',
    'a value that the module refuses': TASK + 'datasentinel_alerting:\n    name: no-instance\n    enabled: true\n',
    'a default for a group that is not there': '- name: Wrong\n  hosts: localhost\n  module_defaults: {group/runwatch.observability.grafana: {}}\n',
    'a default that no module takes': 'module_defaults:\n  group/runwatch.observability.instana: {token: a}\n',
    'a role that is not there': '- name: Wrong\n  hosts: localhost\n  roles: [runwatch.observability.fleet]\n',
    'a value that a role does not take': 'provision_instances_wait_timeout: many\n',
    'a variable that a role does not know': '- role: runwatch.observability.report\n  vars: {report_colour: red}\n',
    'an entry of a fleet that is wrong': 'instances:\n  - {name: a, hostname: b}\n',
    'a source that is not there': '- name: Wrong\n  hosts: all\n  sources: [runwatch.observability.problems: {}]\n  rules: []\n',
    'a filter that is not there':
        '- name: Wrong\n  hosts: all\n  sources: [{other.thing.source: {}, filters: [runwatch.observability.shape: {}]}]\n  rules: []\n',
    'a playbook that is not there': '- name: Wrong\n  ansible.builtin.import_playbook: runwatch.observability.deploy\n',
}


@pytest.mark.parametrize('what', WRONG)
def test_an_example_is_refused(what, collections):
    example = Example('page.md', 1, WRONG[what])
    assert example.kind
    assert complaints(example) + [text for task in page_examples.tasks_of(example) for text in task_complaints(task)]


@pytest.mark.parametrize('text', ['provision_instance_wait: true\n', 'a: 1\n', '- a\n- b\n', 'text\n'])
def test_a_kind_is_not_guessed(text):
    assert Example('page.md', 1, text).kind is None


@pytest.mark.parametrize('command', [
    'ansible-playbook runwatch.observability.deploy',
    'ansible-playbook runwatch.observability.provision -e fleet=a',
    'ansible localhost -m runwatch.observability.instana',
])
def test_a_command_is_refused(command, collections):
    assert shell_complaints(command)


def test_a_link_to_nothing_ends_the_building():
    with pytest.raises(documentation.BrokenLink):
        documentation.for_the_site('docs/awx.md', 'See [this](nothing.md).', [])


@pytest.mark.parametrize('text, then', [
    ('[a](awx.md#b)', '[a](/docs/awx.md#b)'),
    ('[a](../tests/README.md)', '[a](https://github.com/runwatch/observability/blob/main/tests/README.md)'),
    ('[a](https://github.com/runwatch/observability/blob/main/docs/awx.md#b)', '[a](/docs/awx.md#b)'),
    ('[a](https://example.com/a.md)', '[a](https://example.com/a.md)'),
    ('`instana_event`', '[`instana_event`](/reference/instana_event_module.rst)'),
    ('[`instana_event`](awx.md)', '[`instana_event`](/docs/awx.md)'),
    ('```yaml\n# `instana_event` [a](awx.md)\n```', '```yaml\n# `instana_event` [a](awx.md)\n```'),
])
def test_links_lead_to_the_site(text, then):
    assert documentation.for_the_site('docs/gates.md', text, ['docs/awx.md']) == then
