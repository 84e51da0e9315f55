# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections to PostgreSQL, alike in the platform's pool and in an agent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Optional, TypeVar

from fastapi import Path
from pydantic import AfterValidator, Field

from ...refusal import refuse
from ...strict import Strict
from ...world import World
from . import tags
from .answers import conflict, missing, shown_password
from .connection import Connection

Kind = TypeVar("Kind", bound=Connection)
Text = Annotated[str, Field(min_length=1)]
Port = Annotated[int, Field(ge=1, le=65535)]
Name = Annotated[str, Path(pattern=r"^[^\x00-\x1f\x7f]+$", description="name of the connection")]


def _valid_tags(text: str) -> str:
    tags.parsed(text)
    return text


Tags = Annotated[str, AfterValidator(_valid_tags), Field(description="key=value,key=value; may be empty")]


class NewConnection(Strict):
    host: Text
    port: Port
    user: Text
    password: Text
    tags: Tags


class ChangedConnection(Strict):
    host: Optional[Text] = None
    port: Optional[Port] = None
    user: Optional[Text] = None
    password: Optional[Text] = None
    tags: Annotated[Optional[Tags], Field(description="key=value,key=value; all of them")] = None


def found(world: World, store: dict[str, Kind], name: str) -> Kind:
    if name not in store:
        raise missing(world, f"Connection {name}")
    return store[name]


def add(world: World, store: dict[str, Kind], new: Callable[..., Kind], name: str, body: NewConnection) -> str:
    """Add it, or refuse as the variants say; the sentence that answers."""
    if name in store:
        raise conflict(world, f"Connection {name}")
    world.learn_secrets(body.password)
    connection = new(name, body.host, body.port, body.user, body.password, body.tags)
    connection.polls_left = int(world.variants["connect_delay_polls"])
    if connection.is_reachable:
        store[name] = connection
        return "Connection created and connected!" if connection.connected else "Connection created!"
    style = world.variants["pg_unreachable"]
    if style == "refused_400":
        raise refuse(400, {"error": f"could not connect to server {body.host}"})
    store[name] = connection
    if style == "stored_500":
        raise refuse(500, {"error": "Internal server error"})
    return "Connection created but not connected!"


def change(world: World, connection: Connection, body: ChangedConnection) -> None:
    world.learn_secrets(body.password or "")
    base = connection if world.variants["put_connection"] == "merge" else Connection(connection.name)
    for field, value in body.model_dump(exclude={"name"}).items():
        setattr(connection, field, getattr(base, field) if value is None else value)


def described(world: World, connection: Connection) -> dict[str, Any]:
    """The object of a GET, which counts as a poll."""
    answer = {
        "name": connection.name,
        "host": connection.host,
        "port": connection.port,
        "user": connection.user,
        **shown_password(connection.password, world.variants["connection_password"]),
        "tags": ",".join(world.ordered(connection.tags.split(","))),
        "enabled": connection.enabled,
        "connected": connection.connected,
    }
    connection.polls_left = max(0, connection.polls_left - 1)
    return answer
