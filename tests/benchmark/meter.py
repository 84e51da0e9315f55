# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command and writes down what it took.

The seconds on the clock, the seconds of processor time of the whole tree of processes, and the memory (ru_maxrss)
of the largest one in it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def main() -> int:
    target, *command = sys.argv[1:]
    begin = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    seconds = time.monotonic() - begin
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    Path(target).write_text(json.dumps({'run': seconds, 'processor': usage.ru_utime + usage.ru_stime, 'memory': usage.ru_maxrss / 1024}))
    return code


if __name__ == '__main__':
    sys.exit(main())
