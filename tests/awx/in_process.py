# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An action plugin that runs the module of its name where the task is: to start a Python for each takes most of a run's time."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys

from ansible.module_utils import basic
from ansible.plugins.action import ActionBase

importlib.import_module('ansible.module_utils.urls')  # here, where it is read once for all tasks


class ActionModule(ActionBase):
    def run(self, tmp=None, task_vars=None):
        super().run(tmp, task_vars)
        collection, _dot, name = (self._task.resolved_action or self._task.action).rpartition('.')
        package = f'ansible_collections.{collection}.plugins'
        for known in [known for known in sys.modules if known.startswith(package)]:
            del sys.modules[known]  # what the last item of a loop left there
        arguments = {**self._task.args, '_ansible_check_mode': self._task.check_mode, '_ansible_diff': self._task.diff}
        basic._ANSIBLE_ARGS = json.dumps({'ANSIBLE_MODULE_ARGS': arguments}).encode()
        basic._ANSIBLE_PROFILE = 'legacy'
        with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.suppress(SystemExit):
            importlib.import_module(f'{package}.modules.{name}').main()
        return json.loads(printed.getvalue())
