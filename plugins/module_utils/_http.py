# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only way to HTTP, and the only file that knows ``requests``.

Sessions, keep-alive, time limits, TLS, proxies, retries, rate limits, redirects, JSON, the texts of errors and the
scrubbing of secrets all live here. Clients of products add their product's description and authentication.
"""

from __future__ import annotations

import gc
import json
import os
import traceback
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from ._answers import decode, excerpt, is_only_an_error, is_page, shape
from ._errors import BY_STATUS, AnswerError, AuthenticationError, MissingLibrary, OptionError, TransportError, UnreadableAnswer
from ._retry import retry, wait
from ._secrets import Scrubber
from ._version import VERSION

# An import makes many objects and no garbage; to look for some all the time costs more than a request.
_collects = gc.isenabled()
gc.disable()
try:
    import requests
    from requests.adapters import HTTPAdapter
    from requests.utils import get_environ_proxies
    from urllib3.exceptions import ConnectTimeoutError, IncompleteRead, InsecureRequestWarning, ProtocolError, ReadTimeoutError
    REQUESTS_ERROR = None
except ImportError:
    REQUESTS_ERROR = traceback.format_exc()
    HTTPAdapter = object
finally:
    if _collects:
        gc.enable()

# What an answer is expected to be; what nobody documents can be anything.
JSON, FILE, ANYTHING = "json", "file", "anything"
LARGEST_ANSWER = 64 * 1024 * 1024  # bytes
_SAME_ORIGIN_REDIRECTS = 3
_UNCERTAIN_STATUS = (500, 502, 503, 504)


class Product(NamedTuple):
    """What an error message has to know about the product at the other end.

    ``explain`` maps decoded answers (any JSON value) to (text, the API's own code), either may be ``None``;
    ``hints`` maps HTTP codes, and ``"unreachable"``, to advice; ``error_in_success`` tells failures under a 2xx code.
    With ``silent``, what comes with a 2xx code means nothing and is not looked at.
    """

    label: str
    url_option: str
    explain: object
    hints: dict = {}
    error_in_success: object = is_only_an_error
    silent: bool = False


class Answer(NamedTuple):
    """A successful answer: ``status`` (int), ``data`` (decoded JSON, or ``None`` for an empty body), ``headers``.

    For a file (``call(..., form=FILE)``) ``data`` are its bytes.
    :meth:`mapping` and :meth:`mappings` return ``data`` in the shape that the caller relies on, or raise ``AnswerError``.
    ``complain(what)`` returns the ``AnswerError`` for an answer of another shape.
    """

    status: int
    data: object
    headers: dict
    complain: object = None

    def mapping(self):
        """Return ``data`` as a dict."""
        if not isinstance(self.data, dict):
            raise self.complain("a JSON object was expected, but %s came" % shape(self.data))
        return self.data

    def mappings(self):
        """Return ``data`` as a list of dicts."""
        if not isinstance(self.data, list) or not all(isinstance(entry, dict) for entry in self.data):
            raise self.complain("a JSON list of objects was expected, but %s came" % shape(self.data))
        return self.data


class Transport(NamedTuple):
    """How to reach a server; built from the options that every product has (see ``_options``)."""

    base_url: str
    validate_certs: bool = True
    ca_path: str = None
    client_cert: str = None
    client_key: str = None
    use_proxy: bool = True
    timeout: int = 30
    retries: int = 3

    @classmethod
    def from_params(cls, base_url, params):
        """Build it from a module's parameters. Raises ``OptionError`` on a value that cannot work."""
        if params["timeout"] < 1:
            raise OptionError("timeout", "has to be at least 1 second, not %s." % params["timeout"])
        if params["retries"] < 0:
            raise OptionError("retries", "has to be 0 or more, not %s." % params["retries"])
        if params["client_key"] and not params["client_cert"]:
            raise OptionError("client_cert", "is needed beside client_key.")
        for option in ("ca_path", "client_cert", "client_key"):
            if params[option] and not os.path.exists(params[option]):
                raise OptionError(option, "%s does not exist on the host that runs this task." % params[option])
        names = ("validate_certs", "ca_path", "client_cert", "client_key", "use_proxy", "timeout", "retries")
        return cls(base_url, **{name: params[name] for name in names})


def base_url(option, value, suffix=""):
    """Return ``value`` as an address without trailing slash and without ``suffix`` (a path that clients add).

    A bare host name gets ``https``. Raises ``OptionError`` on anything that is no plain http(s) address.
    """
    text = value.strip()
    if "://" not in text:
        text = "https://" + text
    text = text.rstrip("/")
    if suffix and text.endswith(suffix):
        text = text[:-len(suffix)].rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise OptionError(option, "has to be an address like https://host or https://host:port.")
    if parts.username is not None or parts.query or parts.fragment:
        raise OptionError(option, "must hold no credentials, query or fragment; credentials have options of their own.")
    return text


def check_segment(option, value):
    """Return ``value`` if it can be one segment of a path, else raise ``OptionError`` (fact sheet 2.5).

    A slash cannot be carried reliably, since proxies decode it; dots alone change the path.
    """
    if not value or not value.strip():
        raise OptionError(option, "must not be empty.")
    if "/" in value or "\\" in value or ".." in value or value == ".":
        raise OptionError(option, "%r cannot be used: '/', '\\' and '..' are not possible in a name." % value)
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise OptionError(option, "%r cannot be used: control characters are not possible in a name." % value)
    return value


class FixedHeaders:
    """Authentication by headers that the user supplied; they are never renewed."""

    def __init__(self, headers):
        self._headers = headers

    def headers(self, client):
        """Return the headers that each request carries."""
        return self._headers

    def renew(self, client, used):
        """Say whether a refused request may be sent again with other headers."""
        return False


class Client:
    """Talks JSON to one server, which may answer with a file. Safe to use from several threads.

    ``auth`` has ``headers(client)`` (dict for each request) and ``renew(client, used)`` (``True`` if a request that was
    refused with 401 while ``used`` headers were sent may be sent once more).
    """

    def __init__(self, product, transport, auth, module_name="", secrets=()):
        if REQUESTS_ERROR:
            raise MissingLibrary("requests", REQUESTS_ERROR)
        self.product = product
        self.scrubber = Scrubber(secrets)
        self.latest_headers = {}  # of the newest answer; some products tell there how many calls are left
        self._transport = transport
        self._auth = auth
        self._user_agent = "runwatch.observability/%s (%s)" % (VERSION, module_name)
        self._proxies = get_environ_proxies(transport.base_url) if transport.use_proxy else {}
        self._verify = _verification(transport)
        self._certificate = (transport.client_cert, transport.client_key) if transport.client_key else transport.client_cert
        self._reading = HTTPAdapter(pool_connections=2, pool_maxsize=64, max_retries=retry(transport.retries, reads=True))
        self._writing = HTTPAdapter(pool_connections=2, pool_maxsize=64, max_retries=retry(transport.retries, reads=False))
        # Both kinds of request share one pool of connections.
        self._writing.poolmanager = self._reading.poolmanager
        self._writing.proxy_manager = self._reading.proxy_manager

    def get(self, *segments, doing, query=None, form=JSON):
        """GET a resource; repeated on lost connections and on 429, 502, 503, 504. Returns an :class:`Answer`."""
        return self.call("GET", segments, doing, query=query, reads=True, form=form)

    def read_by_post(self, *segments, doing, body, form=JSON):
        """POST a question that changes nothing; repeated like a GET. Returns an :class:`Answer`."""
        return self.call("POST", segments, doing, body=body, reads=True, form=form)

    def write(self, method, *segments, doing, body=None):
        """Send a change. It is repeated only if it certainly was not carried out (no connection, 401, 429)."""
        return self.call(method, segments, doing, body=body, reads=False)

    def call(self, method, segments, doing, query=None, body=None, reads=False, headers=None, form=JSON):
        """Send one request; ``headers`` replace the authentication. ``doing`` completes "Could not ..." in messages."""
        path = "/" + "/".join(quote(str(segment), safe="@:") for segment in segments)
        request = _Request(self, method, path, doing, reads, form)
        sent = self._auth.headers(self) if headers is None else headers
        try:
            return self._send(request, query, body, sent)
        except AuthenticationError:
            if headers is not None or not self._auth.renew(self, sent):
                raise
        return self._send(request, query, body, self._auth.headers(self))

    def close(self):
        """Close all connections."""
        self._reading.close()

    def _send(self, request, query, body, headers):
        url = request.address
        headers = dict({"Accept": "application/json" if request.form == JSON else "*/*", "User-Agent": self._user_agent}, **headers)
        content = None
        if body is not None:
            content = json.dumps(body, allow_nan=False).encode("utf-8")
            headers["Content-Type"] = "application/json"
        for dummy in range(_SAME_ORIGIN_REDIRECTS):
            prepared = requests.Request(request.method, url, params=query, data=content, headers=headers).prepare()
            status, received, raw = self._exchange(request, prepared)
            self.latest_headers = received
            if status not in (301, 302, 303, 307, 308):
                return request.judge(status, received, raw)
            url, query = request.redirected(status, prepared.url, received.get("Location", "")), None
        raise request.refused(status, "too many redirects")

    def _exchange(self, request, prepared):
        adapter, tries = self._reading if request.reads else self._writing, 0
        while True:
            response = None
            try:
                response = adapter.send(
                    prepared, stream=True, timeout=self._transport.timeout, verify=self._verify,
                    cert=self._certificate, proxies=self._proxies,
                )
                return response.status_code, response.headers, _read_all(response)
            except (OSError, ProtocolError, ReadTimeoutError) as error:  # those of requests are of the first kind
                # The adapter repeats what brought no answer, but knows nothing of one that breaks off.
                if response is None or not request.reads or tries == self._transport.retries:
                    raise request.failed(error) from None
            finally:
                if response is not None:
                    response.close()
            tries += 1
            wait(tries)


class _Request:
    """Turns what became of one request into an answer or into an error a person can act on."""

    def __init__(self, client, method, path, doing, reads, form):
        self._client = client
        self._product = client.product
        self._doing = doing
        self.reads = reads
        self.form = form
        self.method = method
        self.address = client._transport.base_url + path
        self._call = "%s %s" % (method, self.address)

    def judge(self, status, headers, raw):
        """Return an :class:`Answer`, or raise the error that fits ``status`` and the body."""
        if 200 <= status < 300 and self._product.silent:
            return Answer(status, None, headers)
        if raw is None:
            raise self._answer_error(status, "an answer larger than %d MiB" % (LARGEST_ANSWER // 1024 ** 2), "")
        if self.form == FILE and 200 <= status < 300 and not self._is_json(headers, raw):
            return Answer(status, raw, headers, lambda what: self._answer_error(status, what, ""))
        text = raw.decode("utf-8", errors="replace")
        content_type = headers.get("Content-Type", "")
        data, problem = decode(text, content_type)
        if problem or not 200 <= status < 300 or self._product.error_in_success(data):
            # Before any of it is quoted: a secret that is cut would not be found any more.
            text = self._client.scrubber.scrub(text)
            data, problem = decode(text, content_type)
        if 200 <= status < 300:
            # A page is not from the server that was asked, whatever that may answer.
            if problem and (self.form != ANYTHING or is_page(text, content_type)):
                raise self._answer_error(status, problem, "Check %s." % self._product.url_option, body=text)
            if self.form == FILE or self._product.error_in_success(data):
                raise self._refusal(status, data, text, None)
            return Answer(status, data, headers, lambda what: self._answer_error(
                status, problem or what, "Check %s; it may name something else." % self._product.url_option, body=text))
        raise self._refusal(status, data, text, problem)

    @staticmethod
    def _is_json(headers, raw):
        """Say whether JSON came where a file was asked for, which tells what went wrong (Datasentinel fact sheet 10)."""
        return "json" in headers.get("Content-Type", "").lower() or raw.lstrip()[:1] == b"{"

    def failed(self, error):
        """Return the error for an exchange that ended without an answer."""
        reason, hint, maybe_done, retryable = _diagnose(error, self._client._transport.timeout)
        text = "Could not %s: %s got no answer: %s. %s" % (
            self._doing, self._call, self._client.scrubber.scrub(reason),
            hint or self._product.hints.get("unreachable", "Check %s and the network." % self._product.url_option))
        return TransportError(
            text.strip(), maybe_done=maybe_done and not self.reads, retryable=retryable,
            method=self.method, url=self.address)

    def redirected(self, status, current, location):
        """Return where to go instead; refuse to leave the origin (custom headers would be carried along) or to resend a write."""
        target = requests.compat.urljoin(current, location)
        if not location or urlsplit(target)[:2] != urlsplit(current)[:2]:
            raise self.refused(status, "a redirect to %s" % (_origin(target) if location else "nowhere"))
        if not self.reads:
            raise self.refused(status, "a redirect, which is not followed for a change")
        return target

    def refused(self, status, what):
        """Return the error for an answer that is not accepted."""
        return self._answer_error(status, what, "Set %s to the final address." % self._product.url_option)

    def _refusal(self, status, data, text, problem):
        detail, code = self._product.explain(data) if data is not None else (None, None)
        if not detail:
            detail = problem if text.lstrip()[:1] == "<" else excerpt(text)
        hint = self._product.hints.get(status)
        if hint is None and status >= 500:
            hint = "The server has a problem; run the task again later."
        return self._answer_error(status, detail, hint or "", code=code, body=None if detail == text else text, unreadable=AnswerError)

    def _answer_error(self, status, what, hint, code=None, body=None, unreadable=UnreadableAnswer):
        scrub = self._client.scrubber.scrub
        what = scrub(str(what)).strip().rstrip(".")
        text = "Could not %s: %s answered %s%s. %s" % (
            self._doing, self._call, status, ": " + what if what else " without a text", hint)
        return BY_STATUS.get(status, unreadable)(
            text.strip(), status, detail=what, code=code, method=self.method, url=self.address,
            maybe_done=not self.reads and (status in _UNCERTAIN_STATUS or 200 <= status < 300),
            retryable=status == 429 or status >= 500, body=excerpt(scrub(body)) if body else None)


def _verification(transport):
    if not transport.validate_certs:
        import warnings
        warnings.simplefilter("ignore", InsecureRequestWarning)
        return False
    return transport.ca_path or os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True


def _read_all(response):
    """Return the decoded body (bytes), or ``None`` if it is larger than we are ready to hold."""
    parts, size = [], 0
    for part in response.iter_content(65536):
        size += len(part)
        if size > LARGEST_ANSWER:
            response.close()
            return None
        parts.append(part)
    expected = response.headers.get("Content-Length")
    if (expected and expected.isdigit() and "Content-Encoding" not in response.headers
            and response.request.method != "HEAD" and size < int(expected)):
        raise ProtocolError(IncompleteRead(size, int(expected) - size))  # older libraries do not notice
    return b"".join(parts)


def _origin(url):
    parts = urlsplit(url)
    return "%s://%s" % (parts.scheme, parts.netloc.rpartition("@")[2])


def _diagnose(error, timeout):
    """Return (reason, hint or ``None``, maybe_done, retryable) for an exception of the transport."""
    cause = error
    while True:
        inner = getattr(cause, "reason", None)
        inner = inner if isinstance(inner, Exception) else next(
            (arg for arg in getattr(cause, "args", ()) if isinstance(arg, Exception)), None)
        if inner is None or inner is cause:
            break
        if isinstance(cause, (ConnectTimeoutError, ReadTimeoutError)):
            break
        cause = inner
    text = str(error)
    if isinstance(error, requests.exceptions.SSLError) or "CERTIFICATE_VERIFY_FAILED" in text:
        return ("TLS could not be set up (%s)" % excerpt(str(cause), 160),
                "If the certificate is your own, name its authority with ca_path.", False, False)
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy did not answer (%s)" % excerpt(str(cause), 160), "Check the proxy, or set use_proxy to false.", False, True
    if "Name or service not known" in text or "NameResolutionError" in text or "getaddrinfo" in text:
        return "the host name cannot be resolved", None, False, True
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "no connection within %d s" % timeout, None, False, True
    if isinstance(error, (requests.exceptions.ReadTimeout, ReadTimeoutError)) or "Read timed out" in text:
        return "nothing came back within %d s" % timeout, "Raise timeout if the server is that slow.", True, True
    if "Connection refused" in text:
        return "connection refused", None, False, True
    if isinstance(cause, ConnectTimeoutError):
        return excerpt(str(cause), 160), None, False, True
    if isinstance(cause, IncompleteRead):
        cause = "the answer was cut off after %d of %d bytes" % (cause.partial, cause.partial + cause.expected)
    return "the connection was lost (%s)" % excerpt(str(cause), 160), "Run the task again.", True, True
