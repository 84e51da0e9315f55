# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every question about the activity says: the window, the filters, the form of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import HTTPException, Request
from pydantic import AfterValidator, Field, model_validator

from .....strict import Strict
from .....world import TheWorld
from ..roles import Filter

_FORMATS = {10: "%Y-%m-%d", 16: "%Y-%m-%d %H:%M", 19: "%Y-%m-%d %H:%M:%S"}
PLATFORM_ZONE = timedelta(hours=2)  # east of UTC; used with utc_time: false
KEPT = timedelta(days=1)  # before the end of a window; details that are older are gone
# Names since about 2022, and what they were before.
FORMER_NAMES = {
    "session-history": "sessions-workload",
    "full-report": "workload-report",
    "session-history-report": "sessions-workload-report",
}


def _read(text: str) -> datetime:
    return datetime.strptime(text, _FORMATS.get(len(text), "%Y-%m-%d %H:%M:%S"))


def _moment(text: str) -> str:
    _read(text)
    return text


Moment = Annotated[str, AfterValidator(_moment), Field(description="YYYY-MM-DD, YYYY-MM-DD HH:MI or YYYY-MM-DD HH:MI:SS")]
Limit = Annotated[int, Field(ge=1)]
Compute = Literal["details", "summary"]


class Window(Strict):
    from_: Annotated[Moment, Field(alias="from")]
    to: Moment
    utc_time: bool = True
    filters: list[Filter] = []

    @model_validator(mode="after")
    def _runs_forward(self) -> Window:
        if _read(self.from_) > _read(self.to):
            raise ValueError("from is after to")
        return self

    def bounds(self) -> tuple[datetime, datetime]:
        """Begin and end in UTC."""
        shift = timedelta() if self.utc_time else PLATFORM_ZONE
        return _read(self.from_) - shift, _read(self.to) - shift

    def moments(self, step: timedelta) -> Iterator[str]:
        """From the begin to the end, as rows show them."""
        begin, end = self.bounds()
        moment = max(begin, end - KEPT)
        while moment < end:
            yield shown(moment)
            moment += step


class Question(Window):
    output: Literal["json", "csv"] = "json"


class Computed(Question):
    compute: Compute = "details"

    def times(self, step: timedelta = timedelta(minutes=1)) -> list[str]:
        """One moment for a summary, else many."""
        return [shown(self.bounds()[0])] if self.compute == "summary" else list(self.moments(step))


def shown(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds") + "Z"


async def known_name(request: Request, world: TheWorld) -> None:
    """A dependency of what has had another name: refuses the one that the platform does not know."""
    name = request.scope["route"].path.rpartition("/")[2]
    unknown = {"both": (), "current": FORMER_NAMES.values(), "former": FORMER_NAMES}[str(world.variants["activity_names"])]
    if name in unknown:
        raise HTTPException(404, "The requested URL was not found on the server")
