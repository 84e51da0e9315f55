# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import roles
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    AnswerError, AuthenticationError, BatchError, OptionError, StateError,
)

ACCESS = [{"team": "crm"}]
WIRE = [{"filters": [{"tag": "team", "value": "crm"}]}]
CRM = {"name": "crm", "access": WIRE}
POST, PUT, DELETE = ("POST", "roles/crm"), ("PUT", "roles/crm"), ("DELETE", "roles/crm")
LIST, GET = ("GET", "roles"), ("GET", "roles/crm")


def converge(platform, check_mode=False, **given):
    names = roles.DEFINITION.options
    defaults = {name: names[name].get("default") for name in names}
    params = dict(defaults, **dict({"name": None if "roles" in given else "crm"}, **given))
    return roles.run(roles.prepare(params), platform, check_mode)


def read(platform, **given):
    return roles.read(dict({"name": None, "users": False, "query": None}, **given), platform, False).result["roles"]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """Time passes by sleeping only."""
    moment = [0.0]

    def sleep(seconds):
        moment[0] += seconds

    monkeypatch.setattr(roles.time, "monotonic", lambda: moment[0])
    monkeypatch.setattr(roles, "until", lambda look, timeout: _until(look, timeout, clock=lambda: moment[0], sleep=sleep))
    return moment


_until = roles.until


def test_creates_and_reads_back(platform):
    server = platform()
    outcome = converge(server, access=ACCESS)
    assert outcome.changed and outcome.result == {"role": {"name": "crm", "access": ACCESS}, "action": "created"}
    assert server.requests == [LIST, POST, GET]
    assert server.bodies == [{"access": WIRE}]


def test_equal_rules_cost_one_request(platform):
    server = platform([CRM])
    assert not converge(server, access=[{"filters": [{"value": "crm", "tag": "team"}]}]).changed
    assert server.requests == [LIST]


def test_rules_not_given_are_left_alone(platform):
    server = platform([CRM])
    assert converge(server).result == {"role": {"name": "crm", "access": ACCESS}, "action": "unchanged"}


def test_replaces_the_rules(platform):
    server = platform([CRM])
    outcome = converge(server, access=[{"team": "ops"}])
    assert outcome.diff["before"]["access"] == ACCESS and outcome.diff["after"]["access"] == [{"team": "ops"}]
    assert server.requests == [LIST, PUT, GET]


def test_check_mode_predicts_and_only_reads(platform):
    for server in (platform(), platform([CRM])):
        predicted = converge(server, check_mode=True, access=[{"team": "ops"}])
        assert not server.writes()
        assert converge(server, access=[{"team": "ops"}]) == predicted


def test_creation_needs_rules(platform):
    with pytest.raises(StateError, match="The role crm does not exist yet; to create it, access is needed too"):
        converge(platform())


def test_deletes(platform):
    server = platform([CRM])
    assert converge(server, state="absent").result == {"role": None, "action": "deleted"}
    assert converge(server, state="absent").result == {"role": None, "action": "unchanged"}
    assert server.requests == [LIST, DELETE, LIST]


def test_somebody_else_may_delete_first(platform):
    assert converge(platform([CRM], refuse={DELETE: [(404, "")]}), state="absent").result["action"] == "deleted"


def test_an_assigned_role_is_not_deleted_and_its_users_are_named(platform):
    server = platform([CRM], refuse={DELETE: [(400, "assigned")]})
    server.members["crm"] = [{"email": "a@example.com"}, {"email": "b@example.com"}]
    with pytest.raises(AnswerError, match="still assigned to a@example.com, b@example.com; take it from them first") as caught:
        converge(server, state="absent")
    assert caught.value.facts["users"] == ["a@example.com", "b@example.com"]


def test_another_refusal_of_a_deletion_stands_as_it_is(platform):
    with pytest.raises(AnswerError, match="no mood.$"):
        converge(platform([CRM], refuse={DELETE: [(400, "no mood")]}), state="absent")


@pytest.mark.parametrize("status", [400, 404, 422])
def test_refused_rules_are_tried_again_while_a_tag_may_be_new(platform, status):
    server = platform(refuse={POST: [(status, "unknown tag")] * 3})
    assert converge(server, access=ACCESS).changed
    assert server.writes() == [POST] * 4


def test_patience_ends(platform, no_pauses):
    server = platform(refuse={POST: [(400, "unknown tag")] * 99})
    with pytest.raises(AnswerError, match=r"unknown tag. It was tried 10 times \(wait_for_tags\). .* carries already; this role uses team=crm.$") as caught:
        converge(server, access=ACCESS)
    assert no_pauses == [30.0]
    assert caught.value.facts["tags"] == ["team=crm"]


