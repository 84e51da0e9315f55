# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The watchdog, started by a real scheduler after the controller was killed; and what systemd makes of its units.

The windows are opened before all other tests (see conftest.py), because `at` acts at whole minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from fleet import wait_until
from watched import WINDOWS, lacking

UNITS = """
import sys
from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import schedulers
folder = sys.argv[1]
open(folder + "/runwatch-test.service", "w").write(schedulers.service_unit([sys.executable, "/a folder/100%$x.pyz", '/a "quoted".json']))
open(folder + "/runwatch-test.timer", "w").write(schedulers.timer_unit(4090000000000))
"""


@pytest.mark.parametrize('scheduler', ['at', 'systemd'])
def test_it_closes_what_a_killed_job_left_open_and_nothing_else(scheduler, watched):
    if lacking(scheduler):
        pytest.skip(lacking(scheduler))
    windows = watched[scheduler]
    files, jobs, silenced = windows.set_up
    assert len(files) == 4 and len(jobs) == 2  # nothing is left of the one whose window was closed by the role
    assert silenced == {'left', 'silenced'}

    wait_until(lambda: not windows.files(), 120, 'the watchdog')

    record = windows.controller.record('left')
    assert record['state'] == 'closed' and record['closed_by'].startswith('watchdog on ')
    assert [entry['state'] for entry in record['instances']] == ['restored', 'left_off']
    assert windows.fleet.silenced == {'silenced'}
    assert windows.fleet.switched() == {f'{what} {name}': 1 for what in ('disable', 'enable') for name in WINDOWS}
    wait_until(lambda: not windows.jobs(), 10, 'the end of the jobs')


@pytest.mark.skipif(not shutil.which('systemd-analyze'), reason='there is no systemd-analyze, so the units for systemd were not checked')
def test_systemd_understands_the_units(collections, tmp_path):
    subprocess.run([sys.executable, '-c', UNITS, str(tmp_path)], check=True, env={**os.environ, 'PYTHONPATH': str(collections)})

    checked = subprocess.run(
        ['systemd-analyze', 'verify', '--man=no', str(tmp_path / 'runwatch-test.timer'), str(tmp_path / 'runwatch-test.service')],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    assert (checked.returncode, checked.stdout.decode()) == (0, '')
