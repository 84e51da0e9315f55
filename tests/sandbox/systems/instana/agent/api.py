# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Instana host agent, as the sandbox mounts it."""

from __future__ import annotations

from typing import Any

from fastapi.responses import PlainTextResponse, Response

from ....refusal import sentences
from ....system import System
from . import events, liveness


def _invalid(world: Any, errors: list[dict[str, Any]]) -> Response:
    return PlainTextResponse("\n".join(sentences(errors)), 400)


def _failed(status: int, detail: str) -> Response:
    return PlainTextResponse(detail, status)


SYSTEM = System(
    name="instana_agent",
    title="Instana agent",
    paths=r"/|/status|/com\.instana\..*",
    routers=(liveness.router, events.router),
    invalid=_invalid,
    failed=_failed,
)
