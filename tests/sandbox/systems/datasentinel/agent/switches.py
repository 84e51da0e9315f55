# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collection switches of one connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Path
from fastapi.responses import Response

from ....world import TheWorld, World
from .. import connections
from ..connections import Name
from .access import done, guarded
from .state import SWITCHES, Setting

router = guarded("/connections/{name}")


def _set(world: World, name: str, switch: str, value: Setting) -> Response:
    connections.found(world, world.agent.connections, name).switches[switch] = value
    return done(world, "OK")


def _setter_of(switch: str, value: bool) -> Callable[..., Awaitable[Response]]:
    async def turn(name: Name, world: TheWorld) -> Response:
        return _set(world, name, switch, value)

    return turn


def _setter_to(switch: str) -> Callable[..., Awaitable[Response]]:
    async def change(name: Name, value: Annotated[int, Path(ge=0)], world: TheWorld) -> Response:
        return _set(world, name, switch, value)

    return change


for _name, _default in SWITCHES.items():
    _path = _name.replace("_", "-")
    if isinstance(_default, bool):
        for _verb in ("enable", "disable"):
            router.patch(f"/{_verb}-{_path}", summary=f"{_verb} {_path}".capitalize())(_setter_of(_name, _verb == "enable"))
    else:
        router.patch(f"/{_path}/{{value}}", summary=f"Set {_path}")(_setter_to(_name))
