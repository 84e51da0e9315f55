# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running a command so that its output lands in a log and nothing of it outlives a failure."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Mapping, Sequence

_running: set = set()


class CommandFailed(Exception):
    """A command ended with a code other than 0; its output is in the log."""

    def __init__(self, command: Sequence[object], log: Path, reason: str) -> None:
        self.reason = f'{" ".join(str(part) for part in command[:4])}: {reason}'
        self.log = log
        super().__init__(f'{self.reason}\n{tail(log)}')


def run(
    command: Sequence[object],
    log: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 3000,
) -> int:
    """Append the command's output to the log and return its exit code (124 when it took too long)."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open('ab') as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=compiling(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _running.add(process)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            out.write(f'\nstopped after {timeout:.0f} seconds\n'.encode())
            return 124
        finally:
            _running.discard(process)
            end_group(process)


def compiling(env: Mapping[str, str] | None) -> dict:
    """The environment (by default, ours) in which Python keeps what it compiles: hundreds of runs would compile all of Ansible anew."""
    return {name: value for name, value in (os.environ if env is None else env).items() if name != 'PYTHONDONTWRITEBYTECODE'}


def check(command: Sequence[object], log: Path, **options: object) -> None:
    code = run(command, log, **options)
    if code != 0:
        raise CommandFailed(command, log, f'exit code {code}')


def end_group(process: subprocess.Popen) -> None:
    """End whatever is left of a process that was started in a session of its own."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    finally:
        process.wait()


def end_all() -> None:
    """End everything that is being run by other threads."""
    for process in list(_running):
        end_group(process)


def tail(log: Path, lines: int = 60) -> str:
    if not log.exists():
        return ''
    return '\n'.join(log.read_text(errors='replace').splitlines()[-lines:])
