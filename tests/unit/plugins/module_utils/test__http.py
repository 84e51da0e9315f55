# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP layer over real sockets, against a server that plays a script."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils import _http
from ansible_collections.runwatch.observability.plugins.module_utils import _errors as errors

PRODUCT = _http.Product(
    label="Thing", url_option="thing_url", explain=lambda data: (data.get("error"), data.get("code")) if isinstance(data, dict) else (None, None),
    error_in_success=lambda data: isinstance(data, dict) and "error" in data, hints={404: "Check the name."})
SECRET = "s3cr3t/with&signs"


class Play:
    """What the server does next: a list of (status, body, headers) or words; and what it was asked."""

    def __init__(self):
        self.script = []
        self.asked = []
        self.callers = set()

    def __call__(self, *acts):
        self.script.extend(acts)
        return self


@pytest.fixture
def play():
    return Play()


@pytest.fixture
def address(play):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            play.callers.add(self.client_address)
            play.asked.append((self.command, self.path, body.decode(), dict(self.headers)))
            act = play.script.pop(0) if play.script else (200, {"fine": True}, {})
            if act == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                self.close_connection = True
                return
            if act == "silence":
                threading.Event().wait(1.5)
                self.close_connection = True
                return
            status, data, headers = act
            content = data if isinstance(data, bytes) else json.dumps(data).encode()
            self.send_response(status)
            for name, value in dict({"Content-Type": "application/json", "Content-Length": len(content)}, **headers).items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(content)
            if headers.get("Content-Length"):
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield "http://127.0.0.1:%d" % server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(address):
    made = _http.Client(PRODUCT, _http.Transport(address, timeout=1, retries=2), _http.FixedHeaders({"x-key": SECRET}), "test", [SECRET])
    yield made
    made.close()


def put(client):
    return client.write("PUT", "things", "a", doing="change thing a", body={"colour": "red"})


def get(client):
    return client.get("things", "a", doing="read thing a", query={"deep": "yes"})


def test_a_request_carries_what_it_should(client, play):
    assert get(client).data == {"fine": True}
    put(client)
    (read, write) = play.asked
    assert read[:3] == ("GET", "/things/a?deep=yes", "") and read[3]["x-key"] == SECRET
    assert write[:2] == ("PUT", "/things/a") and json.loads(write[2]) == {"colour": "red"}
    assert write[3]["Content-Type"] == "application/json" and write[3]["User-Agent"].startswith("runwatch.observability/")


@pytest.mark.parametrize("name, path", [
    (":9342", "/things/:9342"), ("a@b:c", "/things/a@b:c"), ("No restriction", "/things/No%20restriction"),
    ("50%?#", "/things/50%25%3F%23"), ("été", "/things/%C3%A9t%C3%A9"),
])
def test_names_arrive_as_they_are(client, play, name, path):
    client.get("things", name, doing="read")
    assert play.asked[0][1] == path


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_reads_are_repeated(client, play, status):
    play((status, {}, {}), (status, {}, {}))
    assert get(client).data == {"fine": True} and len(play.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 500, 502, 503, 504])
def test_writes_are_not_repeated(client, play, status):
    play((status, {"error": "no"}, {}))
    with pytest.raises(errors.AnswerError) as caught:
        put(client)
    assert len(play.asked) == 1 and caught.value.status == status
    assert caught.value.maybe_done == (status >= 500)


def test_a_write_that_is_put_off_is_repeated(client, play):
    play((429, {}, {"Retry-After": "0"}))
    put(client)
    assert len(play.asked) == 2


def test_a_wait_that_is_too_long_is_refused_at_once(client, play):
    play((429, {"error": "later"}, {"X-RateLimit-Reset": int(time.time()) + 3600}))
    with pytest.raises(errors.RateLimited):
        get(client)
    assert len(play.asked) == 1


def test_lost_reads_are_repeated_and_lost_writes_are_not(client, play):
    play("reset")
    get(client)
    assert len(play.asked) == 2
    play("reset")
    with pytest.raises(errors.TransportError) as caught:
        put(client)
    assert len(play.asked) == 3 and caught.value.maybe_done
    assert "Could not change thing a: PUT http://127.0.0.1:" in caught.value.message


