# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AppSignal's V2 interface lets one read: metrics, traces, logs, and what is hardly documented."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client

HOUR = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-01T01:00:00Z"}
CPU = {"name": "cpu", "field": "gauge", "tags": {"hostname": "web-*"}}
PAGE = {"per_page": 2, "order": "DESC", "cursor": "Time"}


@pytest.fixture
def site(sandbox: Client) -> str:
    sandbox.seed(
        appsignal_metrics=[
            {"name": "cpu", "tags": {"hostname": "web-1"}, "values": [1, None, 3]}, {"name": "cpu", "tags": {"hostname": "db-1"}},
            {"name": "orders", "type": "counter", "tags": {"hostname": "web-2"}}],
        appsignal_traces=[
            {"trace_id": f"t{number}", "time": f"2026-03-01T00:0{number}:00Z", "duration": 50 - 10 * number, "spans": 2} for number in range(4)
        ] + [{"kind": "error", "trace_id": "t0", "time": "2026-03-01T00:00:30Z", "digest": "e1", "tags": {"user": "ann"}}],
        appsignal_log_lines=[
            {"id": f"l{number}", "timestamp": f"2026-03-01T00:0{number}:00Z", "source_id": "s1", "message": f"Line {number}"} for number in range(4)],
        appsignal_slow_events=[{"digest": "d1", "impact": 40, "actions": [{"namespace": "web", "action_name": "Orders#show", "count": 3}]}],
        appsignal_edges=[{"direction": "upstream", "service": "shop", "count": 3}],
        appsignal_visuals=[{"id": "v1", "data": {"title": "Latency"}, "csv": "time,mean\n"}],
        appsignal_nodes=[{"name": "node-1", "cpu": 12}], appsignal_pods=[{"name": "pod-1"}],
    )
    return sandbox.ready["appsignal_site_id"]


def ask(sandbox: Client, path: str, **body: Any) -> Any:
    answer = sandbox.appsignal("POST", path, body)
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_timeseries(sandbox: Client, site: str) -> None:
    told = ask(sandbox, "/metrics/timeseries", site_id=site, select=[CPU], **HOUR)
    assert (told["resolution"], told["from"], told["to"]) == ("minutely", HOUR["from"], HOUR["to"])
    series = told["series"][0]
    assert (len(told["series"]), series["id"], series["min"], series["max"], len(series["data"])) == (1, "cpu/hostname=web-1/gauge", 1, 3, 61)
    assert series["data"][1] == {"timestamp": "2026-03-01T00:01:00Z", "value": None}
    drawn = ask(sandbox, "/metrics/timeseries", site_id=site, select=[{**CPU, "draw_null_as_zero": True}], resolution="HOURLY", **HOUR)["series"][0]
    assert [point["value"] for point in drawn["data"]] == [1, 0]
    both = {**CPU, "tags": {}}
    assert len(ask(sandbox, "/metrics/timeseries", site_id=site, select=[both], **HOUR)["series"]) == 2
    assert len(ask(sandbox, "/metrics/timeseries", site_id=site, select=[both], limit=1, **HOUR)["series"]) == 1


def test_list(sandbox: Client, site: str) -> None:
    select = [{**CPU, "id": "load", "tags": {}}, {"id": "orders", "name": "orders", "field": "counter", "tags": {}}]
    rows = ask(sandbox, "/metrics/list", site_id=site, select=select, group_by=["Name"], **HOUR)["rows"]
    assert [(row["group"], row["data"]) for row in rows] == [({"name": "cpu"}, {"load": 1}), ({"name": "orders"}, {"orders": 1})]
    rows = ask(sandbox, "/metrics/list", site_id=site, select=select, group_by=[{"Tag": "hostname"}], limit=2, **HOUR)["rows"]
    assert [row["id"] for row in rows] == ["web-1", "db-1"]


@pytest.mark.parametrize("wrong", [
    {"select": []}, {"select": [{"name": "cpu", "field": "gauge"}]}, {"select": [{**CPU, "field": "median"}]}, {"select": [{**CPU, "id": "x"}]},
    {"to": "2026-02-01T00:00:00Z"}, {"to": "now"}, {"resolution": "DAILY"}, {"group_by": ["Name"]}, {"site_ids": ["x"]},
])
def test_wrong_questions_about_metrics(sandbox: Client, site: str, wrong: dict[str, Any]) -> None:
    assert ask(sandbox, "/metrics/timeseries", **{"site_id": site, "select": [CPU], **HOUR, **wrong}) == 422


