# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call: user tokens, and the version that anybody may read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from typing import Annotated, Any, Optional

from fastapi import APIRouter, Depends, HTTPException, Query, Security
from fastapi.responses import JSONResponse, Response
from fastapi.security import APIKeyHeader, HTTPBasic, HTTPBasicCredentials

from ....strict import declared_only
from ....world import TheWorld, World
from .state import Session, User

ORGANIZATION = "sandbox"
router = APIRouter(prefix="/ds-api", dependencies=[Depends(declared_only)])

_basic = HTTPBasic(auto_error=False)
_header = APIKeyHeader(name="user-token", auto_error=False)
BasicAuth = Annotated[Optional[HTTPBasicCredentials], Security(_basic)]


def _valid(world: World, token: Optional[str]) -> Session:
    session = world.platform.sessions.get(token or "")
    if session is None or session.expires <= time.time():
        raise HTTPException(401, "No valid authorization token provided")
    return session


async def signed_in(world: TheWorld, token: Annotated[Optional[str], Security(_header)]) -> User:
    """A dependency: the user of a valid token."""
    return _valid(world, token).user


SignedIn = Annotated[User, Depends(signed_in)]


async def administrator(world: TheWorld, user: SignedIn) -> User:
    """A dependency: a user with the privilege and the profile that most calls ask for."""
    if not user.is_administrator:
        raise HTTPException(int(world.variants["privilege_refusal"]), "This call needs the data admin profile and the admin privilege")
    return user


def guarded(prefix: str) -> APIRouter:
    """A router of calls for administrators."""
    return APIRouter(prefix=f"/ds-api{prefix}", dependencies=[Depends(administrator), Depends(declared_only)])


@router.get("/", summary="Liveness and version")
async def version(world: TheWorld) -> Response:
    release = world.variants["platform_version"]
    answer: dict[str, Any] = {"status": "OK", "message": "Datasentinel API is running"}
    if release == "v2.0.0":
        answer["version"] = release
    elif release != "absent":
        services = ("nginx", "datasentinel_grafana", "datasentinel_postgresql", "datasentinel_backend", "datasentinel_dispatcher", "datasentinel_influxdb")
        answer |= {
            "datasentinel_version": release,
            "backend_version": release,
            "frontend_version": release,
            "services": [{"name": name, "description": name.replace("datasentinel_", ""), "running": True} for name in services],
        }
    return JSONResponse(answer)


@router.post("/user-token", status_code=201, summary="Create a user token")
async def create_token(world: TheWorld, basic: BasicAuth) -> Response:
    user, spoken = _authenticated(world, basic)
    lifetime = int(world.variants["token_lifetime"])
    now = int(time.time())
    token = _jwt(world.platform.signing_key, {
        "exp": now + lifetime, "iat": now, "jti": secrets.token_hex(8), "database": ORGANIZATION, "email": user.email, "user": user.login,
    })
    world.platform.sessions[token] = Session(user, now + lifetime)
    world.learn_secrets(token, base64.b64encode(spoken.encode()).decode())
    return JSONResponse({"user-token": token}, 201)


@router.get("/user-token", summary="Inspect a user token")
async def inspect_token(world: TheWorld, basic: BasicAuth, token: Annotated[str, Query()]) -> Response:
    if basic is not None or world.variants["token_inspection_auth"] == "required":
        _authenticated(world, basic)
    session = _valid(world, token)
    return JSONResponse({
        "email": session.user.email,
        "expire_time": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(session.expires)),
        "organization_name": ORGANIZATION,
        "user": session.user.login,
    })


def _authenticated(world: World, basic: Optional[HTTPBasicCredentials]) -> tuple[User, str]:
    """The user, and the pair that was sent for him."""
    user = world.platform.user_of_login(basic.username, basic.password) if basic is not None else None
    if basic is None or user is None:
        raise HTTPException(401, "Invalid user or password")
    return user, f"{basic.username}:{basic.password}"


def _jwt(key: bytes, claims: dict[str, Any]) -> str:
    def encoded(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    signed = f"{encoded(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{signed}.{encoded(hmac.digest(key, signed.encode(), hashlib.sha256))}"
