# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running the sandbox: a port on the loopback, a certificate, one line that says where."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import trustme
import uvicorn

from .app import build
from .credentials import Credentials

HOST = "127.0.0.1"


class Announcing(uvicorn.Server):
    """Prints its line once it listens, and waits for nobody when it is told to end."""

    def __init__(self, config: uvicorn.Config, line: str) -> None:
        super().__init__(config)
        self._line = line

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        print(self._line, flush=True)

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        self.force_exit = True


def make_certificates(folder: Path) -> dict[str, str]:
    """An authority of this start and a certificate for the loopback signed by it."""
    authority = trustme.CA(organization_name="Sandbox")
    certificate = authority.issue_cert(HOST, "localhost")
    paths = {name: str(folder / f"{name}.pem") for name in ("ca", "certificate", "key")}
    authority.cert_pem.write_to_path(paths["ca"])
    certificate.private_key_pem.write_to_path(paths["key"])
    for blob in certificate.cert_chain_pems:
        blob.write_to_path(paths["certificate"], append=True)
    return paths


def ready_line(origin: str, credentials: Credentials, ca_path: str) -> str:
    return json.dumps({
        "platform_url": origin,
        "platform_username": credentials.platform_username,
        "platform_password": credentials.platform_password,
        "agent_url": origin,
        "agent_token": credentials.agent_token,
        "instana_agent_url": origin,
        "instana_url": origin,
        "instana_token": credentials.instana_token,
        "appsignal_url": origin,
        "appsignal_token": credentials.appsignal_token,
        "appsignal_push_url": origin,
        "appsignal_endpoint_url": origin,
        "appsignal_push_key": credentials.appsignal_push_key,
        "appsignal_site_id": credentials.appsignal_site_id,
        "ca_path": ca_path,
        "console_url": f"{origin}/",
        "control_url": f"{origin}/sandbox",
    })


def main() -> None:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("SANDBOX_PORT") or 0), help="0 = any free one")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises them again once it is down
        signal.signal(number, lambda *_ignored: sys.exit(0))
    credentials = Credentials.from_environment()
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder, socket.create_server((HOST, arguments.port), backlog=512) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # inherited by each connection; else small answers wait for acknowledgements
        paths = make_certificates(Path(folder))
        config = uvicorn.Config(
            build(credentials), lifespan="off", ws="none", log_level="warning", access_log=False, server_header=False, proxy_headers=False,
            ssl_certfile=paths["certificate"], ssl_keyfile=paths["key"], timeout_keep_alive=75,
        )
        origin = f"https://{HOST}:{listener.getsockname()[1]}"
        Announcing(config, ready_line(origin, credentials, paths["ca"])).run([listener])
