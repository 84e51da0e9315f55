# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom markers, and pings of check-ins."""

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import asking, custom_markers, pings
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, NotFound, OptionError, StateError, TransportError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer

NOW = 1790000000000
AT = "2026-09-21T14:13:20Z"
EARLIER = "2026-09-21T13:43:20.250Z"
GONE = NotFound("No.", 404)
LOST = TransportError("Lost.", maybe_done=True)


class Legacy:
    """The older interface, with markers by their ids; and the public endpoint."""

    def __init__(self, *markers, with_ids=True, body=True, page=0, fault=None, delayed=False):
        self.markers = list(markers)
        self.calls = []
        self.legacy = self.endpoint = self
        self._with_ids, self._body, self._page, self._fault, self._delayed = with_ids, body, page, fault, delayed

    def writes(self):
        return [call for call in self.calls if call[0] != "GET"]

    def get(self, *segments, doing, query):
        return self.call("GET", segments, doing, query)

    def call(self, method, segments, doing, query=None, body=None, form=None, reads=False):
        path = "/".join(segments)
        self.calls.append((method, path, query, body))
        data = self._list(query) if path.endswith("markers.json") and method == "GET" else self._one(method, segments, body)
        if method != "GET" and self._fault:
            fault, self._fault = self._fault, None
            raise fault
        return Answer(200, data, {})

    def _list(self, query):
        shown = [] if self._delayed else self.markers
        if query.get("count_only"):
            return {"count": len(shown)}
        listed = [marker if self._with_ids else {name: marker[name] for name in marker if name != "id"} for marker in shown]
        return {"count": len(listed), "markers": listed[:query.get("limit") or self._page or len(listed)]}

    def _one(self, method, segments, body):
        if method == "POST":
            made = {"icon": "R", "created_at": AT, **body.get("marker", body), "kind": "custom", "id": "m%d" % (len(self.markers) + 1)}
            self.markers.append(made)
            return dict(made) if self._body else None
        found = next((marker for marker in self.markers if segments[-1] == marker["id"] + ".json"), None)
        if found is None:
            raise GONE
        if method == "PUT":
            found.update(body["marker"])
        if method == "DELETE":
            self.markers.remove(found)
            return None
        return dict(found)


@pytest.fixture(autouse=True)
def _steady_time(monkeypatch):
    monkeypatch.setattr(asking, "now", lambda: NOW)


def marker(number, message="Migration", created_at=EARLIER, **more):
    return {"kind": "custom", "id": "m%d" % number, "message": message, "icon": "R", "created_at": created_at, **more}


def run(run_module, clients, check_mode=False, **given):
    options = {"appsignal_token": "token", "appsignal_push_key": "key", "text": "Migration", **given}
    return run_module(custom_markers.DEFINITION, clients, check_mode, **options)


def test_a_marker_is_made_once(run_module):
    clients = Legacy()

    outcome = run(run_module, clients, icon="E")
    assert clients.writes() == [("POST", "api/site/markers.json", None, {"marker": {"kind": "custom", "message": "Migration", "icon": "E"}})]
    assert clients.calls[0][2] == {"kind": "custom", "from": "2026-09-21T13:13:19Z", "to": "2026-09-21T14:13:21Z"}
    assert (outcome.changed, outcome.result) == (True, {
        "action": "created", "marker": {"id": "m1", "message": "Migration", "icon": "E", "created_at": AT}})
    assert outcome.diff["after"] == {"message": "Migration", "icon": "E"} and outcome.warnings == []
    assert not run(run_module, clients).changed and len(clients.writes()) == 1


def test_check_mode_only_looks(run_module):
    clients = Legacy()

    assert run(run_module, clients, True).changed and clients.writes() == []


@pytest.mark.parametrize("given, found", [
    ({}, True), ({"window": "20m"}, False), ({"created_at": EARLIER}, True), ({"created_at": "2026-09-21T13:43:22Z"}, False),
    ({"created_at": "-20m"}, True), ({"created_at": "-40m"}, False), ({"text": "Other"}, False),
])
def test_what_is_equal(run_module, given, found):
    assert run(run_module, Legacy(marker(1)), **given).changed is not found


