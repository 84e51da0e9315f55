# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tarball: what is in it, that it is the release that it says, and that an installation of it is whole."""

from __future__ import annotations

import importlib.util
import json
import re
import tarfile

import paths
import pytest
import yaml

TOP = {
    'CHANGELOG.md', 'CODE_OF_CONDUCT.md', 'CONTRIBUTING.md', 'FILES.json', 'LICENSE', 'LICENSES', 'MANIFEST.json', 'README.md', 'REUSE.toml',
    'changelogs', 'docs', 'extensions', 'meta', 'playbooks', 'plugins', 'roles', 'tests',
}
NEEDED = {
    'extensions/audit/event_query.yml', 'meta/runtime.yml', 'changelogs/changelog.yaml', 'docs/code-map.md', 'docs/node-counting.md',
    'docs/inclusion-checklist.md', 'tests/config.yml',
}
MEGABYTE = 1024 * 1024
RUNS = ('meta', 'plugins', 'roles', 'playbooks')


def read(name):
    return yaml.safe_load((paths.ROOT / name).read_text())


def documented():
    """Names of modules and plugins that users call, by their kind."""
    folders = {'module': 'modules/*.py', 'callback': 'callback/*.py', 'filter': 'filter/*.yml', 'inventory': 'inventory/*.py', 'lookup': 'lookup/*.py'}
    return {
        kind: {path.stem for path in paths.ROOT.glob(f'plugins/{pattern}') if path.stem != '__init__'} for kind, pattern in folders.items()
    }


@pytest.fixture(scope='module')
def sizes(tarball):
    """Size of every file in the tarball, by its name."""
    with tarfile.open(tarball) as archive:
        return {member.name.removeprefix('./'): member.size for member in archive.getmembers() if not member.isdir()}


def test_the_version_is_the_same_everywhere(tarball):
    version = read('galaxy.yml')['version']
    assert re.fullmatch(r'[1-9]\d*\.\d+\.\d+', version)
    assert tarball.name == f'{paths.NAMESPACE}-{paths.NAME}-{version}.tar.gz'
    with tarfile.open(tarball) as archive:
        assert json.load(archive.extractfile('MANIFEST.json'))['collection_info']['version'] == version
    spec = importlib.util.spec_from_file_location('version_of_the_collection', paths.ROOT / 'plugins' / 'module_utils' / '_version.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.VERSION == version


def test_the_changelog_has_this_version(tarball):
    """With what changed since the last one, and no fragment left over."""
    version = read('galaxy.yml')['version']
    assert read('changelogs/changelog.yaml')['releases'][version]['changes']
    assert f'v{version}' in (paths.ROOT / 'CHANGELOG.md').read_text().replace('\\', '')


def test_the_changelog_names_everything_that_is_there():
    """Each module, plugin, role and playbook, as new in the version that brought it."""
    listed = set()
    for release in read('changelogs/changelog.yaml')['releases'].values():
        groups = {'modules': release.get('modules', []), **release.get('plugins', {}), **release.get('objects', {})}
        listed |= {(kind, entry['name']) for kind, entries in groups.items() for entry in entries}
    there = {('modules' if kind == 'module' else kind, name) for kind, names in documented().items() for name in names}
    there |= {('role', path.name) for path in paths.ROOT.glob('roles/*/')} | {('playbook', path.stem) for path in paths.ROOT.glob('playbooks/*.yml')}
    assert listed == there


def test_nothing_is_new_in_a_version_that_is_yet_to_come():
    version = tuple(map(int, read('galaxy.yml')['version'].split('.')))
    for path in [*paths.ROOT.glob('plugins/**/*.py'), *paths.ROOT.glob('plugins/**/*.yml'), *paths.ROOT.glob('roles/*/meta/argument_specs.yml')]:
        for added in re.findall(r'version_added: "?(\d+)\.(\d+)\.(\d+)', path.read_text()):
            assert tuple(map(int, added)) <= version, path


def test_it_holds_what_belongs_there_and_nothing_else(sizes):
    assert {name.partition('/')[0] for name in sizes} == TOP
    assert NEEDED <= set(sizes)
    assert {name for name in sizes if name.startswith('tests/')} == {'tests/README.md', 'tests/config.yml'}
    assert not [name for name in sizes if re.search(r'__pycache__|\.py[co]$|~$|\.(bak|log|orig|rej|swp|tmp)$', name)]


def test_it_is_small(sizes):
    assert sum(sizes.values()) < 20 * MEGABYTE and max(sizes.values()) < MEGABYTE, sorted(sizes.items(), key=lambda item: item[1])[-3:]


def test_the_environment_is_clean(clean):
    """Nothing of what the tests need is there by chance."""
    installed = {entry['name'].lower() for entry in json.loads(clean.check('python', '-m', 'pip', 'list', '--format', 'json', '--disable-pip-version-check'))}
    assert {'ansible-core', 'requests', 'jmespath'} <= installed
    assert not installed & {'pytest', 'fastapi', 'pydantic', 'hypothesis', 'jq', 'httpx', 'ansible'}


def test_the_installation_is_found(clean):
    listed = json.loads(clean.check('ansible-galaxy', 'collection', 'list', '--format', 'json', '--collections-path', clean.collections))
    assert listed[str(clean.collections / 'ansible_collections')] == {'runwatch.observability': {'version': read('galaxy.yml')['version']}}


def test_everything_describes_itself(clean):
    result = clean.run('ansible-doc', '--metadata-dump', 'runwatch.observability')
    assert result.code == 0 and 'runwatch' not in result.output[:result.output.index('{')], result.output[:2000]  # ansible-core warns of its own
    told = json.JSONDecoder().raw_decode(result.output, result.output.index('{'))[0]['all']
    expected = {**documented(), 'role': {path.name for path in paths.ROOT.glob('roles/*/')}}
    for kind, names in expected.items():
        assert set(told[kind]) == {f'runwatch.observability.{name}' for name in names}
        assert all('error' not in description for description in told[kind].values())


def test_playbooks_are_found_by_their_names(clean):
    names = sorted(f'runwatch.observability.{path.stem}' for path in (paths.ROOT / 'playbooks').glob('*.yml'))
    output = clean.check('ansible-playbook', *names, '--syntax-check')
    assert output.count('\nplaybook: ') == len(names)


def test_what_runs_needs_nothing_beside_it():
    """Neither modules, plugins, roles nor playbooks name a file in another folder of the collection."""
    others = '|'.join(re.escape(name) for name in sorted(TOP - set(RUNS)))
    reaching = re.compile(rf'\.\./\.\./(?:\.\./)*(?:{others})\b|playbook_dir[^\n]*/(?:{others})/')
    files = [path for folder in RUNS for path in (paths.ROOT / folder).rglob('*') if path.suffix in ('.py', '.yml', '.j2')]
    assert files and [path for path in files if reaching.search(path.read_text())] == []
