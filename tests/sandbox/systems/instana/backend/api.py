# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Instana backend, as the sandbox mounts it."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse, Response

from ....refusal import is_malformed_json, sentences
from ....system import System
from . import applications, closing, events, host_agents, infrastructure, instance, maintenance, paged, releases, service_configs, snapshots, websites
from .access import rate_headers


def _invalid(world: Any, errors: list[dict[str, Any]]) -> Response:
    if is_malformed_json(errors):
        return JSONResponse({"errors": ["Malformed JSON"]}, 400)
    if any(error["loc"][0] in ("path", "query") for error in errors):
        return JSONResponse({"code": 400, "message": "; ".join(sentences(errors))}, 400)
    return JSONResponse({"errors": sentences(errors)}, 422)


def _failed(status: int, detail: str) -> Response:
    if status == 400:
        return JSONResponse({"code": 400, "message": detail}, 400)
    if status == 401:
        return JSONResponse({"error": "Unauthorized", "message": detail}, 401)
    return Response(status_code=status)


SYSTEM = System(
    name="instana",
    title="Instana backend",
    paths=r"/api/(events|instana|releases|settings|host-agent|custom-dashboard|(application|infrastructure|website)-monitoring)(/.*)?",
    routers=(
        events.router, closing.router, instance.router, releases.router, maintenance.router, applications.router, service_configs.router, snapshots.router,
        infrastructure.router, host_agents.router, websites.reading, websites.writing, paged.router,
    ),
    invalid=_invalid,
    failed=_failed,
    reading=r"/api/(events|infrastructure-monitoring/snapshots)",
    headers=rate_headers,
)
