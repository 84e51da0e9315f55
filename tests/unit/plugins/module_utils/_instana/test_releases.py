# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    BY_STATUS, AnswerError, OptionError, PermissionDenied, StateError, TransportError,
)
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import releases

NOW = 1790000000000
HOUR = 3600000
MOMENT = "2026-11-20T14:30:00Z"
AT = 1795185000000
LIST, POST = ("GET", ""), ("POST", "")


class Backend:
    """Holds releases as Instana does; names other than those it knows are dropped from scopes.

    ``refuse`` maps a request to an error; with ``lose``, a write takes effect all the same.
    """

    latest_headers = {}

    def __init__(self, *stored, known=("Billing", "Finance", "billing-api"), refuse=None, lose=False):
        self.stored = {release["id"]: release for release in stored}
        self.known = known
        self.refuse = refuse or {}
        self.lose = lose
        self.requests, self.bodies, self.queries = [], [], []

    def get(self, *segments, doing, query=None):
        self.queries.append(query)
        return self._handle("GET", segments, None, query)

    def write(self, method, *segments, doing, body=None):
        self.bodies.append(body)
        return self._handle(method, segments, body, None)

    def _handle(self, method, segments, body, query):
        assert segments[:2] == ("api", "releases")
        request = (method, "/".join(segments[2:]))
        self.requests.append(request)
        self.latest_headers = {"X-RateLimit-Limit": "10000", "X-RateLimit-Remaining": "9987", "X-RateLimit-Reset": "1790003600"}
        error = self.refuse.get(request)
        if error and not self.lose:
            raise error
        data = self._answer(method, request[1], body, query)
        if error:
            self.refuse = {}
            raise error
        return Answer(200, data, {}, lambda what: AnswerError(what, 200, maybe_done=method != "GET"))

    def _answer(self, method, release_id, body, query):
        if method == "POST":
            release_id = "new%d" % len(self.stored)
        elif release_id and release_id not in self.stored:
            raise BY_STATUS[404]("no such release", 404)
        if not release_id:
            return [release for release in self.stored.values() if query["from"] < release["start"] < query["to"]]
        if method == "DELETE":
            return self.stored.pop(release_id) and None
        if body:
            self.stored[release_id] = dict(self._scoped(body), id=release_id, lastUpdated=NOW)
        return self.stored[release_id]

    def _scoped(self, body):
        def named(scopes):
            return [dict(scope, id="id of " + scope["name"]) for scope in scopes if scope["name"] in self.known]
        return dict(body, **{key: named(body[key]) for key in ("applications", "services") if key in body})


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch):
    monkeypatch.setattr(releases.time, "time", lambda: NOW / 1000)


def raw(release_id="r1", name="billing 4.2", start=AT, **more):
    return dict({"id": release_id, "name": name, "start": start, "lastUpdated": start}, **more)


def params(**given):
    defaults = {name: option.get("default") for name, option in releases.DEFINITION.options.items()}
    services = [dict({"scoped_to": None}, **service) for service in given.pop("services", [])] or None
    return dict(defaults, services=services, **given)


def run(backend, check_mode=False, **given):
    return releases.DEFINITION.run(releases.prepare(params(**dict({"name": None if "id" in given else "billing 4.2"}, **given))), backend, check_mode)


def read(backend, **given):
    defaults = {name: option.get("default") for name, option in releases.INFO.options.items()}
    return releases.INFO.run(releases.prepare_reading(dict(defaults, **given)), backend, False).result["releases"]


def test_creates_once():
    backend = Backend()
    outcome = run(backend, start=MOMENT)
    assert outcome.changed and outcome.result == {
        "release": {"id": "new0", "name": "billing 4.2", "start": AT, "start_time": MOMENT, "applications": [], "services": [], "last_updated": NOW},
        "action": "created", "rate_limit": {"limit": 10000, "remaining": 9987, "reset": 1790003600},
    }
    assert backend.bodies == [{"name": "billing 4.2", "start": AT}]
    assert backend.queries == [{"from": AT - 1, "to": AT + 1}]
    assert not run(backend, start=str(AT)).changed
    assert backend.requests == [LIST, POST, LIST]


