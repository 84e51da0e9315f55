# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation site: it is built without a warning, has a page for everything, and every link leads somewhere."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote, urlsplit

import documentation
import page_examples
import paths
import pytest

LINK = re.compile(r'<(?:a|link|img|script)\b[^>]*?\s(?:href|src)="([^"]*)"')
ANCHOR = re.compile(r'\sid="([^"]*)"')
MARKDOWN_LINK = re.compile(r'\]\(([^()\s]+)\)')
FENCE = re.compile(r'^```.*?^```', re.MULTILINE | re.DOTALL)
HEADING = re.compile(r'^#+ (.*)$', re.MULTILINE)
# Nobody can be asked from here whether these pages are there. So at least every host is one that was looked at.
KNOWN_HOSTS = {
    'ansible.readthedocs.io', 'docs.ansible.com', 'docs.appsignal.com', 'docs.datasentinel.io', 'forum.ansible.com', 'galaxy.ansible.com',
    'github.com', 'instana.github.io', 'semver.org', 'www.appsignal.com', 'www.datasentinel.io', 'www.gnu.org', 'www.ibm.com',
}


def links_of(pages):
    """(page, link) of every page."""
    return [(page, link) for page, text in pages.items() for link in set(LINK.findall(text))]


@pytest.fixture(scope='module')
def html(site):
    return {path.relative_to(site).as_posix(): path.read_text() for path in sorted(site.rglob('*.html'))}


def test_there_is_a_page_for_everything(html):
    wanted = {page.replace('.md', '.html') for page in documentation.pages()}
    for folder, kind in (('modules', 'module'), ('lookup', 'lookup'), ('inventory', 'inventory'), ('callback', 'callback')):
        wanted |= {f'reference/{path.stem}_{kind}.html' for path in (paths.ROOT / 'plugins' / folder).glob('*.py')}
    wanted |= {f'reference/{path.stem}_filter.html' for path in (paths.ROOT / 'plugins' / 'filter').glob('*.yml')}
    wanted |= {f'reference/{path.name}_role.html' for path in (paths.ROOT / 'roles').iterdir()}
    assert wanted - set(html) == set()
    events = html['reference/event_plugins.html']
    plugins = [path.stem for path in (paths.ROOT / 'extensions' / 'eda' / 'plugins').glob('event_*/*.py')]
    assert plugins and [name for name in plugins if f'<h2>{name} ' not in events] == []


def test_every_page_can_be_reached_from_the_start(html):
    reached, waiting = set(), ['index.html']
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [path for path in (resolved(page, link)[0] for link in LINK.findall(html[page])) if path in html]
    assert set(html) - reached - {'genindex.html'} == set()


def test_every_link_on_the_site_leads_somewhere(html, site):
    anchors = {page: set(ANCHOR.findall(text)) for page, text in html.items()}
    broken = []
    for page, link in links_of(html):
        if urlsplit(link).scheme or link.startswith('//'):
            continue
        path, anchor = resolved(page, link)
        if not (site / path).exists() or anchor and path in anchors and anchor not in anchors[path]:
            broken.append(f'{page}: {link}')
    assert not broken, '\n'.join(broken)


def resolved(page, link):
    """The path below the site, and the anchor."""
    parts = urlsplit(link)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    return path, unquote(parts.fragment)


def test_links_to_elsewhere_are_well_formed_and_known(html):
    odd = []
    for page, link in links_of(html):
        parts = urlsplit(link)
        if parts.scheme in ('', 'mailto', 'data'):
            continue
        if parts.scheme != 'https' or parts.hostname not in KNOWN_HOSTS or ' ' in link:
            odd.append(f'{page}: {link}')
    assert not odd, '\n'.join(odd)


def test_the_site_loads_nothing_from_elsewhere(html):
    loaded = [f'{page}: {tag}' for page, text in html.items() for tag in re.findall(r'<(?:script|img|iframe)\b[^>]*\ssrc="https?:[^"]*"', text)]
    loaded += [f'{page}: {tag}' for page, text in html.items() for tag in re.findall(r'<link\b[^>]*rel="stylesheet"[^>]*href="https?:[^"]*"', text)]
    assert not loaded, '\n'.join(loaded)


def markdown():
    """Every page that is read on GitHub."""
    found = page_examples.markdown_pages() + ['CODE_OF_CONDUCT.md', 'tests/README.md', 'tests/sandbox/README.md', 'tests/mutation.md']
    return sorted(page for page in found if page != 'docs/site/index.md')


def slugs(page):
    """The anchors that GitHub gives to the headings of a page."""
    text = FENCE.sub('', (paths.ROOT / page).read_text())
    return {re.sub(r'[^\w\- ]', '', re.sub(r'\[([^]]*)\]\([^)]*\)', r'\1', heading).replace('`', '').lower()).strip().replace(' ', '-')
            for heading in HEADING.findall(text)}


@pytest.mark.parametrize('page', markdown())
def test_links_on_github_lead_somewhere(page):
    """Relative ones, and those to files of this repository by their address; anchors too."""
    broken = []
    for link in MARKDOWN_LINK.findall(FENCE.sub('', (paths.ROOT / page).read_text())):
        address = re.fullmatch(rf'(?:{documentation.REPOSITORY}/(?:blob|tree)/main/|{re.escape(documentation.RAW)})(.*)', link)
        if not address and urlsplit(link).scheme:
            continue
        path, _hash, anchor = (address[1] if address else link).partition('#')
        folder = '' if address else posixpath.dirname(page)
        path = posixpath.normpath(posixpath.join(folder, path)) if path else page
        if path == 'CHANGELOG.md':  # made with each release
            continue
        if not (paths.ROOT / path).exists() or anchor and path.endswith('.md') and anchor not in slugs(path):
            broken.append(link)
    assert not broken, '\n'.join(broken)
