# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that read metrics, traces, logs, Kubernetes, visuals and tokens, and the test of a cron expression."""

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import (
    asking, check_ins, kubernetes, logs, metrics, saved_visuals, tokens, traces,
)
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    AnswerError, AuthenticationError, GateError, NotFound, OptionError, PermissionDenied,
)

NOT_FOUND = NotFound("Could not read.", 404, detail="Not found")
FORBIDDEN = PermissionDenied("Could not read.", 403)
FRAME = {"from_time": "2026-09-21T10:00:00+02:00", "to_time": "1790000000"}
SENT = {"from": "2026-09-21T08:00:00Z", "to": "2026-09-21T14:13:20Z"}
CPU = {"name": "cpu", "field": "gauge", "tags": None, "aggregation": None, "draw_null_as_zero": False, "id": None}
CPU_SENT = {"name": "cpu", "field": "gauge", "tags": {}, "draw_null_as_zero": False}


@pytest.fixture(autouse=True)
def _steady_time(monkeypatch):
    monkeypatch.setattr(asking, "now", lambda: 1790000000000)


def refused(run_module, definition, **params):
    """The option that is refused, and why."""
    with pytest.raises(OptionError) as caught:
        run_module(definition, None, **params)
    return str(caught.value)


# Tokens

def test_a_token(fake_api, run_module):
    client = fake_api(auth={"message": "Authenticated as user 1"})

    assert run_module(tokens.INFO, client, site_id=None).result == {"raw": {"message": "Authenticated as user 1"}, "site": None}
    assert client.asked == [("auth", None)]


@pytest.mark.parametrize("answer, visible", [(["cpu"], True), (NOT_FOUND, False), (FORBIDDEN, False)])
def test_a_token_and_a_site(fake_api, run_module, answer, visible):
    client = fake_api(auth=None, metrics__names__site=answer)

    assert run_module(tokens.INFO, client).result == {"raw": None, "site": {"site_id": "site", "visible": visible}}


def test_a_refused_token_is_an_error(fake_api, run_module):
    with pytest.raises(AuthenticationError):
        run_module(tokens.INFO, fake_api(auth=AuthenticationError("No.", 401)))


# Metrics

def test_timeseries(fake_api, run_module):
    told = {"resolution": "HOURLY", "from": "2026-09-21T09:00:00Z", "to": SENT["to"], "series": [{"id": "cpu"}]}
    client = fake_api(metrics__timeseries=told)

    outcome = run_module(
        metrics.INFO, client, what="timeseries", select=[dict(CPU, tags={"port": 80, "ok": True})], resolution="HOURLY", limit=5, query="[].id", **FRAME)

    assert client.asked == [("metrics/timeseries", {
        "site_id": "site", "select": [dict(CPU_SENT, tags={"port": "80", "ok": "true"})], "resolution": "HOURLY", "limit": 5, **SENT})]
    assert outcome.result == {
        "series": [{"id": "cpu"}], "site_id": "site", "resolution": "HOURLY", "from_time": "2026-09-21T09:00:00Z", "to_time": SENT["to"],
        "query_result": ["cpu"]}


def test_rows(fake_api, run_module):
    client = fake_api(metrics__list={"rows": []})

    outcome = run_module(metrics.INFO, client, what="list", select=[dict(CPU, id="load")], group_by=["Name", {"Tag": "hostname"}])

    assert client.bodies() == [{
        "site_id": "site", "select": [dict(CPU_SENT, id="load")], "group_by": ["Name", {"Tag": "hostname"}],
        "from": "2026-09-21T13:13:20Z", "to": "2026-09-21T14:13:20Z"}]
    assert outcome.result == {"rows": [], "site_id": "site", "resolution": None, "from_time": "2026-09-21T13:13:20Z", "to_time": "2026-09-21T14:13:20Z"}


