# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which revision another one is compared with."""

from __future__ import annotations

PREVIOUS = "previous"


def baseline_of(params, client, site_id):
    """Return the revision (str) to compare with, or ``None``; asks AppSignal if it is the previous one."""
    if params["baseline"] == PREVIOUS:
        return previous_revision(client, site_id, params["revision"])
    return params["baseline"]


def previous_revision(client, site_id, revision):
    """Return the revision that ran before ``revision`` by the site's deploy markers, or ``None`` if there was none (fact sheet C.4)."""
    from .markers import previous_to  # most tasks do without
    marker = previous_to(client.graphql, site_id, revision)
    return marker["revision"] if marker else None
