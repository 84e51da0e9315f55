# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The example of an execution environment: what ansible-builder makes of it, and that it is enough for every module."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import paths
import pytest
import staging
import yaml
from conftest import BIN

EXAMPLE = paths.ROOT / 'docs/execution-environment.yml'
MODULES = sorted(path.stem for path in (paths.ROOT / 'plugins/modules').glob('*.py') if path.stem != '__init__')
WITHOUT_CALLS = ('datasentinel_maintenance_window_info', 'datasentinel_watchdog')  # they look at files, and at the host's scheduler


def requirements(name):
    """The lines of a file of requirements, without comments."""
    lines = (paths.ROOT / 'meta' / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith('#')]


@pytest.fixture(scope='module')
def context(tmp_path_factory):
    folder = tmp_path_factory.mktemp('context')
    subprocess.run([BIN / 'ansible-builder', 'create', '--file', EXAMPLE, '--context', folder, '--output-filename', 'Containerfile'],
                   stdin=subprocess.DEVNULL, check=True)
    return folder


def test_the_context_installs_this_collection(context):
    galaxy = yaml.safe_load((context / '_build/requirements.yml').read_text())
    assert [entry['name'] for entry in galaxy['collections']] == ['runwatch.observability']
    text = (context / 'Containerfile').read_text()
    assert 'ansible-galaxy collection install' in text and 'introspect.py introspect' in text and '"ansible-core>=2.16 ansible-runner"' in text


def test_the_context_finds_what_the_collection_needs(context, collections, tmp_path):
    """With the program that the build of the image runs, on an installed collection."""
    program = context / '_build/scripts/introspect.py'
    pip, bindep = tmp_path / 'requirements.txt', tmp_path / 'bindep.txt'
    subprocess.run([BIN / 'python', program, 'introspect', collections, '--write-pip', pip, '--write-bindep', bindep],
                   stdin=subprocess.DEVNULL, check=True)
    assert _normal(pip.read_text()) == {_spaceless(line) for line in requirements('ee-requirements.txt')}
    assert _normal(bindep.read_text()) == {_spaceless(line) for line in requirements('ee-bindep.txt')}


def test_bounds_are_those_that_modules_document():
    text = (paths.ROOT / 'plugins/doc_fragments/attributes.py').read_text()
    for line in requirements('ee-requirements.txt'):
        assert f'- {line}' in text, line
    assert not any('ansible' in line or '==' in line for line in requirements('ee-requirements.txt'))


def test_plugins_import_nothing_else():
    found = set()
    for path in (paths.ROOT / 'plugins').rglob('*.py'):
        if path.parent.name == '_eda':
            continue  # for ansible-rulebook, which has aiohttp
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition('.')[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.partition('.')[0])
    # urllib3 comes with requests, yaml with ansible-core.
    assert found - set(sys.stdlib_module_names) <= {'ansible', 'ansible_collections', 'jmespath', 'requests', 'urllib3', 'yaml'}


def test_these_requirements_are_enough_for_every_module(sandbox):
    """Each does its work on the sandbox, with a Python that has nothing else."""
    done = subprocess.run([os.environ['BARE_PYTHON'], Path(__file__).with_name('every_module.py'), json.dumps(sandbox.facts)],
                          env={**staging.quiet(), 'PYTHONPATH': os.pathsep.join(str(paths.ROOT / 'tests' / name) for name in ('tools', 'faults'))},
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=600, check=True)
    answers = json.loads(done.stdout)
    assert {answer['module'] for answer in answers} == set(MODULES)
    for answer in answers:
        assert not answer['trouble'] and answer['result'] and not answer['result'].get('failed'), answer
        assert answer['calls'] or answer['module'] in WITHOUT_CALLS, answer


def test_the_bare_python_has_nothing_else():
    done = subprocess.run([os.environ['BARE_PYTHON'], '-m', 'pip', 'list', '--format', 'json'], stdout=subprocess.PIPE, check=True)
    installed = {entry['name'].lower() for entry in json.loads(done.stdout)}
    assert {'requests', 'jmespath', 'ansible-core'} <= installed and not installed & {'pytest', 'fastapi', 'httpx', 'awxkit', 'psycopg'}


def test_the_files_are_part_of_the_collection(collections):
    root = collections / 'ansible_collections/runwatch/observability'
    described = yaml.safe_load((root / 'meta/execution-environment.yml').read_text())['dependencies']
    assert all((root / path).is_file() for path in described.values())


def _normal(text):
    return {_spaceless(line.partition('#')[0]) for line in text.splitlines() if line.partition('#')[0].strip()}


def _spaceless(line):
    return line.replace(' ', '')
