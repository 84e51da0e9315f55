# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two roads on which a module runs, and whether what they answer is the same."""

from __future__ import annotations

import json
import re

# Road: the variables that lead a local task there.
ROADS = {'in_process': {}, 'module': {'runwatch_in_process': False}}

# What core adds to the answer of an ordinary module, and to that of an action plugin, by itself.
_OF_CORE = ('exception', 'invocation', 'module_stderr', 'module_stdout')
# What differs from run to run: moments, how a connection was lost, how long something took, and the ids of what was made.
_LOST = re.compile(r'(the connection was lost) \([^)]*\)')
_MOMENT = re.compile(r'\d{4}-\d\d-\d\d[T ][\d:.+Z-]+|\b\d{10,13}\b|_ssl\.c:\d+')
_OF_THE_RUN = ('ansible_job_id', 'duration', 'event_id', 'eventId', 'id', 'rate_limit', 'results_file')


# With SECOND_ROAD=some, only these targets take the second road, one of each kind of module, and tasks with this tag not even then:
# what a function makes of an answer does not depend on who called it.
SOME = (
    'in_process', 'datasentinel_token', 'datasentinel_agent_connection', 'datasentinel_alerting_info', 'datasentinel_report', 'instana_event_close',
    'appsignal_check_in')
ONE_ROAD = 'one_road'


def answers(path, left_out=None):
    """What was recorded, without what may differ and without tasks tagged `left_out`; nothing if no task was of the collection."""
    entries = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return [_steady(entry) for entry in entries if left_out not in entry.pop('tags')]


def differences(first, second):
    """Where two records differ, in words."""
    found = [f'{one["task"]}:\n  {_text(one)}\n  {_text(two)}' for one, two in zip(first, second) if one != two]
    return found if len(first) == len(second) else found + [f'{len(first)} tasks on one road, {len(second)} on the other']


def _steady(value, key=None):
    if isinstance(value, dict):
        return {name: _steady(entry, name) for name, entry in value.items() if name not in _OF_CORE}
    if isinstance(value, list):
        return [_steady(entry) for entry in value]
    if key in _OF_THE_RUN and value:
        return '(of the run)'
    if isinstance(value, int) and not isinstance(value, bool) and value > 10 ** 9:
        return '(moment)'
    return _MOMENT.sub('(moment)', _LOST.sub(r'\1', value)) if isinstance(value, str) else value


def _text(entry):
    return json.dumps(entry, sort_keys=True)[:1500]