@pytest.mark.parametrize("answer", [{}, {"series": None}, {"series": {}}, [], None])
def test_values_of_another_shape(fake_api, run_module, answer):
    with pytest.raises(AnswerError, match="expected"):
        run_module(metrics.INFO, fake_api(metrics__timeseries=answer), what="timeseries", select=[CPU])


def test_types(fake_api, run_module):
    client = fake_api(
        metrics__type_and_tags__site__cpu={"metric_type": "GAUGE", "available_tags": [["hostname"]]},
        metrics__type_and_tags__site__old=NOT_FOUND, metrics__type_and_tags__site__new={}, metrics__names__site=["cpu"])

    outcome = run_module(metrics.INFO, client, what="type_and_tags", metrics=["cpu", "old", "cpu", "new"])

    assert outcome.result["metrics"] == [
        {"name": "cpu", "type": "gauge", "available_tags": [["hostname"]]}, {"name": "new", "type": None, "available_tags": None}]
    assert outcome.result["missing"] == ["old"]
    assert client.asked[-1][0] == "metrics/names/site"


def test_a_metric_of_a_wrong_site_is_an_error(fake_api, run_module):
    with pytest.raises(NotFound):
        run_module(
            metrics.INFO, fake_api(metrics__type_and_tags__site__cpu=NOT_FOUND, metrics__names__site=NOT_FOUND), what="type_and_tags", metrics=["cpu"])


def test_names(fake_api, run_module):
    assert run_module(metrics.INFO, fake_api(metrics__names__site=["cpu"]), what="names").result == {"names": ["cpu"], "site_id": "site"}
    with pytest.raises(AnswerError, match="list of names"):
        run_module(metrics.INFO, fake_api(metrics__names__site={}), what="names")


@pytest.mark.parametrize("given, message", [
    ({"what": "names", "site_id": None}, "site_id: is needed"),
    ({"what": "names", "site_id": "../x"}, "site_id: '../x' cannot be used"),
    ({"what": "names", "limit": 5}, "limit: does not belong to what=names, which takes no options of its own."),
    ({"what": "timeseries"}, "select: is needed for what=timeseries."),
    ({"what": "timeseries", "select": []}, "select: is needed"),
    ({"what": "list", "select": [CPU]}, "group_by: is needed for what=list."),
    ({"what": "list", "select": [CPU], "group_by": ["Name"]}, "select[0].id: is needed for what=list"),
    ({"what": "list", "select": [dict(CPU, id="x")] * 2, "group_by": ["Name"]}, "select[1].id: 'x' is given twice."),
    ({"what": "timeseries", "select": [dict(CPU, id="x")]}, "select[0].id: belongs to what=list only."),
    ({"what": "timeseries", "select": [dict(CPU, tags={"a": ["b"]})]}, "select[0].tags.a: has to be a text"),
    ({"what": "timeseries", "select": [CPU], "limit": 0}, "limit: has to be at least 1, not 0."),
    ({"what": "timeseries", "select": [CPU], "from_time": "yesterday"}, "from_time: 'yesterday' is no point in time"),
    ({"what": "timeseries", "select": [CPU], "from_time": "-1h", "to_time": "-2h"}, "from_time: is after to_time."),
    ({"what": "type_and_tags"}, "metrics: is needed for what=type_and_tags."),
    ({"what": "type_and_tags", "metrics": ["a/b"]}, "metrics[0]: 'a/b' cannot be used"),
    ({"what": "names", "query": "["}, "query: is no JMESPath expression"),
])
def test_wrong_questions_about_metrics(run_module, given, message):
    assert refused(run_module, metrics.INFO, **given).startswith(message)


# Traces

def summary(number):
    return {"trace_id": "t%d" % number, "span_id": "s", "site_id": "site", "time": "2026-09-21T14:00:%02d.123456Z" % number}