def test_types_of_metrics(sandbox: Client, site: str) -> None:
    path = f"/metrics/type_and_tags/{site}/cpu"
    assert sandbox.appsignal("GET", path).json() == {"metric_type": "gauge", "available_tags": [{"hostname": "web-1"}, {"hostname": "db-1"}]}
    sandbox.variants(metric_case="upper", available_tags="lists")
    assert sandbox.appsignal("GET", path).json() == {"metric_type": "GAUGE", "available_tags": [["hostname"], ["hostname"]]}
    assert sandbox.appsignal("GET", f"/metrics/type_and_tags/{site}/none").status_code == 404
    assert "orders" in sandbox.appsignal("GET", f"/metrics/names/{site}").json()


def test_one_trace(sandbox: Client, site: str) -> None:
    assert ask(sandbox, "/tracing/locator", site_ids=[site], trace_id="t0") == {
        "performance": [{"site_id": site, "namespace": "web", "action_name": "Orders#show"}],
        "errors": [{"site_id": site, "incident_number": 1, "exception_name": "RuntimeError"}],
    }
    root, child, error = ask(sandbox, "/tracing/trace", site_ids=[site], trace_id="t0")
    assert (root["parent_span_id"], child["parent_span_id"], error["status_code"]) == ("", root["span_id"], "error")
    assert root["end_time"] == "2026-03-01T00:00:00.050000Z"
    assert len(ask(sandbox, "/tracing/trace/performance", site_ids=[site], trace_id="t0", pagination=PAGE)) == 2
    assert ask(sandbox, "/tracing/trace/performance", site_ids=[site], trace_id="t0") == 422
    assert len(ask(sandbox, "/tracing/trace/error", site_ids=[site], trace_id="t0", digests=["e1"])) == 1
    assert ask(sandbox, "/tracing/locator", site_ids=["other"], trace_id="t0") == 404


def traces(sandbox: Client, site: str, **more: Any) -> Any:
    found = ask(sandbox, "/tracing/traces/performance", **{"site_ids": [site], "pagination": PAGE, **more})
    return [trace["trace_id"] for trace in found] if isinstance(found, list) else found


def test_lists_of_traces(sandbox: Client, site: str) -> None:
    assert traces(sandbox, site) == ["t3", "t2"]
    assert traces(sandbox, site, to="2026-03-01T00:02:00Z") == ["t1", "t0"]
    assert traces(sandbox, site, pagination={**PAGE, "order": "ASC", "cursor": "Duration"}) == ["t3", "t2"]
    assert traces(sandbox, site, pagination={**PAGE, "cursor": {"time": "2026-03-01T00:02:00Z"}}) == ["t2", "t1"]
    assert traces(sandbox, site, duration=40) == ["t1", "t0"]
    assert traces(sandbox, site, action_name="none") == traces(sandbox, site, namespace="none") == traces(sandbox, site, digests=["none"]) == []
    assert len(ask(sandbox, "/tracing/traces/errors", site_ids=[site], pagination=PAGE, query="ann")) == 1


def test_variants_of_lists_of_traces(sandbox: Client, site: str) -> None:
    sandbox.variants(traces_bounds="inclusive", traces_cursor="object", traces_duration="duration_ms")
    assert [traces(sandbox, site), traces(sandbox, site, duration=1)] == [422, 422]
    page = {**PAGE, "cursor": {"time": None}}
    assert traces(sandbox, site, pagination=page, to="2026-03-01T00:02:00Z", duration_ms=1) == ["t2", "t1"]
    sandbox.variants(traces_cursor="column")
    assert traces(sandbox, site, pagination=page) == 422


@pytest.mark.parametrize("wrong", [
    {"pagination": None}, {"pagination": {**PAGE, "order": "desc"}}, {"pagination": {**PAGE, "per_page": 101}}, {"pagination": {**PAGE, "cursor": "Place"}},
    {"site_ids": []}, {"site_id": "x"}, {"trace_id": "t0"},
])
def test_wrong_questions_about_traces(sandbox: Client, site: str, wrong: dict[str, Any]) -> None:
    assert traces(sandbox, site, **wrong) == 422


