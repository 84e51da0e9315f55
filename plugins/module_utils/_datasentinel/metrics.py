# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics (fact sheet section 9), the module datasentinel_activity_info."""

from __future__ import annotations

import json

from .. import _files, _query
from .._definition import Definition, Outcome
from .._errors import OptionError
from .._http import FILE, JSON
from .active import tags_of
from .activity import QUERY_ORDER, Endpoint, own_fields, question, told, window_options
from .platform import connect

METRICS = {
    "session_history": Endpoint("session-history", former="sessions-workload"),
    "top_queries": Endpoint("top-queries", ("by", "limit"), QUERY_ORDER),
    "queries_summary": Endpoint("queries-summary"),
    "query": Endpoint("query", ("query_id",)),
    "pg_instance_infos": Endpoint("pg-instance-infos"),
    "pg_instance": Endpoint("pg-instance", ("compute",)),
    "pg_background": Endpoint("pg-background", ("compute",)),
    "server": Endpoint("server", ("compute",)),
    "data_size": Endpoint("data-size", ("compute",)),
    "tables": Endpoint("tables", ("by", "limit"), (
        "heap_blks_hit", "heap_blks_read", "idx_blks_hit", "idx_blks_read", "idx_scan", "idx_tup_fetch",
        "n_tup_del", "n_tup_hot_upd", "n_tup_ins", "n_tup_upd", "relid", "relkind", "relpages", "reltuples",
        "seq_scan", "seq_tup_read", "size", "tidx_blks_hit", "tidx_blks_read", "toast_blks_hit", "toast_blks_read",
        "vacuum_count", "autovacuum_count", "analyze_count", "autoanalyze_count")),
    "indexes": Endpoint("indexes", ("by", "limit"), (
        "idx_blks_hit", "idx_blks_read", "idx_scan", "idx_tup_fetch", "idx_tup_read", "relpages", "size")),
    "top_consumers": Endpoint("top-consumers", ("group_by", "by", "limit"), (
        "db_time", "memory", "data_size", "wal_size", "cache_blocks_hit", "disk_blocks_read")),
}
_OWN = {
    "by": {"type": "str"},
    "limit": {"type": "int"},
    "compute": {"type": "str", "choices": ["details", "summary"]},
    "group_by": {"type": "str"},
    "query_id": {"type": "str"},
}
# What the manual calls the default of the indexes is not among the values that it allows (fact sheet 9.2).
_DEFAULT_FIELDS = {"indexes": {"by": "idx_blks_hit"}}


def prepare(params):
    """Check everything that can be checked before a request, and put the request together."""
    metric, as_json = params["metric"], params["output"] == "json"
    asked = question(params)
    own = own_fields(params, _OWN, METRICS[metric], "metric %s" % metric)
    if metric == "query" and not own:
        raise OptionError("query_id", "is needed for the metric query; top_queries returns it as query_md5_id.")
    if params["query"] is not None and not as_json:
        raise OptionError("query", "works on JSON only; leave output at json.")
    body = dict(asked.body, output=params["output"], **dict(_DEFAULT_FIELDS.get(metric, {}), **own))
    return dict(_query.prepare(params), asked=asked, body=body, file_mode=_files.check(params))


def run(params, client, check_mode):
    """Read one metric, into the result or into a file. Reading is done in check mode too."""
    as_json = params["output"] == "json"
    answer = METRICS[params["metric"]].ask(lambda segments: client.read_by_post(
        *segments, doing="read the " + told("metric", params["metric"], params), body=params["body"], form=JSON if as_json else FILE))
    changed, diff, warnings = False, None, []
    if as_json:
        rows = _rows(params, answer, warnings)
        result, content = _query.outcome(params, "rows", rows, count=len(rows)).result, _as_lines(rows)
    else:
        content = _csv(answer)
        result = {"csv": content.decode("utf-8", errors="replace")}
    if params["dest"] is not None:
        del result["rows" if as_json else "csv"]
        changed, facts, diff = _files.save(params, content, check_mode)
        result.update(facts)
    return Outcome(changed, dict(params["asked"].window, metric=params["metric"], **result), diff, warnings)


def _rows(params, answer, warnings):
    """Return the rows that match the filters, with whole numbers; warn if there are others."""
    found = [{key: whole(value) for key, value in row.items()} for row in answer.mappings()]
    infos = params["metric"] == "pg_instance_infos"
    rows = [row for row in found if agrees(row, params["asked"].wanted, infos)]
    if len(rows) < len(found) and not infos:
        warnings.append(
            "The platform returned %d rows that match only some of the filters, and they were left out. It seems to combine filters "
            "otherwise than assumed, so rows may be missing or too many where they do not show their tags. Use a single filter."
            % (len(found) - len(rows)))
    return rows


def _as_lines(rows):
    """Return the rows (list) as a JSON list in UTF-8, one row a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return ("[\n%s\n]\n" % lines if rows else "[]\n").encode("utf-8", errors="replace")


def _csv(answer):
    """Return the text as it came, in bytes (fact sheet U-19)."""
    if answer.data.lstrip()[:1] == b"<":
        raise answer.complain("an HTML page instead of CSV")
    return answer.data


def whole(value):
    """Return a number without fraction as int, as far as a float is exact; the platform sends ``4029.0`` (fact sheet 9.1)."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) <= 2 ** 53 else value


def agrees(row, wanted, has_all_tags):
    """Say whether a row contradicts none of the filters, as far as it shows its tags.

    How the platform combines several filters is not documented (U-18). With ``has_all_tags``, a tag that the row does not
    show is one that its instance does not have. Of databases, rows may speak collectively.
    """
    known = dict(dict(row, pg_version=row.get("version")), **tags_of(row.get("tags"))) if has_all_tags else row
    return all(
        str(known.get(tag)) == value for tag, value in wanted.items()
        if tag != "database" and (has_all_tags or tag in known))


INFO = Definition(
    "datasentinel_activity_info", ("datasentinel",),
    dict(
        {"metric": {"type": "str", "required": True, "choices": list(METRICS)}, "output": {"type": "str", "choices": ["json", "csv"], "default": "json"}},
        **window_options("-1h"), **_OWN, **_files.OPTIONS, **_query.OPTIONS),
    connect, run, prepare)
