# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics of instances and of the machines below them."""

from __future__ import annotations

import json
from datetime import timedelta

from fastapi.responses import Response

from .....world import TheWorld
from ..access import SignedIn, guarded
from .asking import Computed, Question
from .figures import figure, measured, ranges
from .sources import asked_for
from .tables import answered

router = guarded("/activity")

STARTED = "2026-01-05 06:00:00"
_INSTANCE = {
    **ranges("num_backends temp_files", 0, 90),
    **ranges("xact_commit xact_rollback tup_deleted tup_inserted tup_updated", 0, 9_000),
    **ranges("blks_hit blks_read tup_fetched tup_returned temp_bytes", 0, 9_000_000),
    **ranges("blk_read_time blk_write_time", 0, 4_000),
}
_BACKGROUND = {
    **ranges("buffers_alloc buffers_backend buffers_backend_fsync buffers_checkpoint buffers_clean", 0, 50_000),
    **ranges("checkpoint_sync_time checkpoint_write_time", 0, 30_000),
    **ranges("checkpoints_req checkpoints_timed", 0, 9),
}
_MACHINE = {
    **ranges("cores cpus", 4, 16),
    **ranges("os_idle os_iowait os_nice os_system os_user load_avg_1m mem_perc swap_perc", 0, 100),
    **ranges("mem_active mem_available mem_buffers mem_cached mem_free mem_inactive mem_shared mem_total mem_used", 0, 2 ** 32),
    **ranges("bytes_recv bytes_sent packets_recv packets_sent", 0, 10 ** 9),
    **ranges("read_bytes read_count read_time write_bytes write_count write_time", 0, 10 ** 9),
    **ranges("swap_free swap_in swap_out swap_total swap_used", 0, 2 ** 31),
}


@router.post("/pg-instance-infos", status_code=201, summary="The monitored instances")
async def infos(body: Question, user: SignedIn, world: TheWorld) -> Response:
    rows = [
        {
            "pg_instance": source.name,
            "server": source.server,
            "start_time": STARTED,
            "tags": json.dumps(source.custom),
            "uptime": "36 days 10:42:02",
            "version": source.version,
            "version_full": f"PostgreSQL {source.version} on x86_64-pc-linux-gnu, 64-bit",
            "wal_size": 1517216416.0,
        }
        for source in asked_for(world, user, body)
    ]
    return answered(world, body, world.ordered(rows))


@router.post("/pg-instance", status_code=201, summary="Activity of the instances")
async def instance(body: Computed, user: SignedIn, world: TheWorld) -> Response:
    return answered(world, body, [
        {"time": time, "pg_instance": source.name, "database": "all", **measured(_INSTANCE, source.name, number)}
        for source in asked_for(world, user, body) for number, time in enumerate(body.times())
    ])


@router.post("/pg-background", status_code=201, summary="Background writer and checkpoints of the instances")
async def background(body: Computed, user: SignedIn, world: TheWorld) -> Response:
    return answered(world, body, [
        {"time": time, "pg_instance": source.name, **measured(_BACKGROUND, source.name, number)}
        for source in asked_for(world, user, body) for number, time in enumerate(body.times())
    ])


@router.post("/server", status_code=201, summary="The machines; those of agentless instances are not measured")
async def server(body: Computed, user: SignedIn, world: TheWorld) -> Response:
    servers = dict.fromkeys(source.server for source in asked_for(world, user, body) if source.has_system_metrics)
    return answered(world, body, [
        {"time": time, "server": name, "cpu_model": "Sandbox CPU", **measured(_MACHINE, name, number)}
        for name in servers for number, time in enumerate(body.times())
    ])


@router.post("/data-size", status_code=201, summary="Size of the databases")
async def data_size(body: Computed, user: SignedIn, world: TheWorld) -> Response:
    return answered(world, body, [
        {
            **source.custom,
            "time": time,
            "pg_instance": source.name,
            "server": source.server,
            "database": database,
            "data_size": figure(10 ** 7, 10 ** 10, source.name, database) + 8192 * number,
            "pg_version": source.version,
        }
        for source in asked_for(world, user, body) for database in source.databases
        for number, time in enumerate(body.times(timedelta(hours=1)))
    ])
