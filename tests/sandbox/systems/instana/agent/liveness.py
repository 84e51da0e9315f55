# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the agent is alive. Its presence check, ``GET /``, is answered by the console."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse, Response

from ....strict import declared_only

router = APIRouter(dependencies=[Depends(declared_only)])


@router.get("/status", summary="Liveness")
async def status() -> Response:
    return PlainTextResponse("OK")
