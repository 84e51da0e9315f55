# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every unknown of Datasentinel's sheet has a test, and every answer that the sandbox can play for it is played."""

from __future__ import annotations

import importlib

import played
import pytest
import yaml
from modules import COLLECTION

for name in ('connections', 'access', 'agent', 'alerting_and_metrics'):
    importlib.import_module(f'test_{name}')

# Those of Datasentinel stand first in the sandbox's table.
FIRST_OF_ANOTHER_VENDOR = 'instana_agent_code'
ELSEWHERE = {
    'pool_connects': 'tests/postgresql, with real servers',
    'connect_delay_polls': 'the target datasentinel_instance',
    'token_inspection_auth': 'the target datasentinel_platform_info',
}


def test_every_row_has_a_test():
    assert played.ROWS | {'U-27'} == {f'U-{number}' for number in range(1, 31)}


def test_what_becomes_of_history_is_a_note_in_the_documentation():
    """U-27: the effect of deleting a connection on what was collected is not known."""
    module = importlib.import_module(f'{COLLECTION}.plugins.modules.datasentinel_instance')
    assert any('history' in note for note in yaml.safe_load(module.DOCUMENTATION)['notes'])


def test_every_answer_is_played(server):
    table = server.control('GET', 'variants/table')
    names = [row['name'] for row in table]
    rows = {row['name']: row for row in table[:names.index(FIRST_OF_ANOTHER_VENDOR)]}
    assert set(rows) == set(played.PLAYED) | set(ELSEWHERE)
    for name, answers in played.PLAYED.items():
        if isinstance(rows[name]['choices'], list):
            assert {str(answer) for answer in answers} >= set(rows[name]['choices']), name


@pytest.mark.parametrize('name', sorted(ELSEWHERE))
def test_what_is_played_elsewhere_is_no_stale_entry(name):
    assert name not in played.PLAYED
