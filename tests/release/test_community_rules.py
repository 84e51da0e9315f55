# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of the community that no other program checks; the whole list is docs/inclusion-checklist.md."""

from __future__ import annotations

import re

import environments
import paths
import pytest
import staging
import yaml

# What ansible-core loads, as far as it is used here, and what the community allows beside that.
PLUGIN_TYPES = {'action', 'callback', 'doc_fragments', 'filter', 'inventory', 'lookup', 'module_utils', 'modules', 'plugin_utils'}
README = (paths.ROOT / 'README.md').read_text()
PAGE = (paths.ROOT / 'docs' / 'inclusion-checklist.md').read_text()


def test_plugins_are_of_allowed_types():
    folders = {path.name for path in (paths.ROOT / 'plugins').iterdir() if path.is_dir()}
    assert folders - {'__pycache__'} == PLUGIN_TYPES


def test_all_utilities_are_private():
    names = {path.name for folder in ('module_utils', 'plugin_utils') for path in (paths.ROOT / 'plugins' / folder).iterdir()}
    assert {name for name in names if not name.startswith('_')} == set()
    assert 'all of `module_utils` and `plugin_utils`) are private' in ' '.join((paths.ROOT / 'CONTRIBUTING.md').read_text().split())


def test_there_are_no_dependencies():
    assert yaml.safe_load((paths.ROOT / 'galaxy.yml').read_text())['dependencies'] == {}


def test_sanity_tests_have_no_exceptions():
    assert list(paths.ROOT.glob('tests/sanity/ignore*.txt')) == []


def test_everything_is_tested_for_each_change_each_night_and_each_release():
    workflow = yaml.safe_load((paths.ROOT / '.github' / 'workflows' / 'tests.yml').read_text())
    assert set(workflow['on']) == {'pull_request', 'push', 'schedule'} and workflow['on']['push']['tags'] == ['*']
    (job,) = workflow['jobs'].values()
    assert job['strategy']['matrix']['core'] == list(environments.CORES)
    assert 'if' not in job and 'make matrix CORE=${{ matrix.core }}' in [step.get('run') for step in job['steps']]


def test_the_readme_says_what_it_has_to():
    for link in ('forum.ansible.com/c/help/6', 'forum.ansible.com/tag/', 'community/code_of_conduct.html', 'semver.org', 'CONTRIBUTING.md', 'CHANGELOG.md'):
        assert link in README, link
    assert re.findall(r'\]\((?!https://)', README) == [], 'Galaxy shows the README alone, so its links have to be whole.'


@pytest.mark.parametrize('page', ['CONTRIBUTING.md', 'docs/code-map.md', 'docs/inclusion-checklist.md', 'docs/node-counting.md'])
def test_pages_name_only_what_there_is(page):
    text = (paths.ROOT / page).read_text()
    named = re.findall(r'`((?:\.github|changelogs|docs|extensions|meta|plugins|roles|tests)/[\w./-]*)`', text)
    assert [name for name in named if not (paths.ROOT / name).exists()] == []
    links = [(paths.ROOT / page).parent / link for link in re.findall(r'\]\((?!https?:)([^)#]+)', text)]
    assert [link for link in links if not link.exists()] == []
    modules = {path.stem for path in (paths.ROOT / 'plugins' / 'modules').glob('*.py')}
    assert set(re.findall(r'`((?:appsignal|datasentinel|instana)_\w+)`', text)) <= modules


def test_the_checklist_counts_the_modules_that_only_read():
    infos = len(list((paths.ROOT / 'plugins' / 'modules').glob('*_info.py')))
    assert f'{infos} `_info` modules' in PAGE


def test_the_code_map_leaves_no_folder_out():
    """And none of the files that all modules share. Folders of one test or one module are not for a map."""
    text = (paths.ROOT / 'docs' / 'code-map.md').read_text()
    parts = [name.split('/') for name in staging.files()]
    folders = {part[0] for part in parts if len(part) > 1}
    folders |= {'/'.join(part[:2]) for part in parts if len(part) > 2 and part[0] in ('docs', 'extensions', 'plugins', 'tests')}
    assert sorted(folder for folder in folders if f'`{folder}' not in text) == []
    shared = {part[2] for part in parts if part[:2] in (['plugins', 'module_utils'], ['plugins', 'plugin_utils']) and part[2] != '__init__.py'}
    assert sorted(name for name in shared if not re.search(rf'\b{re.escape(name)}\b', text)) == []
