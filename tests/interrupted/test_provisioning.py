# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kills a provisioning run at each of its requests; the next run brings about what an uninterrupted one does, and nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from killing import FATES, effects, lines

PLAYBOOK = Path(__file__).resolve().parent / 'provision.yml'
VARIABLES = {
    'provision_instances_password': 'only for the sandbox',
    'provision_instances_fleet': {
        'defaults': {'user': 'datasentinel', 'tags': {'application': 'billing'}},
        'instances': [{'name': 'billing', 'host': 'db-1.example.com'}, {'name': 'archive', 'host': 'db-2.example.com', 'enabled': False}],
        'roles': [{'name': 'billing_team', 'access': [{'application': 'billing'}]}],
        'users': [{
            'email': 'anna@example.com', 'password': 'only for the first login', 'privilege': 'read', 'profile': 'developer', 'roles': ['billing_team'],
        }],
    },
}
LOGIN = 'POST /ds-api/user-token'
REQUESTS = [
    LOGIN,
    'GET /ds-api/pool/pg-instances/billing',
    'POST /ds-api/pool/pg-instances/billing',
    'GET /ds-api/pool/pg-instances/billing',
    'GET /ds-api/pool/pg-instances/archive',
    'POST /ds-api/pool/pg-instances/archive',
    'PATCH /ds-api/pool/pg-instances/archive/disable',
    'GET /ds-api/pool/pg-instances/archive',
    LOGIN,
    'GET /ds-api/roles',
    'POST /ds-api/roles/billing_team',
    'GET /ds-api/roles/billing_team',
    LOGIN,
    'GET /ds-api/users',
    'POST /ds-api/users/anna@example.com',
    'GET /ds-api/users/anna@example.com',
    'GET /api/connections',
    'GET /api/agent/status',
    'POST /api/connections/local',
    'PATCH /api/connections/local/disable-samples',
    'GET /api/connections/local',
]


def is_write(request):
    return request != LOGIN and not request.startswith('GET ')


# What is only read is the same whether or not it arrived.
CASES = [(number, fate) for number, request in enumerate(REQUESTS, 1) for fate in FATES if fate == 'takes effect' or is_write(request)]


class Whole(NamedTuple):
    calls: list
    state: dict


@pytest.fixture(scope='module')
def whole(runner):
    """What an uninterrupted run asks for and leaves."""
    runner.empty()
    return Whole(runner.run(), left(runner))


def left(runner):
    return runner.state('platform', 'agent')


def test_an_uninterrupted_run(runner, whole):
    assert lines(whole.calls) == REQUESTS
    assert not effects(runner.run())
    assert left(runner) == whole.state


@pytest.fixture(scope='module')
def examined():
    """What killed runs left that the next run was tried on: as a run keeps nothing itself, equal remains need no second trial."""
    return []


@pytest.mark.parametrize(('number', 'fate'), [
    pytest.param(number, fate, id=f'{number:02} {REQUESTS[number - 1]} {fate}', marks=() if is_write(REQUESTS[number - 1]) else pytest.mark.thorough)
    for number, fate in CASES])
def test_a_run_that_is_killed_while_a_request(number, fate, runner, whole, examined):
    calls = runner.kill_at([{**FATES[fate], 'skip': number - 1}])
    assert lines(calls) == REQUESTS[:number]
    remains = left(runner), effects(calls)
    if remains in examined:
        return

    rest = runner.run()

    assert left(runner) == whole.state
    assert effects(calls) + effects(rest) == effects(whole.calls)
    examined.append(remains)