def test_silence_ends_in_a_clear_message(client, play):
    play("silence")
    with pytest.raises(errors.TransportError, match="nothing came back within 1 s") as caught:
        put(client)
    assert caught.value.maybe_done


def test_nobody_there(play):
    lonely = _http.Client(PRODUCT, _http.Transport("http://127.0.0.1:9", timeout=1, retries=0), _http.FixedHeaders({}), "test")
    with pytest.raises(errors.TransportError, match="connection refused. Check thing_url") as caught:
        put(lonely)
    assert not caught.value.maybe_done and caught.value.facts["retryable"]


@pytest.mark.parametrize("body, content_type, says", [
    (b"<html><title>502 Bad Gateway</title></html>", "text/html", "an HTML page instead of JSON .502 Bad Gateway."),
    (b'{"a": [1, 2', "application/json", "cut-off JSON"),
    (b"hello", "text/plain", "something that is not JSON .hello."),
    (b'{"a": NaN}', "application/json", "something that is not JSON"),
    (b"[" * 100000, "application/json", "JSON"),
])
def test_what_is_not_json_is_told(client, play, body, content_type, says):
    play((200, body, {"Content-Type": content_type}))
    with pytest.raises(errors.AnswerError, match=says):
        get(client)


def test_a_read_is_repeated_if_its_answer_breaks_off_and_a_write_is_not(client, play):
    broken = (200, b'{"a": 1}', {"Content-Length": 100})
    play(broken, broken)
    assert get(client).data == {"fine": True} and len(play.asked) == 3
    play(broken)
    with pytest.raises(errors.TransportError, match="the connection was lost") as caught:
        put(client)
    assert len(play.asked) == 4 and caught.value.maybe_done


def test_an_answer_that_was_cut_off_is_told(client, play):
    play(*[(200, b'{"a": 1}', {"Content-Length": 100})] * 3)
    with pytest.raises(errors.TransportError, match="the connection was lost"):
        get(client)


def test_a_huge_answer_is_refused(client, play, monkeypatch):
    monkeypatch.setattr(_http, "LARGEST_ANSWER", 2000)
    play((200, b'"' + b"x" * 5000 + b'"', {}))
    with pytest.raises(errors.AnswerError, match="an answer larger than"):
        get(client)


def test_an_empty_answer_is_fine(client, play):
    play((204, b"", {}))
    assert put(client).data is None


def test_an_error_under_a_success_code_is_an_error(client, play):
    play((200, {"error": "no such thing", "code": "X1"}, {}))
    with pytest.raises(errors.AnswerError) as caught:
        put(client)
    assert "answered 200: no such thing" in caught.value.message and caught.value.facts["code"] == "X1" and caught.value.maybe_done


@pytest.mark.parametrize("answer, is_error", [
    ({"error": "Internal error"}, True), ({"errors": ["no"], "code": 3}, True), ({"error": None}, False), ({"error": "", "id": "a"}, False),
    ({"error": "none", "id": "a"}, False), ({"message": "fine"}, False), ({}, False), ([], False),
])
def test_an_answer_that_is_only_an_error_is_none_of_what_was_asked_for(answer, is_error):
    assert _http.Product("Thing", "thing_url", None).error_in_success(answer) is is_error


def test_what_a_write_that_may_have_been_done_says_for_programs(client, play):
    for status, told in ((503, True), (400, None)):
        play((status, {"error": "no"}, {}))
        with pytest.raises(errors.AnswerError) as caught:
            put(client)
        assert caught.value.failure().get("maybe_done") is told


def test_an_error_that_is_raised_again_takes_facts_of_its_own():
    first = errors.AuthenticationError("no", 401, detail="wrong")
    second = first.again()
    second.facts["done"], second.message = ["a"], "changed"
    assert (first.message, first.facts.get("done"), type(second), second.status, second.detail) == ("no", None, type(first), 401, "wrong")


