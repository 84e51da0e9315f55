# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The backend itself."""

from __future__ import annotations

from fastapi.responses import JSONResponse, Response

from .access import guarded

router = guarded("/instana")


@router.get("/version", summary="Version")
async def version() -> Response:
    return JSONResponse({"branch": "release-307", "commit": "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334", "imageTag": "3.307.1417-0"})


@router.get("/health", summary="Traffic light")
async def health() -> Response:
    return JSONResponse({"health": "GREEN", "messages": []})
