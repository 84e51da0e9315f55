# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a platform says of itself and of a token."""

from __future__ import annotations

import base64
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import platform, platform_info
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, AuthenticationError, OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._secrets import Scrubber

NEW = {"status": "OK", "message": "running", "datasentinel_version": "2026.05", "backend_version": "2026.05", "frontend_version": "2026.05",
       "services": [{"name": "nginx", "description": "web", "running": True, "more": 1}]}
INSPECTED = {"email": "ops@example.com", "expire_time": "2026-03-02 09:15:00", "organization_name": "acme", "user": "ops", "token": "canary"}
LOGIN = {"platform_username": "ops", "platform_password": "secret"}


def token(**claims):
    return "a.%s.c" % base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")


class Platform:
    def __init__(self, told=None, refuse=None):
        self.told, self.refuse = NEW if told is None else told, refuse
        self.scrubber = Scrubber()
        self.calls = []

    def get(self, *segments, doing):
        assert segments == ("ds-api", "")
        if self.refuse:
            raise self.refuse
        return Answer(200, self.told, {})

    def call(self, method, segments, doing, query=None, reads=False, headers=None):
        assert segments == ("ds-api", "user-token")
        self.calls.append((method, query, sorted(headers)))
        if method == "POST":
            return Answer(201, {"user-token": "fresh"}, {})
        if self.refuse:
            raise self.refuse
        return Answer(200, INSPECTED, {})


def read(server, **given):
    params = dict({"platform_token": None, "platform_username": None, "platform_password": None, "inspect_token": False}, **given)
    return platform_info.read(platform_info.prepare(params), server, False).result


def test_all_that_a_platform_tells():
    result = read(Platform())
    assert result["session"] is None
    assert result["platform"] == {
        "status": "OK", "message": "running", "version": "2026.05", "backend_version": "2026.05", "frontend_version": "2026.05",
        "release": [2026, 5], "features": {"user_management": True, "roles": True},
        "services": [{"name": "nginx", "description": "web", "running": True}]}


@pytest.mark.parametrize("told, version, release, features", [
    ({"version": "v2.0.0"}, "v2.0.0", None, (None, None)),
    ({"datasentinel_version": "2021.02"}, "2021.02", [2021, 2], (False, False)),
    ({"datasentinel_version": "2024.03"}, "2024.03", [2024, 3], (True, False)),
    ({"datasentinel_version": "2024.04.1"}, "2024.04.1", [2024, 4], (True, True)),
    ({"version": "v2025.11"}, "v2025.11", [2025, 11], (True, True)),
    ({}, None, None, (None, None)),
])
def test_releases_and_what_they_can_do(told, version, release, features):
    shown = platform_info.public(told)
    assert (shown["version"], shown["release"]) == (version, release)
    assert (shown["features"]["user_management"], shown["features"]["roles"]) == features


@given(st.dictionaries(
    st.sampled_from(["status", "version", "datasentinel_version", "services"]),
    st.none() | st.text() | st.integers() | st.lists(st.none() | st.text() | st.dictionaries(st.text(), st.text()))))
def test_every_field_is_optional(told):
    assert set(platform_info.public(told)) == set(platform_info.public(NEW))


def test_the_version_is_none_where_it_cannot_be_read():
    assert platform.version(Platform()) == (2026, 5)
    assert platform.version(Platform(refuse=AnswerError("no", 404))) is None


@pytest.mark.parametrize("given, calls", [
    (dict(LOGIN), [("POST", None, ["Authorization"]), ("GET", {"token": "fresh"}, ["Authorization"])]),
    (dict(LOGIN, platform_token="t0ken"), [("GET", {"token": "t0ken"}, ["Authorization"])]),
    ({"platform_token": {"token": "t0ken"}}, [("GET", {"token": "t0ken"}, [])]),
])
def test_a_token_is_inspected_only_on_demand(given, calls):
    server = Platform()
    assert read(server, **given)["session"] is None and not server.calls
    result = read(server, inspect_token=True, **given)
    assert server.calls == calls
    assert result["session"] == {"user": "ops", "email": "ops@example.com", "organization": "acme", "expires": "2026-03-02 09:15:00"}
    assert "t0ken" not in str(result) and "fresh" not in str(result) and "canary" not in str(result)


def test_the_end_that_the_token_tells_is_the_certain_one():
    ends = int(time.time()) + 3600
    assert read(Platform(), inspect_token=True, platform_token=token(exp=ends))["session"]["expires"] == platform.utc(ends)


@pytest.mark.parametrize("given, hint", [({"platform_token": "t0ken"}, True), (dict(LOGIN, platform_token="t0ken"), False)])
def test_a_refusal_says_that_a_login_may_help(given, hint):
    server = Platform()
    server.get = lambda *segments, doing: Answer(200, NEW, {})
    server.refuse = AuthenticationError("Could not inspect the token.", 401)
    with pytest.raises(AuthenticationError) as caught:
        read(server, inspect_token=True, **given)
    assert ("give platform_username and platform_password too" in str(caught.value)) is hint


@pytest.mark.parametrize("given, kind", [
    ({}, OptionError), ({"platform_username": "ops"}, OptionError), ({"platform_token": ["x"]}, OptionError),
    ({"platform_token": token(exp=time.time() - 5)}, AuthenticationError)])
def test_what_cannot_be_inspected_is_refused_before_a_request(given, kind):
    with pytest.raises(kind):
        read(None, inspect_token=True, **given)
