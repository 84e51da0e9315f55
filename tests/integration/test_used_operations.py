# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules asked of the Instana backend, held against the vendor's OpenAPI document and against our own tables.

To be run after the targets, in the same session: the sandbox tells what it was asked.
"""

from __future__ import annotations

import instana_contract
import pytest
from endpoint_tables import rows, unnamed


@pytest.fixture(scope='module')
def contract():
    found = instana_contract.at_hand()
    if not found:
        pytest.skip(instana_contract.NOT_AT_HAND)
    return found


@pytest.fixture(scope='module')
def examined(contract, sandbox):
    return instana_contract.examine(contract, sandbox.control('GET', 'calls'))


def test_every_request_is_allowed(examined):
    violations, _covered = examined
    assert not violations


def test_every_operation_that_was_used_is_documented(examined):
    _violations, covered = examined
    documented = {(row.method, row.path, module) for row in rows() for module in row.modules}
    assert {(method, unnamed(path), module) for method, path, module in covered} <= documented


def test_the_sandbox_knows_no_operation_that_is_not_in_the_document(contract, sandbox):
    endpoints = [entry for entry in sandbox.control('GET', 'endpoints') if entry['system'] == 'instana']
    assert not [entry for entry in endpoints if not contract.operation(entry['method'], unnamed(entry['path']).replace('{}', 'x'))]
