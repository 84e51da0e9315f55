# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of logs."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Optional

from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ...refusal import refuse
from ...strict import Strict
from ...world import TheWorld
from .access import Moment, Text, check_site, guarded, instant

router = guarded("/logs")

LEGACY = re.compile(r"attributes\.(\w+_(?:string|number|boolean|integer|float))")


class Cursor(Strict):
    time: Optional[Moment]


class Pagination(Strict):
    per_page: Annotated[int, Field(ge=1, le=100)]
    order: Literal["ASC", "DESC"]
    cursor: Cursor


class LinesQuery(Strict):
    site_id: Text
    source_ids: Annotated[list[Text], Field(min_length=1)]
    query: str
    use_expressions: bool = False
    from_: Annotated[Optional[Moment], Field(alias="from")] = None
    to: Optional[Moment] = None
    pagination: Pagination


@router.post("/lines", summary="Lines of logs, a page at a time")
async def lines(body: LinesQuery, world: TheWorld) -> Response:
    check_site(world, body.site_id)
    _check_syntax(body)
    down, here = body.pagination.order == "DESC", body.pagination.cursor.time
    found = [line for line in world.appsignal.records["log_lines"] if line["site_id"] == body.site_id and _fits(body, line)]
    if here is not None:  # inclusive
        found = [line for line in found if (instant(line["timestamp"]) <= instant(here) if down else instant(line["timestamp"]) >= instant(here))]
    found.sort(key=lambda line: instant(line["timestamp"]), reverse=down)
    return JSONResponse([{key: value for key, value in line.items() if key != "site_id"} for line in found[:body.pagination.per_page]])


def _check_syntax(body: LinesQuery) -> None:
    legacy = LEGACY.search(body.query) if body.use_expressions else None
    if legacy:
        raise refuse(422, {
            "error": "legacy_log_query_syntax", "message": "This query uses the old syntax for attributes", "details": {"field": legacy.group(1)}})


def _fits(body: LinesQuery, line: dict[str, Any]) -> bool:
    moment = instant(line["timestamp"])
    return (
        line["source_id"] in body.source_ids and body.query in line["message"]
        and (body.from_ is None or instant(body.from_) <= moment) and (body.to is None or moment <= instant(body.to)))
