# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control API shows of AppSignal, and what it can plant there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Optional

from pydantic import BaseModel, ConfigDict

from ...world import World
from .marker_lists import in_full
from .marker_seeds import MarkerSeed
from .revisions import is_available
from .seeds import ReadingSeed
from .state import App, Revision


class SeedAction(BaseModel):
    model_config = ConfigDict(extra="forbid")

    namespace: str = "web"
    action: str
    digest: str = "0a1b2c3d"
    mean: float = 0
    throughput: float = 0
    error_rate: float = 0
    has_npo: bool = False


class SeedRevision(BaseModel):
    model_config = ConfigDict(extra="forbid")

    revision: str
    site_id: Optional[str] = None
    throughput: float = 0
    mean: float = 0
    error_rate: float = 0
    actions: list[SeedAction] = []
    available_after_polls: int = 0


class AppSignalSeed(ReadingSeed, MarkerSeed):
    appsignal_sites: list[str] = []
    appsignal_revisions: list[SeedRevision] = []

    def plant_appsignal(self, world: World) -> None:
        own = world.credentials.appsignal_site_id
        for site in self.appsignal_sites:
            if site not in world.appsignal.sites:
                world.appsignal.add_app(App(site, site))
        for revision in self.appsignal_revisions:
            world.appsignal.put(Revision(**{**revision.model_dump(), "site_id": revision.site_id or own}))
        self.plant_readings(world)
        self.plant_markers(world)


def view(world: World) -> dict[str, Any]:
    revisions = world.appsignal.revisions
    return {
        "sites": world.appsignal.sites,
        "apps": [asdict(app) for app in world.appsignal.apps.values()],
        "markers": [{"site_id": marker.site_id, **in_full(marker)} for marker in world.appsignal.markers],
        "check_ins": world.appsignal.check_ins,
        "incidents": world.appsignal.incidents,
        "revisions": [{**asdict(revision), "available": is_available(world, revision)} for revision in revisions],
        **world.appsignal.records,
    }
