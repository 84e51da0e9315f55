# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What metrics and reports have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import activity
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, NotFound, OptionError

NOW = 1767225600123  # 2026-01-01T00:00:00.123Z


def question(**given):
    return activity.question(dict({"from_time": "-1h", "to_time": "now", "instance": None, "filters": None}, **given), NOW)


def test_times_are_sent_in_utc_to_the_second():
    asked = question(from_time="2025-12-31T23:30:00.999+01:00")
    assert asked.body == {"from": "2025-12-31 22:30:00", "to": "2026-01-01 00:00:00", "utc_time": True}
    assert asked.window == {"from_time": "2025-12-31T22:30:00Z", "to_time": "2026-01-01T00:00:00Z"}


@given(st.integers(0, 253402300799), st.integers(0, 253402300799))
def test_any_window_that_runs_forward_is_sent_as_it_is_told(begin, end):
    times = {"from_time": "%d000" % begin if begin >= 10 ** 8 else str(begin), "to_time": "%d000" % end if end >= 10 ** 8 else str(end)}
    if begin >= end:
        with pytest.raises(OptionError, match="^from_time: has to be before to_time"):
            question(**times)
        return
    asked = question(**times)
    assert [asked.body[key] for key in ("from", "to")] == [text[:-1].replace("T", " ") for text in asked.window.values()]
    assert all(len(asked.body[key]) == 19 for key in ("from", "to"))


@pytest.mark.parametrize("given, sent", [
    ({}, None),
    ({"instance": "db-1@crm"}, {"pg_instance": "db-1@crm"}),
    ({"instance": "db-1@:9342"}, {"pg_instance": "db-1@:9342"}),
    ({"filters": {"environment": "production", "pg_version": 16.4}}, {"environment": "production", "pg_version": "16.4"}),
    ({"filters": "environment=production,datacenter=lyon"}, {"environment": "production", "datacenter": "lyon"}),
    ({"filters": {"environment": "production"}, "instance": "db-1@crm"}, {"environment": "production", "pg_instance": "db-1@crm"}),
])
def test_filters(given, sent):
    assert question(**given).body.get("filters") == (sent and [{"tag": tag, "value": value} for tag, value in sent.items()])


@pytest.mark.parametrize("given, option, says", [
    ({"from_time": "yesterday"}, "from_time", "no point in time"),
    ({"to_time": "-2h"}, "from_time", "2025-12-31T23:00:00Z is not before 2025-12-31T22:00:00Z"),
    ({"from_time": "now"}, "from_time", "is not before"),
    ({"filters": {}}, "filters", "holds no tag"),
    ({"filters": ["environment"]}, "filters", "has to be a mapping"),
    ({"filters": {"environment": ["production", "test"]}}, "filters", "run the task once for each"),
    ({"filters": "environment=production,environment=test"}, "filters", "has several values"),
    ({"filters": {"pg_instance": "a@b"}, "instance": "a@b"}, "instance", "give one of them"),
    ({"instance": "crm"}, "instance", "<server>@<connection>"),
    ({"instance": "@crm"}, "instance", "<server>@<connection>"),
    ({"instance": "db-1@ "}, "instance", "<server>@<connection>"),
])
def test_what_makes_no_sense_is_refused(given, option, says):
    with pytest.raises(OptionError, match=says) as caught:
        question(**given)
    assert caught.value.facts["option"] == option


ENDPOINT = activity.Endpoint("top", ("by", "limit", "query_id", "sections"), ("calls",))


@pytest.mark.parametrize("given, fields", [
    ({}, {}),
    ({"by": "calls", "limit": 1}, {"by": "calls", "limit": 1}),
    ({"query_id": "0f34"}, {"query_md5_id": "0f34"}),
])
def test_own_fields(given, fields):
    params = dict(dict.fromkeys(("by", "limit", "query_id", "sections", "group")), **given)
    assert activity.own_fields(params, params, ENDPOINT, "metric top") == fields


@pytest.mark.parametrize("given, says", [
    ({"group": "x"}, "group: does not belong to the metric top, which takes by, limit, query_id, sections. So."),
    ({"by": "size"}, "by: the metric top cannot be ordered by 'size'; choose one of calls."),
    ({"limit": 0}, "limit: has to be at least 1, not 0."),
    ({"query_id": ""}, "query_id: must not be empty; leave it out instead."),
    ({"sections": []}, "sections: must not be empty; leave it out instead."),
])
def test_foreign_and_wrong_fields_are_refused_by_name(given, says):
    with pytest.raises(OptionError) as caught:
        activity.own_fields(given, given, ENDPOINT, "metric top", " So.")
    assert str(caught.value) == says


class Server:
    def __init__(self, **errors):
        self.errors, self.asked = errors, []

    def send(self, segments):
        assert segments[:2] == ("ds-api", "activity")
        self.asked.append(segments[2])
        if segments[2] in self.errors:
            raise self.errors[segments[2]]
        return segments[2]


def test_the_former_name_is_tried_when_the_present_one_is_not_found():
    endpoint = activity.Endpoint("new", former="old")
    gone, elsewhere, refused = NotFound("new is gone", 404), NotFound("old is gone", 404), AnswerError("no", 400)
    server = Server()
    assert endpoint.ask(server.send) == "new" and server.asked == ["new"]
    server = Server(new=gone)
    assert endpoint.ask(server.send) == "old" and server.asked == ["new", "old"]
    for errors, raised in (({"new": gone, "old": elsewhere}, gone), ({"new": refused}, refused), ({"new": gone, "old": refused}, refused)):
        with pytest.raises(AnswerError) as caught:
            endpoint.ask(Server(**errors).send)
        assert caught.value is raised
    with pytest.raises(NotFound):
        activity.Endpoint("new").ask(Server(new=gone).send)
