# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metrics, read into the result or into a file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import metrics
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import FILE, JSON, Answer

OPTIONS = {name: spec.get("default") for name, spec in metrics.INFO.options.items()}
ROWS = [{"pg_instance": "db-1@crm", "calls": 4029.0, "total_time": 18.25, "text": "select 'é'"}]


class Platform:
    def __init__(self, data=None):
        self.data = ROWS if data is None else data
        self.asked = []

    def read_by_post(self, *segments, doing, body, form):
        self.asked.append((segments[2], body, form))
        return Answer(201, self.data, {}, lambda what: AnswerError("Could not %s: %s." % (doing, what), 201))


def read(platform=None, check_mode=False, **given):
    params = dict(OPTIONS, **dict({"metric": "session_history"}, **given))
    return metrics.run(metrics.prepare(params), platform or Platform(), check_mode)


@pytest.mark.parametrize("given, address, own", [
    ({"metric": "session_history"}, "session-history", {}),
    ({"metric": "top_queries", "by": "calls", "limit": 5}, "top-queries", {"by": "calls", "limit": 5}),
    ({"metric": "queries_summary"}, "queries-summary", {}),
    ({"metric": "query", "query_id": "0f34"}, "query", {"query_md5_id": "0f34"}),
    ({"metric": "pg_instance_infos"}, "pg-instance-infos", {}),
    ({"metric": "pg_instance", "compute": "summary"}, "pg-instance", {"compute": "summary"}),
    ({"metric": "pg_background", "compute": "details"}, "pg-background", {"compute": "details"}),
    ({"metric": "server"}, "server", {}),
    ({"metric": "data_size"}, "data-size", {}),
    ({"metric": "tables", "by": "relkind"}, "tables", {"by": "relkind"}),
    ({"metric": "indexes"}, "indexes", {"by": "idx_blks_hit"}),
    ({"metric": "indexes", "by": "size"}, "indexes", {"by": "size"}),
    ({"metric": "top_consumers", "group_by": "application", "by": "memory"}, "top-consumers", {"group_by": "application", "by": "memory"}),
])
def test_each_metric_is_asked_for_with_its_own_parameters(given, address, own):
    platform = Platform()
    assert read(platform, **given).result["metric"] == given["metric"]
    (asked, body, form), = platform.asked
    assert (asked, form) == (address, JSON)
    assert {key: value for key, value in body.items() if key not in ("from", "to", "utc_time", "output")} == own
    assert body["utc_time"] is True and body["output"] == "json"


def test_rows_are_returned_with_whole_numbers_and_a_query():
    outcome = read(metric="top_queries", query="[].calls")
    assert not outcome.changed and outcome.diff is None and outcome.warnings == []
    assert json.dumps(outcome.result["rows"][0]["calls"]) == "4029" and outcome.result["rows"][0]["total_time"] == 18.25
    assert (outcome.result["count"], outcome.result["query_result"]) == (1, [4029])


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.booleans(), st.text(), st.none()))
def test_coercion_keeps_the_value(value):
    assert metrics.whole(value) == value
    assert type(metrics.whole(value)) in (type(value), int)


def test_a_file_is_written_once_and_predicted(tmp_path):
    dest = tmp_path / "rows.json"
    outcomes = [read(dest=str(dest), mode="0640", check_mode=check) for check in (True, False, False, True)]
    assert [outcome.changed for outcome in outcomes] == [True, True, False, False]
    assert outcomes[0].diff == outcomes[1].diff and outcomes[0].result == dict(outcomes[1].result, **{
        key: outcomes[0].result[key] for key in ("from_time", "to_time")})
    assert "rows" not in outcomes[1].result and outcomes[1].result["size"] == dest.stat().st_size
    assert dest.read_text(encoding="utf-8") == '[\n{"pg_instance": "db-1@crm", "calls": 4029, "total_time": 18.25, "text": "select \'é\'"}\n]\n'
    assert json.loads(dest.read_text(encoding="utf-8")) == ROWS
    assert "select" not in str([outcome.diff for outcome in outcomes])


