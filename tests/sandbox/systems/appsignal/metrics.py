# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics; so far their names."""

from __future__ import annotations

from fastapi.responses import JSONResponse, Response

from ...world import TheWorld
from .access import check_site, guarded
from .state import METRICS

router = guarded("/metrics")


@router.get("/names/{site_id}", summary="Names of the metrics of a site")
async def names(site_id: str, world: TheWorld) -> Response:
    check_site(world, site_id)
    return JSONResponse(METRICS)
