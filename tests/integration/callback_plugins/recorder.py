# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what each task of the collection's modules answered, one JSON line each, so that two runs can be compared."""

from __future__ import annotations

DOCUMENTATION = """
name: recorder
type: aggregate
short_description: Record the results of the collection's modules
description:
  - Used by the integration runner. Writes to the file that the environment variable E(RECORDER_PATH) names.
"""

import json
import os

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'aggregate'
    CALLBACK_NAME = 'recorder'
    CALLBACK_NEEDS_ENABLED = True

    def _record(self, outcome, result):
        task = result._task
        if not task.action.startswith('runwatch.observability.') or task.loop and 'results' in result._result:
            return
        entry = {'task': task.get_name(), 'tags': _tags(task), 'outcome': outcome, 'result': result._result}
        line = json.dumps(entry, default=str, sort_keys=True)
        with open(os.environ['RECORDER_PATH'], 'a', encoding='utf-8') as file:
            file.write(f'{line}\n')

    def v2_runner_on_ok(self, result):
        self._record('ok', result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._record('failed', result)

    def v2_runner_item_on_ok(self, result):
        self._record('ok', result)

    def v2_runner_item_on_failed(self, result):
        self._record('failed', result)


def _tags(task):
    """The tags of a task and of everything around it, files that are included when the play runs among them."""
    found = set()
    while task is not None:
        found.update(task.tags)
        task = task._parent
    return sorted(found)
