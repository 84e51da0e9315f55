# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clients beside the Public API V2: what they send, what their errors say, and that their credentials stay inside."""

from __future__ import annotations

import json
import logging
from urllib.parse import parse_qs, quote, quote_plus, urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3.exceptions import MaxRetryError

from ansible_collections.runwatch.observability.plugins.module_utils import _errors as errors
from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import api, graphql
from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.apps import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.surfaces import Surfaces
from ansible_collections.runwatch.observability.plugins.module_utils._http import ANYTHING

TOKEN, KEY = "canary token &+/%", "canary key &+/%"
PARAMS = {
    "appsignal_url": "https://appsignal.com/api/v2/", "appsignal_token": TOKEN, "appsignal_push_url": "https://push.appsignal.com",
    "appsignal_endpoint_url": "https://appsignal-endpoint.net", "appsignal_push_key": KEY, "validate_certs": True, "ca_path": None,
    "client_cert": None, "client_key": None, "use_proxy": True, "timeout": 30, "retries": 0, "in_process": True,
}
ECHO = "<html><title>Cannot POST /graphql?token=%s and more</title>"


def answering(monkeypatch, client, status=200, body=b'{"data": {}}', content_type="application/json", error=None):
    """Have the client get this answer, and return the list of requests that it sends."""
    sent = []

    def exchange(request, prepared):
        sent.append(prepared)
        if error is not None:
            raise request.failed(error)
        return status, {"Content-Type": content_type}, body if isinstance(body, bytes) else json.dumps(body).encode()

    monkeypatch.setattr(client, "_exchange", exchange)
    return sent


def ask(client):
    return client.ask("list the applications", "{ viewer { organizations { id } } }", site="s")


def test_a_question_carries_the_token_in_its_query_only(monkeypatch):
    client = graphql.connect(PARAMS, INFO)
    sent = answering(monkeypatch, client)

    assert ask(client) == {}
    parts = urlsplit(sent[0].url)
    assert (sent[0].method, parts.path, parse_qs(parts.query)) == ("POST", "/graphql", {"token": [TOKEN]})
    assert json.loads(sent[0].body) == {"query": "{ viewer { organizations { id } } }", "variables": {"site": "s"}}
    assert "Authorization" not in sent[0].headers


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("told, says, code", [
    ([{"message": "Field 'x' doesn't exist"}], "Field 'x' doesn't exist", None),
    ([{"message": "One"}, {"message": "Two", "extensions": {"code": "ACCOUNT_RESTRICTED"}}], "One; Two", "ACCOUNT_RESTRICTED"),
    ([{"message": "Odd", "extensions": None}, "text"], "Odd", None),
])
def test_errors_are_failures_under_any_code(monkeypatch, status, told, says, code):
    client = graphql.connect(PARAMS, INFO)
    answering(monkeypatch, client, status, {"data": {"app": {"id": "s"}}, "errors": told})

    with pytest.raises(errors.AnswerError) as caught:
        ask(client)
    assert caught.value.message.startswith("Could not list the applications: POST https://appsignal.com/graphql answered %d: %s." % (status, says))
    assert (caught.value.failure().get("code"), caught.value.failure()["url"]) == (code, "https://appsignal.com/graphql")


@pytest.mark.parametrize("status, body, says", [
    (401, {"error": "Unauthorized"}, "401: Unauthorized. Check appsignal_token; it has to be a personal API token."),
    (404, {"error": "Not found"}, "404: Not found. Check appsignal_url; it may name something else."),
    (200, {"data": None}, "200: it has no data. Check appsignal_url; it may name something else."),
    (200, [], "200: a JSON object was expected, but a list came."),
    (502, b"<html><title>502 Bad Gateway</title>", "502: an HTML page instead of JSON (502 Bad Gateway)."),
])
def test_other_answers(monkeypatch, status, body, says):
    client = graphql.connect(PARAMS, INFO)
    answering(monkeypatch, client, status, body, "text/html" if status == 502 else "application/json")

    with pytest.raises(errors.AnswerError) as caught:
        ask(client)
    assert says in caught.value.message


def test_a_site_that_is_not_there(monkeypatch):
    client = graphql.connect(PARAMS, INFO)
    answering(monkeypatch, client, 200, {"data": {"app": None}})

    with pytest.raises(errors.NotFound, match="there is no site s. It does not exist, or the token cannot see it: check site_id and appsignal_token"):
        client.ask_site("list the deploy markers", "{ }", "s")


