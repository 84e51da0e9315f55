# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deploy markers: which there are, which is the previous one, and announcing by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils import _announce
from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import asking, baselines, markers, marking
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, OptionError, TransportError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer

NOW = 1790000000000
LOST = TransportError("Lost.", maybe_done=True, retryable=True)
APP = {"site_id": None, "app": "shop", "environment": "production"}
ORGANIZATIONS = [{"slug": "acme", "apps": [{"id": "site", "name": "shop", "environment": "production"}]}]


def raw(number, revision, user="ci"):
    return {"id": "m%d" % number, "revision": revision, "createdAt": "2026-03-01T00:%02d:%02dZ" % divmod(number, 60), "user": user}


def listing(*revisions, **more):
    """Markers as AppSignal lists them, newest first; the last of ``revisions`` is the newest."""
    return [raw(number, revision, **more) for number, revision in enumerate(revisions)][::-1]


@pytest.fixture(autouse=True)
def _steady_time(monkeypatch):
    monkeypatch.setattr(asking, "now", lambda: NOW)


def paged(found):
    return lambda variables: {"deployMarkers": found[variables.get("offset", 0):][:variables.get("limit")]}


@pytest.fixture
def listed(fake_graphql):
    return lambda *revisions, **more: fake_graphql(app=paged(listing(*revisions, **more)), viewer={"organizations": ORGANIZATIONS})


# Reading

def test_markers_are_listed_newest_first(listed, run_module):
    graphql = listed("a", "b", "c")

    result = run_module(markers.INFO, graphql, query="[].revision").result
    assert result["query_result"] == ["c", "b", "a"] and result["newest"] == result["deploys"][0]
    assert (result["previous"], result["truncated"], result["site_id"]) == (None, False, "site")
    assert result["deploys"][2] == {
        "id": "m0", "revision": "a", "short_revision": None, "created_at": "2026-03-01T00:00:00Z", "user": "ci", "git_compare_url": None, "live_for": None,
        "live_for_in_words": None, "exception_count": None, "exception_rate": None}
    assert graphql.asked[0][1] == {"site": "site", "limit": 100, "offset": 0}


@pytest.mark.parametrize("revision, own, previous", [("b", ["m3", "m1"], "a"), ("c", ["m4"], "b"), ("a", ["m2", "m0"], "b"), ("x", [], "c")])
def test_a_revision_and_the_one_before(listed, run_module, revision, own, previous):
    result = run_module(markers.INFO, listed("a", "b", "a", "b", "c"), revision=revision).result

    assert [marker["id"] for marker in result["deploys"]] == own
    assert result["previous"]["revision"] == previous


@given(st.lists(st.sampled_from("abc")), st.sampled_from("abc"))
def test_the_previous_one_is_another_and_older(revisions, revision):
    found = [markers.public(entry) for entry in listing(*revisions)]

    previous = markers.previous(found, lambda marker: marker["revision"] == revision)
    newest = max((number for number, name in enumerate(revisions) if name == revision), default=len(revisions))
    others = [number for number, name in enumerate(revisions) if name != revision and number < newest]
    assert (previous and previous["id"]) == ("m%d" % max(others) if others else None)


@pytest.mark.parametrize("match, revision, own", [
    ("exact", "9c1d2e3", []), ("prefix", "9c1d2e3", ["m1", "m0"]), ("prefix", "9c1d2e3ff", ["m1"]), ("prefix", "9c1d2e3f", ["m1", "m0"]),
])
def test_short_revisions(listed, run_module, match, revision, own):
    result = run_module(markers.INFO, listed("9c1d2e3f0", "9c1d2e3ff"), match=match, revision=revision).result

    assert [marker["id"] for marker in result["deploys"]] == own


def test_a_time_frame_is_asked_for_widely_and_kept(fake_graphql, run_module):
    found = [dict(raw(number, str(number)), createdAt=time) for number, time in enumerate(("2026-03-01T00:00:00Z", "2026-03-01T01:00:00.5Z", "odd"))]
    graphql = fake_graphql(app={"deployMarkers": found})

    result = run_module(markers.INFO, graphql, from_time="2026-03-01T00:30:00Z", to_time="2026-03-01T02:00:00Z").result
    assert [marker["revision"] for marker in result["deploys"]] == ["1"]
    assert (graphql.asked[0][1]["start"], graphql.asked[0][1]["end"]) == ("2026-03-01T00:29:59Z", "2026-03-01T02:00:01Z")


