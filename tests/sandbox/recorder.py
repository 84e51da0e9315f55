# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Around the application: journals every vendor call and plays the faults it meets."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl

from .misbehaviour import AFTER, BEFORE, Answer, hang_up
from .redaction import fingerprint, redacted
from .registry import guess
from .strict import BODY
from .system import System
from .world import World

_OURS = ("/sandbox", "/console", "/docs", "/openapi.json", "/favicon.ico")


class Recorder:
    """An ASGI application around the real one."""

    def __init__(self, app: Any, world: World) -> None:
        self.app, self.world = app, world

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or self._is_ours(scope):
            await self.app(scope, receive, send)
        else:
            await self._play(scope, receive, send)

    async def _play(self, scope: Any, receive: Any, send: Any) -> None:
        scope[BODY] = await _whole_body(receive)
        system = guess(scope["path"])
        fault = self.world.faults.meeting(scope["method"], scope["path"])
        await self._wait(fault)
        answer = Answer()
        if not system.is_up(self.world):
            self._journal(scope, system, answer, "down")
            await hang_up(receive, send)
            return
        if fault is not None and fault.kind in BEFORE:
            BEFORE[fault.kind](answer, fault)
        else:
            await self.app(scope, _replay(scope[BODY], receive), answer.take)
            answer.add_headers(system.headers(self.world))
        self._journal(scope, system, answer, fault and fault.kind)
        if fault is not None and fault.kind in AFTER:
            AFTER[fault.kind](answer, fault)
        await answer.give(receive, send)

    @staticmethod
    def _is_ours(scope: Any) -> bool:
        path = scope["path"]
        if path == "/":  # the console for a browser, the Instana agent for a client
            return b"text/html" in dict(scope["headers"]).get(b"accept", b"")
        return path.startswith(_OURS)

    async def _wait(self, fault: Any) -> None:
        seconds = self.world.faults.latency + (fault.delay if fault is not None else 0)
        if seconds:
            await asyncio.sleep(seconds)

    def _journal(self, scope: Any, system: System, answer: Answer, fault: Any) -> None:
        self.world.journal.record(system.kind(scope["method"], scope["path"]), {
            "system": system.name,
            "method": scope["method"],
            "path": scope["path"],
            "raw_path": scope.get("raw_path", b"").decode("ascii", "replace"),
            "query": _query(scope["query_string"], system),
            "status": answer.status,
            "body": _body(scope[BODY], system),
            "fault": fault,
            "route": _route(scope),
            "caller": _caller(scope),
        })


def _route(scope: Any) -> Any:
    """The path of the endpoint that answered, as the contract writes it."""
    return getattr(scope.get("route"), "path", None)


def _caller(scope: Any) -> str:
    return dict(scope["headers"]).get(b"user-agent", b"").decode("ascii", "replace")


async def _whole_body(receive: Any) -> bytes:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def _replay(body: bytes, receive: Any) -> Any:
    """A receive that gives the body once more, then what really comes."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Any:
        return pending.pop() if pending else await receive()

    return again


def _query(raw: bytes, system: System) -> dict[str, Any]:
    """Parameters by name; a list where one is repeated."""
    found: dict[str, Any] = {}
    for key, value in parse_qsl(raw.decode("ascii", "replace"), keep_blank_values=True):
        shown = fingerprint(value) if key in system.secret_keys else value
        found[key] = [*_listed(found[key]), shown] if key in found else shown
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _body(raw: bytes, system: System) -> Any:
    """The JSON without its secrets; what is no JSON is only measured, as it may hold some."""
    if not raw:
        return None
    try:
        return redacted(json.loads(raw), system.secret_keys)
    except ValueError:
        return f"({len(raw)} bytes that are not JSON)"
