# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of requests against the OpenAPI document, with a document of a few lines and, where it is at hand, the real one."""

from __future__ import annotations

import instana_contract
import pytest

ONCE, EACH, SHAPE = ({"$ref": "#/components/schemas/" + name} for name in ("Once", "Each", "Shape"))
DOCUMENT = {
    "paths": {
        "/api/things": {
            "get": {"parameters": [
                {"in": "query", "name": "from", "schema": {"type": "integer", "format": "int64"}},
                {"in": "query", "name": "types", "schema": {"type": "array", "items": {"type": "string", "enum": ["A", "B"]}, "uniqueItems": True}},
                {"in": "query", "name": "all", "schema": {"type": "boolean"}},
            ]},
            "post": {"parameters": [{"in": "query", "name": "name", "required": True, "schema": {"type": "string"}}]},
        },
        "/api/things/{id}": {"put": {"requestBody": {"required": True, "content": {"application/json": {"schema": SHAPE}}}}, "get": {}},
        "/api/things/special": {"get": {}},
        "/api/things;id=<thingId>/parts": {"get": {}},
    },
    "components": {"schemas": {
        "Shape": {
            "type": "object", "required": ["name", "when", "made"], "properties": {
                "name": {"type": "string", "maxLength": 5}, "when": {"$ref": "#/components/schemas/When"}, "made": {"type": "integer", "readOnly": True},
                "count": {"type": "integer", "format": "int32", "minimum": 0, "exclusiveMinimum": True}, "note": {"type": "string", "nullable": True},
                "filters": {"type": "array", "items": {"$ref": "#/components/schemas/TagFilter"}, "maxItems": 2},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}}, "free": {"type": "object"},
            }},
        "When": {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}},
                 "discriminator": {"propertyName": "type", "mapping": {"ONCE": ONCE["$ref"], "EACH": EACH["$ref"]}}},
        "Once": {"type": "object", "allOf": [{"$ref": "#/components/schemas/When"}]},
        "Each": {"type": "object", "required": ["rule"],
                 "allOf": [{"$ref": "#/components/schemas/When"}, {"type": "object", "properties": {"rule": {"type": "string"}}}]},
        "TagFilter": {"type": "object", "properties": {"value": {"type": "object"}}},
    }},
}
GOOD = {"name": "x", "when": {"type": "ONCE"}}
CALLER = "runwatch.observability/0.1.0 (instana_thing)"


@pytest.fixture(scope="module")
def contract():
    return instana_contract.Contract(DOCUMENT)


@pytest.fixture(scope="module")
def real():
    if not instana_contract.at_hand():
        pytest.skip(instana_contract.NOT_AT_HAND)
    return instana_contract.at_hand()


def call(method="GET", path="/api/things", query=None, body=None, caller=CALLER, status=200, fault=None):
    return {"method": method, "path": path, "query": query or {}, "body": body, "caller": caller, "status": status, "fault": fault}


@pytest.mark.parametrize("method, path, expected", [
    ("GET", "/api/things", "/api/things"), ("GET", "/api/things/a b", "/api/things/{id}"), ("GET", "/api/things/special", "/api/things/special"),
    ("GET", "/api/things;id=7/parts", "/api/things;id=<thingId>/parts"), ("PUT", "/api/things/special", "/api/things/{id}"),
    ("DELETE", "/api/things", None), ("GET", "/api/things/a/b", None), ("GET", "/api/other", None),
])
def test_operations(contract, method, path, expected):
    found = contract.operation(method, path)
    assert (found and found.path) == expected


@pytest.mark.parametrize("query, says", [
    ({}, []), ({"from": "1790000000000", "types": ["A", "B"], "all": "true"}, []), ({"types": "A"}, []),
    ({"from": "now"}, ["query: from: 'now' is not of type 'integer'"]), ({"from": str(2 ** 63)}, ["query: from: %d is not a 'int64'" % 2 ** 63]),
    ({"types": ["A", "C"]}, ["query: types.1: 'C' is not one of ['A', 'B']"]), ({"types": ["A", "A"]}, ["query: types: ['A', 'A'] has non-unique elements"]),
    ({"all": "yes"}, ["query: all: 'yes' is not of type 'boolean'"]), ({"size": "1"}, ["query: size is not declared"]),
])
def test_queries(contract, query, says):
    assert contract.violations(call(query=query)) == says


def test_what_is_required(contract):
    assert contract.violations(call("POST")) == ["query: name is missing"]
    assert contract.violations(call("POST", query={"name": "x"}, body={})) == ["body: there should be none"]
    assert contract.violations(call("PUT", "/api/things/1")) == ["body: it is missing"]
    assert contract.violations(call("PATCH")) == ["the document has no such operation"]


