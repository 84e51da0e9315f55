# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a source that polls begins, goes on and ends."""

from __future__ import annotations

import asyncio
import logging

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import AuthenticationError, OptionError, TransportError
from ansible_collections.runwatch.observability.plugins.plugin_utils._eda import datasentinel_problems, instana_events, polling
from ansible_collections.runwatch.observability.plugins.plugin_utils._eda.starting import SourceError, parameters

ARGS = {"instances": ["db-1@a"], "platform_url": "https://ds.example.com", "platform_username": "ann", "platform_password": "a good secret", "interval": 1}


class Client:
    made = 0
    closed = 0

    def __init__(self, params, definition):
        Client.made += 1

    def close(self):
        Client.closed += 1


@pytest.fixture(autouse=True)
def begin(monkeypatch):
    Client.made = Client.closed = 0
    for variable in ("DATASENTINEL_URL", "DATASENTINEL_HOST", "DATASENTINEL_USER", "DATASENTINEL_PASSWORD", "DATASENTINEL_TOKEN", "INSTANA_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    real = asyncio.sleep
    monkeypatch.setattr(polling.asyncio, "sleep", lambda seconds: real(0))


class Over(Exception):
    """Ends a test: nothing else ends a source that is well."""


def run(looks, **args):
    """Run a source whose looks return these lists or raise these errors, and return what it put into the queue."""
    definition = datasentinel_problems.DEFINITION._replace(connect=Client)
    found, left = [], list(looks)

    class Watch:
        def __init__(self, params):
            self.params = params

        def look(self, client):
            if not left:
                raise Over
            answer = left.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    class Queue:
        async def put(self, event):
            found.append(event)

    with pytest.raises(Over):
        asyncio.run(polling.poll(Queue(), dict(ARGS, **args), definition, Watch))
    return found


def test_it_puts_what_is_found():
    assert run([[{"a": 1}], [], [{"b": 2}, {"c": 3}]]) == [{"a": 1}, {"b": 2}, {"c": 3}]
    assert (Client.made, Client.closed) == (1, 1)


def test_trouble_is_told_once_and_met_with_a_new_client(caplog):
    with caplog.at_level(logging.WARNING):
        trouble = TransportError("No answer; run the task again later, or lower concurrency.")
        assert run([[], trouble, trouble, [{"a": 1}]]) == [{"a": 1}]
    assert [record.message for record in caplog.records] == [
        "datasentinel_problems: No answer; try again later, or raise interval. It is tried again.", "datasentinel_problems: it works again."]
    assert (Client.made, Client.closed) == (3, 3)


@pytest.mark.parametrize("looks", [[TransportError("No answer.")], [[], AuthenticationError("No answer.", 401)]], ids=["at first", "a login"])
def test_what_another_try_cannot_heal_ends_it(looks):
    with pytest.raises(SourceError, match="^datasentinel_problems: No answer.$"):
        run(looks)
    assert Client.closed == Client.made == 1


def test_no_secret_is_told():
    with pytest.raises(SourceError, match="VALUE_NOT_SHOWN") as raised:
        run([OptionError("platform_url", "is wrong, given a good secret.")])
    assert "a good secret" not in str(raised.value)


@pytest.mark.parametrize("args, says", [
    ({"interval": 0}, "interval: has to be at least 1 second, not 0."),
    ({"tags": {"a": "b"}}, "mutually exclusive"),
    ({"instances": None}, "one of the following is required"),
    ({"instances": ["billing"]}, "is no instance"),
    ({"instances": []}, "instances: must not be empty."),
    ({"platform": "x"}, "Unsupported parameters"),
    ({"in_process": True}, "Unsupported parameters"),
    ({"interval": "often"}, "interval"),
])
def test_wrong_values(args, says):
    with pytest.raises(SourceError, match=says):
        run([[]], **args)


def test_a_missing_address_says_where_to_give_it():
    with pytest.raises(SourceError, match="give it in the rulebook, or as DATASENTINEL_URL"):
        asyncio.run(datasentinel_problems.main(None, {"instances": ["db-1@a"]}))
    with pytest.raises(SourceError, match="give it in the rulebook, or as INSTANA_BASE_URL"):
        asyncio.run(instana_events.main(None, {}))
    with pytest.raises(SourceError, match="types: must not be empty"):
        asyncio.run(instana_events.main(None, {"types": []}))


def test_what_a_rulebook_hands_on_is_taken_as_it_comes(monkeypatch):
    monkeypatch.setenv("DATASENTINEL_URL", "https://other.example.com")
    taken = parameters(datasentinel_problems.DEFINITION, {"tags": "a=b", "interval": "30", "platform_url": None, "eda_feedback_queue": object()})
    assert (taken["interval"], taken["platform_url"], taken["window"], taken["report_existing"]) == (30, "https://other.example.com", 60, False)
