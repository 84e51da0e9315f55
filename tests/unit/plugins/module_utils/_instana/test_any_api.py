# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._instana import api

PARAMS = {"path": "/api/instana/health", "parameters": {}, "paginate": False, "max_pages": 100, "query": None}


class Backend:
    """Can be asked and nothing else."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = []

    def get(self, *segments, doing, query):
        self.calls.append((segments, query))
        return Answer(200, self.answers.pop(0), {})


def read(client, **params):
    return api.read(api.prepare({**PARAMS, **params}), client, False)


@given(st.text())
def test_a_path_stays_below_api(text):
    try:
        parts = api.segments("/api/" + text)
    except OptionError:
        return
    assert parts[0] == "api" and len(parts) > 1
    assert not any(part in ("", ".") or ".." in part or set(part) & set("/\\?#;") for part in parts)


@pytest.mark.parametrize("path", [
    "", "/api", "/api/", "api/events", "/API/events", "https://example.com/api/events", "/api/a//b", "/api/a/", "/api/./a", "/api/a;id=1/b"])
def test_wrong_paths(path):
    with pytest.raises(OptionError, match="^path: "):
        api.segments(path)


def test_parameters_as_they_are_sent():
    assert api.parameters({"a": True, "b": [False, 1, "x"], "c": None, "d": 0, "e": ""}) == {"a": "true", "b": ["false", 1, "x"], "d": 0, "e": ""}
    for value in ({"b": 1}, [None], [{}]):
        with pytest.raises(OptionError, match="parameters: a has to be a text"):
            api.parameters({"a": value})


def test_one_answer():
    client = Backend({"items": [1], "totalHits": 9})

    outcome = read(client, path="/api/settings/slo", parameters={"pageSize": 1}, query="items")

    assert client.calls == [(("api", "settings", "slo"), {"pageSize": 1})]
    assert outcome.result == {"data": {"items": [1], "totalHits": 9}, "pages": 1, "complete": None, "query_result": [1]}
    assert not outcome.changed


def test_all_pages():
    outcome = read(Backend({"total": 3, "entries": [1, 2]}, {"total": 3, "entries": [3]}), paginate=True)

    assert outcome.result == {"data": [1, 2, 3], "pages": 2, "complete": True}


def test_too_many_pages_are_told():
    outcome = read(Backend({"total": 9, "entries": [1, 2]}), paginate=True, max_pages=1)

    assert outcome.result["complete"] is False
    assert outcome.warnings == ("There are more than the 1 pages (max_pages) that were read of /api/instana/health.",)


def test_credentials_are_not_shown():
    hidden = "VALUE_NOT_SHOWN"
    data = [{
        "accessGrantingToken": "s", "password": "s", "clientSecret": "s", "apiKey": "s", "endpointApiKey": "s", "routingKey": "s", "serviceIntegrationKey": "s",
        "credentialValue": "s", "webhookUrl": "s", "webhookUrls": ["s"], "headers": {"X-Key": "s"}, "token": {"refreshToken": "s", "expires": 5},
        "name": "n", "tokenId": "n", "key": "n", "empty": {"password": "", "bearerToken": None}}]

    outcome = read(Backend(data), query="[0].[password, name]")

    assert outcome.result["data"] == [{
        "accessGrantingToken": hidden, "password": hidden, "clientSecret": hidden, "apiKey": hidden, "endpointApiKey": hidden, "routingKey": hidden,
        "serviceIntegrationKey": hidden, "credentialValue": hidden, "webhookUrl": hidden, "webhookUrls": [hidden], "headers": {"X-Key": hidden},
        "token": {"refreshToken": hidden, "expires": 5}, "name": "n", "tokenId": "n", "key": "n", "empty": {"password": "", "bearerToken": None}}]
    assert outcome.result["query_result"] == [hidden, "n"]


def test_a_number_of_pages_that_makes_no_sense():
    with pytest.raises(OptionError, match="max_pages"):
        api.prepare({**PARAMS, "max_pages": 0})
