# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call AppSignal, and about which site."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Annotated, Optional

from fastapi import APIRouter, Depends, HTTPException, Query, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, Field

from ...strict import declared_only
from ...world import TheWorld, World

_bearer = HTTPBearer(auto_error=False, description="personal API token")


async def authenticated(
    world: TheWorld, bearer: Annotated[Optional[HTTPAuthorizationCredentials], Security(_bearer)], token: Annotated[Optional[str], Query()] = None,
) -> None:
    """A dependency: the token, in the header or in the query."""
    given = bearer.credentials if bearer is not None else token or ""
    if not hmac.compare_digest(given.encode(), world.credentials.appsignal_token.encode()):
        raise HTTPException(401, "Unauthorized")


def guarded(prefix: str) -> APIRouter:
    return APIRouter(prefix=f"/api/v2{prefix}", dependencies=[Depends(authenticated), Depends(declared_only)])


def check_site(world: World, site_id: str) -> None:
    if site_id not in world.appsignal.sites:
        raise HTTPException(int(world.variants["foreign_site"]), "Forbidden")


def _moment(text: str) -> str:
    if datetime.fromisoformat(text.replace("Z", "+00:00")).utcoffset() is None:
        raise ValueError("a time without a zone")
    return text


Text = Annotated[str, Field(min_length=1)]
Moment = Annotated[str, AfterValidator(_moment), Field(description="ISO 8601 with a zone")]
