# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: what is known of entities, which the control API plants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Optional

from fastapi import Depends, HTTPException, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field, model_validator

from ....strict import Strict
from ....world import TheWorld
from ..state import now
from .access import guarded
from .answers import missing
from .events import Frame, frame

router = guarded("/infrastructure-monitoring/snapshots")

LONGEST_FRAME = 2_678_400_000
Size = Annotated[Optional[int], Query(ge=1)]


class Snapshot(Strict):
    """An entity as the control API plants it; ``inside`` is the id of the one that holds it."""

    id: str
    plugin: str = "host"
    label: str
    host: str = "sandbox-host"
    start: int = 0
    end: Optional[int] = None
    tags: list[str] = []
    data: dict[str, Any] = {}
    inside: Optional[str] = None

    @property
    def entity_id(self) -> dict[str, str]:
        return {"host": self.host, "pluginId": f"com.instana.plugin.{self.plugin}", "steadyId": self.id}

    def in_short(self) -> dict[str, Any]:
        return {"snapshotId": self.id, "plugin": self.plugin, "from": self.start, "to": self.end, "tags": self.tags, "label": self.label, "host": self.host}

    def in_full(self) -> dict[str, Any]:
        return {**self.in_short(), "entityId": self.entity_id, "data": self.data}

    def was_there(self, seen: Frame, offline: bool) -> bool:
        """At any time of the frame, or (unless ``offline``) at its end."""
        return self.start <= seen.end and (self.end is None or self.end >= (seen.start if offline else seen.end))

    def fits(self, query: str) -> bool:
        """Whether a Dynamic Focus query, of which only ``keyword:value`` and ``AND`` are known here, finds it."""
        words = {"entity.type": [self.plugin], "entity.selfType": [self.plugin], "entity.tag": self.tags, "entity.zone": [self.data.get("zone")]}
        for keyword, value in _terms(query):
            if keyword not in words:
                raise HTTPException(400, f"unknown keyword {keyword}")
            if value not in words[keyword]:
                return False
        return True


class TimeFrame(Strict):
    to: Optional[int] = None
    windowSize: Annotated[int, Field(ge=0, le=LONGEST_FRAME)] = 600_000

    def frame(self) -> Frame:
        end = now() if self.to is None else self.to
        return Frame(end - self.windowSize, end)


class Wanted(Strict):
    snapshotIds: Annotated[list[str], Field(max_length=1000)]
    timeFrame: TimeFrame = TimeFrame()

    @model_validator(mode="after")
    def _each_once(self) -> Wanted:
        if len(set(self.snapshotIds)) < len(self.snapshotIds):
            raise ValueError("snapshotIds must be unique")
        return self


async def window(
    to: Annotated[Optional[int], Query(ge=0)] = None, window_size: Annotated[Optional[int], Query(alias="windowSize", ge=0)] = None,
) -> Frame:
    """A dependency: a frame without a begin of its own."""
    return await frame(to, None, window_size)


Window = Annotated[Frame, Depends(window)]


@router.get("", summary="Search snapshots")
async def search(
    world: TheWorld, seen: Window, query: str = "", size: Size = None, plugin: Optional[str] = None, offline: bool = False,
) -> Response:
    return JSONResponse({"items": found(world.instana.snapshots, seen, query, size, plugin, offline)})


@router.post("", summary="Read snapshots by their ids")
async def by_ids(body: Wanted, world: TheWorld) -> Response:
    seen = body.timeFrame.frame()
    known = {snapshot.id: snapshot for snapshot in world.instana.snapshots if snapshot.was_there(seen, offline=True)}
    return JSONResponse({
        "items": [known[snapshot_id].in_full() for snapshot_id in body.snapshotIds if snapshot_id in known],
        "notFoundSnapshotsIds": [snapshot_id for snapshot_id in body.snapshotIds if snapshot_id not in known],
    })


@router.get("/{snapshot_id}", summary="Read one snapshot")
async def show(snapshot_id: str, world: TheWorld, _seen: Window) -> Response:
    return JSONResponse(one(world.instana.snapshots, snapshot_id))


def found(snapshots: list[Snapshot], seen: Frame, query: str, size: Optional[int], plugin: Optional[str], offline: bool) -> list[dict[str, Any]]:
    return [
        snapshot.in_short() for snapshot in snapshots
        if plugin in (None, snapshot.plugin) and snapshot.was_there(seen, offline) and snapshot.fits(query)
    ][:size]


def one(snapshots: list[Snapshot], snapshot_id: str) -> dict[str, Any]:
    for snapshot in snapshots:
        if snapshot.id == snapshot_id:
            return snapshot.in_full()
    raise missing(f"Snapshot {snapshot_id}")


def _terms(query: str) -> Iterator[tuple[str, str]]:
    for term in query.split(" AND ") if query else ():
        keyword, colon, value = term.strip().partition(":")
        if not colon or not value or " " in value:
            raise HTTPException(400, f"cannot parse {term!r}")
        yield keyword, value
