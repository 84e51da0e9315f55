# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the seconds that each task took, from its start to its result, as JSON to the file that BENCH_TIMES names."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'aggregate'
    CALLBACK_NAME = 'task_times'
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self._times = []
        self._begin = 0.0

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._begin = time.monotonic()

    def v2_runner_on_ok(self, result):
        self._times.append([result.task_name, time.monotonic() - self._begin])

    def v2_playbook_on_stats(self, stats):
        Path(os.environ['BENCH_TIMES']).write_text(json.dumps(self._times))
