# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Start the benchmark: `python tests/benchmark`."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == '__main__':
    sys.path.insert(1, str(Path(__file__).resolve().parents[1] / 'tools'))
    from bench import main
    main()
