# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import baselines, deploys
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    AnswerError, GateError, NotFound, OptionError, PermissionDenied,
)
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer

SITE = "5f0000000000000000000001"
GOOD = {"throughput": 1840, "mean": 82.4, "error_rate": 0.65}
BAD = {"throughput": 1840, "mean": 182.4, "error_rate": 4.2}
NOT_FOUND = NotFound("Could not read.", 404, detail="Not found")
UNKNOWN = AnswerError("Could not read.", 422, detail="No data for this revision (unknown_revision)")
ROWS = [
    {"namespace": "web", "action": "Orders#show", "digest": "a1", "mean": 10, "throughput": 300, "error_rate": 0, "has_npo": False},
    {"namespace": "web", "action": "Orders#index", "digest": "b2", "mean": 50, "throughput": 100, "error_rate": 4, "has_npo": True},
]


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.pauses = []

    def time(self):
        return 1790000000 + self.now

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


class Client:
    """Answers each path in turn, the last answer for ever; errors are raised. Notes what it was asked."""

    def __init__(self, stats=(), actions=(), names=(["cpu"],)):
        self.script = {"deploys/stats": list(stats), "tracing/actions": list(actions), "metrics/names/" + SITE: list(names)}
        self.asked = []

    def read_by_post(self, *segments, doing, body):
        return self._answer(segments, body)

    def get(self, *segments, doing):
        return self._answer(segments, None)

    def _answer(self, segments, body):
        assert segments[:2] == ("api", "v2")
        path = "/".join(segments[2:])
        self.asked.append((path, body))
        answers = self.script[path]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Answer(200, answer, {})

    def paths(self):
        return [path for path, dummy in self.asked]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(deploys, "time", clock)
    return clock


def prepared(**params):
    defaults = {name: spec.get("default") for name, spec in deploys.DEFINITION.options.items()}
    return deploys.prepare({**defaults, "site_id": SITE, "revision": "9c1d2e3", **params})


def run(client, check_mode=False, **params):
    return deploys.run(prepared(**params), client, check_mode)


def failure(client, **params):
    with pytest.raises(GateError) as caught:
        run(client, **params)
    return caught.value


def test_statistics_without_a_gate():
    client = Client([GOOD])

    outcome = run(client)

    assert outcome.result == {
        "revision": "9c1d2e3", "throughput": 1840, "mean": 82.4, "error_rate": 0.65, "has_data": True, "source": "deploys_stats",
        "raw": GOOD, "actions": [], "namespaces": [], "site_id": SITE, "baseline": None, "increase": {"error_rate": None, "mean_percent": None},
        "verdict": "pass", "reasons": [], "summary": [
            "Revision 9c1d2e3 passed", "                   9c1d2e3", "throughput            1840", "mean duration, ms    82.40", "error rate, %         0.65"],
    }
    assert (outcome.changed, outcome.warnings) == (False, [])
    assert client.asked == [("deploys/stats", {"site_id": SITE, "revision": "9c1d2e3"})]


def test_gate_that_fails_says_why_and_carries_the_figures():
    error = failure(Client([BAD]), max_error_rate=1, max_mean=150, min_throughput=100)

    assert error.message == (
        "Revision 9c1d2e3 did not pass: error rate 4.20 % is above 1.00 %; mean duration 182.40 ms is above 150.00 ms.")
    assert error.result["verdict"] == "fail"
    assert error.result["reasons"] == ["error rate 4.20 % is above 1.00 %", "mean duration 182.40 ms is above 150.00 ms"]
    assert error.result["error_rate"] == 4.2
    assert error.result["changed"] is False
    assert error.failure()["verdict"] == "fail"


def test_verdict_only():
    outcome = run(Client([BAD]), max_error_rate=1, fail_on_violation=False)

    assert (outcome.result["verdict"], outcome.warnings) == ("fail", [])


def test_baseline():
    client = Client([BAD, GOOD])

    error = failure(client, baseline="8b0c1d2", max_error_rate_increase=1, max_mean_increase_percent=20)

    assert [body["revision"] for dummy, body in client.asked] == ["9c1d2e3", "8b0c1d2"]
    assert error.result["increase"] == {"error_rate": 3.55, "mean_percent": 121.359223}
    assert error.result["baseline"].keys() == {"revision", "throughput", "mean", "error_rate", "has_data", "source", "raw", "actions", "namespaces"}
    assert error.result["reasons"] == [
        "error rate rose by 3.55 percentage points (from 0.65 to 4.20 %), more than 1.00",
        "mean duration rose by 121.36 % (from 82.40 to 182.40 ms), more than 20.00",
    ]


NO_DATA = [NOT_FOUND, UNKNOWN, None, {}, {"throughput": None, "mean": None, "error_rate": None}, {"throughput": 0, "mean": 0, "error_rate": 0}]


