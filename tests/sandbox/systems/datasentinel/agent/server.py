# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the agent uploads to, and its license key."""

from __future__ import annotations

from typing import Annotated, Optional

from fastapi import Depends, Header
from fastapi.responses import JSONResponse, Response

from ....refusal import refuse
from ....strict import Strict
from ....world import TheWorld
from ..answers import said
from ..connections import Port, Text
from .access import done, is_key, licensed, opened, refusal

router = opened("/server")


class UploadServer(Strict):
    host: Text
    port: Port


class LicenseKey(Strict):
    value: Text


@router.get("", summary="Show the upload server")
async def show(world: TheWorld) -> Response:
    return JSONResponse(world.agent.settings.upload_server)


@router.put("", dependencies=[Depends(licensed)], summary="Set the upload server")
async def change(body: UploadServer, world: TheWorld) -> Response:
    world.agent.settings.upload_server = body.model_dump()
    return done(world, "OK")


@router.post("/test-upload", dependencies=[Depends(licensed)], summary="Test the upload server")
async def test_upload(world: TheWorld) -> Response:
    if not str(world.agent.settings.upload_server["host"]).endswith(".invalid"):
        return said("OK")
    code = {"200_error": 200, "400_error": 400, "500": 500}[str(world.variants["agent_test_upload_failure"])]
    raise refuse(code, None if code == 500 else {"error": "Upload server is not reachable"})


@router.put("/token", summary="Set the license key")
async def change_key(body: LicenseKey, world: TheWorld, api_token: Annotated[Optional[str], Header()] = None) -> Response:
    without = api_token is None and (not world.agent.token or world.variants["agent_key_change"] == "open")
    if not without and not is_key(world, api_token):  # a fresh agent is given its first key without one
        raise refusal(world)
    world.agent.token = body.value
    world.learn_secrets(body.value)
    return done(world, "OK")
