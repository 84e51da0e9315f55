# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that several resources share."""

from __future__ import annotations

from fastapi.responses import Response

from ....refusal import Refused, refuse
from ....world import World


def missing(what: str) -> Refused:
    return refuse(404, {"errors": [f"{what} not found"]})


def deleted(world: World, what: str, was_there: bool) -> Response:
    """The answer to a deletion whose codes are not published."""
    if not was_there and world.variants["instana_delete_unknown"] == "404":
        raise missing(what)
    return Response(status_code=int(world.variants["instana_delete_code"]))