def test_long_messages_are_cut_before_they_are_compared(run_module):
    clients = Legacy()

    assert [run(run_module, clients, text="x" * 300).changed for dummy in range(2)] == [True, False]
    assert clients.markers[0]["message"] == "x" * 200


@pytest.mark.parametrize("with_ids", [True, False])
def test_an_icon_changes_where_there_is_an_id(run_module, with_ids):
    clients = Legacy(marker(1), with_ids=with_ids)

    outcome = run(run_module, clients, icon="E")
    assert outcome.changed is with_ids
    assert [call[:2] + call[3:] for call in clients.writes()] == [
        ("PUT", "api/site/markers/m1.json", {"marker": {"kind": "custom", "message": "Migration", "icon": "E", "created_at": EARLIER}})] * with_ids
    assert outcome.warnings == [] if with_ids else outcome.warnings[0].startswith("The marker Migration has the icon R. AppSignal does not tell its id")


def test_a_marker_by_its_id(run_module):
    clients = Legacy(marker(1))

    outcome = run(run_module, clients, id="m1", text="Migration, again", created_at=AT)
    assert outcome.result["marker"] == {"id": "m1", "message": "Migration, again", "icon": "R", "created_at": AT}
    assert not run(run_module, clients, id="m1", text=None, created_at="now").changed
    assert run(run_module, clients, id="m1", text=None, state="absent").result["action"] == "deleted"
    assert not run(run_module, clients, id="m1", text=None, state="absent").changed
    assert clients.calls[-1] == ("GET", "api/site/markers.json", {"count_only": "true", "limit": 1}, None)
    with pytest.raises(StateError, match="^There is no marker with the id m1. AppSignal chooses ids itself"):
        run(run_module, clients, id="m1")


@pytest.mark.parametrize("other", [{"id": "m1", "revision": "a"}, {"id": "m1", "kind": "notification"}])
def test_other_markers_are_left_alone(run_module, other):
    with pytest.raises(StateError, match="^The marker m1 is no custom marker"):
        run(run_module, Legacy(other), id="m1", state="absent")


def test_all_that_are_equal_are_deleted(run_module):
    clients = Legacy(marker(1), marker(2, created_at=AT), marker(3, "Other"))

    outcome = run(run_module, clients, state="absent")
    assert outcome.result == {"action": "deleted", "marker": None} and [known["id"] for known in clients.markers] == ["m3"]
    assert not run(run_module, clients, state="absent").changed
    with pytest.raises(StateError, match="^AppSignal does not tell the id of the marker Other"):
        run(run_module, Legacy(marker(3, "Other"), with_ids=False), text="Other", state="absent")


def test_what_is_made_may_not_be_told_nor_shown_at_once(run_module):
    outcome = run(run_module, Legacy(body=False, delayed=True))

    assert outcome.result["marker"] == {"id": None, "message": "Migration", "icon": None, "created_at": None} and outcome.warnings == []


def test_a_lost_answer_is_looked_for(run_module):
    clients = Legacy(fault=LOST)

    assert run(run_module, clients).result["marker"]["id"] == "m1" and len(clients.writes()) == 1


def test_a_short_list_is_asked_for_in_full(run_module):
    clients = Legacy(marker(1, "Other"), marker(2), page=1)

    assert not run(run_module, clients).changed
    assert clients.calls[1][2]["limit"] == 2


@pytest.mark.parametrize("created_at", [None, "yesterday"])
def test_a_marker_that_does_not_tell_its_time_is_not_equal(run_module, created_at):
    assert run(run_module, Legacy(marker(1, created_at=created_at))).changed


def test_a_list_of_another_shape_is_an_error(run_module):
    clients = Legacy()
    clients.call = lambda *args, **options: Answer(200, {"markers": {"id": "m1"}}, {}, lambda what: AnswerError(what, 200))

    with pytest.raises(AnswerError, match="^a list of markers was expected"):
        run(run_module, clients)
    assert clients.writes() == []


