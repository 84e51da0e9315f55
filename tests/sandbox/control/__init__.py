# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API, ``/sandbox``: for tests and for the console, never journaled."""

from __future__ import annotations

from . import endpoints, faults, journal, state, variants

ROUTERS = (journal.router, endpoints.router, state.router, variants.router, faults.router)