@pytest.mark.parametrize("more, says", [
    ({}, []),
    ({"when": {"type": "EACH", "rule": "r"}, "count": 1, "note": None, "labels": {"a": "b"}, "free": {"a": 1}}, []),
    ({"filters": [{"value": "x"}, {"value": 1}]}, []),
    ({"filters": [{"value": {}}]}, ["body.filters.0.value: {} is not of type 'string', 'number', 'boolean'"]),
    ({"filters": [{}, {}, {}]}, ["body.filters: [{}, {}, {}] is too long"]),
    ({"when": {"type": "EACH"}}, ["body.when: 'rule' is a required property"]),
    ({"when": {"type": "ONCE", "rule": "r"}}, ["body.when: Additional properties are not allowed ('rule' was unexpected)"]),
    ({"when": {"type": "NEVER"}}, ["body.when.type: 'NEVER' is not one of ['EACH', 'ONCE']"]),
    ({"when": {}}, ["body.when: 'type' is a required property"]),
    ({"made": 1}, ["body: Additional properties are not allowed ('made' was unexpected)"]),
    ({"unknown": 1}, ["body: Additional properties are not allowed ('unknown' was unexpected)"]),
    ({"name": "too long"}, ["body.name: 'too long' is too long"]), ({"name": None}, ["body.name: None is not of type 'string'"]),
    ({"count": 0}, ["body.count: 0 is less than or equal to the minimum of 0"]), ({"count": 2 ** 31}, ["body.count: 2147483648 is not a 'int32'"]),
    ({"labels": {"a": 1}}, ["body.labels.a: 1 is not of type 'string'"]),
])
def test_bodies(contract, more, says):
    assert contract.violations(call("PUT", "/api/things/1", body={**GOOD, **more})) == says


def test_a_body_of_another_kind(contract):
    found = contract.violations(call("PUT", "/api/things/1", body="(3 bytes that are not JSON)"))
    assert found == ["body: '(3 bytes that are not JSON)' is not of type 'object'"]


def test_what_calls_show(contract):
    calls = [
        call(), call("PUT", "/api/things/1", body=GOOD), call("PUT", "/api/things/2", body={}, status=422), call(path="/api/none", caller="curl"),
        call(path="/api/things/special", fault="truncate"), call("GET", "/api/things/1", status=None, fault="reset_before"),
    ]
    violations, covered = instana_contract.examine(contract, calls)
    assert violations == ["instana_thing: PUT /api/things/2: body: '%s' is a required property" % name for name in ("name", "when")]
    assert covered == {("GET", "/api/things", "instana_thing"), ("PUT", "/api/things/{id}", "instana_thing")}


def test_a_watch_looks_at_each_call_once(monkeypatch, contract):
    class Sandbox:
        calls = [call(path="/api/none")]

        def control(self, method, path):
            return self.calls[int(path.partition("=")[2]):]

    monkeypatch.setattr(instana_contract, "at_hand", lambda: contract)
    watch = instana_contract.Watch(Sandbox())
    assert watch.violations() == ["instana_thing: GET /api/none: the document has no such operation"]
    assert watch.violations() == []
    monkeypatch.setattr(instana_contract, "at_hand", lambda: None)
    Sandbox.calls.append(call(path="/api/none"))
    assert watch.violations() == []


WINDOW = {
    "id": "w", "name": "Rollout", "query": "", "paused": False, "retriggerOpenAlertsEnabled": False, "tagFilterExpressionEnabled": True,
    "scheduling": {"type": "RECURRENT", "start": 1790000000000, "duration": {"amount": 3, "unit": "HOURS"}, "rrule": "FREQ=DAILY", "timezoneId": "UTC"},
    "tagFilterExpression": {"type": "EXPRESSION", "logicalOperator": "AND", "elements": [
        {"type": "TAG_FILTER", "name": "synthetic.testName", "operator": "EQUALS", "entity": "NOT_APPLICABLE", "value": "checkout"}]},
}
PUT_WINDOW = ("PUT", "/api/settings/v2/maintenance/w")


def test_the_real_document_takes_what_is_right(real):
    assert real.violations(call(*PUT_WINDOW, body=WINDOW)) == []
    scoped = [{"name": "ledger", "scopedTo": {"applications": [{"name": "Billing"}]}}]
    assert real.violations(call("POST", "/api/releases", body={"name": "x", "start": 1, "services": scoped})) == []
    assert real.violations(call("GET", "/api/releases", query={"from": "1", "to": "2", "maxResults": "9"})) == []
    assert real.violations(call("PUT", PUT_WINDOW[1] + "/pause")) == []


@pytest.mark.parametrize("more, says", [
    ({"state": "ACTIVE"}, "'state' was unexpected"), ({"applicationNames": []}, "'applicationNames' was unexpected"),
    ({"scheduling": {**WINDOW["scheduling"], "type": "ONE_TIME"}}, "body.scheduling: Additional properties are not allowed ('rrule', 'timezoneId' were"),
    ({"scheduling": {**WINDOW["scheduling"], "duration": {"amount": 3, "unit": "SECONDS"}}}, "'SECONDS' is not one of"),
    ({"tagFilterExpression": {"type": "TAG_FILTER", "name": "x"}}, "body.tagFilterExpression: 'entity' is a required property"),
    ({"tagFilterExpression": None}, "body.tagFilterExpression: None is not of type 'object'"),
])
def test_the_real_document_refuses_what_is_wrong(real, more, says):
    assert says in "\n".join(real.violations(call(*PUT_WINDOW, body={**WINDOW, **more})))


def test_every_operation_of_the_real_document_can_be_asked(real):
    for dummy, path, methods in real._paths:
        for method in methods:
            asked = path.replace("{", "").replace("}", "")
            assert real.operation(method.upper(), asked)
            assert isinstance(real.violations(call(method.upper(), asked, body={})), list)