def test_the_data_of_a_site(monkeypatch):
    client = graphql.connect(PARAMS, INFO)
    answering(monkeypatch, client, 200, {"data": {"app": {"id": "s"}}})

    assert client.ask_site("list the deploy markers", "{ }", "s") == {"id": "s"}


def told(error):
    return json.dumps([error.message, error.failure()])


@pytest.mark.parametrize("form", [TOKEN, quote(TOKEN, safe=""), quote_plus(TOKEN), quote(TOKEN)])
@pytest.mark.parametrize("length", range(0, 330, 47))
def test_no_part_of_a_token_that_a_server_or_a_library_quotes_is_told(monkeypatch, form, length):
    page = (ECHO % form).rjust(length + len(ECHO % form), "x")
    for status, body, content_type, error in (
            (502, page.encode(), "text/html", None), (404, page.encode(), "text/plain", None), (200, page.encode(), "text/plain", None),
            (200, {"errors": [{"message": page}]}, "application/json", None), (400, {"errors": page}, "application/json", None),
            (200, None, None, requests.exceptions.ConnectionError(MaxRetryError(None, "/graphql?token=" + form, OSError("No route to host"))))):
        client = graphql.connect(PARAMS, INFO)
        answering(monkeypatch, client, status, body, content_type, error)
        with pytest.raises(errors.RequestError) as caught:
            ask(client)
        assert not any(part in told(caught.value) for part in ("canary token", "canary+token", "canary%20token", "&+/", "%26"))


@pytest.mark.parametrize("name", ["urllib3.connectionpool", "urllib3.util.retry"])
def test_what_the_library_logs_of_a_repeated_request_holds_no_token(caplog, name):
    client = graphql.connect(PARAMS, INFO)

    logging.getLogger(name).warning("Retrying (%r) after connection broken by '%r': %s", "Retry", "Reset", "/graphql?token=" + quote_plus(TOKEN))
    client.close()
    logging.getLogger(name).warning("Retrying %s", "something else")
    assert [record.getMessage() for record in caplog.records] == [
        "Retrying ('Retry') after connection broken by ''Reset'': /graphql?token=VALUE_NOT_SHOWN", "Retrying something else"]
    assert client._discreet not in logging.getLogger(name).filters


@given(st.text(st.characters(codec="utf-8"), min_size=4))
def test_any_credential_arrives_as_it_is(key):
    prepared = requests.Request("POST", "https://x.example/1/markers", params={"api_key": key}).prepare()
    assert parse_qs(urlsplit(prepared.url).query, keep_blank_values=True)["api_key"] == [key]


@pytest.mark.parametrize("name, path, query, credential", [
    ("legacy", "https://appsignal.com/api/s/markers.json", {}, {"token": [TOKEN]}),
    ("push", "https://push.appsignal.com/1/markers", {"name": "shop"}, {"api_key": [KEY], "name": ["shop"]}),
    ("endpoint", "https://appsignal-endpoint.net/check_ins/cron", {"kind": "start"}, {"api_key": [KEY], "kind": ["start"]}),
])
def test_each_surface_has_its_address_and_its_credential(monkeypatch, name, path, query, credential):
    clients = Surfaces(PARAMS, INFO)
    client = getattr(clients, name)
    sent = answering(monkeypatch, client, 200, b"OK", "text/plain")

    client.call("POST", path.split("/")[3:], "try", query=query, form=ANYTHING)
    assert sent[0].url.partition("?")[0] == path and parse_qs(urlsplit(sent[0].url).query) == credential
    assert getattr(clients, name) is client
    clients.close()


@pytest.mark.parametrize("name, missing, says", [
    ("graphql", "appsignal_token", "APPSIGNAL_API_TOKEN"), ("legacy", "appsignal_token", "APPSIGNAL_API_TOKEN"),
    ("push", "appsignal_push_key", "APPSIGNAL_PUSH_API_KEY"), ("endpoint", "appsignal_push_key", "APPSIGNAL_PUSH_API_KEY"),
])
def test_what_each_surface_needs(name, missing, says):
    with pytest.raises(errors.OptionError, match="^%s: is needed; give it on the task, in module_defaults, or as %s" % (missing, says)):
        getattr(Surfaces({**PARAMS, missing: None}, INFO), name)


def test_the_public_api_has_graphql_beside_it():
    client = api.connect({**PARAMS, "appsignal_token": "token"}, INFO)

    assert client.graphql is client.graphql is client.graphql.graphql
    client.close()