def test_every_kind_of_question(fake_api, run_module):
    """Each path, the field that names the site, the fields of its own, and the result."""
    page = {"pagination": {"per_page": 100, "order": "DESC", "cursor": "Time"}}
    several, one = {"site_ids": ["site"]}, {"site_id": "site"}
    recent = {"from": "2026-09-21T13:13:20Z", "to": "2026-09-21T14:13:20Z"}
    expected = {
        "locator": ("tracing/locator", {"trace_id": "t"}, dict(several, trace_id="t"), "locations", {"performance": []}),
        "trace": ("tracing/trace", {"trace_id": "t"}, dict(several, trace_id="t"), "spans", [{}]),
        "performance_trace": ("tracing/trace/performance", {"trace_id": "t"}, dict(several, trace_id="t", **page), "spans", [{}]),
        "error_trace": ("tracing/trace/error", {"digests": ["d"]}, dict(several, digests=["d"], **page), "spans", [{}]),
        "performance_traces": (
            "tracing/traces/performance", {"search": "x", "min_duration": 5, "ttl": 60}, dict(several, query="x", duration=5, ttl=60, **page), "traces", [{}]),
        "error_traces": ("tracing/traces/errors", dict(FRAME, namespace="web"), dict(several, namespace="web", **dict(page, **SENT)), "traces", [{}]),
        "actions": ("tracing/actions", {"action_name": "x", "namespaces": ["web"]}, dict(one, action="x", namespaces=["web"], **recent), "actions", [{}]),
        "action_edges": ("tracing/action_edges", {"action_name": "x"}, dict(one, action_name="x"), "edges", "anything"),
        "site_edges": ("tracing/site_edges", {}, dict(one, **recent), "edges", {"upstream": []}),
        "slow_events": ("tracing/slow_events", FRAME, dict(one, **SENT), "slow_events", [{}]),
        "slow_event_actions": ("tracing/slow_events/actions", {"digest": "d"}, dict(one, digest="d"), "actions", [{}]),
    }
    assert set(expected) == set(traces.KINDS)
    for what, (path, params, body, plural, answer) in expected.items():
        client = fake_api(**{path: answer})

        outcome = run_module(traces.INFO, client, what=what, **params)

        assert client.asked == [(path, body)], what
        assert outcome.result == {plural: answer, "what": what, "site_id": "site", "truncated": False, "pages": 1, "next": None}


def test_several_sites_and_fields_that_are_not_known(fake_api, run_module):
    client = fake_api(tracing__locator={}, tracing__slow_events=[])

    run_module(traces.INFO, client, what="locator", trace_id="t", other_site_ids=["b", "site"])
    run_module(traces.INFO, client, what="slow_events", extra={"site_ids": ["a"], "group": "sql"})

    assert client.bodies() == [{"site_ids": ["site", "b"], "trace_id": "t"}, {"site_ids": ["a"], "group": "sql"}]


@pytest.mark.parametrize("order, bound, places", [
    ("DESC", "to", [None, "2026-09-21T14:00:02.124Z", "2026-09-21T14:00:01.124Z"]),
    ("ASC", "from", [None, "2026-09-21T14:00:01.122Z", "2026-09-21T14:00:02.122Z"]),
])
def test_a_cursor_without_a_place_moves_the_time_frame(fake_api, run_module, order, bound, places):
    def answer(body):
        numbers = sorted(range(4), reverse=order == "DESC")
        past = body.get(bound)
        rows = [summary(number) for number in numbers]
        return [row for row in rows if past is None or (row["time"] <= past if bound == "to" else row["time"] >= past)][:2]
    client = fake_api(tracing__traces__performance=answer)

    outcome = run_module(traces.INFO, client, what="performance_traces", order=order, per_page=2, max_items=3)

    assert [body.get(bound) for body in client.bodies()] == places[:len(client.asked)]
    assert (len(outcome.result["traces"]), outcome.result["truncated"]) == (3, True)
    assert list(outcome.result["next"]) == [bound + "_time"]


