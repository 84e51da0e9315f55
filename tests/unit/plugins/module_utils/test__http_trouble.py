# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the HTTP layer says of a server that cannot be reached, how long it waits, and whom it trusts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProtocolError

from ansible_collections.runwatch.observability.plugins.module_utils import _http, _retry
from ansible_collections.runwatch.observability.plugins.module_utils import _errors as errors

PRODUCT = _http.Product(label="Thing", url_option="thing_url", explain=lambda data: (None, None))


def put_to(url, proxies=None, **transport):
    """Send a change to where it cannot arrive, and return the error."""
    client = _http.Client(PRODUCT, _http.Transport(url, timeout=1, retries=0, **transport), _http.FixedHeaders({}), "test")
    client._proxies = proxies or {}
    with pytest.raises(errors.TransportError) as caught:
        client.write("PUT", "things", "a", doing="change thing a", body={})
    client.close()
    return caught.value


class Accepting:
    """A server that takes connections and then does with them what ``treat(connection)`` does."""

    def __init__(self, treat):
        self._treat = treat
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, dummy = self._listening.accept()
            except OSError:
                return
            self._treat(connection)

    def close(self):
        self._listening.close()


@pytest.fixture
def accepting():
    """A function that starts such a server, and returns its port."""
    servers = []

    def start(treat):
        servers.append(Accepting(treat))
        return servers[-1].port

    yield start
    for server in servers:
        server.close()


def talk_plainly(connection):
    connection.recv(1024)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    connection.close()


def test_a_server_without_tls_is_told(accepting):
    error = put_to("https://127.0.0.1:%d" % accepting(talk_plainly))
    assert "TLS could not be set up (" in error.message and "name its authority with ca_path" in error.message
    assert (error.maybe_done, error.facts["retryable"]) == (False, False)


def test_a_name_that_nobody_has_is_told():
    error = put_to("http://nobody.invalid")
    assert "got no answer: the host name cannot be resolved. Check thing_url" in error.message
    assert (error.maybe_done, error.facts["retryable"]) == (False, True)


def test_a_proxy_that_does_not_answer_is_told():
    error = put_to("http://127.0.0.1:8", proxies={"http": "http://127.0.0.1:9"})
    assert "the proxy did not answer (" in error.message and "Check the proxy, or set use_proxy to false." in error.message
    assert (error.maybe_done, error.facts["retryable"]) == (False, True)


@pytest.mark.parametrize("raised", [
    requests.exceptions.ConnectTimeout("too late"),
    requests.exceptions.ConnectTimeout(MaxRetryError(None, "/", ConnectTimeoutError(None, "Connection to 10.0.0.1 timed out."))),
])
def test_a_host_that_is_silent_is_told(monkeypatch, raised):
    def send(*args, **options):
        raise raised

    monkeypatch.setattr(_http.HTTPAdapter, "send", send)
    error = put_to("http://10.0.0.1")
    assert "got no answer: no connection within 1 s. Check thing_url and the network." in error.message
    assert (error.maybe_done, error.facts["retryable"]) == (False, True)


@pytest.mark.parametrize("raised, says, maybe_done", [
    (requests.exceptions.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "[Errno 113] No route to host"))), "No route to host", False),
    (requests.exceptions.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))),
     "the connection was lost ([Errno 104] Connection reset by peer). Run the task again.", True),
    (requests.exceptions.ReadTimeout("HTTPConnectionPool(host='resolver.example.com', port=80): Read timed out."),
     "nothing came back within 1 s. Raise timeout if the server is that slow.", True),
])
def test_only_what_certainly_was_not_sent_counts_as_not_done(monkeypatch, raised, says, maybe_done):
    def send(*args, **options):
        raise raised

    monkeypatch.setattr(_http.HTTPAdapter, "send", send)
    error = put_to("http://resolver.example.com")
    assert says in error.message and error.maybe_done is maybe_done


