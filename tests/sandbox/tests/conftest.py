# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for the whole session, reset before each test."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

FOLDER = Path(__file__).resolve().parent.parent


class Client:
    """Speaks to every system, with the right credentials unless told otherwise."""

    def __init__(self, ready: dict[str, str]) -> None:
        self.ready = ready
        self.origin = ready["platform_url"]
        self.http = requests.Session()
        self.http.verify = ready["ca_path"]
        self.http.trust_env = False
        self._token = ""

    def call(self, method: str, path: str, headers: Any = None, **options: Any) -> requests.Response:
        return self.http.request(method, self.origin + path, headers=headers, timeout=10, allow_redirects=False, **options)

    def control(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        answer = self.call(method, f"/sandbox{path}", json=body, **options)
        assert answer.ok, answer.text
        return answer.json()

    def variants(self, **values: Any) -> None:
        self.control("PUT", "/variants", values)

    def fault(self, kind: str, path: str = "", **options: Any) -> None:
        self.control("POST", "/faults", {"kind": kind, "path": path, **options})

    def seed(self, **state: Any) -> None:
        self.control("POST", "/seed", state)

    def state(self) -> Any:
        return self.control("GET", "/state")

    def journal(self, **query: Any) -> list[dict[str, Any]]:
        return self.control("GET", "/journal", params=query)["entries"]

    def login(self, username: str = "", password: str = "") -> requests.Response:
        basic = (username or self.ready["platform_username"], password or self.ready["platform_password"])
        return self.call("POST", "/ds-api/user-token", auth=basic)

    def token(self) -> str:
        if not self._token:
            self._token = self.login().json()["user-token"]
        return self._token

    def platform(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        return self.call(method, f"/ds-api{path}", {"user-token": self.token()}, json=body, **options)

    def agent(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        return self.call(method, f"/api{path}", {"api-token": self.ready["agent_token"]}, json=body, **options)

    def post_event(self, body: Any) -> requests.Response:
        return self.call("POST", "/com.instana.plugin.generic.event", json=body)

    def instana(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        return self.call(method, f"/api{path}", {"Authorization": f"apiToken {self.ready['instana_token']}"}, json=body, **options)

    def appsignal(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        return self.call(method, f"/api/v2{path}", {"Authorization": f"Bearer {self.ready['appsignal_token']}"}, json=body, **options)


@pytest.fixture(scope="session")
def ready() -> Iterator[dict[str, str]]:
    process = subprocess.Popen([sys.executable, str(FOLDER)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def sandbox(ready: dict[str, str]) -> Iterator[Client]:
    client = Client(ready)
    client.control("POST", "/reset")
    yield client
    client.http.close()


CONNECTION = {"host": "db-1.example.com", "port": 5432, "user": "dsmon", "password": "S3cret-pw", "tags": "environment=production,datacenter=lisbon"}
