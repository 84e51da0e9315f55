# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import infrastructure

NODE = {"plugin": "host", "snapshotId": "s1", "data": {"cpuCount": 4}}
ANSWERS = {
    "topology": {"nodes": [NODE], "edges": [{"source": "s1", "target": "s2"}]},
    "catalog/search": [{"keyword": "entity.zone", "termType": "STRING"}],
    "catalog/plugins": [{"plugin": "postgreSqlDatabase", "label": "PostgreSQL"}],
}


class Backend:
    def __init__(self, **answers):
        self.answers = dict(ANSWERS, **answers)
        self.asked = []

    def get(self, *segments, doing, query=None):
        assert segments[:2] == ("api", "infrastructure-monitoring")
        path = "/".join(segments[2:])
        self.asked.append((path, query))
        return Answer(200, self.answers[path], {}, lambda what: AnswerError(what, 200))


def read(client, what, **given):
    params = infrastructure.prepare({"what": what, "include_data": False, "query": None, **given})
    return infrastructure.read(params, client, False).result


@pytest.mark.parametrize("include_data, query", [(False, {}), (True, {"includeData": "true"})])
def test_the_topology(include_data, query):
    client = Backend()
    assert read(client, "topology", include_data=include_data, query="nodes[].snapshot_id") == {
        "topology": {"nodes": [{"plugin": "host", "snapshot_id": "s1", "data": {"cpuCount": 4}}], "edges": [{"source": "s1", "target": "s2"}]},
        "query_result": ["s1"]}
    assert client.asked == [("topology", query)]


@pytest.mark.parametrize("what, path, found", [
    ("search_fields", "catalog/search", [{"keyword": "entity.zone", "term_type": "STRING"}]),
    ("plugins", "catalog/plugins", [{"plugin": "postgreSqlDatabase", "label": "PostgreSQL"}]),
])
def test_catalogs(what, path, found):
    client = Backend()
    assert read(client, what) == {what: found} and client.asked[0][0] == path


def test_a_topology_of_another_shape_is_an_error():
    with pytest.raises(AnswerError, match="a list of objects was expected under 'edges'"):
        read(Backend(topology={"nodes": []}), "topology")


def test_data_belong_to_the_topology():
    with pytest.raises(OptionError, match="include_data: belongs to the topology, not to the search fields"):
        read(None, "search_fields", include_data=True)
