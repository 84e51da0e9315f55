# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Saying which long step is under way and how long it took."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import IO, Iterator

import processes


@contextmanager
def step(text: str, out: IO = sys.stdout) -> Iterator[None]:
    """One line: what is being done, then the seconds it took; a command that fails ends the program with its output."""
    print(f'{text} ...', end=' ', file=out, flush=True)
    begin = time.monotonic()
    try:
        yield
    except processes.CommandFailed as failure:
        print('failed', file=out, flush=True)
        sys.exit(str(failure))
    print(f'{time.monotonic() - begin:.1f} s', file=out, flush=True)
