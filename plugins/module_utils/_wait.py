# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for something to come true."""

from __future__ import annotations

import time


def until(look, timeout, delay=0.5, longest_delay=5.0, clock=time.monotonic, sleep=time.sleep):
    """Call ``look()`` until it is true or ``timeout`` (seconds) is over; return its last value.

    The pauses grow from ``delay`` to ``longest_delay`` seconds. ``look`` is called once more at the very end.
    """
    deadline = clock() + timeout
    while True:
        value = look()
        left = deadline - clock()
        if value or left <= 0:
            return value
        sleep(min(delay, left))
        delay = min(delay * 2, longest_delay)
