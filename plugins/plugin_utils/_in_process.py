# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other shell of a module: runs it inside the controller process when the task is local.

A loop over many items then pays for one process, one connection and one login, not for one of each an item.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from contextlib import contextmanager

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._http import REQUESTS_ERROR
from ..module_utils._secrets import fingerprint

# The variable that, set to false, has tasks run as ordinary modules; the option in_process does the same for one task.
SWITCH = "runwatch_in_process"


class Clients:
    """Clients that stay open for the items of a loop. A worker process serves one task, so none outlives its task."""

    def __init__(self):
        self._idle = {}

    @contextmanager
    def borrow(self, definition, params):
        """Lend the client for these connection options; if anything goes wrong with it, the next borrower gets a new one."""
        options = {name: params[name] for name in definition.connection_options()}
        key = definition.name, fingerprint(json.dumps(options, sort_keys=True))
        client = self._idle.pop(key, None) or definition.connect(params, definition)
        try:
            yield client
        except BaseException:
            client.close()
            raise
        self._idle[key] = client


CLIENTS = Clients()


class InProcessAction(ActionBase):
    """Runs ``definition`` here if the task allows it, else the ordinary module of the same name."""

    definition = None
    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp=None, task_vars=None):
        """Return the task's result, which is the same on both roads."""
        result = super().run(tmp, task_vars)
        if self._may_run_here(task_vars or {}):
            result.update(self._run_here(task_vars))
        else:
            result.update(self._execute_module(task_vars=task_vars, wrap_async=self._task.async_val))
        if self.definition.secret_result and not result.get("failed"):
            result["_ansible_no_log"] = True
        return result

    def _may_run_here(self, task_vars):
        """Say whether running here cannot be told from running as a module on the same host."""
        return not (
            REQUESTS_ERROR
            or self._connection.transport != "local"
            or self._connection.become is not None
            or self._task.async_val
            or any(self._task.environment or ())
            or not _truth(self._task.args.get("in_process", True))
            or not _truth(self._templar.template(task_vars.get(SWITCH, True)))
        )

    def _run_here(self, task_vars):
        definition = self.definition
        checked = ArgumentSpecValidator(definition.argument_spec(), **definition.rules).validate(plain(self._task.args))
        for entry in checked._deprecations:
            Display().deprecated(entry["msg"], version=entry.get("version"), date=entry.get("date"),
                                 collection_name=entry.get("collection_name"))
        if checked.error_messages:
            return {"failed": True, "msg": self._complaint(checked.errors)}
        params = self._with_whole_paths(checked.validated_parameters)
        result, warnings = definition.answer(params, self._task.check_mode, self._task.diff, CLIENTS.borrow)
        if warnings:
            result["warnings"] = warnings
        if _wants_invocation(task_vars):
            result["invocation"] = definition.invocation(params)
        return result

    def _with_whole_paths(self, params):
        """Return ``params`` with certificates where an ordinary module on this host finds them, which runs beside the playbook."""
        folder, spec = self._loader.get_basedir(), self.definition.argument_spec()
        paths = {name for name in self.definition.connection_options() if spec[name]["type"] == "path"}
        return {name: os.path.join(folder, value) if name in paths and value else value for name, value in params.items()}

    def _complaint(self, errors):
        """Return what the ordinary module says of the same mistake."""
        if isinstance(errors[0], UnsupportedError):
            return "Unsupported parameters for (%s) module: %s" % (self._task.action, errors.msg)
        return errors.msg


def plain(value):
    """Return ``value`` as a module gets it: JSON's own types, without the tags and wrappers that the controller puts on."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, Mapping):
        return {plain(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(entry) for entry in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return str(value)  # such as a text from a vault


def _truth(value):
    return boolean(value, strict=False)


def _wants_invocation(task_vars):
    """Say whether core would add the parameters to a module's result: always before 2.21, when asked to from then on."""
    try:
        return C.config.get_config_value("INJECT_INVOCATION", variables=task_vars)
    except AnsibleError:
        return True
