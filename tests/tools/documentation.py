# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Builds the documentation site: the guides, the READMEs of the roles, and a page for each module and plugin from its own documentation."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import sys
from pathlib import Path

import environments
import paths
import processes
import staging
from steps import step

SITE = paths.CACHE / 'site'
SOURCES = paths.ROOT / 'docs' / 'site'
REPOSITORY = 'https://github.com/runwatch/observability'
RAW = 'https://raw.githubusercontent.com/runwatch/observability/main/'
REFERENCE, TITLE = 'reference', 'Modules, roles and plugins'

_FENCE = re.compile(r'^(```.*?^```[^\n]*)$', re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r'\]\(([^()\s]+)\)')
_OURS = re.compile(rf'{re.escape(REPOSITORY)}/(?:blob|tree)/main/([^#]*)(#.*)?')
_NAME = re.compile(r'(?<!\[)`([a-z0-9_]+)`(?!\])')
_ANSIBLE_DOC = re.compile(r'`ansible-doc (?:-t (\w+) )?runwatch\.observability\.(\w+)`')


class BrokenLink(Exception):
    """A page links to a file that is not there."""


def pages() -> list:
    """The Markdown files that become pages, as paths inside the repository."""
    found = [*paths.ROOT.glob('docs/*.md'), *paths.ROOT.glob('roles/*/README.md')]
    found += [paths.ROOT / name for name in ('README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'CODE_OF_CONDUCT.md')]
    return sorted(path.relative_to(paths.ROOT).as_posix() for path in found if path.exists())


def build(programs: Path, work: Path, log: Path) -> Path:
    """Build the site below `work` with the programs in this folder; returns the folder of its pages. Fails on any warning."""
    log.unlink(missing_ok=True)
    source, html = work / 'source', work / 'html'
    for folder in (source, html):
        shutil.rmtree(folder, ignore_errors=True)
    collection = staging.stage(work / 'stage')
    write_sources(source)
    (source / REFERENCE).mkdir(mode=0o755)
    environment = {
        **staging.quiet(), 'ANSIBLE_COLLECTIONS_PATH': str(collection.parents[2]), 'PATH': f'{programs}{os.pathsep}{os.environ["PATH"]}',
    }
    make_reference = [
        programs / 'antsibull-docs', 'collection', '--use-current', '--squash-hierarchy', '--fail-on-error', '--no-add-antsibull-docs-version',
        '--dest-dir', source / REFERENCE, f'{paths.NAMESPACE}.{paths.NAME}',
    ]
    processes.check(make_reference, log, env=environment)
    tidy(source / REFERENCE)
    events = collection / 'extensions' / 'eda' / 'plugins'
    processes.check([programs / 'python', source / 'event_plugins.py', events, source / REFERENCE / 'event_plugins.md'], log, env=environment)
    make_html = [
        programs / 'sphinx-build', '--fail-on-warning', '--keep-going', '--nitpicky', '--fresh-env', '--doctree-dir', work / 'doctrees',
        '--builder', 'html', source, html,
    ]
    processes.check(make_html, log, env=environment)
    return html


def write_sources(source: Path) -> None:
    """Copy all pages to where they are in the repository, with their links led to pages of the site."""
    shutil.copytree(SOURCES, source)
    shutil.copytree(paths.ROOT / 'docs' / 'images', source / 'docs' / 'images')
    known = pages()
    if 'CHANGELOG.md' not in known:  # it is written when a version is released
        index = source / 'index.md'
        index.write_text(index.read_text().replace('/CHANGELOG\n', ''))
    for page in known:
        copy = source / page
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(for_the_site(page, (paths.ROOT / page).read_text(), known))


def for_the_site(page: str, text: str, known: list) -> str:
    """The text of a page with links inside the site, and with the names of modules as links to their pages."""
    text = text.replace('<!-- what it has to show -->\n', _benchmark())
    parts = _FENCE.split(text)
    for number in range(0, len(parts), 2):
        part = _TARGET.sub(lambda found: f']({target(page, found[1], known)})', parts[number])
        part = _ANSIBLE_DOC.sub(_documented, part)
        parts[number] = _NAME.sub(_named, part)
    return ''.join(parts)


def tidy(reference: Path) -> None:
    """Short titles, and no table of contents in the text, since the theme has one beside it."""
    for page in reference.glob('*.rst'):
        text = re.sub(r'^\.\. contents::\n(?:   .*\n)+', '', page.read_text(), flags=re.MULTILINE)
        text = re.sub(r'^runwatch\.observability\.(\w+ \w+ -- )', r'\1', text, count=1, flags=re.MULTILINE)
        if page.name == 'index.rst':
            text = re.sub(r'^    (\w+)(_[a-z]+)$', r'    \1 <\1\2>', text, flags=re.MULTILINE)
            text = re.sub(r'^Runwatch\.Observability\n=+$', f'{TITLE}\n{"=" * len(TITLE)}', text, flags=re.MULTILINE)
        page.write_text(text)


def target(page: str, link: str, known: list) -> str:
    """Where a link of a page leads on the site."""
    if link.startswith(RAW):
        return '/' + existing(page, link[len(RAW):])
    ours = _OURS.fullmatch(link)
    if ours:
        path, anchor = ours[1], ours[2] or ''
    elif re.match(r'[a-z]+:|#', link):
        return link
    else:
        path, _hash, anchor = link.partition('#')
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        anchor = _hash + anchor
    existing(page, path)
    if path in known or path.startswith('docs/images/'):
        return f'/{path}{anchor}'
    return f'{REPOSITORY}/blob/main/{path}{anchor}'


def existing(page: str, path: str) -> str:
    if path != 'CHANGELOG.md' and not (paths.ROOT / path).exists():
        raise BrokenLink(f'{page}: {path} does not exist')
    return path


def _benchmark() -> str:
    """The first table of the benchmark, which is written anew by each one."""
    return re.search(r'^\|.*?\n\n', (paths.ROOT / 'docs' / 'benchmark.md').read_text(), re.MULTILINE | re.DOTALL)[0]


def _named(found: re.Match) -> str:
    name = found[1]
    return f'[{found[0]}](/{REFERENCE}/{name}_module.rst)' if (paths.ROOT / 'plugins' / 'modules' / f'{name}.py').exists() else found[0]


def _documented(found: re.Match) -> str:
    return f'[{found[0]}](/{REFERENCE}/{found[2]}_{found[1] or "module"}.rst)'


def main() -> int:
    environment = environments.CORES['2.21'].with_sphinx
    if not environment.interpreter:
        sys.exit('The site is built with ansible-core 2.21, which needs one of Python 3.12 to 3.14, and none was found.')
    if not environment.is_ready():
        with step('Making a virtual environment with Sphinx'):
            environment.ensure()
    try:
        with step('Building the site'):
            html = build(environment.bin, SITE, paths.LOGS / 'docs.log')
    except processes.CommandFailed as failed:
        sys.exit(str(failed))
    print(html / 'index.html')
    return 0


if __name__ == '__main__':
    sys.exit(main())
