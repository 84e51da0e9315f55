# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events given to the agent, which hands them on to the backend."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Optional, Union

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import Field, model_validator

from ....strict import BODY, Strict, declared_only
from ....world import TheWorld, World
from ..state import Event, now

router = APIRouter(dependencies=[Depends(declared_only)])

MAX_BYTES = 4 * 1024 * 1024
_PRESENCE = {"substring": re.compile(r"online|offline", re.IGNORECASE), "word": re.compile(r"(?<![\w-])(online|offline)(?![\w-])", re.IGNORECASE)}

Milliseconds = Annotated[int, Field(ge=0)]


class AgentEvent(Strict):
    title: Annotated[str, Field(min_length=1)]
    text: Optional[str] = None
    severity: Literal[-1, 5, 10] = -1
    timestamp: Optional[Milliseconds] = None
    duration: Milliseconds = 0
    incident: bool = False
    path: Optional[str] = None
    plugin: Annotated[Optional[str], Field(description="undocumented; entity type, seen in vendor sensors")] = None
    id: Annotated[Optional[str], Field(description="undocumented; entity in that plugin, such as a service name")] = None
    host: Annotated[Optional[str], Field(description="undocumented")] = None

    @model_validator(mode="after")
    def _incident_has_severity(self) -> AgentEvent:
        if self.incident and self.severity == -1:
            raise ValueError("incident needs severity 5 or 10")
        return self


Batch = Annotated[list[AgentEvent], Field(min_length=1, max_length=1000)]


@router.post("/com.instana.plugin.generic.event", status_code=204, summary="Post one event, or several")
async def post(body: Union[AgentEvent, Batch], world: TheWorld, request: Request) -> Response:
    if len(request.scope[BODY]) > MAX_BYTES:
        raise HTTPException(413, "request too large")
    for event in body if isinstance(body, list) else [body]:
        take(world, event)
    code = int(world.variants["instana_agent_code"])
    return Response(status_code=204) if code == 204 else PlainTextResponse("OK", code)


def take(world: World, event: AgentEvent) -> None:
    """What becomes of it in the backend."""
    start = now() if event.timestamp is None else event.timestamp
    end = start + event.duration
    for kind in _types(world, event):
        earlier = event.path and next((known for known in world.instana.events if (known.path, known.type) == (event.path, kind)), None)
        if earlier:
            earlier.end = max(earlier.end, end)
            continue
        world.instana.events.append(Event(
            type=kind, problem=event.title, detail=event.text or "", severity=event.severity, start=start, end=end, path=event.path,
            service=event.id if event.plugin else None, polls_left=int(world.variants["event_visibility_delay_polls"]), id=world.instana.new_id(),
        ))


def _types(world: World, event: AgentEvent) -> tuple[str, ...]:
    if event.severity != -1:
        return ("issue", "incident") if event.incident else ("issue",)
    if _PRESENCE[str(world.variants["presence_matching"])].search(event.title):
        return (str(world.variants["presence_type"]),)
    return ("change",)
