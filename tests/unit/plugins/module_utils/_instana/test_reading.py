# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, OptionError, PermissionDenied, StateError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import backend, reading

NOW = 1790000000000
NOTHING = dict.fromkeys(("from_time", "to_time", "window_size"))


@pytest.mark.parametrize("given_, expected", [
    ({}, {}),
    ({"to_time": "now"}, {"to": NOW}),
    ({"window_size": "10m"}, {"windowSize": 600000}),
    ({"to_time": "-2m", "window_size": "1h30m"}, {"to": NOW - 120000, "windowSize": 5400000}),
    ({"from_time": "-1h"}, {"from": NOW - 3600000}),
    ({"from_time": "2026-09-21T14:13:20Z", "to_time": "1790000000"}, {"from": NOW, "to": NOW}),
])
def test_time_frames(given_, expected):
    assert reading.frame({**NOTHING, **given_}, NOW) == expected


@pytest.mark.parametrize("given_, option", [
    ({"to_time": "soon"}, "to_time"), ({"from_time": "+1s"}, "from_time"), ({"from_time": "-1h", "to_time": "-2h"}, "from_time"),
    ({"window_size": "5"}, "window_size")])
def test_wrong_time_frames(given_, option):
    with pytest.raises(OptionError) as caught:
        reading.frame({**NOTHING, **given_}, NOW)

    assert caught.value.facts["option"] == option


def test_a_frame_without_a_begin_has_no_such_option():
    assert reading.frame({"to_time": None, "window_size": "1s"}, NOW) == {"windowSize": 1000}


def test_what_is_not_given_is_not_sent():
    assert reading.parameters(a=None, b=False, c=[], d=True, e="x", f=0, g=["y"], h="") == {"d": "true", "e": "x", "g": ["y"], "h": ""}


@pytest.mark.parametrize("data", [[], None, {}, {"items": None}, {"items": [1]}])
def test_an_answer_that_holds_no_list(data):
    answer = Answer(200, data, {}, lambda what: AnswerError(what, 200))

    with pytest.raises(AnswerError):
        reading.listed(answer)


def test_names_of_fields():
    raw = {"snapshotId": 1, "data": {"openFiles.max": 1}, "tags": [{"Key": 1}], "entityId": {"pluginId": 2}, "rbacTags": [{"displayName": 3}]}

    assert reading.snake_case(raw, "data", "tags") == {
        "snapshot_id": 1, "data": {"openFiles.max": 1}, "tags": [{"Key": 1}], "entity_id": {"plugin_id": 2}, "rbac_tags": [{"display_name": 3}]}


ANY = st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=15)


@given(st.dictionaries(st.text(), ANY, max_size=5))
def test_any_answer_can_be_renamed(raw):
    assert isinstance(reading.snake_case(raw, "data"), dict)


def test_the_one_that_is_meant():
    assert reading.only("website", "shop", []) is None
    assert reading.only("website", "shop", [{"id": "a"}]) == {"id": "a"}
    with pytest.raises(StateError, match="There are 2 websites called shop, with the ids a, b;"):
        reading.only("website", "shop", [{"id": "a"}, {"id": "b"}])


def test_the_permission_that_is_lacking():
    with pytest.raises(PermissionDenied, match="It needs canDoThat.") as caught:
        with backend.permission("canDoThat"):
            raise PermissionDenied("Refused.", 403)

    assert caught.value.failure()["permission"] == "canDoThat"
