# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages that the page on troubleshooting explains are real ones."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from ansible.module_utils import basic

import paths

PAGE = (paths.ROOT / 'docs' / 'troubleshooting.md').read_text()
HEADINGS = re.findall(r'^### `(.*)`$', PAGE, re.MULTILINE)


def one_line(text):
    return ' '.join(text.split())


def texts():
    """Every text in the code of modules, and what roles say."""
    found = []
    for path in [*paths.ROOT.glob('plugins/module_utils/**/*.py'), Path(basic.__file__)]:
        found += [one_line(node.value) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return found + [one_line(path.read_text()) for path in paths.ROOT.glob('roles/*/*/*.yml')]


TEXTS = texts()


@pytest.mark.parametrize('heading', HEADINGS)
def test_a_message_is_in_the_code(heading):
    """Each of its parts; … stands for what the code fills in."""
    parts = [part.strip(' ,:()') for part in heading.split('…')]
    assert [part for part in parts if part and not any(part in text for text in TEXTS)] == []
    assert max(map(len, parts)) > 10, 'Too little of the message to find it.'


def test_every_heading_about_a_message_quotes_it():
    assert len(HEADINGS) > 50
    assert len(HEADINGS) == len(re.findall('^### ', PAGE, re.MULTILINE))


def hints():
    """What the products advise by status, out of the tables of their clients."""
    for path in paths.ROOT.glob('plugins/module_utils/_*/*.py'):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == 'hints' and isinstance(node.value, ast.Dict):
                for key, value in zip(node.value.keys, node.value.values):
                    if isinstance(key, ast.Constant) and isinstance(key.value, int) and isinstance(value, ast.Constant):
                        yield value.value


@pytest.mark.parametrize('hint', sorted(set(hints())))
def test_what_a_message_advises_is_explained(hint):
    assert hint in HEADINGS
