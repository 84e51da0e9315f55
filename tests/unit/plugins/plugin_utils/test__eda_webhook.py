# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which messages are let in, and what becomes of them. The server itself is tried in tests/eda."""

from __future__ import annotations

import asyncio
import base64
import sys
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.plugin_utils._eda import appsignal_webhook, datasentinel_webhook, webhook
from ansible_collections.runwatch.observability.plugins.plugin_utils._eda.starting import SourceError

TOKEN = "sixteen or more 1"


def basic(password, user="anybody"):
    return "Basic " + base64.b64encode(("%s:%s" % (user, password)).encode()).decode()


@pytest.mark.parametrize("headers, query", [
    ({"Authorization": "Bearer " + TOKEN}, {}),
    ({"Authorization": "bearer  %s " % TOKEN}, {}),
    ({"Authorization": basic(TOKEN)}, {}),
    ({"Authorization": basic(TOKEN, "")}, {}),
    ({}, {"token": TOKEN}),
    ({"Authorization": "Bearer wrong"}, {"token": TOKEN}),
])
def test_who_has_the_token_is_let_in(headers, query):
    assert webhook.is_allowed(TOKEN, headers, query)


@pytest.mark.parametrize("headers, query", [
    ({}, {}),
    ({"Authorization": TOKEN}, {}),
    ({"Authorization": "Digest " + TOKEN}, {}),
    ({"Authorization": "Bearer " + TOKEN[:-1]}, {}),
    ({"Authorization": basic("wrong", TOKEN)}, {}),
    ({"Authorization": "Basic " + TOKEN}, {}),
    ({"Authorization": "Basic /w=="}, {}),
    ({}, {"token": ""}),
    ({}, {"Token": TOKEN}),
])
def test_nobody_else_is(headers, query):
    assert not webhook.is_allowed(TOKEN, headers, query)


@given(st.text(), st.text())
def test_no_text_of_a_stranger_is_an_error(authorization, token):
    assert webhook.is_allowed(TOKEN, {"Authorization": authorization}, {"token": token}) in (True, False)


def test_a_message_is_an_object():
    assert webhook.message("appsignal", b'{"marker": {"revision": "{{ 7 * 7 }}"}}') == {
        "payload": {"marker": {"revision": "{ { 7 * 7 }}"}}, "origin": {"product": "appsignal"}}


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff", b'{"a": NaN}', b'{"a":' * 100000],
                         ids=["nothing", "list", "number", "cut", "no text", "no number", "deep"])
def test_anything_else_is_refused(body):
    with pytest.raises(ValueError, match="^The body has to be a JSON object.$"):
        webhook.message("appsignal", body)


@pytest.fixture
def start(monkeypatch):
    """Start a source that has to fail before it listens."""
    monkeypatch.delenv("DATASENTINEL_WEBHOOK_TOKEN", raising=False)
    aiohttp = types.ModuleType("aiohttp")
    aiohttp.web = None
    monkeypatch.setitem(sys.modules, "aiohttp", aiohttp)
    return lambda **args: asyncio.run(datasentinel_webhook.main(None, args))


@pytest.mark.parametrize("args, says", [
    ({}, "token"),
    ({"token": "too short"}, "token: has to have 16 characters or more"),
    ({"token": " " * 20}, "token: has to have 16 characters or more"),
    ({"token": TOKEN, "port": 0}, "port: has to be a number from 1 to 65535"),
    ({"token": TOKEN, "certfile": "/there/is/none"}, "certfile: /there/is/none does not exist"),
    ({"token": TOKEN, "keyfile": "/there/is/none"}, "certfile"),
    ({"token": TOKEN, "path": "/"}, "Unsupported parameters"),
])
def test_wrong_values(start, args, says):
    with pytest.raises(SourceError, match=says):
        start(**args)


def test_sources_do_not_share_a_port():
    ports = [source.DEFINITION.options["port"]["default"] for source in (appsignal_webhook, datasentinel_webhook)]
    assert len(set(ports)) == 2
