# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that manage instances, and what has to be counted of each; beside those of tests/faults, which meet every module."""

from __future__ import annotations

from typing import NamedTuple

from module_scenarios import CONNECTION, FLEET, INSTANCE, PASSWORD, SCENARIOS, WINDOW, Scenario

NOBODY = 'db-9@nobody'
AGENTS = 'pg-agent-01@crm'  # behind the agent of the sandbox
LOGIN = {'user': 'monitor', 'password': PASSWORD}
TWO = {'connections': [*FLEET['connections'], dict(FLEET['connections'][0], name='hr', host='db-3')]}
EACH_FATE = [{'name': 'crm', 'state': 'absent'}, {'name': 'hr'}, {'name': 'without a host'}, {'name': 'shop', 'host': '127.0.0.1'}]
AGENT = {'agent_connections': [{'name': 'crm', 'host': '127.0.0.1'}, {'name': 'hr', 'host': '127.0.0.1', 'enabled': False}]}

# Of those in tests/faults, by their names; of the others there, nothing.
OF_FAULTS = {
    'datasentinel_instance-create': [INSTANCE],
    'datasentinel_instance-change': ['db-2@crm'],
    'datasentinel_alerting': [INSTANCE],
    'datasentinel_maintenance_window-open': [INSTANCE],
    'datasentinel_maintenance_window-close': [INSTANCE],
    'datasentinel_problem': [INSTANCE],
    'datasentinel_agent_connection-create': [AGENTS],
    'datasentinel_agent_connection-change': [AGENTS],
}


class Counted(NamedTuple):
    """A task and the names of the nodes that it is counted for. With `fails`, it reports a failure."""

    scenario: Scenario
    nodes: list
    fails: bool = False


def _window(**params: object) -> object:
    return lambda state, folder: dict(WINDOW, directory=str(folder), **params)


COUNTED = (
    Counted(Scenario('datasentinel_instance', CONNECTION, FLEET, label='unchanged'), [INSTANCE]),
    Counted(Scenario('datasentinel_instance', dict(LOGIN, instances=[{'name': 'crm', 'host': 'db-1'}, {'name': 'sales', 'host': 'db-2'}]), FLEET,
                     label='many'), [INSTANCE, 'db-2@sales']),
    Counted(Scenario('datasentinel_instance', dict(LOGIN, instances=[
        {'name': 'crm', 'state': 'absent'}, {'name': 'without a host'}, {'name': 'hr', 'host': 'db-3'}]), FLEET, label='each-fate'), ['db-3@hr'], fails=True),
    Counted(Scenario('datasentinel_instance', {'name': 'without a host', **LOGIN}, label='failed'), [], fails=True),
    Counted(Scenario('datasentinel_instance', {'name': 'crm', 'state': 'absent'}, label='gone'), []),
    Counted(Scenario('datasentinel_alerting', {'name': INSTANCE, 'enabled': True}, FLEET, label='unchanged'), [INSTANCE]),
    Counted(Scenario('datasentinel_alerting', {'tags': {'application': 'crm'}, 'enabled': False}, TWO, label='tags'), [INSTANCE, 'db-3@hr']),
    Counted(Scenario('datasentinel_alerting', {'instances': [INSTANCE, NOBODY], 'enabled': False}, FLEET, label='each-fate'), [INSTANCE], fails=True),
    Counted(Scenario('datasentinel_alerting', {'name': NOBODY, 'enabled': False}, FLEET, label='failed'), [], fails=True),
    Counted(Scenario('datasentinel_maintenance_window', _window(instances=[INSTANCE, 'db-3@hr', NOBODY], unknown_instances='ignore', duration='2h'),
                     dict(TWO, silenced=['db-3@hr']), records=True, label='each-fate'), [INSTANCE, 'db-3@hr']),
    Counted(Scenario('datasentinel_maintenance_window', _window(state='absent'), records=True, label='none'), []),
    Counted(Scenario('datasentinel_problem', {'instances': [INSTANCE, NOBODY], 'text': 'Dump failed'}, FLEET, label='each-fate'), [INSTANCE], fails=True),
    Counted(Scenario('datasentinel_problem', {'name': INSTANCE, 'text': 'Dump failed'},
                     dict(FLEET, problems=[{'pg_instance': INSTANCE, 'message': 'Dump failed'}]), label='open'), [INSTANCE]),
    Counted(Scenario('datasentinel_agent', {'connections_enabled': True}, AGENT, label='enabled'), [AGENTS, 'pg-agent-01@hr']),
    Counted(Scenario('datasentinel_agent', {'connections_enabled': False}, AGENT, label='disabled'), []),
    Counted(Scenario('datasentinel_agent_connection', {'name': 'crm', 'host': '127.0.0.1'}, AGENT, label='unchanged'), [AGENTS]),
    Counted(Scenario('datasentinel_agent_connection', dict(LOGIN, connections=EACH_FATE), AGENT, label='each-fate'),
            ['pg-agent-01@hr', 'pg-agent-01@shop'], fails=True),
    Counted(Scenario('datasentinel_agent_connection', {'name': 'without a host', **LOGIN}, label='failed'), [], fails=True),
    Counted(Scenario('datasentinel_agent_connection', {'name': 'crm', 'state': 'absent'}, label='gone'), []),
)

TASKS = (*SCENARIOS, *(counted.scenario for counted in COUNTED))
EXPECTED = {**{task.name: OF_FAULTS.get(task.name, []) for task in SCENARIOS}, **{counted.scenario.name: counted.nodes for counted in COUNTED}}
