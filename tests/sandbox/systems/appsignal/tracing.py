# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the actions of a site."""

from __future__ import annotations

from typing import Annotated, Optional

from fastapi.responses import JSONResponse, Response
from pydantic import Field

from ...strict import Strict
from ...world import TheWorld
from .access import Moment, Text, check_site, guarded
from .revisions import is_available, reporting

router = guarded("/tracing")


class ActionsQuery(Strict):
    site_id: Text
    from_: Annotated[Moment, Field(alias="from")]
    to: Moment
    namespaces: Optional[list[Text]] = None
    revision: Optional[Text] = None
    action: Optional[Text] = None


@router.post("/actions", summary="Performance actions, of one revision or of all")
async def actions(body: ActionsQuery, world: TheWorld) -> Response:
    check_site(world, body.site_id)
    if body.revision is None:
        revisions = [known for known in world.appsignal.revisions if known.site_id == body.site_id and is_available(world, known)]
    else:
        found = reporting(world, body.site_id, body.revision)
        revisions = [] if found is None else [found]
    return JSONResponse([
        row for revision in revisions for row in revision.actions
        if (not body.namespaces or row["namespace"] in body.namespaces) and body.action in (None, row["action"])
    ])
