# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AppSignal, as the sandbox mounts it."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse, Response

from ...redaction import SECRET_KEYS
from ...refusal import is_malformed_json, sentences
from ...system import System
from . import (
    auth, check_ins, deploys, edges, endpoint, graphql, kubernetes, legacy_markers, logs, metrics, push, saved_visuals, slow_events, traces, tracing,
)

_TEXTS = {400: "Bad request", 401: "Unauthorized", 404: "Not found"}


def _invalid(world: Any, errors: list[dict[str, Any]]) -> Response:
    if is_malformed_json(errors):
        return _failed(400, "")
    code = int(world.variants["appsignal_invalid_body"])
    return JSONResponse({"error": "invalid_parameters", "message": "; ".join(sentences(errors)), "details": {"fields": sentences(errors)}}, code)


def _failed(status: int, detail: str) -> Response:
    return JSONResponse({"error": _TEXTS.get(status, detail)}, status)


SYSTEM = System(
    name="appsignal",
    title="AppSignal",
    paths=r"/api/v2(/.*)?|/graphql|/api/[^/]+/markers(/[^/]+)?\.json|/1/.*|/markers|/check_ins/.*",
    routers=(
        auth.router, deploys.router, metrics.router, tracing.router, traces.router, edges.router, slow_events.router,
        logs.router, kubernetes.router, check_ins.router, saved_visuals.router,
        graphql.router, legacy_markers.router, push.router, endpoint.router,
    ),
    invalid=_invalid,
    failed=_failed,
    reading=r"/api/v2/.*|/graphql",
    secret_keys=SECRET_KEYS | {"api_key"},
)
