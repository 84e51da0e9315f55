# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles: named sets of tag rules."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ....refusal import refuse
from ....strict import Strict
from ....world import TheWorld, World
from ..answers import missing, said
from ..connections import Text
from .access import guarded
from .state import NO_RESTRICTION, Access
from .users import described as user_described

router = guarded("/roles")
RoleName = Annotated[str, Path(pattern=r"^[^\x00-\x1f\x7f]+$", description="name of the role")]


class Filter(Strict):
    tag: Text
    value: Text


class FilterSet(Strict):
    filters: Annotated[list[Filter], Field(min_length=1, description="all of these")]


class RoleBody(Strict):
    access: Annotated[list[FilterSet], Field(description="any of these")]

    def rules(self) -> Access:
        return [[(rule.tag, rule.value) for rule in filter_set.filters] for filter_set in self.access]


@router.get("", summary="List the roles")
async def list_all(world: TheWorld) -> Response:
    listed = [described(world, name) for name in world.ordered(list(world.platform.roles))]
    if world.variants["no_restriction_role"] == "listed":
        listed.insert(0, {"name": NO_RESTRICTION, "access": []})
    return JSONResponse(listed)


@router.post("/{role}", status_code=201, summary="Add a role")
async def add(role: RoleName, body: RoleBody, world: TheWorld) -> Response:
    _refuse_built_in(role)
    if role in world.platform.roles:
        raise refuse(409, {"error": f"Role name {role} already exists"})
    _check_tags(world, body.rules())
    world.platform.roles[role] = body.rules()
    return said(f"Role name {role} created successfully", 201)


@router.get("/{role}", summary="Display a role")
async def show(role: RoleName, world: TheWorld) -> Response:
    _check_exists(world, role)
    return JSONResponse(described(world, role))


@router.put("/{role}", summary="Replace a role")
async def replace(role: RoleName, body: RoleBody, world: TheWorld) -> Response:
    _refuse_built_in(role)
    _check_exists(world, role)
    _check_tags(world, body.rules())
    world.platform.roles[role] = body.rules()
    return said(f"Role name {role} updated successfully")


@router.delete("/{role}", summary="Delete a role")
async def delete(role: RoleName, world: TheWorld) -> Response:
    _refuse_built_in(role)
    _check_exists(world, role)
    if world.platform.members(role):
        raise refuse(400, {"error": f"Role name {role} is assigned to a user"})
    del world.platform.roles[role]
    return said(f"Role name {role} deleted successfully")


@router.get("/{role}/users", summary="List the users of a role")
async def users(role: RoleName, world: TheWorld) -> Response:
    _check_exists(world, role)
    return JSONResponse([user_described(world, user) for user in world.ordered(world.platform.members(role))])


def described(world: World, name: str) -> dict[str, Any]:
    access = [
        {"filters": world.ordered([{"tag": tag, "value": value} for tag, value in filter_set])}
        for filter_set in world.platform.roles[name]
    ]
    return {"name": name, "access": world.ordered(access)}


def _check_exists(world: World, role: str) -> None:
    if role not in world.platform.roles:
        raise missing(world, f"Role name {role}")


def _refuse_built_in(role: str) -> None:
    if role == NO_RESTRICTION:
        raise refuse(400, {"error": f"Role name {role} is reserved"})


def _check_tags(world: World, access: Access) -> None:
    """Every pair must be known; a try with one that is not yet counts towards it."""
    pending = sorted({pair for filter_set in access for pair in filter_set if not _counts(world, pair)})
    if not pending:
        return
    world.platform.tag_tries.update(pending)
    style = world.variants["role_unknown_tag"]
    code = 400 if style == "delayed" else int(style)
    raise refuse(code, {"error": "Unknown tag: " + ", ".join("=".join(pair) for pair in pending)})


def _counts(world: World, pair: tuple[str, str]) -> bool:
    tries, delay = world.platform.tag_tries[pair], int(world.variants["tag_delay"])
    if world.platform.knows_tag(pair):
        return tries >= delay
    return world.variants["role_unknown_tag"] == "delayed" and tries >= max(delay, 1)
