# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every YAML example of the documentation: where it stands, what kind it is, and the plays that are made of it."""

from __future__ import annotations

import ast
import re
import textwrap
from functools import lru_cache
from typing import NamedTuple

import paths
import yaml

_BLOCK = re.compile(r'^```(\w*)\n(.*?)^```', re.MULTILINE | re.DOTALL)
_FILE = re.compile(r'`([\w./-]+\.yml)`[^`\n]*:\n\n\Z')
PREFIX = 'runwatch.observability.'
# What a task, a block or a play may say besides its module.
KEYWORDS = set(
    'name register when loop loop_control vars module_defaults delegate_to run_once become become_user until retries delay failed_when '
    'changed_when notify environment tags no_log ignore_errors block rescue always check_mode diff args'.split())
# Variables of hosts, not of a role: instances of a host, for maintenance windows and for provisioning.
HOST_VARIABLES = {'datasentinel_instances', 'provision_instances_of_host'}


class Loader(getattr(yaml, 'CSafeLoader', yaml.SafeLoader)):
    """Knows the tags of Ansible, which say nothing about the value."""


for _tag in ('!unsafe', '!vault'):
    Loader.add_constructor(_tag, lambda loader, node: loader.construct_scalar(node))


class Example(NamedTuple):
    """`file` is the name that the page gives it, if any."""

    page: str
    line: int
    text: str
    file: str | None = None

    @property
    def data(self):
        return parsed(self.text)

    @property
    def kind(self):
        return kind_of(self.data)

    def __str__(self):
        return f'{self.page}:{self.line}'


@lru_cache(maxsize=None)
def parsed(text):
    return yaml.load(text, Loader)


@lru_cache(maxsize=None)
def load(path):
    return yaml.load((paths.ROOT / path).read_text(), Loader)


def markdown_pages():
    pages = [*paths.ROOT.glob('docs/**/*.md'), *paths.ROOT.glob('roles/*/README.md'), paths.ROOT / 'README.md', paths.ROOT / 'CONTRIBUTING.md']
    return sorted(page.relative_to(paths.ROOT).as_posix() for page in pages)


def blocks(language):
    """The code blocks of all pages in this language."""
    found = []
    for page in markdown_pages():
        text = (paths.ROOT / page).read_text()
        for block in _BLOCK.finditer(text):
            if block[1] == language:
                name = _FILE.search(text[:block.start()])
                found.append(Example(page, text[:block.start()].count('\n') + 2, textwrap.dedent(block[2]), name and name[1]))
    return found


def plugin_examples():
    """EXAMPLES of modules, plugins, event sources and filters."""
    found = []
    for path in sorted([*paths.ROOT.glob('plugins/*/*.py'), *paths.ROOT.glob('extensions/eda/plugins/event_*/*.py')]):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') == 'EXAMPLES':
                found.append(Example(path.relative_to(paths.ROOT).as_posix(), node.lineno + 1, ast.literal_eval(node.value)))
    for path in sorted(paths.ROOT.glob('plugins/*/*.yml')):
        if 'EXAMPLES' in load(path):
            found.append(Example(path.relative_to(paths.ROOT).as_posix(), 1, load(path)['EXAMPLES']))
    return found


def all_examples():
    return blocks('yaml') + plugin_examples()


def kind_of(data):
    """What a piece of YAML is meant to be; None if that cannot be told."""
    if isinstance(data, list) and data and all(isinstance(entry, dict) for entry in data):
        keys = set().union(*data)
        if 'sources' in keys or 'rules' in keys:
            return 'rulebook'
        if all('hosts' in entry or 'ansible.builtin.import_playbook' in entry for entry in data):
            return 'plays'
        if all('role' in entry for entry in data):
            return 'roles'
        if any(key in ('name', 'block') or '.' in key for key in keys):
            return 'tasks'
    if not isinstance(data, dict) or not data:
        return None
    keys = set(data)
    if keys == {'condition'}:
        return 'condition'
    if keys == {'module_defaults'}:
        return 'module_defaults'
    if keys <= {'block', 'rescue', 'always'}:
        return 'block'
    if 'plugin' in keys:
        return 'plugin'
    if all(isinstance(value, dict) and set(value) <= {'hosts', 'children', 'vars'} for value in data.values()):
        return 'inventory'
    if keys <= {'defaults', 'instances', 'roles', 'users'}:
        return 'fleet'
    if keys <= set(role_options()) | HOST_VARIABLES:
        return 'variables'
    return None


@lru_cache(maxsize=None)
def role_options():
    """Every variable of a role with its specification."""
    found = {}
    for path in sorted(paths.ROOT.glob('roles/*/meta/argument_specs.yml')):
        found.update(load(path)['argument_specs']['main']['options'])
    return found


def plays_of(example):
    """The plays that an example is, or is a part of; none if it is something else."""
    data, kind = example.data, example.kind
    play = {'name': str(example), 'hosts': 'localhost', 'gather_facts': False}
    if kind == 'plays':
        return data
    if kind == 'tasks':
        return [dict(play, tasks=data)]
    if kind == 'block':
        return [dict(play, tasks=[dict(data, name='Block')])]
    if kind == 'roles':
        return [dict(play, roles=data)]
    if kind == 'module_defaults':
        return [dict(play, **data)]
    return []


class Task(NamedTuple):
    """A task with the module_defaults and the variables that hold for it."""

    example: Example
    task: dict
    module: str
    defaults: dict
    variables: dict

    @property
    def arguments(self):
        given = self.task[self.module]
        return given if isinstance(given, dict) else {}

    def __str__(self):
        return f'{self.example} ({self.task.get("name", self.module)})'


def tasks_of(example):
    """All tasks of an example, those inside blocks too, and its roles as tasks that include them."""
    found = []
    for play in plays_of(example):
        defaults, variables = play.get('module_defaults', {}), play.get('vars', {})
        for entry in play.get('roles', []):
            entry = entry if isinstance(entry, dict) else {'role': entry}
            task = {'ansible.builtin.include_role': {'name': entry['role']}, 'vars': entry.get('vars', {})}
            found += _tasks(example, [task], defaults, variables)
        for part in ('pre_tasks', 'tasks', 'post_tasks', 'handlers'):
            found += _tasks(example, play.get(part, []), defaults, variables)
    return found


def _tasks(example, entries, defaults, variables):
    found = []
    for entry in entries:
        own = {**defaults, **entry.get('module_defaults', {})}
        known = {**variables, **entry.get('vars', {})}
        modules = [key for key in entry if key not in KEYWORDS]
        if 'block' in entry or 'always' in entry:
            for part in ('block', 'rescue', 'always'):
                found += _tasks(example, entry.get(part, []), own, known)
        else:
            assert len(modules) == 1, f'{example}: a task needs one module, not {modules}'
            found.append(Task(example, entry, modules[0], own, known))
    return found
