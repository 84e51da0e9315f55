# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fault, over real connections."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from .conftest import CONNECTION, Client

PATH = "/pool/pg-instances/a"


@pytest.fixture(autouse=True)
def signed_in(sandbox: Client) -> None:
    sandbox.token()


def is_stored(sandbox: Client) -> bool:
    return bool(sandbox.state()["platform"]["connections"])


def add(sandbox: Client) -> requests.Response:
    return sandbox.platform("POST", PATH, CONNECTION)


def test_status(sandbox: Client) -> None:
    sandbox.fault("status", "pg-instances", status=429, body={"errors": ["slow down"]}, headers={"Retry-After": "3"})
    answer = add(sandbox)
    assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (429, {"errors": ["slow down"]}, "3")
    assert not is_stored(sandbox)
    assert (sandbox.journal()[-1]["fault"], sandbox.journal()[-1]["status"]) == ("status", 429)
    assert add(sandbox).status_code == 201


def test_status_with_text_or_nothing(sandbox: Client) -> None:
    sandbox.fault("status", status=500, body="oops")
    sandbox.fault("status", status=503)
    assert add(sandbox).text == "oops"
    assert add(sandbox).content == b""


def test_skip_and_times(sandbox: Client) -> None:
    sandbox.fault("status", "roles$", status=503, skip=1, times=2, method="get")
    assert [sandbox.platform("GET", "/roles").status_code for _call in range(5)] == [200, 503, 503, 200, 200]
    assert sandbox.platform("GET", "/users").status_code == 200
    listed, = sandbox.control("GET", "/faults")
    assert (listed["kind"], listed["seen"], listed["hits"]) == ("status", 3, 2)


def test_forever_until_disarmed(sandbox: Client) -> None:
    sandbox.fault("status", status=503, times=-1)
    assert {sandbox.platform("GET", "/roles").status_code for _call in range(3)} == {503}
    assert sandbox.control("DELETE", "/faults") == []
    assert sandbox.platform("GET", "/roles").status_code == 200


def test_the_first_rule_that_hits_wins(sandbox: Client) -> None:
    sandbox.fault("status", status=500)
    sandbox.fault("status", status=502)
    assert [sandbox.platform("GET", "/roles").status_code for _call in range(3)] == [500, 502, 200]


@pytest.mark.parametrize("kind,stored,status", [("reset_before", False, None), ("reset_after", True, 201)])
def test_resets(sandbox: Client, kind: str, stored: bool, status: Any) -> None:
    sandbox.fault(kind)
    with pytest.raises(requests.exceptions.ConnectionError):
        add(sandbox)
    assert is_stored(sandbox) is stored
    entry = sandbox.journal()[-1]
    assert (entry["fault"], entry["status"], entry["write"]) == (kind, status, True)


def test_truncate(sandbox: Client) -> None:
    add(sandbox)
    whole = sandbox.platform("GET", PATH)
    sandbox.fault("truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match=f"{len(whole.content) // 2} bytes read, {len(whole.content) // 2} more"):
        sandbox.platform("GET", PATH)
    assert sandbox.journal()[-1]["status"] == 200


def test_html(sandbox: Client) -> None:
    sandbox.fault("html", times=2)
    answer = add(sandbox)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert "<center>nginx</center>" in answer.text and "502 Bad Gateway" in answer.text
    assert not is_stored(sandbox)


def test_not_json(sandbox: Client) -> None:
    sandbox.fault("not_json")
    answer = add(sandbox)
    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/json")
    with pytest.raises(ValueError):
        answer.json()
    assert is_stored(sandbox)


def test_wrong_content_type(sandbox: Client) -> None:
    sandbox.fault("wrong_content_type")
    answer = sandbox.platform("GET", "/roles")
    assert (answer.headers["content-type"], answer.json()) == ("text/plain", [])


def test_redirect(sandbox: Client) -> None:
    sandbox.fault("redirect", location="https://elsewhere.example.com/")
    answer = add(sandbox)
    assert (answer.status_code, answer.headers["location"]) == (307, "https://elsewhere.example.com/")
    assert not is_stored(sandbox)


def test_error_key(sandbox: Client) -> None:
    sandbox.fault("error_key", body="database is locked")
    answer = add(sandbox)
    assert (answer.status_code, answer.json()) == (200, {"error": "database is locked"})
    assert not is_stored(sandbox)


def test_delay_lets_the_call_through(sandbox: Client) -> None:
    sandbox.fault("delay", delay=0.01)
    assert add(sandbox).status_code == 201
    assert sandbox.journal()[-1]["fault"] == "delay"


def test_a_delay_can_outlast_a_client(sandbox: Client) -> None:
    sandbox.fault("delay", "roles", delay=30)
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(sandbox.origin + "/ds-api/roles", headers={"user-token": sandbox.token()}, verify=sandbox.ready["ca_path"], timeout=0.05)


def test_latency(sandbox: Client) -> None:
    assert sandbox.control("PUT", "/latency", {"milliseconds": 1}) == {"milliseconds": 1}
    assert sandbox.platform("GET", "/roles").status_code == 200


@pytest.mark.parametrize("wrong", [
    {}, {"kind": "flood"}, {"kind": "status"}, {"kind": "redirect"}, {"kind": "html", "path": "("}, {"kind": "html", "times": -2},
    {"kind": "html", "code": 500},
])
def test_wrong_faults_are_refused(sandbox: Client, wrong: dict[str, Any]) -> None:
    assert sandbox.call("POST", "/sandbox/faults", json=wrong).status_code == 422