@pytest.mark.parametrize("ascending, asked", [(False, 2), (True, 4)])
def test_only_if_the_newest_come_first_reading_ends_early(fake_graphql, run_module, ascending, asked):
    found = listing(*map(str, range(310)))
    graphql = fake_graphql(app=paged(found[::-1] if ascending else found))

    result = run_module(markers.INFO, graphql).result
    assert [marker["revision"] for marker in result["deploys"]] == [str(number) for number in range(309, 209, -1)]
    assert result["truncated"] and len(graphql.asked) == asked


def test_pages_that_never_change_end(fake_graphql, run_module):
    graphql = fake_graphql(app={"deployMarkers": listing(*map(str, range(100)))})

    assert len(run_module(markers.INFO, graphql, max_items=500).result["deploys"]) == 100


@pytest.mark.parametrize("given, says", [
    ({"revision": " "}, "revision: must not be empty"), ({"match": "prefix"}, "match: prefix needs"),
    ({"match": "prefix", "revision": "short"}, "match: prefix needs"), ({"max_items": 0}, "max_items: has to be"),
    ({"from_time": "-1h", "to_time": "-2h"}, "from_time: is after to_time"),
])
def test_what_cannot_be_asked_for(run_module, given, says):
    with pytest.raises(OptionError) as caught:
        run_module(markers.INFO, None, **given)
    assert caught.value.message.startswith(says)


@pytest.mark.parametrize("revisions, revision, previous", [
    ("ab", "b", "a"), ("ab", "c", "b"), ("a", "a", None), ("", "a", None), (["8b0c1d2e0", "9c1d2e3f0"], "9c1d2e3", "8b0c1d2e0"),
    (["8b0c1d2e0", "9c1d2e3"], "9c1d2e3f0", "8b0c1d2e0"),
])
def test_a_baseline(listed, revisions, revision, previous):
    graphql = listed(*revisions)

    class Api:
        """Has only GraphQL beside it."""

    Api.graphql = graphql
    assert baselines.baseline_of({"baseline": "previous", "revision": revision}, Api, "site") == previous


def test_a_revision_that_was_never_deployed_is_not_looked_for_for_ever(fake_graphql):
    graphql = fake_graphql(app=paged(listing(*map(str, range(1500)))))

    assert markers.previous_to(graphql, "site", "new")["revision"] == "1499"
    assert len(graphql.asked) == markers.LOOKED_THROUGH // 100


# Announcing

class Clients:
    """AppSignal, which may lose what it answers, or all of it."""

    def __init__(self, graphql, fault=None, arrives=True, status=200):
        self.graphql = graphql
        self.push = self.legacy = self
        self.calls = []
        self._fault, self._arrives, self._status = fault, arrives, status

    def call(self, method, segments, doing, query=None, body=None, form=None):
        self.calls.append(("/".join(segments), query, body))
        if self._arrives:
            given = body.get("marker", body)
            found = self.graphql.answers["app"]({"offset": 0, "limit": 1000})["deployMarkers"]
            self.graphql.answers["app"] = paged([raw(len(found), given["revision"], given["user"])] + found)
        if self._fault:
            raise self._fault
        return Answer(self._status, None, {}, lambda what: AnswerError(what, self._status, maybe_done=True))


def announce(clients, run_module, check_mode=False, **given):
    options = {"appsignal_token": "token", "appsignal_push_key": "key", "revision": "b", **APP, **given}
    return run_module(marking.DEFINITION, clients, check_mode, **options)


def test_a_marker_is_pushed_once(listed, run_module):
    clients = Clients(listed("a"))

    outcome = announce(clients, run_module, repository="main")
    assert clients.calls == [("1/markers", {"name": "shop", "environment": "production"}, {"revision": "b", "user": "ansible", "repository": "main"})]
    assert outcome.changed and outcome.warnings == [] and outcome.diff["after"]["revision"] == "b"
    assert outcome.result == {
        "action": "announced", "site_id": "site",
        "marker": {"revision": "b", "user": "ansible", "repository": "main", "id": "m1", "created_at": "2026-03-01T00:00:01Z"}}
    again = announce(clients, run_module)
    assert (again.changed, again.result["action"], again.diff, len(clients.calls)) == (False, "unchanged", None, 1)


def test_many_markers_are_looked_through(listed, run_module):
    clients = Clients(listed("b", *map(str, range(150))), arrives=False)

    assert announce(clients, run_module).result["action"] == "unchanged" and len(clients.graphql.asked) > 1


