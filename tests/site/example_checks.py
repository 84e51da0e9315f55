# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an example says, held against what modules, roles, event sources and playbooks take."""

from __future__ import annotations

import copy
import importlib
import json
import re

import page_examples
import paths
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from page_examples import PREFIX, load

PLUGINS = 'ansible_collections.runwatch.observability.plugins'
SAMPLES = {'str': 'text', 'path': '/path', 'int': 1, 'float': 1.0, 'bool': True, 'list': [], 'dict': {}, 'raw': 'text', 'json': '{}', None: 'text'}


def definition_of(module):
    """The definition of a module of the collection, None if there is no such module."""
    name = module.removeprefix(PREFIX)
    if not (paths.ROOT / 'plugins' / 'modules' / f'{name}.py').exists():
        return None
    found = importlib.import_module(f'{PLUGINS}.modules.{name}')
    kind = importlib.import_module(f'{PLUGINS}.module_utils._definition').Definition
    return next(value for value in vars(found).values() if isinstance(value, kind))


def is_template(value):
    return isinstance(value, str) and '{{' in value


def filled(spec, value):
    """The value with something of the right type wherever a template stands."""
    if is_template(value):
        return spec['choices'][0] if spec.get('choices') else SAMPLES[spec.get('type')]
    options = spec.get('options')
    if isinstance(value, dict) and options:
        return {key: filled(options.get(key, {}), entry) for key, entry in value.items()}
    if isinstance(value, list):
        element = {'type': spec.get('elements'), 'options': options}
        return [filled(element, entry) for entry in value]
    return value


def complaints(spec, values, rules=None):
    """What an argument specification has against these values."""
    values = {name: filled(spec.get(name, {}), value) for name, value in values.items()}
    return ArgumentSpecValidator(copy.deepcopy(spec), **(rules or {})).validate(values)  # which writes into defaults


def groups():
    """The names of the modules of each action group."""
    return load('meta/runtime.yml')['action_groups']


def module_complaints(task):
    """What a module would refuse of a task, before it sends anything."""
    definition = definition_of(task.module)
    if definition is None:
        return ['there is no such module']
    spec, given = definition.argument_spec(), {}
    for name, members in groups().items():
        if definition.name in members:
            given.update(known(task.defaults, f'group/{PREFIX}{name}'))
    given = {**given, **known(task.defaults, task.module), **task.arguments}
    result = complaints(spec, {name: value for name, value in given.items() if name in spec or name in task.arguments}, definition.rules)
    if result.error_messages or is_template(json.dumps(given, default=str)):
        return result.error_messages
    errors = importlib.import_module(f'{PLUGINS}.module_utils._errors')
    try:
        definition.prepare(result.validated_parameters)
    except errors.OptionError as error:
        # Folders of an example need not be here.
        return [] if re.search(r'the directory .* does not exist', str(error)) else [str(error)]
    return []


def known(defaults, name):
    """The defaults for this name, as far as they are no template."""
    values = defaults.get(name) or {}
    return {} if is_template(values) else values


def defaults_complaints(defaults):
    """What is wrong in module_defaults: a group or a module that is not there, an option that no module of it has."""
    found = []
    for name in defaults:
        if name.startswith(f'group/{PREFIX}'):
            members = groups().get(name.removeprefix(f'group/{PREFIX}'), [])
        elif name.startswith(PREFIX):
            members = [name.removeprefix(PREFIX)]
        else:
            continue
        definitions = [definition for definition in map(definition_of, members) if definition]
        options = set().union(*(definition.argument_spec() for definition in definitions))
        found += [f'{name} knows no {option}' for option in known(defaults, name) if option not in options] if definitions else [f'there is no {name}']
    return found


def role_spec(role):
    return load(f'roles/{role}/meta/argument_specs.yml')['argument_specs']['main']['options']


def role_complaints(role, variables, is_whole=True):
    """What a role would refuse of these variables. If they are only some of all, nothing is missing."""
    if not (paths.ROOT / 'roles' / role).is_dir():
        return [f'there is no role {role}']
    spec = role_spec(role)
    own = {name: value for name, value in variables.items() if name.startswith(f'{role}_') and name not in page_examples.HOST_VARIABLES}
    found = [f'the role {role} knows no {name}' for name in own if name not in spec]
    if not is_whole:
        spec = {name: dict(entry, required=False) for name, entry in spec.items()}
    return found + complaints(spec, {name: value for name, value in own.items() if name in spec}).error_messages


def variables_complaints(variables):
    """The same of variables of whatever roles."""
    roles = [path.name for path in (paths.ROOT / 'roles').iterdir()]
    return [text for role in roles for text in role_complaints(role, variables, is_whole=False)]


def fleet_complaints(fleet):
    """Entries of a fleet file as the modules take them; an instance has its defaults beside it."""
    fleet = dict(fleet)
    defaults = fleet.pop('defaults', {})
    if 'instances' in fleet:
        fleet['instances'] = [{**defaults, **entry} for entry in fleet['instances']]
    found = []
    for plural, entries in fleet.items():
        definition = definition_of(f'{PREFIX}datasentinel_{plural[:-1]}')
        found += complaints({plural: definition.argument_spec()[plural]}, {plural: entries}).error_messages
    return found


def rulebook_complaints(rulebook):
    """What is wrong in a rulebook: a source or a filter that is not there, an option that it does not have, a playbook that is not there."""
    found = []
    for ruleset in rulebook:
        for source in ruleset.get('sources', []):
            for name, arguments in source.items():
                if name.startswith(PREFIX):
                    found += source_complaints(name.removeprefix(PREFIX), arguments or {})
            for name in [name for entry in source.get('filters', []) for name in entry]:
                path = paths.ROOT / 'extensions' / 'eda' / 'plugins' / 'event_filter' / f'{name.removeprefix(PREFIX)}.py'
                found += [] if path.exists() or not name.startswith(PREFIX) else [f'there is no event filter {name}']
        for text in re.findall(rf"'name': '{PREFIX}(\w+)'", repr(ruleset.get('rules', []))):
            found += [] if (paths.ROOT / 'playbooks' / f'{text}.yml').exists() else [f'there is no playbook {text}']
    return found


def source_complaints(name, arguments):
    folder = paths.ROOT / 'extensions/eda/plugins/event_source'
    if not (folder / f'{name}.py').exists():
        return [f'there is no event source {name}']
    schema = json.loads((folder / 'schemas' / f'{name}.json').read_text())
    found = [f'the event source {name} knows no {option}' for option in arguments if option not in schema['properties']]
    return found + [f'the event source {name} needs {option}' for option in schema.get('required', []) if option not in arguments]


def shell_complaints(text):
    """What is wrong in commands: a playbook, a module or a documented plugin that is not there, a variable that nothing takes."""
    found = [f'there is no module {name}' for name in re.findall(rf'-m {PREFIX}(\w+)', text) if not definition_of(PREFIX + name)]
    for command in text.replace('\\\n', ' ').splitlines():
        for name in re.findall(rf'ansible-playbook {PREFIX}(\w+)', command):
            playbook = paths.ROOT / 'playbooks' / f'{name}.yml'
            if not playbook.exists():
                found.append(f'there is no playbook {name}')
                continue
            code = re.sub(r'^ *#.*\n', '', playbook.read_text(), flags=re.MULTILINE)
            taken = {*page_examples.role_options(), *re.findall(r'\w+', code)}
            found += [f'nothing takes the variable {variable}' for variable in re.findall(r'-e (\w+)=', command) if variable not in taken]
    return found