def test_edges_and_slow_events(sandbox: Client, site: str) -> None:
    assert ask(sandbox, "/tracing/site_edges", site_id=site, **HOUR) == {"upstream": [{"service": "shop", "count": 3}], "downstream": [], "internal": []}
    assert len(ask(sandbox, "/tracing/action_edges", site_id=site, namespace="shop/web")) == 1
    assert ask(sandbox, "/tracing/action_edges", site_id=site, namespace="web") == 422
    assert [event["impact"] for event in ask(sandbox, "/tracing/slow_events", site_id=site, **HOUR)] == [40]
    assert [action["count"] for action in ask(sandbox, "/tracing/slow_events/actions", site_id=site, digest="d1")] == [3]
    assert ask(sandbox, "/tracing/slow_events/actions", site_id=site) == 422
    sandbox.variants(tracing_scope="site_ids")
    assert [ask(sandbox, "/tracing/slow_events", site_id=site), len(ask(sandbox, "/tracing/slow_events", site_ids=[site]))] == [422, 1]


def lines(sandbox: Client, site: str, **more: Any) -> Any:
    page = {"per_page": 2, "order": "DESC", "cursor": {"time": None}}
    found = ask(sandbox, "/logs/lines", **{"site_id": site, "source_ids": ["s1"], "query": "", "pagination": page, **more})
    return [line["id"] for line in found] if isinstance(found, list) else found


def test_log_lines(sandbox: Client, site: str) -> None:
    page = {"per_page": 2, "order": "ASC", "cursor": {"time": "2026-03-01T00:01:00Z"}}
    assert [lines(sandbox, site), lines(sandbox, site, pagination=page)] == [["l3", "l2"], ["l1", "l2"]]
    assert [lines(sandbox, site, query="Line 1"), lines(sandbox, site, source_ids=["s2"])] == [["l1"], []]
    assert lines(sandbox, site, **{"from": "2026-03-01T00:01:00Z", "to": "2026-03-01T00:01:00Z"}) == ["l1"]
    refused = {"source_ids": []}, {"pagination": {**page, "order": "asc"}}, {"pagination": {**page, "cursor": "Time"}}, {"query": None}
    assert [lines(sandbox, site, **wrong) for wrong in refused] == [422] * 4
    legacy = {"query": "attributes.user_string=ann", "use_expressions": True}
    body = {"site_id": site, "source_ids": ["s1"], "pagination": page, **legacy}
    assert sandbox.appsignal("POST", "/logs/lines", body).json()["details"] == {"field": "user_string"}


@pytest.mark.parametrize("path,kind", [("nodes", "nodes"), ("pods", "pods"), ("pods/overview", "pods")])
def test_kubernetes(sandbox: Client, site: str, path: str, kind: str) -> None:
    found = ask(sandbox, f"/kubernetes/{path}", site_id=site, cluster="main", **HOUR)
    assert [machine["name"] for machine in found] == [f"{kind[:-1]}-1"]
    sandbox.variants(kubernetes_answer="object")
    assert ask(sandbox, f"/kubernetes/{path}", site_id=site) == {kind: found}


def test_cron(sandbox: Client) -> None:
    assert [ask(sandbox, "/check_ins/test_cron", expression=text) for text in ("0 3 * * *", "hourly")] == [{}, 422]
    sandbox.variants(cron_field="cron", cron_verdict="valid_flag")
    assert [ask(sandbox, "/check_ins/test_cron", cron="0 3 * * *")["valid"], ask(sandbox, "/check_ins/test_cron", cron="hourly")["valid"]] == [True, False]
    assert ask(sandbox, "/check_ins/test_cron", expression="0 3 * * *") == 422


def test_saved_visuals(sandbox: Client, site: str) -> None:
    assert sandbox.appsignal("GET", "/saved_visuals/v1").json() == {"title": "Latency"}
    csv = sandbox.appsignal("GET", "/saved_visuals/v1/csv")
    assert (csv.text, csv.headers["content-type"]) == ("time,mean\n", "text/csv; charset=utf-8")
    assert sandbox.appsignal("GET", "/saved_visuals/none/csv").status_code == 404


@pytest.mark.parametrize("value,body", [("user", {"user_id": "0a1b2c3d"}), ("empty", {})])
def test_bodies_of_a_good_token(sandbox: Client, value: str, body: Any) -> None:
    sandbox.variants(auth_body=value)
    assert sandbox.appsignal("GET", "/auth").json() == body
