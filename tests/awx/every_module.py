# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs every module as core runs it but for the start of a process, for each scenario of tests/faults, and prints what each answered.

It is run with the Python of an execution environment: nothing but ansible-core and what the collection asks for. The only argument is
the line that a running sandbox printed; PYTHONPATH names tests/tools and tests/faults.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import tempfile
import traceback
from pathlib import Path

import checkout
from ansible.module_utils import basic
from fault_world import World
from module_scenarios import SCENARIOS
from modules import CONNECTIONS, definition

checkout.make_importable()


def main() -> None:
    world = World(json.loads(sys.argv[1]))
    with tempfile.TemporaryDirectory() as made:
        print(json.dumps([answer(world, scenario, Path(made)) for scenario in SCENARIOS]))


def answer(world: World, scenario: object, folder: Path) -> dict:
    """What a module prints, the calls that it made, and what it did not catch."""
    world.prepare(scenario, folder)
    world.forget()
    given = scenario.params(world.state(), folder) if callable(scenario.params) else scenario.params
    names = {option for connection in definition(scenario.module).connections for option in CONNECTIONS[connection]}
    connection = {'ca_path': world.facts['ca_path'], **{name: world.facts[name] for name in names}}
    basic._ANSIBLE_ARGS = json.dumps({'ANSIBLE_MODULE_ARGS': {**connection, **world.keys(scenario.module), **given}}).encode()
    basic._ANSIBLE_PROFILE = 'legacy'
    module, trouble = importlib.import_module(f'ansible_collections.runwatch.observability.plugins.modules.{scenario.module}'), ''
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            module.main()
        except SystemExit:
            pass
        except Exception:
            trouble = traceback.format_exc()
    return {'module': scenario.module, 'name': scenario.name, 'calls': len(world.calls(scenario)), 'trouble': trouble,
            'result': json.loads(printed.getvalue() or '{}')}


if __name__ == '__main__':
    main()