@pytest.mark.parametrize("answer", NO_DATA)
@pytest.mark.parametrize("policy", ["fail", "warn", "pass"])
def test_no_data(answer, policy):
    client = Client([answer])

    if policy == "fail":
        error = failure(client, max_error_rate=1, assertions=["error_rate < `1`"])
        result, texts = error.result, [error.message]
    else:
        outcome = run(client, on_no_data=policy, max_error_rate=1, assertions=["error_rate < `1`"])
        result, texts = outcome.result, outcome.warnings

    assert (result["verdict"], result["has_data"]) == ("no_data", False)
    assert {result[name] for name in ("throughput", "mean", "error_rate")} == {None}
    assert len(texts) == (0 if policy == "pass" else 1)
    for text in texts:
        assert text.startswith("AppSignal has no data of revision 9c1d2e3")
        assert "No traffic may have reached it" in text
    # Only a 404 leaves open whether the site exists.
    assert client.paths() == ["deploys/stats"] + ["metrics/names/" + SITE] * (answer is NOT_FOUND)


def test_no_data_tells_what_appsignal_said():
    assert "(it says: No data for this revision (unknown_revision))" in failure(Client([UNKNOWN])).message


def test_no_data_without_failing_on_violations():
    outcome = run(Client([{}]), fail_on_violation=False)

    assert (outcome.result["verdict"], outcome.warnings) == ("no_data", [])


def test_check_mode_asks_once_and_lets_missing_data_pass(clock):
    client = Client([{}])

    outcome = run(client, check_mode=True, wait_timeout=300, settle_time=60)

    assert (outcome.result["verdict"], len(outcome.warnings)) == ("no_data", 1)
    assert (client.paths(), clock.pauses) == (["deploys/stats"], [])


def test_check_mode_judges_what_is_there():
    with pytest.raises(GateError):
        run(Client([BAD]), check_mode=True, max_error_rate=1)


def test_a_wrong_site_is_an_error_and_not_missing_data():
    with pytest.raises(NotFound, match="no such site"):
        run(Client([NOT_FOUND], names=[NotFound("no such site", 404)]), on_no_data="pass")


def test_a_baseline_without_data():
    client = Client([GOOD, {}])

    error = failure(client, baseline="8b0c1d2", max_mean_increase_percent=10)

    assert error.message.startswith("AppSignal has no data of baseline 8b0c1d2. ")
    assert (error.result["verdict"], error.result["has_data"]) == ("no_data", True)


def test_a_baseline_without_data_does_not_matter_without_a_limit():
    assert run(Client([GOOD, {}]), baseline="8b0c1d2").result["verdict"] == "pass"


def test_a_violation_outweighs_a_baseline_without_data():
    error = failure(Client([BAD, {}]), baseline="8b0c1d2", max_mean_increase_percent=10, max_mean=100)

    assert error.result["verdict"] == "fail"
    assert len(error.result["reasons"]) == 2


@pytest.mark.parametrize("error", [
    AnswerError("Could not read.", 422, detail="from and to are required (invalid_parameters)"),
    AnswerError("Could not read.", 422, detail="body.revision: Field required"),
    AnswerError("Could not read.", 422, detail="revision can't be blank"),
    AnswerError("Could not read.", 400, detail="Bad request"),
    PermissionDenied("Could not read.", 403),
    AnswerError("Could not read.", 502, retryable=True),
])
def test_a_wrong_request_is_an_error(error):
    with pytest.raises(AnswerError) as caught:
        run(Client([error]), on_no_data="pass")

    assert caught.value is error


def test_waits_for_data(clock):
    client = Client([NOT_FOUND, {}, AnswerError("Down.", 502, retryable=True), GOOD])

    outcome = run(client, wait_timeout=300, delay=20)

    assert outcome.result["verdict"] == "pass"
    assert client.paths() == ["deploys/stats"] * 4
    assert clock.pauses == [20, 20, 20]


def test_waits_for_enough_data(clock):
    outcome = run(Client([dict(GOOD, throughput=count) for count in (10, 60, 120)]), wait_timeout=300, min_throughput=100)

    assert (outcome.result["throughput"], clock.pauses) == (120, [15, 15])


def test_waiting_ends_with_what_there_is(clock):
    error = failure(Client([dict(GOOD, throughput=10)]), wait_timeout=40, min_throughput=100)

    assert error.result["reasons"] == ["throughput 10 is below 100"]
    assert clock.pauses == [15, 15, 10]


def test_waiting_in_vain_says_how_long():
    assert failure(Client([{}]), wait_timeout=40).message.startswith("AppSignal has no data of revision 9c1d2e3 after 40 s. ")


def test_waiting_ends_with_the_error_that_did_not_pass():
    with pytest.raises(AnswerError, match="Down."):
        run(Client([{}, AnswerError("Down.", 502, retryable=True)]), wait_timeout=40)