def test_hints_follow_the_code(client, play):
    play((404, {"error": "gone"}, {}))
    with pytest.raises(errors.NotFound, match=r"answered 404: gone\. Check the name\."):
        get(client)


def test_a_secret_in_an_answer_is_not_repeated(client, play):
    play((400, {"error": "bad key %s" % SECRET}, {}))
    with pytest.raises(errors.AnswerError) as caught:
        put(client)
    assert SECRET not in caught.value.message + json.dumps(caught.value.failure())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leaves_the_origin(client, play, status):
    play((status, b"", {"Location": "http://elsewhere.invalid/things/a"}))
    with pytest.raises(errors.AnswerError, match="a redirect to http://elsewhere.invalid. Set thing_url"):
        get(client)
    assert len(play.asked) == 1


def test_reads_follow_a_redirect_at_home_and_writes_do_not(client, play):
    play((307, b"", {"Location": "/things/b"}))
    assert get(client).data == {"fine": True} and play.asked[1][1] == "/things/b"
    play((307, b"", {"Location": "/things/b"}))
    with pytest.raises(errors.AnswerError, match="not followed for a change"):
        put(client)


def test_a_redirect_in_a_circle_ends(client, play):
    play(*[(307, b"", {"Location": "/things/a"})] * 5)
    with pytest.raises(errors.AnswerError, match="too many redirects"):
        get(client)


class Renewing:
    """Authentication that can be renewed, and counts it."""

    def __init__(self):
        self.number = 1

    def headers(self, client):
        return {"x-key": "key-%d" % self.number}

    def renew(self, client, used):
        self.number += 1
        return True


def test_a_session_that_ended_is_renewed_once(address, play):
    auth = Renewing()
    client = _http.Client(PRODUCT, _http.Transport(address, timeout=1), auth, "test")
    play((401, {"error": "expired"}, {}))
    put(client)
    assert [request[3]["x-key"] for request in play.asked] == ["key-1", "key-2"]
    play((401, {"error": "expired"}, {}), (401, {"error": "expired"}, {}))
    with pytest.raises(errors.AuthenticationError):
        put(client)
    assert auth.number == 3


def test_shapes_are_checked(client, play):
    play((200, ["a"], {}), (200, {"a": 1}, {}), (200, b"", {}))
    with pytest.raises(errors.AnswerError, match="a JSON object was expected, but a list came"):
        get(client).mapping()
    with pytest.raises(errors.AnswerError, match="a JSON list of objects was expected, but an object came"):
        get(client).mappings()
    with pytest.raises(errors.AnswerError, match="but nothing came"):
        get(client).mapping()


def test_connections_are_kept(client, play):
    for dummy in range(5):
        get(client)
        put(client)
    assert len(play.callers) == 1


@pytest.mark.parametrize("given_url, wanted", [
    ("ds.example.com", "https://ds.example.com"), ("https://ds.example.com/", "https://ds.example.com"),
    ("https://ds.example.com/ds-api/", "https://ds.example.com"), ("http://[::1]:8080/x", "http://[::1]:8080/x"),
])
def test_addresses_are_tidied(given_url, wanted):
    assert _http.base_url("url", given_url, "/ds-api") == wanted


@pytest.mark.parametrize("given_url", ["ftp://x", "https://", "https://x:99999", "https://u:p@x", "https://x?a=b", "https://x#y", "", "https://x:y"])
def test_addresses_that_cannot_work_are_refused(given_url):
    with pytest.raises(errors.OptionError) as caught:
        _http.base_url("platform_url", given_url)
    assert "u:p" not in caught.value.message and caught.value.facts["option"] == "platform_url"


@given(st.text())
def test_a_segment_is_refused_or_stays_one_segment(text):
    try:
        _http.check_segment("name", text)
    except errors.OptionError:
        return
    quoted = _http.quote(text, safe="@:")
    assert "/" not in quoted and quoted not in (".", "..") and "?" not in quoted and "#" not in quoted


