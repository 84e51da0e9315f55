# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import NotFound, OptionError, PermissionDenied, StateError, TransportError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import websites

PARAMS = {"websites": None, "name": None, "new_name": None, "state": "present", "concurrency": 1, "max_failures": None, "results": "all"}


class Backend:
    """Holds websites, as ids by name."""

    def __init__(self, fault=None, **known):
        self.known = known
        self.fault = fault
        self.lists = 0
        self.writes = []

    def get(self, *segments, doing):
        self.lists += 1
        return Answer(200, [{"id": website_id, "name": name, "appName": name} for name, website_id in self.known.items()], {})

    def call(self, method, segments, doing, query=None):
        self.writes.append((method, segments[3:], query))
        if method == "POST":
            self.known[query["name"]] = "new"
        else:
            name = next(name for name, website_id in self.known.items() if website_id == segments[3])
            self.known.pop(name)
            if method == "PUT":
                self.known[query["name"]] = segments[3]
        if self.fault:
            raise self.fault


def run(client, check_mode=False, **params):
    return websites.run(websites.prepare({**PARAMS, **params}), client, check_mode)


@pytest.mark.parametrize("params, action, write", [
    ({"name": "c"}, "created", ("POST", (), {"name": "c"})),
    ({"name": "a"}, "unchanged", None),
    ({"name": "a", "new_name": "c"}, "updated", ("PUT", ("id-a",), {"name": "c"})),
    ({"name": "a", "new_name": "a"}, "unchanged", None),
    ({"name": "c", "new_name": "a"}, "unchanged", None),
    ({"name": "a", "state": "absent"}, "deleted", ("DELETE", ("id-a",), None)),
    ({"name": "c", "state": "absent"}, "unchanged", None),
])
def test_states(params, action, write):
    client = Backend(a="id-a", b="id-b")

    predicted = run(client, check_mode=True, **params)
    outcome = run(client, **params)

    assert client.writes == ([write] if write else [])
    assert predicted.result["action"] == outcome.result["action"] == action
    assert predicted.changed == outcome.changed == bool(write)
    assert outcome.warnings == []


def test_a_new_website_is_told_with_its_id():
    assert run(Backend(), name="shop").result["website"] == {"id": "new", "name": "shop", "app_name": "shop"}


def test_many_cost_one_list():
    client = Backend(a="id-a")

    outcome = run(client, websites=[{"name": "a", "new_name": None, "state": None}, {"name": "b", "new_name": None, "state": "absent"}])

    assert ([entry["action"] for entry in outcome.result["websites"]], client.lists) == (["unchanged", "unchanged"], 1)


@pytest.mark.parametrize("params, text", [
    ({"name": "x", "new_name": "y"}, "There is no website x to rename"),
    ({"name": "a", "new_name": "b"}, "There are both a website a and a website b"),
])
def test_impossible_states(params, text):
    with pytest.raises(StateError, match=text):
        run(Backend(a="id-a", b="id-b"), **params)


def test_a_request_that_was_lost_is_settled_by_looking_again():
    client = Backend(TransportError("Lost.", maybe_done=True))

    assert run(client, name="shop").result["website"]["id"] == "new"
    assert len(client.writes) == 1


def test_the_permission_is_named():
    with pytest.raises(PermissionDenied, match="canConfigureEumApplications"):
        run(Backend(PermissionDenied("Refused.", 403)), name="shop")


@pytest.mark.parametrize("given, option", [
    ({"name": ""}, "name"), ({"name": "a", "new_name": " "}, "new_name"), ({"name": "a", "new_name": "b", "state": "absent"}, "new_name"),
    ({"websites": [{"name": "a", "new_name": "b"}, {"name": "b"}]}, "websites[1].name")])
def test_wrong_options(given, option):
    with pytest.raises(OptionError) as caught:
        websites.prepare({**PARAMS, **given})

    assert caught.value.facts["option"] == option


def test_somebody_else_may_delete_first():
    assert run(Backend(NotFound("Gone.", 404), a="id-a"), name="a", state="absent").result["action"] == "deleted"
    with pytest.raises(NotFound):
        run(Backend(NotFound("Gone.", 404), a="id-a"), name="a", new_name="b")


@pytest.mark.parametrize("name, found", [(None, ["a", "b"]), ("b", ["b"]), ("c", [])])
def test_reading(name, found):
    result = websites.read({"name": name, "query": None}, Backend(a="id-a", b="id-b"), False).result
    assert [entry["name"] for entry in result["websites"]] == found
