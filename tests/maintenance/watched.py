# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Windows whose controller is gone, and a scheduler that does not know that."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from controller import Controller, connection, platform, play, window
from fleet import Fleet, wait_until

WINDOWS = ('closed', 'left', 'forgotten')
DAEMON = shutil.which('atd', path=f'{os.environ["PATH"]}{os.pathsep}/usr/sbin{os.pathsep}/sbin')
UNITS = Path('/etc/systemd/system')


def lacking(scheduler: str) -> str:
    """Why a scheduler cannot be tried here, or nothing."""
    if scheduler == 'at':
        return '' if shutil.which('at') and DAEMON else 'the package at is not installed, so the watchdog was not tried with at'
    is_there = os.path.isdir('/run/systemd/system') and os.geteuid() == 0
    return '' if is_there else 'systemd does not run here, or not for us, so the watchdog was not tried with systemd'


class Watched:
    """Three windows: `left` stays open, `closed` is closed by the role, and `forgotten` by somebody who leaves its watchdog alone."""

    def __init__(self, scheduler: str, fleet: Fleet, controller: Controller) -> None:
        self.scheduler, self.fleet, self.controller = scheduler, fleet, controller
        self._daemon = None

    def __enter__(self) -> Watched:
        if self.scheduler == 'at':
            self._start_daemon()
        self._open()
        return self

    def __exit__(self, *_reason: object) -> None:
        if self.files() or self.jobs():
            self.controller.run([play({
                'runwatch.observability.datasentinel_watchdog': {'name': '{{ item }}', 'state': 'absent', 'directory': str(self.controller.records)},
                'loop': WINDOWS})])
        if self._daemon:
            self._daemon.terminate()
            self._daemon.wait()

    def jobs(self) -> list:
        """What the scheduler knows of these windows."""
        if self.scheduler == 'at':
            numbers = [line.split()[0] for line in _ask('atq').splitlines()]
            return [number for number in numbers if str(self.controller.records) in _ask('at', '-c', number)]
        return [path for path in UNITS.glob('runwatch-*.service') if str(self.controller.records) in path.read_text()]

    def files(self) -> list:
        """What is left of the watchdogs: programs and settings."""
        return sorted(path.name for path in (self.controller.records / 'watchdog').glob('*'))

    def _start_daemon(self) -> None:
        """Where no service manager has done so; where one has, the second daemon ends at once."""
        with (self.controller.folder / 'atd.log').open('wb') as log:
            self._daemon = subprocess.Popen([DAEMON, '-f'], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def _open(self) -> None:
        self.fleet.begin(WINDOWS, ['silenced'])
        job = self.controller.start(
            [play(
                window('open', vars={'maintenance_window_name': '{{ each }}', 'maintenance_window_instances': ['db@{{ each }}', 'db@silenced']},
                       loop=WINDOWS, loop_control={'loop_var': 'each'}),
                window('closed', vars={'maintenance_window_name': 'closed'}),
                {'runwatch.observability.datasentinel_maintenance_window': {
                    'name': 'forgotten', 'state': 'absent', 'directory': str(self.controller.records), 'ca_path': self.fleet.facts['ca_path'],
                    **platform(self.fleet.facts)}},
                {'ansible.builtin.command': 'touch busy'},
                {'ansible.builtin.command': 'sleep 600'},
            )],
            **connection(self.fleet.facts), maintenance_window_watchdog=self.scheduler, maintenance_window_duration='25s', maintenance_window_overlap='join')
        wait_until(lambda: job.is_over() or (self.controller.folder / 'busy').exists(), what='opening three windows')
        self.set_up = self.files(), self.jobs(), self.fleet.silenced
        job.kill()


def _ask(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()
