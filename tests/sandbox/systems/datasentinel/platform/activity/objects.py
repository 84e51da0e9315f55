# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics of tables and indexes, and who consumes most."""

from __future__ import annotations

from typing import Literal

from fastapi.responses import Response

from .....world import TheWorld
from ...connections import Text
from ..access import SignedIn, guarded
from .asking import Limit, Question
from .figures import Row, figure, measured, ranges, top
from .instances import STARTED
from .sources import Source, asked_for
from .tables import answered

router = guarded("/activity")

_TABLES = ("orders", "stock", "customers")
_BLOCKS = ranges("heap_blks_hit heap_blks_read idx_blks_hit idx_blks_read tidx_blks_hit tidx_blks_read toast_blks_hit toast_blks_read", 0, 9_000_000)
_TABLE = {
    **_BLOCKS,
    **ranges("relid relpages reltuples size", 16_384, 9_000_000),
    **ranges("idx_scan idx_tup_fetch seq_scan seq_tup_read n_tup_del n_tup_hot_upd n_tup_ins n_tup_upd", 0, 90_000),
    **ranges("vacuum_count autovacuum_count analyze_count autoanalyze_count", 0, 40),
}
_INDEX = {
    **ranges("idx_blks_hit idx_blks_read idx_scan idx_tup_fetch idx_tup_read", 0, 900_000),
    **ranges("relpages size", 1, 9_000_000),
}
_CONSUMED = ranges("db_time wal_size memory_size data_size cache_blocks_hit disk_blocks_read", 1, 10 ** 9)


class Tables(Question):
    by: Literal[
        "heap_blks_hit", "heap_blks_read", "idx_blks_hit", "idx_blks_read", "idx_scan", "idx_tup_fetch",
        "n_tup_del", "n_tup_hot_upd", "n_tup_ins", "n_tup_upd", "relid", "relkind", "relpages", "reltuples", "seq_scan", "seq_tup_read", "size",
        "tidx_blks_hit", "tidx_blks_read", "toast_blks_hit", "toast_blks_read",
        "vacuum_count", "autovacuum_count", "analyze_count", "autoanalyze_count",
    ] = "heap_blks_hit"
    limit: Limit = 20


class Indexes(Question):
    # The manual's default is not among the values that it allows, so there is none here.
    by: Literal["idx_blks_hit", "idx_blks_read", "idx_scan", "idx_tup_fetch", "idx_tup_read", "relpages", "size"]
    limit: Limit = 20


class TopConsumers(Question):
    group_by: Text = "pg_instance"
    by: Literal["db_time", "memory", "data_size", "wal_size", "cache_blocks_hit", "disk_blocks_read"] = "db_time"
    limit: Limit = 20


@router.post("/tables", status_code=201, summary="The most active tables")
async def tables(body: Tables, user: SignedIn, world: TheWorld) -> Response:
    rows = [
        {
            "pg_instance": source.name, "database": database, "schema_name": "public", "rel_name": table, "relkind": "table",
            "last_autovacuum": STARTED, "last_autoanalyze": STARTED, **measured(_TABLE, source.name, database, table),
        }
        for source in asked_for(world, user, body) for database in source.databases for table in _TABLES
    ]
    return answered(world, body, top(rows, body.by, body.limit))


@router.post("/indexes", status_code=201, summary="The most active indexes")
async def indexes(body: Indexes, user: SignedIn, world: TheWorld) -> Response:
    rows = [
        {
            "pg_instance": source.name, "database": database, "schema_name": "public", "rel_name": table, "index_rel_name": f"{table}_pkey",
            **measured(_INDEX, source.name, database, table),
        }
        for source in asked_for(world, user, body) for database in source.databases for table in _TABLES
    ]
    return answered(world, body, top(rows, body.by, body.limit))


@router.post("/top-consumers", status_code=201, summary="The groups of instances that consume most")
async def top_consumers(body: TopConsumers, user: SignedIn, world: TheWorld) -> Response:
    groups: dict[str, list[Source]] = {}
    for source in asked_for(world, user, body):
        if body.group_by in source.tags:
            groups.setdefault(source.tags[body.group_by], []).append(source)
    rows = [_consumed(group, members) for group, members in groups.items()]
    return answered(world, body, top(rows, "memory_size" if body.by == "memory" else body.by, body.limit))


def _consumed(group: str, members: list[Source]) -> Row:
    total = {name: sum(figure(low, high, name, source.name) for source in members) for name, (low, high) in _CONSUMED.items()}
    return {"tag": group, "instances": float(len(members)), **total}