def test_what_a_user_says_of_proxies_is_heeded(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    used = []
    for wanted in (True, False):
        client = _http.Client(PRODUCT, _http.Transport("http://x", use_proxy=wanted), _http.FixedHeaders({}), "test")
        used.append(client._proxies.get("http"))
    assert used == ["http://proxy:3128", None]


@pytest.mark.parametrize("given, environment, verified", [
    ({}, {}, True), ({"ca_path": "/ca.pem"}, {"REQUESTS_CA_BUNDLE": "/other.pem"}, "/ca.pem"), ({}, {"REQUESTS_CA_BUNDLE": "/other.pem"}, "/other.pem"),
    ({}, {"CURL_CA_BUNDLE": "/curl.pem"}, "/curl.pem"), ({"validate_certs": False, "ca_path": "/ca.pem"}, {}, False),
])
def test_certificates_are_verified_unless_told_otherwise(monkeypatch, given, environment, verified):
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert _http._verification(_http.Transport("https://x", **given)) == verified


def test_a_key_needs_its_certificate_and_both_are_used(tmp_path):
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("")
    params = {"validate_certs": True, "ca_path": None, "client_cert": None, "client_key": str(tmp_path / "key.pem"), "use_proxy": True,
              "timeout": 5, "retries": 1}
    with pytest.raises(errors.OptionError, match="client_cert: is needed beside client_key"):
        _http.Transport.from_params("https://x", params)
    transport = _http.Transport.from_params("https://x", dict(params, client_cert=str(tmp_path / "cert.pem")))
    made = _http.Client(PRODUCT, transport, _http.FixedHeaders({}), "test")
    assert made._certificate == (str(tmp_path / "cert.pem"), str(tmp_path / "key.pem"))


@pytest.mark.parametrize("headers, seconds", [
    ({}, None), ({"Retry-After": "7"}, 7), ({"Retry-After": "soon"}, None), ({"X-RateLimit-Reset": "1005"}, 5.0), ({"X-RateLimit-Reset": "900"}, 0.0),
    ({"X-RateLimit-Reset": "soon"}, None), ({"Retry-After": "7", "X-RateLimit-Reset": "1005"}, 7),
])
def test_how_long_a_server_wants_us_to_wait(monkeypatch, headers, seconds):
    monkeypatch.setattr(_retry.time, "time", lambda: 1000.0)
    assert _retry.retry(3, reads=True).get_retry_after(SimpleNamespace(headers=headers, status=429)) == seconds


def test_only_a_refusal_for_haste_is_put_off_until_its_reset():
    answer = SimpleNamespace(headers={"X-RateLimit-Reset": "99999999999"}, status=503)
    assert _retry.retry(3, reads=True).get_retry_after(answer) is None


def test_the_pauses_between_tries_grow_to_a_limit(monkeypatch):
    monkeypatch.setattr(_retry, "_jitter", lambda: 1.0)
    policy, pauses = _retry.retry(9, reads=True), []
    for dummy in range(8):
        pauses.append(policy.get_backoff_time())
        policy = policy.increment("GET", "/", SimpleNamespace(headers={}, status=503, get_redirect_location=lambda: None))
    assert pauses == [0, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]
    monkeypatch.setattr(_retry, "_jitter", lambda: 0.0)
    assert policy.get_backoff_time() == 5.0


def test_chance_is_a_share():
    assert all(0 <= _retry._jitter() <= 1 for dummy in range(100))


def test_without_requests_the_library_is_named_when_it_is_needed():
    """In a process of its own, since whoever has imported the library once keeps it."""
    code = ("import sys; sys.modules['requests'] = sys.modules['urllib3'] = None\n"
            "from ansible_collections.runwatch.observability.plugins.module_utils import _errors, _http\n"
            "try: _http.Client(None, None, None)\n"
            "except _errors.MissingLibrary as error: print(error.library, 'ModuleNotFoundError' in error.traceback)")
    process = subprocess.run([sys.executable, "-c", code], env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)), stdout=subprocess.PIPE, check=True)
    assert process.stdout.decode().split() == ["requests", "True"]
