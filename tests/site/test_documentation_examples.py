# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every example of the documentation: its kind is known, Ansible takes its syntax, and modules and roles take what it says."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import example_checks
import page_examples
import paths
import pytest
import staging
import yaml
from page_examples import PREFIX

EXAMPLES = page_examples.all_examples()
PAGES = sorted({example.page for example in EXAMPLES})
SHELL = [example for language in ('shell', 'sh') for example in page_examples.blocks(language)]


def on(page):
    return [example for example in EXAMPLES if example.page == page]


def test_every_plugin_has_examples():
    folders = ('plugins/modules', 'plugins/lookup', 'plugins/inventory', 'plugins/callback', 'extensions/eda/plugins/event_source')
    plugins = [path.relative_to(paths.ROOT).as_posix() for folder in folders for path in (paths.ROOT / folder).glob('*.py')]
    assert [plugin for plugin in plugins if plugin not in PAGES] == []


@pytest.fixture
def connections(collections, monkeypatch):
    """Where an example says nothing of a connection, the environment does."""
    options = importlib.import_module(f'{example_checks.PLUGINS}.module_utils._options').CONNECTIONS
    for product in options.values():
        for option in product.options:
            monkeypatch.setenv(option.env[0], 'https://example.com' if 'URL' in option.env[0] or 'ENDPOINT' in option.env[0] else 'text')


@pytest.mark.parametrize('page', PAGES)
def test_modules_and_roles_take_it(page, connections):
    found = [f'{example}: it cannot be told what kind of YAML this is' for example in on(page) if example.kind is None]
    for example in on(page):
        found += [f'{example}: {text}' for text in complaints(example)]
        for task in page_examples.tasks_of(example):
            found += [f'{task}: {text}' for text in task_complaints(task)]
    assert not found, '\n'.join(found)


def complaints(example):
    """What is wrong with an example apart from its tasks."""
    if example.kind == 'variables':
        return example_checks.variables_complaints(example.data)
    if example.kind == 'fleet':
        return example_checks.fleet_complaints(example.data)
    if example.kind == 'rulebook':
        return example_checks.rulebook_complaints(example.data)
    plays = page_examples.plays_of(example)
    found = [text for play in plays for text in example_checks.defaults_complaints(play.get('module_defaults', {}))]
    for play in plays:
        name = play.get('ansible.builtin.import_playbook', '')
        if name.startswith(PREFIX) and not (paths.ROOT / 'playbooks' / f'{name.removeprefix(PREFIX)}.yml').exists():
            found.append(f'there is no playbook {name}')
    return found


def task_complaints(task):
    found = example_checks.defaults_complaints(task.task.get('module_defaults', {}))
    if task.module.startswith(PREFIX):
        return found + example_checks.module_complaints(task)
    name = task.arguments.get('name', '')
    if task.module in ('ansible.builtin.include_role', 'ansible.builtin.import_role') and name.startswith(PREFIX):
        # A list of roles may show only what a play adds to it.
        return found + example_checks.role_complaints(name.removeprefix(PREFIX), task.variables, is_whole=task.example.kind == 'plays')
    return found


@pytest.mark.parametrize('example', SHELL, ids=str)
def test_commands_name_what_is_there(example, collections):
    assert example_checks.shell_complaints(example.text) == []


@pytest.mark.parametrize('page', PAGES)
def test_what_was_registered_is_shown_and_not_its_name(page):
    """`msg: [answer.rows]` is a text; without braces nobody sees the rows."""
    for example in on(page):
        tasks = page_examples.tasks_of(example)
        names = [re.escape(task.task['register']) for task in tasks if 'register' in task.task]
        messages = [task.arguments['msg'] for task in tasks if task.module == 'ansible.builtin.debug' and 'msg' in task.arguments]
        texts = [str(text) for message in messages for text in (message if isinstance(message, list) else [message])]
        assert [text for text in texts for name in names if re.match(rf'{name}(\.|\[|$)', text)] == []


def test_ansible_takes_the_syntax(collections, tmp_path):
    """All of it in one process."""
    playbooks = []
    for number, example in enumerate(EXAMPLES):
        plays = page_examples.plays_of(example)
        if plays:
            playbook = tmp_path / f'{number:03}.yml'
            playbook.write_text(f'# {example}\n' + (example.text if example.kind == 'plays' else yaml.safe_dump(plays, sort_keys=False)))
            playbooks.append(playbook)
            make_up(example, tmp_path)
    assert len(playbooks) > 100
    settings = {**staging.quiet(), 'ANSIBLE_COLLECTIONS_PATH': f'{collections}:{tmp_path}', 'ANSIBLE_LOCALHOST_WARNING': 'false'}
    patterns = {play.get('hosts', 'localhost') for example in EXAMPLES for play in page_examples.plays_of(example)}
    inventory = ','.join(name for pattern in sorted(patterns) for name in re.findall(r'\w+', pattern))
    command = [Path(sys.executable).parent / 'ansible-playbook', '--syntax-check', '--inventory', inventory, '--extra-vars', 'version=4.2.0', *playbooks]
    process = subprocess.run(command, env=settings, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert process.returncode == 0, f'{process.stdout[-2000:]}{process.stderr}'
    assert process.stdout.count('playbook: ') == len(playbooks)
    assert not process.stderr, process.stderr


def make_up(example, folder):
    """Stand-ins for what an example takes for granted: roles of the reader, and modules of other collections."""
    for task in page_examples.tasks_of(example):
        role = task.arguments.get('name', '')
        if task.module == 'ansible.builtin.include_role' and '.' not in role:
            (folder / 'roles' / role / 'tasks').mkdir(parents=True, exist_ok=True)
        if not task.module.startswith((PREFIX, 'ansible.builtin.')):
            namespace, collection, module = task.module.split('.')
            foreign = folder / 'ansible_collections' / namespace / collection
            (foreign / 'plugins' / 'modules').mkdir(parents=True, exist_ok=True)
            (foreign / 'plugins' / 'modules' / f'{module}.py').touch()
        for name in task.defaults:
            if name.startswith('group/') and not name.startswith(f'group/{PREFIX}'):
                namespace, collection, group = name.removeprefix('group/').split('.')
                meta = folder / 'ansible_collections' / namespace / collection / 'meta'
                meta.mkdir(parents=True, exist_ok=True)
                (meta / 'runtime.yml').write_text(yaml.safe_dump({'action_groups': {group: []}}))
