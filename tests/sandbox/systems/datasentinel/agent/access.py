# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call the agent, and how it answers a write."""

from __future__ import annotations

import hmac
from typing import Annotated, Optional

from fastapi import APIRouter, Depends, HTTPException, Request, Security
from fastapi.responses import Response
from fastapi.security import APIKeyHeader

from ....strict import declared_only
from ....world import TheWorld, World
from ..answers import said

_header = APIKeyHeader(name="api-token", auto_error=False)


async def licensed(request: Request, world: TheWorld, token: Annotated[Optional[str], Security(_header)]) -> None:
    """A dependency: the license key of this agent."""
    check = world.variants["agent_key_check"]
    if (check == "writes" and request.method == "GET") or (check == "once_set" and not world.agent.token):
        return
    if not is_key(world, token):
        raise refusal(world)


def is_key(world: World, token: Optional[str]) -> bool:
    """Whether this is the agent's license key; nothing is that of an agent which has none yet."""
    return bool(world.agent.token) and hmac.compare_digest((token or "").encode(), world.agent.token.encode())


def refusal(world: World) -> HTTPException:
    """What a missing or wrong key is answered with."""
    return HTTPException(int(world.variants["agent_api_token_code"]), "Invalid api-token")


def opened(prefix: str) -> APIRouter:
    """A router of which each route decides whether it is guarded."""
    return APIRouter(prefix=f"/api{prefix}", dependencies=[Depends(declared_only)])


def guarded(prefix: str) -> APIRouter:
    """A router of calls that need the license key."""
    return APIRouter(prefix=f"/api{prefix}", dependencies=[Depends(licensed), Depends(declared_only)])


def done(world: World, sentence: str) -> Response:
    code = int(world.variants["agent_write_code"])
    return Response(status_code=204) if code == 204 else said(sentence, code)
