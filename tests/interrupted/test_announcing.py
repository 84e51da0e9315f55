# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kills a run that announces a deployment; the next run announces what is missing, as far as it can look."""

from __future__ import annotations

import pytest
from killing import FATES, effects

PLAYBOOK = 'runwatch.observability.announce_deployment'
CONNECTION = ('instana_agent_url', 'instana_url', 'instana_token', 'appsignal_url', 'appsignal_token', 'appsignal_push_url', 'appsignal_push_key', 'ca_path')
VARIABLES = {
    'announce_deployment_application': 'shop',
    'announce_deployment_revision': '4.2.0',
    'announce_deployment_environment': 'production',
    'announce_deployment_phase': 'succeeded',
    'announce_deployment_release': True,
    'announce_deployment_appsignal_marker': True,
    **{f'announce_deployment_{name}': f'{{{{ sandbox_{name} }}}}' for name in CONNECTION},
}
# Only where this is given can be looked for the event.
BACKEND = {'announce_deployment_instana_url': '', 'announce_deployment_instana_token': '', 'announce_deployment_release': False}
WRITES = ['/com.instana.plugin.generic.event', '/api/releases', '/1/markers']


def announced(runner):
    state = runner.state('instana', 'appsignal')
    return [len(state['instana']['events']), len(state['instana']['releases']), len(state['appsignal']['markers'])]


@pytest.mark.parametrize('path', WRITES)
def test_a_run_that_is_killed_while_an_announcement_takes_effect(path, runner):
    calls = runner.kill_at([{**FATES['takes effect'], 'method': 'POST', 'path': f'^{path}$'}])

    rest = runner.run()

    assert announced(runner) == [1, 1, 1]
    assert [path for _method, path, _body in effects(calls) + effects(rest)] == WRITES


@pytest.mark.parametrize(('variants', 'variables'), [({'event_visibility_delay_polls': 9}, {}), ({}, BACKEND)], ids=['late', 'nowhere'])
def test_an_event_that_is_not_shown(variants, variables, runner):
    """As the role's README says, an event is announced again if Instana shows it too late, or may not be asked."""
    runner.kill_at([{**FATES['takes effect'], 'method': 'POST', 'path': WRITES[0]}], variants, **variables)

    runner.run(**variables)

    assert announced(runner)[0] == 2
