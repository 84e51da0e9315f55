# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the events of tasks as an automation controller gets them, one JSON line each: the module, as it was resolved, and the result."""

from __future__ import annotations

DOCUMENTATION = """
name: job_events
type: aggregate
short_description: Record what a controller would count nodes by
description:
  - Used by the tests of node counting. Writes to the file that the environment variable E(JOB_EVENTS_PATH) names.
"""

import json
import os

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'aggregate'
    CALLBACK_NAME = 'job_events'
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, result, *_others, **_more):
        hidden = result._result.get('_ansible_no_log') or result._task.no_log
        told = {'censored': 'hidden'} if hidden else result._result
        line = json.dumps({'resolved_action': result._task.resolved_action, 'res': told}, default=str, sort_keys=True)
        with open(os.environ['JOB_EVENTS_PATH'], 'a', encoding='utf-8') as file:
            file.write(f'{line}\n')

    v2_runner_on_ok = v2_runner_on_failed = v2_runner_item_on_ok = v2_runner_item_on_failed = _write
