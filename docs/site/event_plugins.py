# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a page on event sources and filters out of their own documentation; antsibull-docs knows neither."""

import ast
import json
import re
import sys
from pathlib import Path

import yaml

HEAD = """\
# Event sources and filters

For ansible-rulebook. What they are good for, and rulebooks that use them, is in [Event-Driven Ansible](/docs/event-driven.md).
"""
# As in O(name), also with brackets inside.
MARKUP = re.compile(r'\b(?:O|V|RV|C|E|M|P)\(((?:[^()\\]|\\.|\([^()]*\))*)\)')


def main(plugins, page):
    """Write the page about everything below the folder `plugins`."""
    parts = [HEAD]
    for folder in ('event_source', 'event_filter'):
        for path in sorted((plugins / folder).glob('*.py')):
            texts = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(path.read_text()).body
                     if isinstance(node, ast.Assign) and getattr(node.targets[0], 'id', '') in ('DOCUMENTATION', 'EXAMPLES')}
            parts.append(section(f'{path.stem} {folder.replace("event_", "")}', yaml.safe_load(texts['DOCUMENTATION']), texts['EXAMPLES']))
    page.write_text('\n'.join(parts))


def section(title, documentation, examples):
    """One plugin: what it does, its options, its examples."""
    lines = [f'## {title}', '', f'{documentation["short_description"]}.', '']
    lines += [f'- {plain(text)}' for text in listed(documentation['description'])] + ['']
    if documentation.get('options'):
        lines += ['| option | type | unless given | |', '| --- | --- | --- | --- |']
        lines += [row(name, option) for name, option in documentation['options'].items()] + ['']
    lines += [f'- {plain(text)}' for text in listed(documentation.get('notes', []))]
    return '\n'.join([*lines, '', '```yaml', examples.strip(), '```', ''])


def row(name, option):
    default = 'required' if option.get('required') else f'`{shown(option["default"])}`' if 'default' in option else ''
    text = ' '.join(plain(text) for text in listed(option['description']))
    if option.get('choices'):
        text += ' One of ' + ', '.join(f'`{choice}`' for choice in option['choices']) + '.'
    return f'| `{name}` | {option.get("type", "str")} | {default} | {text} |'


def shown(default):
    """A default as it is written in YAML."""
    return default if isinstance(default, str) else json.dumps(default)


def listed(texts):
    return [texts] if isinstance(texts, str) else texts


def plain(text):
    """Ansible's markup as Markdown, on one line."""
    text = MARKUP.sub(lambda found: '`%s`' % found[1].replace('\\', ''), ' '.join(text.split()))
    return text.replace('|', '\\|')


if __name__ == '__main__':
    main(Path(sys.argv[1]), Path(sys.argv[2]))