def test_scopes_are_part_of_what_it_is():
    backend = Backend()
    services = [{"name": "billing-api", "scoped_to": ["Finance", "Billing"]}, {"name": "billing-api"}]
    assert run(backend, start=MOMENT, applications=["Finance"]).changed
    outcome = run(backend, start=MOMENT, applications=["Billing"], services=services)
    assert outcome.changed and not outcome.warnings
    assert backend.bodies[1] == {
        "name": "billing 4.2", "start": AT, "applications": [{"name": "Billing"}],
        "services": [{"name": "billing-api"}, {"name": "billing-api", "scopedTo": {"applications": [{"name": "Billing"}, {"name": "Finance"}]}}],
    }
    assert not run(backend, start=MOMENT, applications=["Billing", "Billing"], services=services[::-1]).changed
    assert run(backend, start=MOMENT).changed
    assert len(backend.stored) == 3


@pytest.mark.parametrize("asked, says", [
    (["Billing", "Nowhere"], "Instana shows the release billing 4.2 for application Billing, but not for application Nowhere. It drops names"),
    (["Nowhere"], "Instana shows the release billing 4.2 everywhere, not only for application Nowhere"),
])
def test_dropped_scopes_are_told_and_do_not_bring_another_release(asked, says):
    backend = Backend()
    for changed in (True, False):
        outcome = run(backend, start=MOMENT, applications=asked)
        assert outcome.changed == changed and len(outcome.warnings) == 1 and outcome.warnings[0].startswith(says)
        assert ("change it by its id, new0" in outcome.warnings[0]) != changed
    assert backend.requests.count(POST) == 1
    assert run(backend, start=MOMENT, applications=asked, state="absent").changed and not backend.stored


def test_now_is_equal_within_the_window():
    backend = Backend(raw("far", start=NOW - HOUR - 1), raw("near", start=NOW - 600000), raw("nearer", start=NOW + 5000), raw("other", name="crm", start=NOW))
    outcome = run(backend)
    assert not outcome.changed and outcome.result["release"]["id"] == "nearer"
    assert backend.queries == [{"from": NOW - HOUR - 1, "to": NOW + HOUR + 1}]
    assert run(backend, start="-30m").result["release"]["id"] == "near"
    assert run(backend, start="-30m", window="1m").changed


def test_a_fixed_start_may_have_a_window_too():
    backend = Backend(raw())
    given = {"start": str(AT + 60000)}
    assert not run(backend, window="2m", **given).changed
    assert backend.queries == [{"from": AT + 60000 - 120001, "to": AT + 60000 + 120001}]
    assert not run(backend, id="r1", window="2m", **given).changed
    assert run(backend, id="r1", **given).changed
    assert run(backend, start=MOMENT).changed


def test_check_mode_predicts_and_only_reads():
    changes = ((), {}), ((raw(),), {"id": "r1", "name": "billing 4.3", "applications": ["Billing"]}), ((raw(),), {"start": MOMENT, "state": "absent"})
    for stored, given in changes:
        backend = Backend(*stored)
        predicted = run(backend, check_mode=True, **given)
        assert {method for method, dummy in backend.requests} == {"GET"}
        outcome = run(backend, **given)
        assert predicted.changed and outcome.changed and predicted.diff == outcome.diff
        assert predicted.result["action"] == outcome.result["action"]
        assert (predicted.result["release"] or {}).keys() == (outcome.result["release"] or {}).keys()


def test_updates_by_id_and_leaves_alone_what_is_not_given():
    backend = Backend(raw(applications=[{"id": "a", "name": "Billing"}]))
    assert not run(backend, id="r1").changed
    assert not run(backend, id="r1", name="billing 4.2", applications=["Billing"]).changed
    outcome = run(backend, id="r1", name="billing 4.3")
    assert backend.bodies == [{"name": "billing 4.3", "start": AT, "applications": [{"name": "Billing"}]}]
    assert (outcome.diff["before"]["name"], outcome.diff["after"]["name"]) == ("billing 4.2", "billing 4.3")
    run(backend, id="r1", start=str(NOW), applications=[])
    assert backend.bodies[1] == {"name": "billing 4.3", "start": NOW}
    assert not run(backend, id="r1", start="-10m").changed
    assert run(backend, id="r1", start="-2h").result["release"]["start"] == NOW - 2 * HOUR


def test_an_unknown_id_is_an_error_or_absent_already():
    with pytest.raises(StateError, match="There is no release with the id r9. Instana chooses ids itself"):
        run(Backend(), id="r9", name="billing 4.2")
    assert run(Backend(), id="r9", state="absent").result["action"] == "unchanged"


def test_deletes_all_that_are_equal():
    backend = Backend(raw("r1"), raw("r2"), raw("r3", name="crm"))
    assert run(backend, start=MOMENT, state="absent").result == {
        "release": None, "action": "deleted", "rate_limit": {"limit": 10000, "remaining": 9987, "reset": 1790003600}}
    assert list(backend.stored) == ["r3"]
    assert not run(backend, start=MOMENT, state="absent").changed
    assert run(backend, id="r3", state="absent").changed and not backend.stored


