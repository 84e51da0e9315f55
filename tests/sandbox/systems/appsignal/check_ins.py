# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Testing a cron expression. Neither request nor answer is published."""

from __future__ import annotations

import re

from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from ...refusal import refuse
from ...world import TheWorld
from .access import guarded

router = guarded("/check_ins")

FIVE_FIELDS = re.compile(r"\s*(?:[\d*/,-]+\s+){4}[\d*/,-]+\s*")


class CronQuery(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


@router.post("/test_cron", summary="Test a cron expression")
async def test_cron(body: CronQuery, world: TheWorld) -> Response:
    field = str(world.variants["cron_field"])
    expression = (body.model_extra or {}).get(field)
    if not isinstance(expression, str):
        raise refuse(422, {"error": "invalid_parameters", "message": f"{field} is required", "details": {"field": field}})
    if FIVE_FIELDS.fullmatch(expression):
        return JSONResponse({"valid": True} if world.variants["cron_verdict"] == "valid_flag" else {})
    reason = "The expression needs five fields"
    if world.variants["cron_verdict"] == "valid_flag":
        return JSONResponse({"valid": False, "message": reason})
    raise refuse(422, {"error": "invalid_cron", "message": reason})
