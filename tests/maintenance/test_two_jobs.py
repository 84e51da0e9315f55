# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One job opens the window, another one closes it or opens it again."""

from __future__ import annotations

import json
import shutil

from controller import connection, play, window

OPEN = {'maintenance_window_name': 'upgrade', 'maintenance_window_instances': ['db@a', 'db@b', 'db@c']}


def test_the_record_travels_as_an_artifact(fleet, controller):
    controller.show_stats()
    opened = controller.run([play(window('open'))], **connection(fleet.facts), **OPEN, maintenance_window_set_stats=True)
    artifacts = json.loads(opened.output.split('RUN: ')[1].splitlines()[0])
    shutil.rmtree(controller.records)  # with the container of the first job

    closed = controller.run([play(window('closed'))], **connection(fleet.facts), **artifacts, maintenance_window_name='upgrade')

    assert closed.code == 0, closed.output
    assert fleet.silenced == {'c'}
    assert fleet.switched() == {f'{what} {name}': 1 for what in ('disable', 'enable') for name in 'ab'}


def test_a_window_that_was_left_open_counts_anew(fleet, controller):
    """Counted from its opening, its time would be over, and it could not be opened again."""
    variables = {**connection(fleet.facts), **OPEN, 'maintenance_window_duration': '1s'}
    controller.run([play(window('open'))], **variables)
    before = controller.record('upgrade')

    again = controller.run([play(window('open'))], **variables)

    assert again.code == 0, again.output
    assert controller.record('upgrade')['opened_at'] == before['opened_at'] and controller.record('upgrade')['until'] > before['until']
    assert fleet.switched() == {'disable a': 1, 'disable b': 1}


def test_nothing_is_done_without_the_host_that_it_is_done_from(fleet, controller):
    away = {'ansible_connection': 'ssh', 'ansible_host': '127.0.0.1', 'ansible_port': 9}
    inventory = controller.write('inventory.yml', {'all': {'hosts': {'bastion': away}}})
    last = fleet.last

    result = controller.run([play(window('open'))], '--inventory', str(inventory), **connection(fleet.facts), **OPEN, maintenance_window_host='bastion')

    assert result.code == 2 and 'bastion (maintenance_window_host) cannot be reached, so nothing was done' in result.output, result.output
    assert fleet.last == last