def test_somebody_else_may_delete_first(run_module):
    assert run(run_module, Legacy(marker(1), fault=GONE), state="absent").result["action"] == "deleted"
    with pytest.raises(NotFound):
        run(run_module, Legacy(marker(1), fault=GONE), icon="E")


APP = {"site_id": None, "app": "shop", "environment": "production"}


def test_a_marker_by_the_key(run_module, fake_graphql):
    clients = Legacy()

    for dummy in range(2):
        outcome = run(run_module, clients, method="push", appsignal_token=None, **APP)
        assert outcome.changed and outcome.result["marker"]["message"] == "Migration"
    assert clients.calls == [("POST", "markers", {"name": "shop", "environment": "production"}, {"message": "Migration"})] * 2
    clients.graphql = fake_graphql(viewer={"organizations": [{"slug": "acme", "apps": [{"id": "site", "name": "shop", "environment": "production"}]}]})
    assert not run(run_module, clients, method="push", **APP).changed


@pytest.mark.parametrize("given, says", [
    ({"text": " "}, "text: must not be empty"), ({"id": "a/b"}, "id: 'a/b' cannot be used"), ({"created_at": "soon"}, "created_at: 'soon' is no point"),
    ({"window": "1"}, "window: '1' is no duration"), ({"appsignal_token": None}, "appsignal_token: is needed"), ({"site_id": None}, "site_id: is needed"),
    ({"method": "push"}, "app: is needed for method=push"), ({"method": "push", "id": "m1"}, "id: needs method=api"),
    ({"method": "push", "state": "absent", "appsignal_token": None}, "appsignal_token: is needed"),
])
def test_what_cannot_be_marked(run_module, given, says):
    with pytest.raises(OptionError) as caught:
        run(run_module, None, **given)
    assert caught.value.message.startswith(says)


# Lists

def test_a_list(run_module):
    clients = Legacy({"kind": "deploy", "created_at": "2026-09-21T10:00:00Z"}, marker(1, created_at=AT), marker(2))

    outcome = run_module(custom_markers.INFO, clients, from_time="-1h", to_time="now", query="[].id")
    assert clients.calls[0][2] == {"from": "2026-09-21T13:13:19Z", "to": "2026-09-21T14:13:21Z"}
    assert (outcome.result["query_result"], outcome.result["count"], outcome.result["site_id"]) == (["m1", "m2"], 2, "site")


def test_a_count(run_module):
    clients = Legacy(marker(1), marker(2))

    outcome = run_module(custom_markers.INFO, clients, kind="custom", count_only=True, limit=1, from_time=AT)
    assert clients.calls[0][2] == {"kind": "custom", "limit": 1, "count_only": "true", "from": AT}
    assert (outcome.result["markers"], outcome.result["count"]) == ([], 2)


# Pings

class Endpoint:
    """Notes what it is sent."""

    def __init__(self):
        self.calls = []
        self.endpoint = self

    def call(self, method, segments, doing, query, reads, form):
        self.calls.append((method, "/".join(segments), query, reads))


def test_pings(run_module):
    clients = Endpoint()
    given = {"identifier": "nightly", "appsignal_push_key": "key"}

    outcomes = [run_module(pings.DEFINITION, clients, kind=kind, **given) for kind in ("start", "finish", "heartbeat")]
    assert run_module(pings.DEFINITION, clients, True, kind="start", **given).changed
    assert all(outcome.changed for outcome in outcomes) and outcomes[1].result == {"check_in": {"identifier": "nightly", "kind": "finish"}}
    assert clients.calls == [
        ("POST", "check_ins/cron", {"identifier": "nightly", "kind": "start"}, False), ("POST", "check_ins/cron", {"identifier": "nightly"}, False),
        ("POST", "check_ins/heartbeats", {"identifier": "nightly"}, True)]


@pytest.mark.parametrize("given, option", [({"identifier": " "}, "identifier"), ({"appsignal_push_key": ""}, "appsignal_push_key")])
def test_pings_that_cannot_be_sent(run_module, given, option):
    with pytest.raises(OptionError, match="^%s: " % option):
        run_module(pings.DEFINITION, None, **{"identifier": "nightly", "kind": "start", "appsignal_push_key": "key", **given})
