# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs every integration target against a sandbox and looks for failures, warnings and secrets.

MODULE_PYTHON names the interpreter that modules run with; without it they run with the controller's.
ANSIBLE_PIPELINING=false carries modules in temporary files instead of the quicker pipes.

SECOND_ROAD=some sends only some of the targets down the second of two roads, and not with all that they can meet (see roads.py).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest
import roads
import secret_places
import targets
from paths import TARGETS
from playbook_runs import CALLBACKS, run_playbook
from secret_search import leaks

TAKEN = os.environ.get('ROADS', 'in_process module').split()
IS_WHOLE = os.environ.get('SECOND_ROAD') != 'some'
PLAY = {'hosts': 'localhost', 'connection': 'local', 'gather_facts': False, 'module_defaults': secret_places.MODULE_DEFAULTS}
WARNING = re.compile(r'^\[(?:DEPRECATION )?WARNING\]')


def run_target(target, variables, collections, work, *arguments):
    """Run one target as the only role of a play."""
    work.mkdir()
    playbook = work / 'play.yml'
    playbook.write_text(json.dumps([{**PLAY, 'roles': [target]}]))
    variable_file = work / 'variables.json'
    variable_file.touch(mode=0o600)
    variable_file.write_text(json.dumps(variables))
    recording = {
        'ANSIBLE_CALLBACK_PLUGINS': str(CALLBACKS),
        'ANSIBLE_CALLBACKS_ENABLED': 'recorder',
        'RECORDER_PATH': str(work / 'private' / 'record'),
        **secret_places.opened(work / 'private'),
    }
    return run_playbook(playbook, collections, work, '-vvvv', '--extra-vars', f'@{variable_file}', *arguments, **recording)


def warnings_in(text):
    """The warnings of a run, each as one line, without the line breaks that ansible-core adds."""
    found = []
    inside = False
    for line in text.splitlines():
        if WARNING.match(line):
            found.append(line)
            inside = True
        elif not line.strip():
            inside = False
        elif inside:
            found[-1] += line if found[-1].endswith('-') else f' {line}'
    return found


def unexpected_warnings(target, text, is_whole):
    """Warnings that the target does not expect, and expected ones that did not come although the target ran as a whole."""
    listed = TARGETS / target / 'expected_warnings.txt'
    lines = listed.read_text().splitlines() if listed.exists() else []
    expected = [line for line in lines if line and not line.startswith('#')]
    seen = warnings_in(text)
    surplus = [f'not expected: {warning}' for warning in seen if not any(re.search(pattern, warning) for pattern in expected)]
    missing = [f'expected, but did not come: {pattern}' for pattern in expected if not any(re.search(pattern, warning) for warning in seen)]
    return surplus + missing if is_whole else surplus


@pytest.mark.parametrize('target', targets.share())
def test_target(target, sandbox, collections, instana_watch):
    # Not pytest's folder: ansible-core puts sockets below it, whose paths may have 107 characters.
    work = Path(tempfile.mkdtemp(prefix='target-'))
    variables = targets.variables(sandbox.facts)
    if os.environ.get('MODULE_PYTHON'):
        variables['ansible_python_interpreter'] = os.environ['MODULE_PYTHON']

    first, *second = TAKEN
    record = record_of(first, target, variables, sandbox, collections, work / first[0])
    if second and (IS_WHOLE or target in roads.SOME):
        left_out = None if IS_WHOLE else roads.ONE_ROAD
        other = record_of(*second, target, variables, sandbox, collections, work / second[0][0], *(['--skip-tags', left_out] if left_out else []))
        differences = roads.differences(roads.answers(record, left_out), roads.answers(other))
        if differences:
            pytest.fail('\n'.join(differences), pytrace=False)
    violations = instana_watch.violations()
    if violations:
        pytest.fail('\n'.join(['requests that the OpenAPI document of the Instana backend does not allow:', *violations]), pytrace=False)
    shutil.rmtree(work)  # after a failure it stays, to be looked at


def record_of(road, target, variables, sandbox, collections, work, *arguments):
    """Run the target on one road, check all that a run has to fulfil, and return the file that holds what its tasks answered."""
    sandbox.control('POST', 'reset')
    result = run_target(target, {**variables, **roads.ROADS[road]}, collections, work, *arguments)
    if result.code != 0:
        pytest.fail(f'{road}: {result.summary()}', pytrace=False)
    problems = unexpected_warnings(target, f'{result.errors}\n{result.output}', not arguments)
    problems += leaks(known_secrets(sandbox, variables), result.texts())
    if problems:
        pytest.fail('\n'.join([f'{road}:', *problems]), pytrace=False)
    return result.folder / 'record'


def known_secrets(sandbox, variables):
    """What the sandbox keeps secret, tokens that it issued included, and the canaries."""
    names = {value: name for name, value in sandbox.facts.items()}
    found = {names.get(secret, f'token {index}'): secret for index, secret in enumerate(sandbox.control('GET', 'secrets'))}
    return {**found, **{name: value for name, value in variables.items() if name.startswith('canary_')}}