def test_a_cursor_with_a_time_carries_the_place(fake_api, run_module):
    def answer(body):
        past = body["pagination"]["cursor"]["time"]
        return [summary(number) for number in (3, 2, 1, 0) if past is None or summary(number)["time"] <= past][:2]
    client = fake_api(tracing__traces__errors=answer)

    outcome = run_module(traces.INFO, client, what="error_traces", cursor={}, per_page=2, max_pages=2)

    assert [body["pagination"]["cursor"] for body in client.bodies()] == [{"time": None}, {"time": summary(2)["time"]}]
    assert "to" not in client.bodies()[1]
    assert [trace["trace_id"] for trace in outcome.result["traces"]] == ["t3", "t2", "t1"]
    assert outcome.result["next"] == {"cursor": {"time": summary(1)["time"]}}


@pytest.mark.parametrize("numbers", [(1, 2), (2, 1)])
def test_traces_by_duration_are_one_page(fake_api, run_module, numbers):
    outcome = run_module(
        traces.INFO, fake_api(tracing__traces__errors=[summary(number) for number in numbers]), what="error_traces", cursor="Duration", per_page=2)

    assert (outcome.result["truncated"], outcome.result["next"], outcome.result["pages"]) == (True, None, 1)


def test_spans_that_fill_a_page_may_not_be_all(fake_api, run_module):
    outcome = run_module(
        traces.INFO, fake_api(tracing__trace__error=[{}, {}]), what="error_trace", trace_id="t", per_page=2)

    assert (outcome.result["truncated"], outcome.result["next"]) == (True, None)


@pytest.mark.parametrize("given, message", [
    ({"what": "trace"}, "trace_id: is needed for what=trace."),
    ({"what": "error_trace"}, "trace_id: is needed for what=error_trace, or digests."),
    ({"what": "slow_event_actions"}, "digest: is needed for what=slow_event_actions."),
    ({"what": "trace", "trace_id": "t", "revision": "r"}, "revision: does not belong to what=trace, which takes trace_id, other_site_ids; fields that"),
    ({"what": "actions", "other_site_ids": ["b"]}, "other_site_ids: does not belong to what=actions"),
    ({"what": "actions", "max_items": 5}, "max_items: does not belong to what=actions"),
    ({"what": "trace", "trace_id": ""}, "trace_id: must not be empty"),
    ({"what": "error_traces", "digests": []}, "digests: must not be empty"),
    ({"what": "error_traces", "min_duration": -1}, "min_duration: has to be at least 0, not -1."),
    ({"what": "error_traces", "per_page": 101}, "per_page: has to be from 2 to 100, not 101."),
    ({"what": "error_traces", "cursor": 5}, "cursor: has to be the name of a column"),
    ({"what": "error_traces", "from_time": "+1h"}, "from_time: is after the present."),
    ({"what": "error_traces", "namespace": "web", "extra": {"namespace": "x"}}, "extra: namespace is set by another option"),
    ({"what": "slow_events", "extra": {"x": float("nan")}}, "extra: holds a number that JSON does not know."),
    ({"what": "site_edges", "site_id": None}, "site_id: is needed"),
])
def test_wrong_questions_about_traces(run_module, given, message):
    assert refused(run_module, traces.INFO, **given).startswith(message)


# Logs

def test_lines(fake_api, run_module):
    def answer(body):
        past = body["pagination"]["cursor"]["time"]
        times = ["2026-09-21T14:00:0%d.5Z" % number for number in (3, 2, 1, 0)]
        return [{"id": time, "timestamp": time} for time in times if past is None or time <= past][:2]
    client = fake_api(logs__lines=answer)

    outcome = run_module(logs.INFO, client, source_ids=["s1"], search="x", use_expressions=True, per_page=2, **FRAME)

    assert client.bodies()[0] == {
        "site_id": "site", "source_ids": ["s1"], "query": "x", "use_expressions": True,
        "pagination": {"per_page": 2, "order": "DESC", "cursor": {"time": None}}, **SENT}
    assert [body["pagination"]["cursor"]["time"] for body in client.bodies()] == [None] + ["2026-09-21T14:00:0%d.5Z" % number for number in (2, 1, 0)]
    assert ([line["id"][18] for line in outcome.result["lines"]], outcome.result["truncated"], outcome.result["next"]) == (list("3210"), False, None)