def test_settling_counts_from_the_first_data(clock):
    client = Client([{}, BAD, GOOD])

    outcome = run(client, wait_timeout=300, delay=20, settle_time=60, max_error_rate=1)

    assert (outcome.result["verdict"], clock.pauses) == ("pass", [20, 60])


def test_settling_and_waiting_for_enough_go_on_together(clock):
    client = Client([dict(GOOD, throughput=count) for count in (10, 60, 120, 130)])

    outcome = run(client, wait_timeout=300, delay=20, settle_time=50, min_throughput=100)

    assert (outcome.result["throughput"], clock.pauses) == (130, [20, 20, 10])


@given(st.integers(0, 600), st.integers(1, 60), st.integers(0, 300), st.integers(0, 12), st.integers(1, 400))
def test_waiting_and_settling_keep_their_times(timeout, delay, settle, polls, least):
    clock, before = Clock(), deploys.time
    deploys.time = clock
    try:
        client = Client([{}] * polls + [dict(GOOD, throughput=count) for count in range(50, 500, 50)])
        seen = []
        began, answer = clock.now, client._answer

        def note(segments, body):
            found = answer(segments, body)
            seen.append((clock.now - began, found.data.get("throughput", 0)))
            return found
        client._answer = note
        verdict = run(client, wait_timeout=timeout, delay=delay, settle_time=settle, min_throughput=least, on_no_data="pass", fail_on_violation=False).result
    finally:
        deploys.time = before
    last, judged = seen[-1]
    first = next((moment for moment, count in seen if count), None)
    enough = next((moment for moment, count in seen if count >= least), None)

    # Nothing is judged before it has settled, and never later than waiting and settling take together.
    assert first is None or last >= first + settle
    assert last <= timeout + settle
    assert last == max(timeout if enough is None else enough, 0 if first is None else first + settle)
    assert verdict["verdict"] == ("no_data" if not judged else "pass" if judged >= least else "fail")


def test_settling_without_data_is_not_waited_for(clock):
    failure(Client([{}]), settle_time=60)

    assert clock.pauses == []


def test_tracing_actions():
    client = Client(actions=[ROWS])

    outcome = run(client, source="tracing_actions", namespaces=["web"], max_error_rate=1)

    assert {name: outcome.result[name] for name in ("throughput", "mean", "error_rate")} == {"throughput": 400, "mean": 20, "error_rate": 1}
    assert outcome.result["raw"] == ROWS
    assert [row["action"] for row in outcome.result["actions"]] == ["Orders#show", "Orders#index"]
    assert outcome.result["actions"][1] == ROWS[1]
    assert client.asked == [("tracing/actions", {
        "site_id": SITE, "revision": "9c1d2e3", "namespaces": ["web"], "from": "2026-09-21T13:30:00Z", "to": "2026-09-21T14:30:00Z"})]


def test_figures_of_each_namespace():
    rows = [dict(ROWS[0]), dict(ROWS[1], namespace="background"), dict(ROWS[1], throughput=700, mean=20), {"action": "x", "throughput": 0}]

    assert run(Client(actions=[rows]), source="tracing_actions").result["namespaces"] == [
        {"namespace": "web", "throughput": 1000, "mean": 17, "error_rate": 2.8, "has_data": True},
        {"namespace": "background", "throughput": 100, "mean": 50, "error_rate": 4, "has_data": True},
        {"namespace": None, "throughput": None, "mean": None, "error_rate": None, "has_data": False},
    ]


@pytest.mark.parametrize("answer", [GOOD, BAD] + NO_DATA)
@pytest.mark.parametrize("baseline", [None, "8b0c1d2"])
def test_the_shape_is_the_same_for_every_source(answer, baseline):
    results = [
        run(Client([answer], [rows]), source=source, baseline=baseline, on_no_data="pass", fail_on_violation=False).result
        for source in deploys.SOURCES for rows in (ROWS, [])]

    for result in results:
        assert result.keys() == results[0].keys()
        assert set(result["baseline"] or results[0]["baseline"] or ()) == set(results[0]["baseline"] or ())
        assert [type(result[name]) for name in ("actions", "namespaces", "reasons", "summary")] == [list] * 4


def test_which_revision_was_the_previous_one_is_found_out_before_anything_else(monkeypatch):
    client, calls = Client([GOOD, BAD]), []
    monkeypatch.setattr(baselines, "previous_revision", lambda *given: calls.append((given[1:], list(client.asked))) or "8b0c1d2")

    assert run(client, baseline="previous").result["baseline"]["revision"] == "8b0c1d2"
    assert calls == [((SITE, "9c1d2e3"), [])]
    assert [body["revision"] for dummy, body in client.asked] == ["9c1d2e3", "8b0c1d2"]


