# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the documentation says what was observed. Comes last: it needs all of the others."""

from __future__ import annotations

import fault_kinds
import pytest
from fault_page import PAGE, page
from module_scenarios import BY_VENDOR
from role_scenarios import ROLES


def test_the_page_says_what_was_observed(observed, request):
    modules = {scenario.module for scenarios in BY_VENDOR.values() for scenario in scenarios}
    if set(observed.modules) != modules or set(observed.roles) != {scenario.role for scenario in ROLES} or len(observed.others) != 2:
        pytest.skip('some were left out of this run')
    empty = [(module, fault) for module in sorted(modules) for fault in fault_kinds.ALL if not observed.modules[module].get(fault)]
    assert not empty
    text = page(observed, BY_VENDOR)
    if request.config.getoption('--write-faults'):
        PAGE.write_text(text)
    assert PAGE.read_text() == text, 'python tests/faults --write writes the page anew'
