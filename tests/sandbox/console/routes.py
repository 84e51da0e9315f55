# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The console page and its files; the page also answers the Instana agent's presence check."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

router = APIRouter()

_FOLDER = Path(__file__).parent / "static"
_TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_HEADERS = {"Content-Security-Policy": "default-src 'self'", "Cache-Control": "no-cache"}
_FILES = {path.name: path for path in _FOLDER.iterdir() if path.suffix in _TYPES}


@router.get("/")
async def console() -> Response:
    return _file("console.html")


@router.get("/docs")
async def contract() -> Response:
    return _file("contract.html")


@router.get("/console/{name}")
async def asset(name: str) -> Response:
    return _file(name)


def _file(name: str) -> Response:
    if name not in _FILES:
        raise HTTPException(404)
    return Response(_FILES[name].read_bytes(), headers=_HEADERS, media_type=_TYPES[_FILES[name].suffix])
