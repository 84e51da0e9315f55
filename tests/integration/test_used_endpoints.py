# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every endpoint that the sandbox knows is documented with the modules that cover it, and those really used it.

To be run after the targets, in the same session: the sandbox tells who was answered.
"""

from __future__ import annotations

import pytest
import targets
from endpoint_tables import callers, rows, unnamed


@pytest.fixture(scope='module')
def endpoints(sandbox):
    """{(method, path): modules that it answered well}"""
    return {(entry['method'], unnamed(entry['path'])): callers(entry) for entry in sandbox.control('GET', 'endpoints')}


@pytest.fixture
def whole_run(request):
    """Skips unless every target was run before."""
    ran = {item.callspec.params.get('target') for item in request.session.items if hasattr(item, 'callspec')} - {None}
    if ran != set(targets.names()):
        pytest.skip('only some of the targets were run')


def test_every_endpoint_is_documented(endpoints):
    documented = {(row.method, row.path) for row in rows()}
    assert documented == set(endpoints)


def test_every_row_names_a_module():
    assert not [row for row in rows() if not row.modules]


def test_every_module_uses_what_it_is_said_to_cover(endpoints, whole_run):
    untrue = [(row.method, row.path, module) for row in rows() for module in row.modules if module not in endpoints.get((row.method, row.path), ())]
    assert not untrue