def test_lines_are_read_on(fake_api, run_module):
    client = fake_api(logs__lines=[{"id": "a", "timestamp": "2026-09-21T14:00:01Z"}, {"id": "b", "timestamp": "2026-09-21T14:00:00Z"}])

    outcome = run_module(logs.INFO, client, source_ids=["s1"], cursor={"time": "2026-09-21T14:00:01Z"}, max_items=1)

    assert client.bodies() == [{
        "site_id": "site", "source_ids": ["s1"], "query": "", "pagination": {"per_page": 2, "order": "DESC", "cursor": {"time": "2026-09-21T14:00:01Z"}}}]
    # The only line that may be returned is the one at which this began.
    assert (outcome.result["truncated"], outcome.result["next"]) == (True, None)


@pytest.mark.parametrize("given, message", [
    ({"source_ids": []}, "source_ids: needs the id of at least one source"),
    ({"source_ids": [" "]}, "source_ids: needs the id of at least one source"),
    ({"source_ids": ["s"], "cursor": {}}, "cursor: has to be a mapping with time"),
    ({"source_ids": ["s"], "cursor": {"time": None, "id": 1}}, "cursor: has to be a mapping with time"),
    ({"source_ids": ["s"], "per_page": 1}, "per_page: has to be from 2 to 100, not 1."),
])
def test_wrong_questions_about_lines(run_module, given, message):
    assert refused(run_module, logs.INFO, **given).startswith(message)


# Kubernetes

@pytest.mark.parametrize("what, path", [("nodes", "nodes"), ("pods", "pods"), ("pods_overview", "pods/overview")])
@pytest.mark.parametrize("answer", [[{"name": "x"}], {"pods": []}, "text", None])
def test_kubernetes_is_passed_through(fake_api, run_module, what, path, answer):
    client = fake_api(**{"kubernetes/" + path: answer})

    outcome = run_module(kubernetes.INFO, client, what=what, extra={"cluster": "main"}, query="@", **FRAME)

    assert client.bodies() == [{"site_id": "site", "cluster": "main", **SENT}]
    assert outcome.result == {"raw": answer, "what": what, "site_id": "site", "query_result": answer}


def test_kubernetes_may_name_several_sites(fake_api, run_module):
    client = fake_api(kubernetes__pods=[])

    run_module(kubernetes.INFO, client, what="pods", extra={"site_ids": ["a"]})

    assert client.bodies() == [{"site_ids": ["a"]}]


# Saved visuals

def test_a_visual(fake_api, run_module):
    assert run_module(saved_visuals.INFO, fake_api(saved_visuals__v={"a": 1}), visual_id="v", query="a").result == {
        "raw": {"a": 1}, "visual_id": "v", "query_result": 1}
    assert run_module(saved_visuals.INFO, fake_api(saved_visuals__v__csv=b"a,b\n"), visual_id="v", output="csv").result == {"csv": "a,b\n", "visual_id": "v"}


@pytest.mark.parametrize("output, answer, content", [
    ("csv", b"a,b\r\n\xff", b"a,b\r\n\xff"), ("json", {"b": 1, "a": "\u00e4"}, '{\n  "b": 1,\n  "a": "\u00e4"\n}\n'.encode()),
])
def test_a_visual_in_a_file(fake_api, run_module, tmp_path, output, answer, content):
    client, file = fake_api(saved_visuals__v=answer, saved_visuals__v__csv=answer), tmp_path / "visual"
    params = {"visual_id": "v", "output": output, "dest": str(file), "mode": "0640"}

    assert run_module(saved_visuals.INFO, client, check_mode=True, **params).changed and not file.exists()
    outcome = run_module(saved_visuals.INFO, client, **params)
    again = run_module(saved_visuals.INFO, client, **params)

    assert (outcome.changed, again.changed, file.read_bytes(), file.stat().st_mode & 0o777) == (True, False, content, 0o640)
    assert outcome.result.keys() == {"visual_id", "dest", "size", "checksum"}


