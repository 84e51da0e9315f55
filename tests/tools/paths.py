# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where things are: the checkout, and the one folder that holds everything the tools make."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMESPACE, NAME = 'runwatch', 'observability'

CACHE = ROOT / '.cache'
VENVS = CACHE / 'venvs'
LOGS = CACHE / 'logs'
HOMES = CACHE / 'home'

REQUIREMENTS = ROOT / 'tests' / 'requirements'
SANDBOX = ROOT / 'tests' / 'sandbox'
TARGETS = ROOT / 'tests' / 'integration' / 'targets'
