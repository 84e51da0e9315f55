# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Closing an issue or an incident by hand."""

from __future__ import annotations

from typing import Annotated, Optional

from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ....strict import Strict
from ....world import TheWorld
from ..state import now
from .access import guarded
from .answers import missing

router = guarded("/events/settings/manual-close", "CanManuallyCloseIssue")


class ManualCloseInfo(Strict):
    username: Annotated[str, Field(max_length=256)]
    reasonForClosing: str
    closeTimestamp: Optional[int] = None
    muteAlerts: bool = False
    disableEvent: bool = False


@router.post("/{event_id}", summary="Close an open event")
async def close(event_id: str, body: ManualCloseInfo, world: TheWorld) -> Response:
    event = world.instana.event(event_id)
    if event is None or not event.is_open:
        raise missing(f"Open event {event_id}")
    event.closed_by = body.username
    event.end = body.closeTimestamp or now()
    event.polls_open = int(world.variants["event_close_delay_polls"])
    return JSONResponse({
        "id": event.id, "type": event.type, "state": "MANUALLY_CLOSED", "plugin": "com.instana.forge.infrastructure.os.host.Host", "entityId": "h",
        "problem": {"id": event.id, "problemText": event.problem, "severity": event.severity}, "start": event.start, "end": event.end,
        "metadata": {"manualCloseUsername": body.username, "manualCloseReason": body.reasonForClosing, "muteAlerts": body.muteAlerts,
                     "disableEvent": body.disableEvent},
    })
