# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as the answer to a question."""

from __future__ import annotations

import csv
import io
from typing import Any

from fastapi.responses import JSONResponse, Response

from .....world import World
from .asking import Question
from .figures import Row


def answered(world: World, body: Question, rows: list[Row]) -> Response:
    if world.variants["activity_numbers"] == "integer":
        rows = [{key: _whole(value) for key, value in row.items()} for row in rows]
    if body.output == "csv":
        return Response(_as_csv(rows), 201, media_type="text/csv")
    return JSONResponse(rows, 201)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _as_csv(rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
    if rows:
        writer.writeheader()
        writer.writerows(rows)
    return text.getvalue()
