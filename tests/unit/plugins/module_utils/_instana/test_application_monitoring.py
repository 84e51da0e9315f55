# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import application_monitoring, infrastructure

PARAMS = {
    "what": "applications", "name": None, "name_filter": None, "boundary_scope": None, "include_snapshot_ids": False, "application_id": None,
    "to_time": None, "window_size": None, "query": None,
}


class Backend:
    """Answers each call with the next of ``answers``."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = []

    def get(self, *segments, doing, query=None):
        self.calls.append((segments[2:], query))
        return Answer(200, self.answers.pop(0), {})


def page(*labels, hits=None):
    return {"items": [{"id": label, "label": label, "entityType": "SERVICE"} for label in labels], "page": 1, "pageSize": 200, "totalHits": hits or len(labels)}


def read(client, **params):
    return application_monitoring.read(application_monitoring.prepare({**PARAMS, **params}), client, False)


def test_a_name_is_compared_here_since_the_backend_takes_parts():
    client = Backend(page("Billing", "Billing archive"))

    outcome = read(client, name="Billing", boundary_scope="inbound")

    assert outcome.result["applications"] == [{"id": "Billing", "label": "Billing", "entity_type": "SERVICE"}]
    assert client.calls == [(("applications",), {"nameFilter": "Billing", "applicationBoundaryScope": "INBOUND", "page": 1, "pageSize": 200})]


def test_a_part_of_a_name():
    outcome = read(Backend(page("Billing", "Billing archive")), what="services", name_filter="Bill", include_snapshot_ids=True, query="[].label")

    assert outcome.result["query_result"] == ["Billing", "Billing archive"]


def test_too_many_are_told(monkeypatch):
    monkeypatch.setattr(application_monitoring, "MOST_PAGES", 1)

    outcome = read(Backend(page("a", hits=300)), what="services")

    assert outcome.warnings == ("There are more services than the 200 that were read; narrow them down with name_filter.",)


def test_the_service_map():
    client = Backend({"services": [{"id": "s", "numberOfOpenIssues": 0}], "connections": [{"from": "s", "to": "t", "errorRate": 0.5}]})

    outcome = read(client, what="service_map", application_id="a", query="connections[0].error_rate")

    assert outcome.result["service_map"] == {
        "services": [{"id": "s", "number_of_open_issues": 0}], "connections": [{"from": "s", "to": "t", "error_rate": 0.5}]}
    assert (outcome.result["query_result"], client.calls) == (0.5, [(("topology", "services"), {"applicationId": "a"})])


@pytest.mark.parametrize("given, option", [
    ({"what": "service_map", "name": "a"}, "name"), ({"what": "service_map", "name_filter": "a"}, "name_filter"),
    ({"what": "services", "boundary_scope": "all"}, "boundary_scope"),
    ({"include_snapshot_ids": True}, "include_snapshot_ids"), ({"application_id": "a"}, "application_id")])
def test_wrong_options(given, option):
    with pytest.raises(OptionError) as caught:
        application_monitoring.prepare({**PARAMS, **given})

    assert caught.value.facts["option"] == option


def test_the_topology_keeps_the_words_of_the_entities():
    client = Backend({"nodes": [{"id": "a", "entityId": {"steadyId": "h"}, "data": {"openFiles.max": 1}}], "edges": []})

    outcome = infrastructure.read(infrastructure.prepare({"what": "topology", "include_data": True, "query": None}), client, False)

    assert outcome.result == {"topology": {"nodes": [{"id": "a", "entity_id": {"steady_id": "h"}, "data": {"openFiles.max": 1}}], "edges": []}}
    assert client.calls == [(("topology",), {"includeData": "true"})]