def test_nothing_is_an_empty_list(tmp_path):
    read(Platform([]), dest=str(tmp_path / "rows"))
    assert json.loads((tmp_path / "rows").read_text()) == []
    assert read(Platform([])).result["rows"] == []


def test_csv_is_passed_through(tmp_path):
    platform = Platform("time;text\n1;é\n".encode())
    outcome = read(platform, output="csv")
    assert outcome.result["csv"] == "time;text\n1;é\n" and "rows" not in outcome.result and "count" not in outcome.result
    assert platform.asked[0][1]["output"] == "csv" and platform.asked[0][2] == FILE
    outcome = read(Platform(b"\xff\x00"), output="csv", dest=str(tmp_path / "rows.csv"))
    assert outcome.changed and "csv" not in outcome.result and (tmp_path / "rows.csv").read_bytes() == b"\xff\x00"
    with pytest.raises(AnswerError, match="an HTML page instead of CSV"):
        read(Platform(b" <html>"), output="csv", dest=str(tmp_path / "rows.csv"))


INFOS = [
    {"pg_instance": "db-1@crm", "server": "s", "version": "16.4", "tags": '{"app": "crm", "datacenter": "lyon"}'},
    {"pg_instance": "db-2@rh", "server": "s", "version": "17.2", "tags": '{"datacenter": "lyon", "pg_version": "17.2"}'},
]


@pytest.mark.parametrize("filters, names", [
    ("app=crm,datacenter=lyon", ["db-1@crm"]),
    ("pg_version=17.2,datacenter=lyon", ["db-2@rh"]),
    ("server=s,database=sales", ["db-1@crm", "db-2@rh"]),
    ("app=crm,pg_instance=db-2@rh", []),
])
def test_of_instances_only_those_are_told_that_match_all_filters(filters, names):
    outcome = read(Platform(INFOS), metric="pg_instance_infos", filters=filters)
    assert [row["pg_instance"] for row in outcome.result["rows"]] == names and outcome.result["count"] == len(names)
    assert outcome.warnings == []


def test_rows_that_contradict_a_filter_are_left_out_and_told():
    platform = Platform([{"pg_instance": "db-1@crm", "database": "all"}, {"pg_instance": "db-2@rh", "app": "rh"}, {"app": "crm"}])
    outcome = read(platform, filters="app=crm,database=sales", instance="db-1@crm")
    assert outcome.result["rows"] == [{"pg_instance": "db-1@crm", "database": "all"}, {"app": "crm"}]
    warning, = outcome.warnings
    assert warning.startswith("The platform returned 1 rows that match only some of the filters")


@pytest.mark.parametrize("given, option", [
    ({"metric": "server", "by": "calls"}, "by"),
    ({"metric": "top_queries", "by": "size"}, "by"),
    ({"metric": "session_history", "limit": 5}, "limit"),
    ({"metric": "tables", "compute": "summary"}, "compute"),
    ({"metric": "tables", "group_by": "app"}, "group_by"),
    ({"metric": "top_queries", "query_id": "0f34"}, "query_id"),
    ({"metric": "query"}, "query_id"),
    ({"metric": "indexes", "by": "heap_blks_hit"}, "by"),
    ({"output": "csv", "query": "[]"}, "query"),
    ({"query": "[?"}, "query"),
    ({"dest": "/nowhere/at/all"}, "dest"),
    ({"dest": "rows.json"}, "dest"),
    ({"mode": "rw"}, "mode"),
    ({"from_time": "now"}, "from_time"),
])
def test_wrong_values_are_refused_before_anything_is_sent(given, option):
    platform = Platform()
    with pytest.raises(OptionError) as caught:
        read(platform, **given)
    assert caught.value.facts["option"] == option and platform.asked == []
