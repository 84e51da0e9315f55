# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of markers, as all interfaces make them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timezone
from typing import Any, Optional

from ...world import World
from .access import instant
from .state import Marker

STILL_LIVE = 600  # seconds; a clock would make answers differ from run to run


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shown(world: World, site_id: str, kinds: Collection[str], first: Optional[datetime], last: Optional[datetime]) -> list[Marker]:
    """The markers in a time frame, in the order of the variant; looking brings those that are not shown yet nearer."""
    exclusive = world.variants["marker_bounds"] == "exclusive"

    def fits(marker: Marker) -> bool:
        moment = instant(marker.created_at)
        return (first or moment) <= moment <= (last or moment) and not (exclusive and moment in (first, last))

    found = []
    for marker in world.appsignal.markers:
        if marker.site_id == site_id and marker.kind in kinds and fits(marker):
            if not marker.hidden_for:
                found.append(marker)
            marker.hidden_for = max(0, marker.hidden_for - 1)
    return sorted(found, key=lambda marker: instant(marker.created_at), reverse=world.variants["marker_order"] == "newest_first")


def add(world: World, marker: Marker) -> None:
    marker.hidden_for = int(world.variants["marker_visibility_polls"])
    world.appsignal.markers.append(marker)


def life(world: World, marker: Marker) -> tuple[Optional[str], int]:
    """When a deploy marker was closed, and for how many seconds it was live."""
    begin = instant(marker.created_at)
    later = [other.created_at for other in world.appsignal.markers
             if (other.site_id, other.kind) == (marker.site_id, "deploy") and instant(other.created_at) > begin]
    closed = min(later, key=instant, default=None)
    return closed, STILL_LIVE if closed is None else round((instant(closed) - begin).total_seconds())


def in_full(marker: Marker) -> dict[str, Any]:
    """All that is there of it, for the control API."""
    own = ("revision", "repository", "user") if marker.kind == "deploy" else ("message", "icon")
    return {name: getattr(marker, name) for name in ("id", "kind", "created_at", *own)}