@pytest.mark.parametrize("policy", ["warn", "pass"])
def test_without_a_previous_revision_there_is_nothing_to_compare_with(monkeypatch, policy):
    monkeypatch.setattr(baselines, "previous_revision", lambda *given: None)

    assert run(Client([GOOD]), baseline="previous").result["verdict"] == "pass"
    outcome = run(Client([GOOD]), baseline="previous", max_mean_increase_percent=20, on_no_data=policy)
    assert (outcome.result["verdict"], outcome.result["baseline"]) == ("no_data", None)
    assert outcome.result["reasons"] == ["AppSignal has no data of a revision before 9c1d2e3 (no deploy marker tells of one)"]
    assert failure(Client([GOOD]), baseline="previous", max_error_rate_increase=1).facts["verdict"] == "no_data"


@pytest.mark.parametrize("stats", NO_DATA + [AnswerError("Could not read.", 422, detail="from is required"), AnswerError("", 400)])
def test_auto_falls_back(stats):
    outcome = run(Client([stats], [ROWS]), source="auto")

    assert (outcome.result["source"], outcome.result["throughput"]) == ("tracing_actions", 400)


def test_auto_prefers_deploys_stats():
    client = Client([GOOD], [ROWS])

    assert run(client, source="auto").result["source"] == "deploys_stats"
    assert client.paths() == ["deploys/stats"]


def test_auto_does_not_hide_a_refused_token():
    with pytest.raises(PermissionDenied):
        run(Client([PermissionDenied("No.", 403)], [ROWS]), source="auto")


def test_auto_with_namespaces_asks_only_where_they_are_known():
    client = Client([GOOD], [ROWS])

    run(client, source="auto", namespaces=["web"])

    assert client.paths() == ["tracing/actions"]


def test_time_frame_is_sent_only_as_given():
    client = Client([GOOD])

    run(client, from_time="2026-09-21T10:00:00+02:00")

    assert client.asked[0][1] == {"site_id": SITE, "revision": "9c1d2e3", "from": "2026-09-21T08:00:00Z"}


def test_assertions():
    error = failure(Client([GOOD, BAD]), baseline="8b0c1d2", assertions=[
        "mean < `100`", {"that": "mean < `50`", "msg": "too slow"}, "baseline.mean < mean", "throughput"])

    assert error.result["reasons"] == ["too slow", "baseline.mean < mean is not true", "throughput is not true"]


def test_assertion_that_does_not_suit_the_data():
    with pytest.raises(OptionError, match=r"assertions\[0\]: cannot be applied"):
        run(Client([GOOD]), assertions=["length(mean)"])


def test_query():
    outcome = run(Client([GOOD]), query="{ms: mean, verdict: verdict}")

    assert outcome.result["query_result"] == {"ms": 82.4, "verdict": "pass"}


@pytest.mark.parametrize("given, message", [
    ({"site_id": "../x"}, "site_id: "),
    ({"revision": " "}, "revision: must not be empty."),
    ({"baseline": ""}, "baseline: must not be empty."),
    ({"baseline": "9c1d2e3"}, "baseline: is the revision itself"),
    ({"max_mean_increase_percent": 5.0}, "baseline: is needed for max_mean_increase_percent."),
    ({"max_error_rate_increase": 5.0}, "baseline: is needed for max_error_rate_increase."),
    ({"max_error_rate": 101.0}, "max_error_rate: is in percent"),
    ({"max_error_rate": float("nan")}, "max_error_rate: has to be a number of at least 0, not nan."),
    ({"max_mean": -1.0}, "max_mean: has to be a number of at least 0, not -1.0."),
    ({"wait_timeout": -1}, "wait_timeout: has to be at least 0, not -1."),
    ({"delay": 0}, "delay: has to be at least 1, not 0."),
    ({"settle_time": -5}, "settle_time: has to be at least 0, not -5."),
    ({"namespaces": ["web"]}, "namespaces: needs source tracing_actions or auto"),
    ({"from_time": "yesterday"}, "from_time: 'yesterday' is no point in time"),
    ({"from_time": "-1h", "to_time": "-2h"}, "from_time: is after to_time."),
    ({"from_time": "+1h"}, "from_time: is after the present."),
    ({"query": "mean <"}, "query: "),
    ({"assertions": ["mean <"]}, "assertions[0]: "),
    ({"assertions": ["mean > `0`", 5]}, "assertions[1]: has to be a JMESPath expression, or a mapping"),
    ({"assertions": [{"msg": "x"}]}, "assertions[0]: has to be a JMESPath expression, or a mapping"),
    ({"assertions": [{"that": "mean", "message": "x"}]}, "assertions[0]: has to be a JMESPath expression, or a mapping"),
])
def test_wrong_options(given, message):
    with pytest.raises(OptionError) as caught:
        prepared(**given)

    assert str(caught.value).startswith(message)
