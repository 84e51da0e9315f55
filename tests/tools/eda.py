# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests with ansible-rulebook, which needs Java 17 or newer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import environments
import pytest_runs
from jobs import Outcome
from report import Count

OLDEST = 17
NO_JAVA = f'ansible-rulebook needs Java {OLDEST} or newer, and none was found (JAVA_HOME, or java on the PATH)'


def run(environment: environments.Environment, sandbox_python: Path, arguments: list, log: Path) -> Outcome:
    home = java_home()
    if not home:
        return Outcome(Count(skipped=1), NO_JAVA)
    return pytest_runs.run(environment, arguments, {'SANDBOX_PYTHON': str(sandbox_python), 'JAVA_HOME': str(home)}, log)


def java_home() -> Path | None:
    """The folder of a Java that is new enough: the one that is chosen, else any that is installed."""
    chosen = os.environ.get('JAVA_HOME') or shutil.which('java')
    candidates = [Path(chosen)] if chosen else []
    # A program on the PATH is a link to the one in its own folder.
    homes = [path if path.is_dir() else path.resolve().parents[1] for path in candidates]
    homes += sorted(path for path in Path('/usr/lib/jvm').glob('*') if path.is_dir())
    return next((home for home in homes if version(home) >= OLDEST), None)


def version(home: Path) -> int:
    """The major version of a Java, or 0 if there is none."""
    try:
        told = subprocess.run([home / 'bin' / 'java', '-version'], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0
