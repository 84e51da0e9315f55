# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ordinary shell of a module: validates, runs, and exits in a process of its own."""

from __future__ import annotations

import gc
import os

from ansible.module_utils.basic import AnsibleModule

from ._secrets import stop_registering


def run_module(definition):
    """Run ``definition`` as an Ansible module; ends the process."""
    gc.freeze()  # what was imported stays to the end; without this, each collection goes through all of it
    if "ANSIBLE_ASYNC_DIR" in os.environ:
        stop_registering()
    module = AnsibleModule(
        argument_spec=definition.argument_spec(), supports_check_mode=True, **definition.rules)
    module.add_path_info = lambda result: result  # core would add owner and size to each result that has a dest, on this road only
    result, warnings = definition.answer(module.params, module.check_mode, module._diff)
    for text in warnings:
        module.warn(text)
    leave = module.fail_json if result.pop("failed", False) else module.exit_json
    leave(invocation=definition.invocation(module.params), **result)
