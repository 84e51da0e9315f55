# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the documentation says what was observed. Comes last: it needs all of the others, but for those of roles, which take longest."""

from __future__ import annotations

import re

import fault_kinds
import pytest
from fault_page import PAGE, page
from module_scenarios import BY_VENDOR
from role_scenarios import ROLES


def test_the_page_says_what_was_observed(observed, request):
    modules = {scenario.module for scenarios in BY_VENDOR.values() for scenario in scenarios}
    roles_ran = set(observed.roles) == {scenario.role for scenario in ROLES}
    is_to_be_written = request.config.getoption('--write-faults')
    if set(observed.modules) != modules or len(observed.others) != 2 or not roles_ran and (observed.roles or is_to_be_written):
        pytest.skip('some were left out of this run')
    empty = [(module, fault) for module in sorted(modules) for fault in fault_kinds.ALL if not observed.modules[module].get(fault)]
    assert not empty
    text = page(observed, BY_VENDOR)
    if is_to_be_written:
        PAGE.write_text(text)
    found, expected = sections(PAGE.read_text()), sections(text)
    if not roles_ran:
        expected['Roles'] = found['Roles']
    assert found == expected, 'python tests/faults --write writes the page anew'


def sections(text):
    """The text of each section of the page, by its heading; what stands before the first has none."""
    parts = re.split(r'^## (.*)$', text, flags=re.MULTILINE)
    return dict(zip(['', *parts[1::2]], parts[::2]))
