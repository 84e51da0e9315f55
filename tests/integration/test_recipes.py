# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbooks in the documentation run as they stand there: in check mode without a write, then for real, then without a change."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import paths
import pytest
import yaml
from playbook_runs import run_playbook
from test_targets import warnings_in

_BLOCK = re.compile(r'^```yaml\n(.*?)^```', re.MULTILINE | re.DOTALL)
AGAIN = '# Run again, it does all of it again.'
INSTANCE = {
    'name': 'billing', 'host': 'db-billing-01.example.com', 'user': 'datasentinel', 'password': 'of no use',
    'tags': 'application=billing,environment=production',
}


@dataclass(frozen=True)
class Recipe:
    page: str
    text: str

    @property
    def play(self):
        return yaml.safe_load(self.text)[0]

    @property
    def is_local(self):
        return self.play['hosts'] == 'localhost'

    def __str__(self):
        return f'{self.page}: {self.play["name"]}'


RECIPES = [Recipe(page.stem, text) for page in sorted((paths.ROOT / 'docs').glob('*-recipes.md')) for text in _BLOCK.findall(page.read_text())]


def changes(result):
    return int(re.search(r'changed=(\d+)', result.output)[1])


@pytest.mark.parametrize('recipe', RECIPES, ids=str)
def test_recipe(recipe, sandbox, collections):
    work = Path(tempfile.mkdtemp(prefix='recipe-'))  # short, see test_targets.py
    playbook = work / 'recipe.yml'
    playbook.write_text(recipe.text)
    (work / 'exported').mkdir()
    sandbox.control('POST', 'reset')
    sandbox.control('POST', 'seed', {'connections': [INSTANCE]})

    def run(*arguments):
        result = run_playbook(playbook, collections, work, *arguments, **variables(sandbox.facts), EXPORT_FOLDER=str(work / 'exported'))
        assert result.code == 0, result.summary()
        assert not warnings_in(f'{result.errors}\n{result.output}')
        return result

    if not recipe.is_local:
        run('--syntax-check', '--inventory', f'{recipe.play["hosts"]},')
    else:
        run('--check', '--diff')
        assert not any(system['writes'] for system in sandbox.control('GET', 'journal')['counts'].values())
        run()
        assert bool(changes(run())) == (AGAIN in recipe.text)
    shutil.rmtree(work)


def variables(facts):
    """The environment that the pages name."""
    return {
        'DATASENTINEL_URL': facts['platform_url'],
        'DATASENTINEL_USER': facts['platform_username'],
        'DATASENTINEL_PASSWORD': facts['platform_password'],
        'DATASENTINEL_CA_PATH': facts['ca_path'],
        'DATASENTINEL_AGENT_URL': facts['agent_url'],
        'DATASENTINEL_AGENT_TOKEN': facts['agent_token'],
        'DATASENTINEL_AGENT_CA_PATH': facts['ca_path'],
        'MONITORING_PASSWORD': 'only for the sandbox',
        'FIRST_PASSWORD': 'only for the first login',
    }
