# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent's outbound proxy: one setting, always present."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse, Response

from ....strict import Strict
from ....world import TheWorld, World
from ..answers import shown_password
from ..connections import Port, Text
from .access import done, guarded
from .state import Settings

router = guarded("/proxy")


class Proxy(Strict):
    host: Text
    port: Port
    user: str = ""
    password: str = ""


@router.get("", summary="Show the proxy")
async def show(world: TheWorld) -> Response:
    return JSONResponse(described(world))


@router.post("", summary="Set the proxy")
async def change(body: Proxy, world: TheWorld) -> Response:
    world.agent.settings.proxy = body.model_dump()
    world.learn_secrets(body.password)
    return done(world, "Proxy set")


@router.delete("", summary="Remove the proxy")
async def delete(world: TheWorld) -> Response:
    world.agent.settings.proxy = Settings().proxy
    return done(world, "OK")


def described(world: World) -> dict[str, Any]:
    proxy = dict(world.agent.settings.proxy)
    password = str(proxy.pop("password"))
    return {**proxy, **shown_password(password, world.variants["agent_proxy_password"])}
