# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import snapshots

PARAMS = {
    "snapshot_ids": None, "dynamic_focus_query": None, "plugin": None, "size": None, "offline": False, "details": False,
    "to_time": None, "window_size": None, "query": None,
}


class Backend:
    """Finds ``known``, and tells details of those ids that do not begin with a question mark."""

    def __init__(self, *known):
        self.known = known
        self.queries, self.bodies = [], []

    def get(self, *segments, doing, query):
        self.queries.append(query)
        return Answer(200, {"items": [{"snapshotId": entry, "label": entry} for entry in self.known]}, {})

    def read_by_post(self, *segments, doing, body):
        self.bodies.append(body)
        return Answer(200, {"items": [{"snapshotId": entry, "data": {"openFiles.max": 1}} for entry in body["snapshotIds"] if entry[0] != "?"]}, {})


def read(client, **params):
    return snapshots.read(snapshots.prepare({**PARAMS, **params}), client, False).result


def test_a_search():
    client = Backend("a", "b")

    result = read(client, dynamic_focus_query="entity.zone:eu", plugin="host", size=5, offline=True, window_size="1h", query="[].label")

    assert client.queries == [{"windowSize": 3600000, "query": "entity.zone:eu", "plugin": "host", "size": 5, "offline": "true"}]
    assert (result["query_result"], client.bodies) == (["a", "b"], [])


def test_details_of_what_was_found():
    client = Backend("a", "b", "a")

    result = read(client, details=True)

    assert client.bodies == [{"snapshotIds": ["a", "b"]}]
    assert result["snapshots"][0] == {"snapshot_id": "a", "data": {"openFiles.max": 1}}


def test_by_ids():
    client = Backend()

    result = read(client, snapshot_ids=["a", "?b", "a"], to_time="1790000000", window_size="31d")

    assert client.bodies == [{"snapshotIds": ["a", "?b"], "timeFrame": {"to": 1790000000000, "windowSize": 2678400000}}]
    assert result["missing_ids"] == ["?b"]


@pytest.mark.parametrize("number, requests", [(0, 0), (1, 1), (1000, 1), (1001, 2)])
def test_many_ids_are_split(number, requests):
    client = Backend()

    result = read(client, snapshot_ids=["id%d" % position for position in range(number)])

    assert (len(client.bodies), len(result["snapshots"])) == (requests, number)


@pytest.mark.parametrize("given, option", [
    ({"snapshot_ids": ["a"], "plugin": "host"}, "plugin"), ({"snapshot_ids": ["a"], "offline": True}, "offline"), ({"size": 0}, "size"),
    ({"snapshot_ids": ["a"], "window_size": "32d"}, "window_size"), ({"details": True, "window_size": "32d"}, "window_size")])
def test_wrong_options(given, option):
    with pytest.raises(OptionError) as caught:
        snapshots.prepare({**PARAMS, **given})

    assert caught.value.facts["option"] == option


def test_a_search_without_details_may_reach_back_further():
    assert snapshots.prepare({**PARAMS, "window_size": "32d"})["frame"]["windowSize"] > snapshots.LONGEST_FRAME
