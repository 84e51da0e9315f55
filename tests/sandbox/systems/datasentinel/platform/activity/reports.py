# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports as PDF, in the answer or by mail."""

from __future__ import annotations

from typing import Annotated, Literal, Optional

from fastapi import Depends, HTTPException
from fastapi.responses import JSONResponse, Response
from pydantic import ConfigDict, Field, model_validator

from .....refusal import refuse
from .....world import TheWorld, World
from ...connections import Text
from ..access import SignedIn, guarded
from ..state import User
from . import pdf
from .asking import Limit, Window, known_name, shown
from .queries import QueryOrder
from .sources import asked_for

router = guarded("/activity")

Address = Annotated[str, Field(pattern=r"^[^@\s,]+@[^@\s,]+$")]
Section = Literal["pg_instance", "top_queries", "top_segments", "data_size", "sessions_workload", "parameters"]


class Report(Window):
    report_type: Optional[Literal["email"]] = None
    subject: Optional[Text] = None
    recipients: Optional[Annotated[list[Address], Field(min_length=1)]] = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Report:
        is_mail = self.report_type == "email"
        if is_mail != (self.subject is not None) or is_mail != (self.recipients is not None):
            raise ValueError("report_type, subject and recipients belong together")
        return self


class FullReport(Report):
    sections: Optional[list[Section]] = None


class SessionReport(Report):
    database: Optional[Text] = None
    group: Optional[Text] = None
    sub_group: Optional[Text] = None
    limit: Optional[Limit] = None


class TopQueriesReport(Report):
    database: Optional[Text] = None
    by: Optional[QueryOrder] = None
    limit: Optional[Limit] = None


class OtherReport(Report):
    """What else these reports take is not published."""

    model_config = ConfigDict(extra="allow")


@router.post("/full-report", summary="Everything about the instances", dependencies=[Depends(known_name)])
@router.post("/workload-report", summary="The same under its former name", dependencies=[Depends(known_name)])
async def full(body: FullReport, user: SignedIn, world: TheWorld) -> Response:
    return _delivered(world, user, "Full report", body)


@router.post("/session-history-report", summary="Sessions", dependencies=[Depends(known_name)])
@router.post("/sessions-workload-report", summary="The same under its former name", dependencies=[Depends(known_name)])
async def session_history(body: SessionReport, user: SignedIn, world: TheWorld) -> Response:
    return _delivered(world, user, "Session history", body)


@router.post("/top-queries-report", summary="The queries that cost most")
async def top_queries(body: TopQueriesReport, user: SignedIn, world: TheWorld) -> Response:
    return _delivered(world, user, "Top queries", body)


@router.post("/table-report", summary="Tables")
async def table(body: OtherReport, user: SignedIn, world: TheWorld) -> Response:
    return _delivered(world, user, "Tables", body)


@router.post("/instance-report", summary="An instance")
async def instance(body: OtherReport, user: SignedIn, world: TheWorld) -> Response:
    return _delivered(world, user, "Instance", body)


@router.post("/server-report", summary="A machine")
async def server(body: OtherReport, user: SignedIn, world: TheWorld) -> Response:
    return _delivered(world, user, "Server", body)


@router.post("/query-report", summary="A query")
async def query(body: OtherReport, user: SignedIn, world: TheWorld) -> Response:
    return _delivered(world, user, "Query", body)


@router.post("/data-size-report", summary="Size of the databases")
async def data_size(body: OtherReport, user: SignedIn, world: TheWorld) -> Response:
    return _delivered(world, user, "Data size", body)


def _delivered(world: World, user: User, title: str, body: Report) -> Response:
    if body.model_extra and world.variants["report_parameters"] == "documented":
        raise HTTPException(400, f"{', '.join(body.model_extra)}: Extra inputs are not permitted")
    instances = [source.name for source in asked_for(world, user, body)]
    if not instances:
        raise refuse(400, {"error": "No instance matches the filters"})
    code = int(world.variants["report_code"])
    if body.report_type == "email":
        world.platform.mails.append({"title": title, "subject": body.subject, "recipients": body.recipients, "instances": instances})
        return Response(status_code=code) if world.variants["report_mail_answer"] == "empty" else JSONResponse({"status": "Report sent"}, code)
    world.platform.reports_made += 1
    begin, end = map(shown, body.bounds())
    lines = [title, f"{begin} to {end}", *instances]
    return Response(pdf.document(lines, world.platform.reports_made), code, media_type="application/pdf")