def test_without_patience_a_refusal_is_final(platform):
    server = platform(refuse={POST: [(422, "unknown tag")]})
    with pytest.raises(AnswerError, match="unknown tag. A rule may only use"):
        converge(server, access=ACCESS, wait_for_tags=0)
    assert server.writes() == [POST]


def test_patience_is_shared_by_the_roles_of_a_task(platform, no_pauses):
    server = platform(refuse={("POST", "roles/%s" % name): [(400, "unknown tag")] * 99 for name in "abc"})
    with pytest.raises(BatchError):
        converge(server, access=ACCESS, roles=[{"name": name} for name in "abc"], concurrency=1)
    assert no_pauses == [30.0]


@pytest.mark.parametrize("status", [401, 403, 500])
def test_other_refusals_are_not_retried(platform, status):
    server = platform(refuse={POST: [(status, "no")]})
    with pytest.raises(AnswerError):
        converge(server, access=ACCESS)
    assert server.writes() == [POST]


def test_a_race_for_the_name_ends_in_an_update(platform):
    server = platform(refuse={POST: [(409, "exists")]})
    server.stored["roles"]["crm"] = dict(CRM)
    server.get = hide_first_list(server.get)
    outcome = converge(server, access=[{"team": "ops"}])
    assert outcome.changed and server.writes() == [POST, PUT]


def hide_first_list(get):
    seen = []

    def wrapped(*segments, doing, query=None):
        answer = get(*segments, doing=doing, query=query)
        seen.append(segments)
        return answer if len(seen) > 1 else type(answer)(200, [], {})
    return wrapped


def test_a_lost_answer_is_not_sent_again(platform):
    server = platform(refuse={POST: [(503, "")]})
    assert converge(server, access=ACCESS).result["action"] == "created"
    assert server.writes() == [POST]


def test_where_a_missing_name_is_no_404_the_list_decides(platform):
    server = platform([CRM], refuse={DELETE: [(503, "")], GET: [(200, "not found")]})
    assert converge(server, state="absent").result["action"] == "deleted"


def test_many_share_one_list(platform):
    server = platform([CRM])
    outcome = converge(server, access=ACCESS, roles=[{"name": "crm"}, {"name": "ops", "access": [{"team": "ops"}]}, {"name": "x", "state": "absent"}])
    assert [entry["action"] for entry in outcome.result["roles"]] == ["unchanged", "created", "unchanged"]
    assert server.requests.count(LIST) == 1


def test_a_list_that_fails_fails_the_task_once(platform):
    with pytest.raises(AuthenticationError):
        converge(platform(refuse={LIST: [(401, "no")]}), access=ACCESS, roles=[{"name": "a"}, {"name": "b"}])


def test_a_list_in_another_shape_is_no_empty_list(platform):
    server = platform([CRM], shown=lambda raw: raw["name"])
    with pytest.raises(AnswerError, match="a JSON list of objects was expected"):
        converge(server, access=ACCESS)


@pytest.mark.parametrize("given, option", [
    ({"name": "No Restriction"}, "name"),
    ({"name": "a/b"}, "name"),
    ({"name": ""}, "name"),
    ({"access": []}, "access"),
    ({"wait_for_tags": -1}, "wait_for_tags"),
    ({"concurrency": 0}, "concurrency"),
    ({"roles": [{"name": "a"}, {"name": "a"}]}, "roles[1].name"),
    ({"roles": [{"name": "a"}, {"name": "b", "access": [{}]}]}, "roles[1].access[0]"),
    ({"roles": [{"name": "no restriction"}]}, "roles[0].name"),
])
def test_bad_options_are_named(platform, given, option):
    server = platform()
    with pytest.raises(OptionError) as caught:
        converge(server, **given)
    assert caught.value.facts["option"] == option
    assert not server.requests


def test_reading(platform):
    server = platform([CRM, {"name": "ops", "access": []}])
    server.members["crm"] = [{"email": "a@example.com", "password": "canary", "role": "crm"}]
    assert [role["name"] for role in read(server)] == ["crm", "ops"]
    assert read(server, name="CRM") == []
    role, = read(server, name="crm", users=True)
    assert role["access"] == ACCESS and role["users"][0]["roles"] == ["crm"]
    assert "canary" not in str(role)


def test_a_role_that_is_gone_has_no_users(platform):
    server = platform([CRM], refuse={("GET", "roles/crm/users"): [(404, "")]})
    assert read(server, users=True)[0]["users"] == []


def test_a_role_that_cannot_be_read_back_was_written_all_the_same(platform):
    server = platform([CRM], refuse={GET: [(500, "broken")]})
    with pytest.raises(AnswerError, match="Could not read role crm: broken") as caught:
        converge(server, access=[{"team": "ops"}])
    assert caught.value.facts["done"] == ["update role crm"] and server.writes() == [PUT]
