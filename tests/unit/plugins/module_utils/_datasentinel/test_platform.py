# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import json
import threading
import time

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import platform
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AuthenticationError, OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._secrets import Scrubber


def token(**claims):
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return "eyJhbGciOiJIUzI1NiJ9.%s.signature" % body


class Platform:
    """Hands out numbered tokens; ``refuse`` makes it say 401."""

    def __init__(self, refuse=False):
        self.scrubber = Scrubber()
        self.logins = 0
        self.refuse = refuse

    def call(self, method, segments, doing, headers):
        assert (method, segments) == ("POST", ("ds-api", "user-token")) and headers["Authorization"].startswith("Basic ")
        self.logins += 1
        if self.refuse:
            raise AuthenticationError("no", 401)
        return Answer(201, {"user-token": "token-%d" % self.logins}, {})


def test_the_end_of_a_token_is_read_from_it():
    assert platform.expiry(token(exp=1790000000)) == 1790000000


@pytest.mark.parametrize("text", [
    "", "a", "a.b", "a.b.c", "a.!!!.c", token(), token(exp="soon"), token(exp=True), "a.%s.c" % base64.b64encode(b"[1]").decode()])
def test_a_token_that_does_not_tell_its_end_is_fine(text):
    assert platform.expiry(text) is None


def test_many_threads_log_in_once_and_once_more_when_refused():
    server, login = Platform(), platform.Login("user", "secret")
    used = [None] * 20

    def ask(number):
        used[number] = login.headers(server)
    for dummy in range(2):
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for headers in used:
            assert login.renew(server, headers)
    assert server.logins == 2


def test_a_refused_login_is_not_repeated():
    server, login = Platform(refuse=True), platform.Login("user", "wrong")
    for dummy in range(3):
        with pytest.raises(AuthenticationError):
            login.headers(server)
    assert server.logins == 1


@pytest.mark.parametrize("given", ["t0ken", " t0ken\n", {"token": "t0ken", "changed": False}])
def test_a_token_is_taken_as_text_or_as_a_result(given):
    assert platform.usable_token(given) == "t0ken"


@pytest.mark.parametrize("given", [{"msg": "x"}, ["t"], 5, " "])
def test_anything_else_is_refused(given):
    with pytest.raises(OptionError, match="platform_token: has to be a token"):
        platform.usable_token(given)


def test_a_token_that_is_over_is_told_before_a_request():
    with pytest.raises(AuthenticationError, match="platform_token ended 20"):
        platform.usable_token(token(exp=time.time() - 5))


@pytest.mark.parametrize("body, text", [
    ({"error": "no"}, "no"), ({"type": "about:blank", "title": "Bad Request", "detail": "not valid JSON", "status": 400}, "not valid JSON"),
    ({"title": "Bad Request", "status": 400}, "Bad Request"), ({"message": "User deleted"}, "User deleted"), ([], None), ({}, None), ("x", None),
])
def test_the_text_of_an_error_is_found_in_every_shape(body, text):
    assert platform.explain(body) == (text, None)
