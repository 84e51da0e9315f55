# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of the platform."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Optional, Union

from fastapi import HTTPException, Path
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ....refusal import refuse
from ....strict import Strict
from ....world import TheWorld, World
from ..answers import missing, said
from ..connections import Text
from .access import guarded
from .state import NO_RESTRICTION, User

router = guarded("/users")
Flag = Union[Annotated[int, Field(ge=0, le=1)], Literal["0", "1"]]
Email = Annotated[str, Path(pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$", description="e-mail address")]


class ChangedUser(Strict):
    password: Optional[Text] = None
    privilege: Optional[Literal["read", "read write", "admin"]] = None
    profile: Optional[Literal["developer", "data admin"]] = None
    live_360: Optional[Flag] = None
    roles: Optional[list[Text]] = None
    role: Optional[Text] = None
    comment: Optional[str] = None

    def properties(self, world: World) -> dict[str, Any]:
        """The fields given, as a user holds them."""
        given = {key: value for key, value in self.model_dump().items() if value is not None}
        if "roles" in given and world.variants["platform_version"] == "2023.03":
            raise HTTPException(400, "roles: Extra inputs are not permitted")
        if "role" in given:
            single = [] if given["role"] == NO_RESTRICTION else [given["role"]]
            if given.setdefault("roles", single) != single:
                raise HTTPException(400, "role and roles disagree")
            del given["role"]
        if "live_360" in given:
            given["live_360"] = int(given["live_360"])
        for name in given.get("roles", ()):
            if name not in world.platform.roles:
                raise refuse(400, {"error": f"Role name {name} does not exist"})
        world.learn_secrets(given.get("password", ""))
        return given


class NewUser(ChangedUser):
    ldap: bool = False


@router.get("", summary="List the users")
async def list_all(world: TheWorld) -> Response:
    return JSONResponse([described(world, user) for user in world.ordered(list(world.platform.users.values()))])


@router.post("/{email}", status_code=201, summary="Add a user")
async def add(email: Email, body: NewUser, world: TheWorld) -> Response:
    if body.ldap == (body.password is not None):
        raise HTTPException(400, "password: required, except for LDAP users, who have none")
    if _found(world, email) is not None:
        raise refuse(409, {"error": f"User {email} already exists"})
    properties = body.properties(world)
    user = world.platform.add_user(email.lower() if world.variants["email_case"] == "lowered" else email, **properties)
    return said(f"User with login {user.login} created successfully", 201)


@router.get("/{email}", summary="Display a user")
async def show(email: Email, world: TheWorld) -> Response:
    return JSONResponse(described(world, _existing(world, email)))


@router.put("/{email}", summary="Update a user")
async def update(email: Email, body: ChangedUser, world: TheWorld) -> Response:
    user = _existing(world, email)
    given = body.properties(world)
    if world.variants["put_user"] == "reset":
        blank = User(user.id, user.email, password=user.password, ldap=user.ldap)
        given = {**vars(blank), **given}
    if given.get("password", user.password) != user.password and world.variants["password_change_effect"] == "tokens_revoked":
        _drop_sessions(world, user)
    vars(user).update(given)
    return said("User updated successfully!")


@router.delete("/{email}", summary="Delete a user")
async def delete(email: Email, world: TheWorld) -> Response:
    user = _existing(world, email)
    if user is world.platform.built_in:
        raise refuse(400, {"error": f"User {user.login} cannot be deleted"})
    _drop_sessions(world, user)
    del world.platform.users[user.email]
    return JSONResponse({"message": "User deleted"})


def described(world: World, user: User) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "id": user.id,
        "login": user.login,
        "email": user.email,
        "profile": user.profile,
        "privilege": user.privilege,
        "live_360": str(user.live_360) if world.variants["live_360"] == "string" else user.live_360,
    }
    shape = "role" if world.variants["platform_version"] == "2023.03" else world.variants["user_object"]
    if shape != "roles_comment_ldap":
        answer["role"] = user.roles[0] if user.roles else NO_RESTRICTION
    if shape != "role":
        answer["roles"] = world.ordered(user.roles)
    if shape == "roles_comment_ldap":
        answer |= {"comment": user.comment, "ldap": user.ldap}
    return answer


def _found(world: World, email: str) -> Optional[User]:
    if world.variants["email_case"] == "sensitive":
        return world.platform.users.get(email)
    return next((user for key, user in world.platform.users.items() if key.lower() == email.lower()), None)


def _existing(world: World, email: str) -> User:
    user = _found(world, email)
    if user is None:
        raise missing(world, f"User {email}")
    return user


def _drop_sessions(world: World, user: User) -> None:
    world.platform.sessions = {token: session for token, session in world.platform.sessions.items() if session.user is not user}
