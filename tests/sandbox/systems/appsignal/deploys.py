# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statistics of one revision."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ...refusal import refuse
from ...strict import Strict
from ...world import TheWorld, World
from .access import Moment, Text, check_site, guarded
from .revisions import reporting

router = guarded("/deploys")

FIELDS = ("throughput", "mean", "error_rate")


class StatsQuery(Strict):
    site_id: Text
    revision: Text
    from_: Annotated[Optional[Moment], Field(alias="from")] = None
    to: Optional[Moment] = None


@router.post("/stats", summary="Statistics of a revision")
async def stats(body: StatsQuery, world: TheWorld) -> Response:
    check_site(world, body.site_id)
    _check_window(world, body)
    revision = reporting(world, body.site_id, body.revision)
    if revision is None:
        return _unknown(world)
    return JSONResponse({field: getattr(revision, field) for field in FIELDS})


def _check_window(world: World, body: StatsQuery) -> None:
    policy, given = world.variants["deploys_stats_window"], {"from_", "to"} & body.model_fields_set
    if (policy == "refused" and given) or (policy == "required" and len(given) < 2):
        raise refuse(422, {"error": "invalid_parameters", "message": f"from and to are {policy}", "details": {"field": "from"}})


def _unknown(world: World) -> Response:
    answers: dict[str, tuple[int, Any]] = {
        "404": (404, {"error": "Not found"}),
        "422": (422, {"error": "unknown_revision", "message": "No data for this revision"}),
        "nulls": (200, dict.fromkeys(FIELDS)),
        "zeros": (200, dict.fromkeys(FIELDS, 0)),
        "empty": (200, {}),
    }
    code, body = answers[str(world.variants["deploys_stats_unknown"])]
    return JSONResponse(body, code)
