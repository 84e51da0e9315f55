# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests of what the collection does with AWX: the role awx, its credential types, and the execution environment."""

from __future__ import annotations

from pathlib import Path

import bundled
import environments
import pytest_runs
from jobs import Outcome

ANSIBLE = 'ansible==12.*'  # the last version that carries awx.awx


def run(environment: environments.Environment, bare: environments.Environment, sandbox_python: Path, arguments: list, log: Path) -> Outcome:
    settings = {
        'AWX_COLLECTIONS': str(bundled.collection(environment.python, ANSIBLE, 'awx.awx', log)),
        'BARE_PYTHON': str(bare.python),
        'SANDBOX_PYTHON': str(sandbox_python),
    }
    return pytest_runs.run(environment, arguments, settings, log)
