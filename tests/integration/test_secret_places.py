# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every place that is searched for secrets is one where a secret is found: the target `planted_secrets` gives one away in each of them."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import targets
from secret_places import INTERVAL, Watch
from secret_search import leaks
from test_targets import run_target

# A secret of the target, and what the search says of the place where it was planted.
PLACES = {
    'output': r'in stdout',
    'errors': r'in stderr',
    'log': r'/private/ansible\.log',
    'result': r'/private/record',
    'diff': r'/private/record',
    'temporary_file': r'/private/tmp/temporary_file, which is gone since',
    'local_temporary_file': r'/private/home/\.ansible/tmp/local_temporary_file, which is gone since',
    'remote_temporary_file': r'/private/home/remote/remote_temporary_file, which is gone since',
    'file_left_behind': r'/private/tmp/file_left_behind$',
    'fact_cache': r'/private/facts/\w+$',
    'retry_file': r'/private/retry/fails\.retry$',
    'command_line': r'in the command line of a process',
    'environment': r'in the environment of a process',
}


@pytest.fixture(scope='module')
def planted():
    return {f'planted_in_{place}': secrets.token_hex(12) for place in PLACES}


@pytest.fixture(scope='module')
def result(planted, sandbox, collections):
    work = Path(tempfile.mkdtemp(prefix='target-'))
    result = run_target('planted_secrets', {**targets.variables(sandbox.facts), **planted}, collections, work / 'run')
    assert result.code == 0, result.summary()
    yield result
    shutil.rmtree(work)


@pytest.fixture(scope='module')
def texts(result):
    return result.texts()


@pytest.mark.parametrize('place', PLACES)
def test_finds_a_secret_that_was_planted(place, planted, texts):
    name = f'planted_in_{place}'
    found = leaks({name: planted[name]}, texts)
    assert any(re.search(PLACES[place], sentence) for sentence in found), found


def test_diffs_are_shown(planted, result):
    assert re.search(rf'^\+.*{planted["planted_in_diff"]}', result.output, re.MULTILINE)


def test_what_the_run_was_given_in_its_environment_is_not_counted(tmp_path):
    given, found = secrets.token_hex(12), secrets.token_hex(12)
    with watched(tmp_path, GIVEN=given) as (watch, environment):
        subprocess.run(['sleep', str(INTERVAL * 4)], env={**environment, 'MORE': found}, check=True)
    assert leaks({'given': given, 'found': found}, watch.texts()) == ['the secret found stands in the environment of a process (sleep)']


def test_a_carrier_of_core_has_to_be_closed_to_others(tmp_path):
    secret = secrets.token_hex(12)
    with watched(tmp_path) as (watch, environment):
        for name, mode in (('closed', 0o700), ('open', 0o755)):
            folder = tmp_path / 'home' / name
            folder.mkdir(mode)
            (folder / f'AnsiballZ_{name}.py').write_text(f'def _ansiballz_main(): {secret}')
            (folder / f'{name}.txt').write_text(secret)
        subprocess.run(['sleep', str(INTERVAL * 4)], env=environment, check=True)
        shutil.rmtree(tmp_path / 'home')
    found = leaks({'planted': secret}, watch.texts())
    assert sorted(re.findall(r'home/(\S+),', ' '.join(found))) == ['closed/closed.txt', 'open/AnsiballZ_open.py', 'open/open.txt']


class watched:
    """A watch that looks on, and the environment that the processes are known by."""

    def __init__(self, folder, **environment):
        self.environment = {'HOME': str(folder / 'home'), 'PATH': '/usr/bin:/bin', **environment}
        (folder / 'home').mkdir()
        self.watch = Watch(folder / 'home', self.environment)

    def __enter__(self):
        return self.watch.__enter__(), self.environment

    def __exit__(self, *reason):
        self.watch.__exit__(*reason)
