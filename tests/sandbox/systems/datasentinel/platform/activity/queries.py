# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics of sessions and queries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from fastapi import Depends
from fastapi.responses import Response

from .....world import TheWorld
from ...connections import Text
from ..access import SignedIn, guarded
from .asking import Limit, Question, known_name
from .figures import Row, figure, measured, ranges, top
from .sources import Source, asked_for
from .tables import answered

router = guarded("/activity")

_TEXTS = (
    "select * from orders where id = $1",
    "update stock set amount = amount - $1 where item = $2",
    "insert into orders (item, amount) values ($1, $2)",
    "select count(*) from customers",
)
_WAITS = (("CPU", "CPU"), ("IO", "DataFileRead"), ("Lock", "transactionid"), ("LWLock", "WALWrite"))
_COSTS = {
    **ranges("calls rows", 1, 90_000),
    **ranges("total_time blk_read_time blk_write_time", 0, 900_000),
    **ranges("local_blks_dirtied local_blks_hit local_blks_read local_blks_written", 0, 900),
    **ranges("shared_blks_dirtied shared_blks_hit shared_blks_read shared_blks_written", 0, 9_000_000),
    **ranges("temp_blks_read temp_blks_written", 0, 90_000),
}
QueryOrder = Literal[
    "calls", "rows", "total_time", "blk_read_time", "blk_write_time",
    "local_blks_dirtied", "local_blks_hit", "local_blks_read", "local_blks_written",
    "shared_blks_dirtied", "shared_blks_hit", "shared_blks_read", "shared_blks_written",
    "temp_blks_read", "temp_blks_written",
]


class TopQueries(Question):
    by: QueryOrder = "total_time"
    limit: Limit = 20


class OneQuery(Question):
    query_md5_id: Text


@router.post("/session-history", status_code=201, summary="Sampled active sessions", dependencies=[Depends(known_name)])
@router.post("/sessions-workload", status_code=201, summary="The same under its former name", dependencies=[Depends(known_name)])
async def session_history(body: Question, user: SignedIn, world: TheWorld) -> Response:
    return answered(world, body, [
        _session(source, number, time)
        for source in asked_for(world, user, body) for number, time in enumerate(body.moments(timedelta(minutes=1)))
    ])


@router.post("/top-queries", status_code=201, summary="The queries that cost most")
async def top_queries(body: TopQueries, user: SignedIn, world: TheWorld) -> Response:
    rows = [row for source in asked_for(world, user, body) for row in _queries(source)]
    return answered(world, body, top(rows, body.by, body.limit))


@router.post("/queries-summary", status_code=201, summary="What the queries of each database cost")
async def summary(body: Question, user: SignedIn, world: TheWorld) -> Response:
    return answered(world, body, [
        {"pg_instance": source.name, "database": database, **measured({**_COSTS, **ranges("perc_90 perc_95 perc_99", 1, 500)}, source.name, database)}
        for source in asked_for(world, user, body) for database in source.databases
    ])


@router.post("/query", status_code=201, summary="One query wherever it runs")
async def one_query(body: OneQuery, user: SignedIn, world: TheWorld) -> Response:
    return answered(world, body, [
        row for source in asked_for(world, user, body) for row in _queries(source) if row["query_md5_id"] == body.query_md5_id
    ])


def _ids(text: str) -> Row:
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return {"query_md5_id": digest, "queryid": str(int(digest[:15], 16))}


def _queries(source: Source) -> Iterator[Row]:
    for database in source.databases:
        for text in _TEXTS:
            yield {
                "pg_instance": source.name, "database": database, "user": "app", **_ids(text), "text": text,
                **measured(_COSTS, source.name, database, text),
            }


def _session(source: Source, number: int, time: str) -> Row:
    text = _TEXTS[number % len(_TEXTS)]
    wait_event_type, wait_event = _WAITS[number % len(_WAITS)]
    return {
        **source.custom,
        "time": time,
        "pg_instance": source.name,
        "server": source.server,
        "database": source.databases[number % len(source.databases)],
        "user_name": "app",
        "application_name": "billing-api",
        "client_host_name": "app-01.example.com",
        "command_type": text.partition(" ")[0].upper(),
        "process_id": f"{figure(1000, 9999, source.name, number):.0f} - {source.name.partition('@')[2]}",
        **_ids(text),
        "wait_event_type": wait_event_type,
        "wait_event": wait_event,
        "pg_version": source.version,
    }
