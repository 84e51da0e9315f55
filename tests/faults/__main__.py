# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes everything through the faults; with --write, docs/faults.md is written from what was observed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent

if __name__ == '__main__':
    arguments = ['--write-faults' if argument == '--write' else argument for argument in sys.argv[1:]]
    sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', str(HERE), *arguments]))
