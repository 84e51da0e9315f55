# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a revision that has something to show yet."""

from __future__ import annotations

from typing import Optional

from ...world import World
from .state import Revision


def reporting(world: World, site_id: str, name: str) -> Optional[Revision]:
    """The revision if its data are there; asking brings them nearer."""
    revision = world.appsignal.find(site_id, name, prefix=world.variants["revision_matching"] == "prefix")
    if revision is None:
        return None
    shown = revision if is_available(world, revision) else None
    revision.polls += 1
    return shown


def is_available(world: World, revision: Revision) -> bool:
    return revision.polls >= revision.available_after_polls + int(world.variants["stats_after_polls"])
