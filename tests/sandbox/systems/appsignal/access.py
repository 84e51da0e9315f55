# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call AppSignal, and about which site."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Annotated, Optional

from fastapi import APIRouter, Depends, HTTPException, Query, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, Field

from ...refusal import refuse
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


async def by_query(world: TheWorld, token: Annotated[Optional[str], Query()] = None) -> None:
    """A dependency: the personal token, which GraphQL and the older interface take in the query only."""
    if not hmac.compare_digest((token or "").encode(), world.credentials.appsignal_token.encode()):
        raise HTTPException(401, "Unauthorized")


def has_key(world: World, key: str) -> bool:
    return hmac.compare_digest(key.encode(), world.credentials.appsignal_push_key.encode())


def guarded(prefix: str) -> APIRouter:
    return APIRouter(prefix=f"/api/v2{prefix}", dependencies=[Depends(authenticated), Depends(declared_only)])


def check_site(world: World, site_id: str) -> None:
    if site_id not in world.appsignal.sites:
        raise HTTPException(int(world.variants["foreign_site"]), "Forbidden")


def check_scope(world: World, site_id: Optional[str], site_ids: Optional[list[str]]) -> list[str]:
    """The sites of a request of which it is not published whether it names one or several."""
    wanted = site_id if world.variants["tracing_scope"] == "site_id" else site_ids
    if not wanted or site_id and site_ids:
        field = str(world.variants["tracing_scope"])
        raise refuse(422, {"error": "invalid_parameters", "message": f"{field} is required, and nothing else is permitted", "details": {"field": field}})
    sites = [wanted] if isinstance(wanted, str) else wanted
    for site in sites:
        check_site(world, site)
    return sites


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def iso8601(moment: datetime, milliseconds: float = 0) -> str:
    return (moment + timedelta(milliseconds=milliseconds)).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> str:
    if instant(text).utcoffset() is None:
        raise ValueError("a time without a zone")
    return text


Text = Annotated[str, Field(min_length=1)]
Moment = Annotated[str, AfterValidator(_moment), Field(description="ISO 8601 with a zone")]
