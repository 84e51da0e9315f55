# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every query on the real results of every module, and each of the ways in which a controller would count wrongly without a word."""

from __future__ import annotations

import json

import paths
import pytest
from counted_scenarios import AGENT, AGENTS, COUNTED, EXPECTED, TASKS
from counting import FACTS, hashable
from module_scenarios import CONNECTION, FLEET, INSTANCE, WINDOW, Scenario

MODULES = sorted(path.stem for path in (paths.ROOT / 'plugins' / 'modules').glob('*.py') if path.stem != '__init__')
YIELDING = [task for task in TASKS if EXPECTED[task.name]]
NOT_SEEN = ({}, {'censored': 'hidden', 'changed': True}, {'msg': 'All items completed', 'changed': True, 'results': []}, {'failed': True, 'msg': 'No.'})

each_task = pytest.mark.parametrize('task', TASKS, ids=lambda task: task.name)
each_yielding_task = pytest.mark.parametrize('task', YIELDING, ids=lambda task: task.name)


def test_every_module_is_met_and_every_query_counts_something(counting):
    assert sorted({task.module for task in TASKS}) == MODULES
    assert len({task.name for task in TASKS}) == len(TASKS)
    assert sorted({task.module for task in YIELDING}) == sorted(counting.texts)


@each_task
def test_what_is_counted(counting, results, task):
    assert counting.names((task.module, results.of(task))) == EXPECTED[task.name]


@pytest.mark.parametrize('counted', COUNTED, ids=lambda counted: counted.scenario.name)
def test_tasks_end_as_they_are_meant_to(results, counted):
    assert results.of(counted.scenario)['failed'] is counted.fails, results.of(counted.scenario)


@each_yielding_task
def test_1_no_null_in_canonical_facts(counting, results, task):
    for node in counting.found(task.module, results.of(task)):
        assert node['canonical_facts'] and hashable(node['canonical_facts'])


@each_yielding_task
def test_2_every_node_has_a_name(counting, results, task):
    for node in counting.found(task.module, results.of(task)):
        assert isinstance(node['name'], str) and node['name'].strip()


def test_3_no_query_fails_whatever_it_gets(counting, results):
    """Neither on what its module returns nor on what others do, nor on what a controller leaves of a result."""
    for module in counting.texts:
        for other, result in [*results.all(), *(('the controller', result) for result in NOT_SEEN)]:
            for given in [result, *(_bent(result) if other == module else ())]:
                assert None not in counting.found(module, given)


def _bent(result: dict) -> list:
    """The result with each of its values, and each value of what is in it, replaced by one of another type."""
    odd = (None, '', 0, [], {}, [None], ['odd'], {'name': None})
    bent = [{**result, key: value} for key in result for value in odd]
    for key, inner in result.items():
        if isinstance(inner, dict):
            bent += [{**result, key: {**inner, name: value}} for name in inner for value in odd]
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            bent += [{**result, key: [{**inner[0], name: value}]} for name in inner[0] for value in odd]
    return bent


def test_4_the_same_instance_is_the_same_node_from_every_module(counting, world, tmp_path):
    """A job with all of the modules that meet it, one after the other."""
    window = dict(WINDOW, directory=str(tmp_path))
    job = (
        ('datasentinel_instance', CONNECTION),
        ('datasentinel_maintenance_window', dict(window, instances=[INSTANCE], duration='2h')),
        ('datasentinel_problem', {'name': INSTANCE, 'text': 'Dump failed'}),
        ('datasentinel_maintenance_window', dict(window, state='absent')),
        ('datasentinel_alerting', {'name': INSTANCE, 'enabled': False}),
    )
    world.begin()
    (node,) = counting.nodes([(module, world.run(module, params)) for module, params in job])
    assert (node.name, node.count, node.modules) == (INSTANCE, len(job), {module for module, _params in job})


def test_4_an_instance_of_an_agent_goes_by_its_name_on_the_platform(counting, world):
    world.begin()
    job = (
        ('datasentinel_agent_connection', dict(CONNECTION, host='127.0.0.1')),
        ('datasentinel_agent', {'connections_enabled': True}),
        ('datasentinel_alerting', {'name': AGENTS, 'enabled': False}),
    )
    (node,) = counting.nodes([(module, world.run(module, params)) for module, params in job])
    assert (node.name, node.count) == (AGENTS, len(job))


def test_4_an_agent_that_does_not_tell_its_name_yields_nothing(counting, world):
    world.begin({'agent_connections': [{'name': 'crm', 'host': '127.0.0.1'}]})
    world.control('PUT', 'variants', {'agent_version': '2.2.9'})
    for module, params in (('datasentinel_agent_connection', {'name': 'crm', 'host': '127.0.0.1'}), ('datasentinel_agent', {'connections_enabled': True})):
        result = world.run(module, params)
        assert not result['failed'] and counting.found(module, result) == []


@each_yielding_task
def test_4_no_module_name_in_what_identifies_a_node(counting, results, task):
    for node in counting.found(task.module, results.of(task)):
        assert not any(module in json.dumps(node['canonical_facts']) for module in MODULES)


@pytest.mark.parametrize('task', [
    Scenario('datasentinel_instance', {'name': 'crm', 'state': 'absent'}, FLEET, label='absent-one'),
    Scenario('datasentinel_instance', {'instances': [{'name': 'crm'}], 'state': 'absent'}, FLEET, label='absent-many'),
    Scenario('datasentinel_agent_connection', {'name': 'crm', 'state': 'absent'}, AGENT, label='absent-one'),
    Scenario('datasentinel_agent_connection', {'connections': [{'name': 'crm'}], 'state': 'absent'}, AGENT, label='absent-many'),
], ids=lambda task: task.name)
def test_5_what_was_removed_yields_nothing(counting, results, task):
    assert results.of(task)['changed'] and counting.found(task.module, results.of(task)) == []


@each_yielding_task
def test_6_check_mode_yields_nothing(counting, results, task):
    predicted = results.of(task, check_mode=True)
    assert predicted['check_mode'] is True and 'check_mode' not in results.of(task)
    assert counting.found(task.module, predicted) == []


def test_6_and_would_yield_something_if_it_did_not_say_so(counting, results):
    told = [(task.module, {**results.of(task, check_mode=True), 'check_mode': False}) for task in YIELDING]
    assert INSTANCE in counting.names(*told)


@each_yielding_task
def test_7_the_sum_of_a_loop_yields_nothing(counting, results, task):
    item = {**results.of(task), 'item': 'first', 'ansible_loop_var': 'item'}
    whole = {'results': [item, item], 'changed': True, 'msg': 'All items completed', 'skipped': False}
    assert counting.found(task.module, item) and counting.found(task.module, whole) == []


@each_yielding_task
def test_nodes_say_what_they_are(counting, results, task):
    for node in counting.found(task.module, results.of(task)):
        assert set(node) == {'name', 'canonical_facts', 'facts'} and set(node['facts']) == FACTS and all(node['facts'].values())


def test_all_queries_describe_a_node_alike(counting):
    assert len({text.rpartition('{name: .')[2] for text in counting.texts.values()}) == 1


def test_the_page_names_the_modules_that_are_counted(counting):
    page = (paths.ROOT / 'docs' / 'node-counting.md').read_text()
    rows = page.partition('| module | counts |\n| --- | --- |\n')[2].partition('\n\n')[0].splitlines()
    assert sorted(row.split('`')[1] for row in rows) == sorted(counting.texts)