def test_a_page_is_no_csv(fake_api, run_module):
    with pytest.raises(AnswerError, match="HTML page instead of CSV"):
        run_module(saved_visuals.INFO, fake_api(saved_visuals__v__csv=b"<html>"), visual_id="v", output="csv")


@pytest.mark.parametrize("given, message", [
    ({"visual_id": "a/b"}, "visual_id: 'a/b' cannot be used"),
    ({"visual_id": "v", "output": "csv", "query": "a"}, "query: works on JSON only"),
    ({"visual_id": "v", "mode": "abc"}, "mode: has to be octal"),
    ({"visual_id": "v", "dest": "visual.csv"}, "dest: 'visual.csv' has to be an absolute path."),
])
def test_wrong_questions_about_visuals(run_module, given, message):
    assert refused(run_module, saved_visuals.INFO, **given).startswith(message)


# Cron expressions

def cron(run_module, client, **params):
    return run_module(check_ins.DEFINITION, client, expression="0 3 * * *", **params)


@pytest.mark.parametrize("answer", [None, {}, {"valid": True}, [], {"next": "2026-09-22T03:00:00Z"}])
def test_an_expression_that_is_taken(fake_api, run_module, answer):
    client = fake_api(check_ins__test_cron=answer)

    outcome = cron(run_module, client, field="cron", extra={"timezone": "UTC"})

    assert client.bodies() == [{"cron": "0 3 * * *", "timezone": "UTC"}]
    assert outcome.result == {"expression": "0 3 * * *", "valid": True, "reason": None, "raw": answer}


@pytest.mark.parametrize("answer, raw, reason", [
    ({"valid": False, "message": "Five fields."}, True, "Five fields."), ({"valid": False}, True, "no reason was told"),
    (AnswerError("Could not.", 422, detail="Five fields (invalid_cron)", code="invalid_cron"), False, "Five fields (invalid_cron)"),
])
def test_an_expression_that_is_refused(fake_api, run_module, answer, raw, reason):
    with pytest.raises(GateError) as caught:
        cron(run_module, fake_api(check_ins__test_cron=answer))
    told = cron(run_module, fake_api(check_ins__test_cron=answer), fail_on_invalid=False).result

    assert caught.value.message == "AppSignal does not take the cron expression 0 3 * * *: %s." % reason.rstrip(".")
    assert caught.value.failure().get("code") == (None if raw else "invalid_cron")
    assert told == {"expression": "0 3 * * *", "valid": False, "reason": reason, "raw": answer if raw else None}
    assert caught.value.result == dict(told, changed=False)


@pytest.mark.parametrize("error, advised", [
    (AnswerError("No.", 422, detail="cron is required"), True), (AnswerError("No.", 400, detail="Bad request"), True),
    (AnswerError("No.", 500, detail="Oops"), False), (NotFound("No.", 404), False),
])
def test_a_request_that_is_refused_says_nothing_of_the_expression(fake_api, run_module, error, advised):
    with pytest.raises(AnswerError) as caught:
        cron(run_module, fake_api(check_ins__test_cron=error), fail_on_invalid=False)

    assert caught.value is error and ("name as field" in error.message) == advised


@pytest.mark.parametrize("given, message", [
    ({"expression": " "}, "expression: has to be one line"), ({"expression": "0 3 *\n* *"}, "expression: has to be one line"),
    ({"field": ""}, "field: must not be empty."), ({"extra": {"expression": "x"}}, "extra: expression is set by another option"),
])
def test_wrong_tests_of_expressions(run_module, given, message):
    assert refused(run_module, check_ins.DEFINITION, **{"expression": "0 3 * * *", **given}).startswith(message)