def test_a_marker_that_cannot_be_read_back_was_made_all_the_same(listed, run_module):
    clients = Clients(listed("a"))
    send = clients.call

    def break_afterwards(*args, **options):
        answer = send(*args, **options)
        clients.graphql.ask = fail
        return answer

    def fail(*args, **options):
        raise AnswerError("Could not list the deploy markers.", 502)

    clients.call = break_afterwards
    outcome = announce(clients, run_module)
    assert (outcome.changed, outcome.result["action"], outcome.result["marker"]["id"]) == (True, "announced", None)


def test_check_mode_only_looks(listed, run_module):
    clients = Clients(listed("a"))

    outcome = announce(clients, run_module, True)
    assert outcome.changed and outcome.result["marker"]["id"] is None and clients.calls == []


@pytest.mark.parametrize("policy, made", [("skip", 0), ("create", 1)])
def test_a_revision_that_was_deployed_before(listed, run_module, policy, made):
    clients = Clients(listed("b", "c"))

    outcome = announce(clients, run_module, when_exists=policy)
    assert (len(clients.calls), outcome.changed) == (made, bool(made))
    assert [text.startswith("AppSignal has a deploy marker of revision b from 2026-03-01T00:00:00Z, and newer ones, the newest of revision c.")
            for text in outcome.warnings] == [True] * (1 - made)
    assert not announce(clients, run_module, when_exists="create").changed or not made


def test_the_older_interface_is_deprecated(listed, run_module):
    clients = Clients(listed(), status=201)

    outcome = announce(clients, run_module, method="api", site_id="site", app=None, environment=None)
    assert clients.calls == [("api/site/markers.json", None, {"marker": {"kind": "deploy", "revision": "b", "user": "ansible"}})]
    assert [text[:38] for text in outcome.warnings] == ["AppSignal has deprecated making deploy"]
    assert announce(clients, run_module, method="api").warnings == []


@pytest.mark.parametrize("user, warned", [(None, True), ("ci", False)])
def test_both_ways_must_not_be_mixed(listed, run_module, user, warned):
    outcome = announce(Clients(listed("a", user=user)), run_module)

    assert [text.startswith("AppSignal has a deploy marker that names no user, of revision a.") for text in outcome.warnings] == [True] * warned


def test_without_a_token_nothing_can_be_looked_for(run_module):
    clients = Clients(None, arrives=False)

    for dummy in range(2):
        outcome = announce(clients, run_module, appsignal_token=None)
        assert outcome.changed and outcome.result["site_id"] is None and outcome.warnings == [marking._BLIND]
    assert len(clients.calls) == 2


@pytest.mark.parametrize("arrives", [True, False])
def test_a_lost_answer(listed, run_module, arrives, monkeypatch):
    monkeypatch.setattr(_announce, "until", lambda look, timeout: look())
    clients = Clients(listed("a"), LOST, arrives)

    if arrives:
        assert announce(clients, run_module).result["marker"]["id"] == "m1"
    else:
        with pytest.raises(TransportError, match="It is not known whether it was announced; it could not be seen within 60 s") as caught:
            announce(clients, run_module)
        assert caught.value.result["action"] == "uncertain" and caught.value.result["changed"]
    assert len(clients.calls) == 1


def test_only_200_is_a_success_of_the_push_api(listed, run_module, monkeypatch):
    monkeypatch.setattr(_announce, "until", lambda look, timeout: look())
    with pytest.raises(AnswerError, match="^only 200 says that it was taken"):
        announce(Clients(listed("a"), status=202, arrives=False), run_module)


@pytest.mark.parametrize("given, says", [
    ({"revision": " "}, "revision: must not be empty"), ({"user": ""}, "user: must not be empty"), ({"confirm_timeout": 0}, "confirm_timeout: has to be"),
    ({"app": None, "environment": None}, "app: is needed for method=push, which names the application by it."),
    ({"app": None, "environment": None, "site_id": "s"}, "app: is needed for method=push, which names the application by it and knows no site_id."),
    ({"environment": None}, "environment: is needed for method=push"), ({"appsignal_push_key": None}, "appsignal_push_key: is needed"),
    ({"method": "api", "appsignal_token": None}, "appsignal_token: is needed"), ({"confirm": True, "appsignal_token": None}, "appsignal_token: is needed"),
    ({"method": "api", "app": None, "environment": None}, "site_id: is needed"),
])
def test_what_cannot_be_announced(run_module, given, says):
    with pytest.raises(OptionError) as caught:
        announce(None, run_module, **given)
    assert caught.value.message.startswith(says)