def test_somebody_else_may_delete_first():
    backend = Backend(raw(), refuse={("DELETE", "r1"): BY_STATUS[404]("gone", 404)})
    assert run(backend, id="r1", state="absent").result["action"] == "deleted"


@pytest.mark.parametrize("error", [TransportError("lost", maybe_done=True), AnswerError("bad gateway", 502, maybe_done=True)])
def test_a_lost_answer_does_not_bring_another_release(error):
    backend = Backend(refuse={POST: error}, lose=True)
    outcome = run(backend)
    assert outcome.changed and outcome.result["release"]["id"] == "new0"
    assert backend.requests == [LIST, POST, LIST, LIST]


def test_a_request_of_unknown_fate_is_not_sent_again():
    backend = Backend(refuse={POST: TransportError("lost", maybe_done=True)})
    with pytest.raises(TransportError, match="It is not known whether the server carried it out; the next run looks first"):
        run(backend)
    assert backend.requests.count(POST) == 1


def test_a_missing_permission_is_named():
    backend = Backend(refuse={LIST: PermissionDenied("refused", 403)})
    with pytest.raises(PermissionDenied, match="canConfigureReleases") as caught:
        run(backend)
    assert caught.value.result["rate_limit"]["remaining"] == 9987
    with pytest.raises(PermissionDenied, match="canConfigureReleases"):
        read(backend)


@pytest.mark.parametrize("given, option, says", [
    ({"name": " "}, "name", "1 to 256 characters"),
    ({"name": "x" * 257}, "name", "1 to 256 characters"),
    ({"id": "a/b"}, "id", "cannot be used"),
    ({"start": "yesterday"}, "start", "no point in time"),
    ({"window": "1"}, "window", "no duration"),
    ({"applications": ["a"] * 11}, "applications", "may have 10 entries at most, not 11"),
    ({"applications": ["a", ""]}, "applications[1]", "1 to 256 characters"),
    ({"services": [{"name": "a"}, {"name": ""}]}, "services[1].name", "1 to 256 characters"),
    ({"services": [{"name": "a", "scoped_to": ["b"] * 11}]}, "services[0].scoped_to", "10 entries at most"),
])
def test_wrong_values_are_refused(given, option, says):
    backend = Backend()
    with pytest.raises(OptionError, match=says) as caught:
        run(backend, **given)
    assert caught.value.facts["option"] == option and not backend.requests


def test_reads_a_time_frame():
    backend = Backend(raw("r1", start=NOW - 1000), raw("r2", start=NOW, services=[{"id": "s", "name": "billing-api"}]), raw("r3", name="crm", start=NOW - 5))
    assert [release["id"] for release in read(backend)] == ["r2", "r3", "r1"]
    assert backend.queries == [{"from": NOW - 30 * 24 * HOUR - 1, "to": NOW + 1}]
    assert [release["id"] for release in read(backend, name="billing 4.2", max_results=7, from_time="-1s")] == ["r2", "r1"]
    assert backend.queries[1] == {"from": NOW - 1001, "to": NOW + 1, "maxResults": 7}
    assert read(backend, from_time=str(NOW + 1), to_time="+1h") == []


def test_reads_one():
    backend = Backend(raw("r1"))
    assert [release["id"] for release in read(backend, id="r1")] == ["r1"]
    assert read(backend, id="r9") == read(backend, id="r1", name="crm") == []
    assert backend.requests[0] == ("GET", "r1")


@pytest.mark.parametrize("given, option", [
    ({"from_time": "now", "to_time": "-1h"}, "from_time"), ({"max_results": 0}, "max_results"), ({"id": ".."}, "id"), ({"query": "["}, "query")])
def test_wrong_values_for_reading_are_refused(given, option):
    with pytest.raises(OptionError) as caught:
        read(Backend(), **given)
    assert caught.value.facts["option"] == option


def test_fields_that_answers_lack_do_no_harm():
    assert releases.public({"id": "r1", "name": "x"}) == {
        "id": "r1", "name": "x", "start": None, "start_time": None, "applications": [], "services": [], "last_updated": None}
    scoped = releases.public(raw(applications=[{"id": "a"}], services=[{"id": "s", "name": "billing-api", "scopedTo": None}], scopes=[{}]))
    assert (scoped["applications"], scoped["services"]) == ([], [{"name": "billing-api", "scoped_to": []}])
