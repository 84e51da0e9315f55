# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running modules inside a test's own process, over real sockets, where a playbook for each call would take too long."""

from __future__ import annotations

import importlib
import json

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

COLLECTION = 'ansible_collections.runwatch.observability'
CONNECTIONS = {
    'datasentinel': ('platform_url', 'platform_username', 'platform_password'),
    'datasentinel_agent': ('agent_url', 'agent_token'),
    'instana': ('instana_url', 'instana_token'),
    'instana_agent': ('instana_agent_url',),
    'appsignal': ('appsignal_url', 'appsignal_token'),
}


def definition(name: str) -> object:
    """What the module `name` runs."""
    module = importlib.import_module(f'{COLLECTION}.plugins.modules.{name}')
    return getattr(module, 'DEFINITION', None) or module.INFO


class Modules:
    """Calls modules with the credentials of a sandbox, unless told otherwise."""

    def __init__(self, facts: dict) -> None:
        self._facts = facts

    def run(self, name: str, /, *, check_mode: bool = False, **arguments: object) -> dict:
        """The module's result, as both of its shells give it to core; `warnings` is always in it."""
        module = definition(name)
        checked = ArgumentSpecValidator(module.argument_spec(), **module.rules).validate({**self._connection(module), **arguments})
        assert not checked.error_messages, checked.error_messages
        result, warnings = module.answer(checked.validated_parameters, check_mode, True)
        json.dumps(result)
        return {'failed': False, **result, 'warnings': warnings}

    def _connection(self, module: object) -> dict:
        names = {option for connection in module.connections for option in CONNECTIONS[connection]}
        return {'ca_path': self._facts['ca_path'], **{name: self._facts[name] for name in names}}
