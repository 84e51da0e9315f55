# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting and ending."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from .conftest import FOLDER, Client

FIELDS = {
    "platform_url", "platform_username", "platform_password", "agent_url", "agent_token", "instana_agent_url", "instana_url", "instana_token",
    "appsignal_url", "appsignal_token", "appsignal_push_url", "appsignal_endpoint_url", "appsignal_push_key", "appsignal_site_id",
    "ca_path", "console_url", "control_url",
}


def test_the_line_names_everything(ready: dict[str, str]) -> None:
    assert set(ready) == FIELDS
    assert ready["control_url"] == ready["platform_url"] + "/sandbox"
    assert ready["platform_url"].startswith("https://127.0.0.1:")


def test_the_certificate_is_only_trusted_through_its_authority(ready: dict[str, str]) -> None:
    requests.get(ready["platform_url"] + "/ds-api/", verify=ready["ca_path"], timeout=10).raise_for_status()
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(ready["platform_url"] + "/ds-api/", timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_at_once(number: int) -> None:
    process = _start()
    ready = json.loads(process.stdout.readline())
    client = Client(ready)
    assert client.agent("GET", "/agent/status").ok  # an open connection does not hold it up
    folder = Path(ready["ca_path"]).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    process.send_signal(number)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "", "")
    assert not folder.exists()


def test_the_environment_gives_port_and_secrets() -> None:
    secrets = {name: f"given-{name}" for name in FIELDS if name.endswith(("_token", "_password"))}
    process = _start(**{f"SANDBOX_{name.upper()}": value for name, value in secrets.items()})
    ready = json.loads(process.stdout.readline())
    process.terminate()
    process.wait(10)
    assert {name: ready[name] for name in secrets} == secrets


def test_secrets_differ_at_each_start(ready: dict[str, str]) -> None:
    process = _start()
    other = json.loads(process.stdout.readline())
    process.terminate()
    process.wait(10)
    assert not {ready[name] for name in FIELDS if name.endswith(("_token", "_password"))} & set(other.values())


def test_the_contract_covers_every_system(sandbox: Client) -> None:
    contract = sandbox.call("GET", "/openapi.json").json()
    assert {"Datasentinel platform", "Datasentinel agent", "Instana agent", "Instana backend", "AppSignal", "Control"} <= {
        tag for path in contract["paths"].values() for operation in path.values() for tag in operation.get("tags", ())
    }


def test_pages_are_self_contained(sandbox: Client) -> None:
    for path in ("/", "/docs"):
        page = sandbox.call("GET", path, {"Accept": "text/html"})
        assert page.headers["content-type"].startswith("text/html")
        assert "//" not in page.text
    for file in (FOLDER / "console" / "static").iterdir():
        asset = sandbox.call("GET", f"/console/{file.name}")
        assert asset.headers["content-security-policy"] == "default-src 'self'"
        assert "://" not in asset.text.replace("https://www.gnu.org/", "") and "innerHTML" not in asset.text
    assert sandbox.call("GET", "/console/none.js").status_code == 404


def _start(**environment: str) -> Any:
    return subprocess.Popen(
        [sys.executable, str(FOLDER), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment},
    )