@pytest.mark.parametrize("option, value", [("timeout", 0), ("retries", -1), ("ca_path", "/nowhere/ca.pem"), ("client_key", "/nowhere/key.pem")])
def test_transport_options_have_to_make_sense(option, value):
    params = {"validate_certs": True, "ca_path": None, "client_cert": None, "client_key": None, "use_proxy": True, "timeout": 5, "retries": 1}
    with pytest.raises(errors.OptionError):
        _http.Transport.from_params("https://x", dict(params, **{option: value}))


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr(_http, "REQUESTS_ERROR", "Traceback")
    with pytest.raises(errors.MissingLibrary) as caught:
        _http.Client(PRODUCT, _http.Transport("https://x"), _http.FixedHeaders({}), "test")
    assert caught.value.library == "requests"


def test_a_refusal_in_plain_text_is_quoted(client, play):
    play((400, b"severity: not one of -1, 5, 10", {"Content-Type": "text/plain"}))
    with pytest.raises(errors.AnswerError, match="answered 400: severity: not one of -1, 5, 10"):
        get(client)


@pytest.mark.parametrize("body", [b"OK", b"<html>", b'{"error": "x"}'])
def test_what_a_silent_product_says_is_not_looked_at(address, play, body):
    play((200, body, {"Content-Type": "text/plain"}))
    silent = _http.Client(PRODUCT._replace(silent=True), _http.Transport(address), _http.FixedHeaders({}), "test")
    assert put(silent).data is None
    silent.close()


def download(client):
    return client.read_by_post("report", doing="make a report", body={}, form=_http.FILE)


def test_a_file_comes_as_its_bytes(client, play):
    content = bytes(range(256)) * 10
    play((200, content, {"Content-Type": "application/pdf"}))
    assert download(client).data == content and play.asked[0][3]["Accept"] == "*/*"
    play((201, b"a;b\n1;2\n", {"Content-Type": "text/csv"}))
    assert download(client).data == b"a;b\n1;2\n"


@pytest.mark.parametrize("content_type", ["application/json", "application/pdf"])
def test_json_in_the_place_of_a_file_is_a_failure(client, play, content_type):
    play((200, {"error": "no such instance"}, {"Content-Type": content_type}))
    with pytest.raises(errors.AnswerError, match="answered 200: no such instance"):
        download(client)


def test_a_file_that_is_cut_off_is_no_file(client, play):
    play(*[(200, b"%PDF-1.4", {"Content-Type": "application/pdf", "Content-Length": 100})] * 3)
    with pytest.raises(errors.TransportError, match=r"the connection was lost \(the answer was cut off after 8 of 100 bytes\)"):
        download(client)


def test_a_page_is_no_answer_even_where_that_may_be_anything(client, play):
    play((200, b"<html><title>Sign in</title></html>", {"Content-Type": "text/html"}))
    with pytest.raises(errors.UnreadableAnswer, match="an HTML page instead of JSON .Sign in.") as caught:
        client.call("POST", ("mail",), "send it", body={}, form=_http.ANYTHING)
    assert caught.value.maybe_done


def test_what_is_wrong_with_an_answer_is_said_where_more_was_expected_of_it(client, play):
    play((200, b"fine", {"Content-Type": "text/plain"}))
    with pytest.raises(errors.UnreadableAnswer, match="something that is not JSON .fine."):
        client.get("marker", doing="read it", form=_http.ANYTHING).mapping()


@pytest.mark.parametrize("content, data", [(b"sent", None), (b"", None), (b'{"status": "sent"}', {"status": "sent"})])
def test_an_answer_that_may_be_anything(client, play, content, data):
    play((200, content, {"Content-Type": "text/plain"}))
    assert client.call("POST", ("mail",), "send it", body={}, form=_http.ANYTHING).data == data


def test_an_answer_that_may_be_anything_is_no_error(client, play):
    play((200, {"error": "no SMTP server"}, {}))
    with pytest.raises(errors.AnswerError, match="no SMTP server"):
        client.call("POST", ("mail",), "send it", body={}, form=_http.ANYTHING)
