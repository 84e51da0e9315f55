# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import runpy
from pathlib import Path

DOCUMENTATION = r"""
---
author:
  - runwatch contributors (@runwatch)
short_description: Watch the events of Instana
version_added: 1.0.0
description:
  - Asks the Instana backend for events again and again. Each event is told when it is first seen, and once more when it is over.
  - Each look costs one request, and sometimes a second one.
options:
  types:
    description:
      - The types of events to watch; all if not given.
    type: list
    elements: str
    choices: [incident, issue, change]
  interval:
    description:
      - Seconds between two looks.
    type: int
    default: 60
  report_existing:
    description:
      - Whether the events of the last three minutes before the start are told too.
    type: bool
    default: false
  instana_url:
    description:
      - Address of the backend, for example V(https://unit-tenant.instana.io).
      - If not given, the environment variable E(INSTANA_BASE_URL) is used.
    type: str
  instana_token:
    description:
      - API token of the backend. Reading events needs no particular permission.
      - If not given, the environment variable E(INSTANA_API_TOKEN) is used.
    type: str
  validate_certs:
    description:
      - Whether TLS certificates are checked.
      - If not given, the environment variable E(INSTANA_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File with the certificate authorities (PEM) that the server's certificate is checked against.
      - If not given, the environment variable E(INSTANA_CA_PATH) is used, then E(REQUESTS_CA_BUNDLE).
    type: path
  client_cert:
    description:
      - File with a client certificate (PEM), for servers behind mutual TLS. It may hold the key too.
      - If not given, the environment variable E(INSTANA_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - File with the key (PEM, not encrypted) of O(client_cert).
      - If not given, the environment variable E(INSTANA_CLIENT_KEY) is used.
    type: path
  use_proxy:
    description:
      - Whether the proxy named in the environment variables E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY) is used.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for a connection, and for each part of an answer.
      - If not given, the environment variable E(INSTANA_TIMEOUT) is used.
    type: int
    default: 30
  retries:
    description:
      - How often a request is repeated when no connection comes about, or on the HTTP codes 429, 502, 503 and 504.
      - If not given, the environment variable E(INSTANA_RETRIES) is used.
    type: int
    default: 3
notes:
  - Instana may show an event up to two minutes late; so looks overlap, and none is told twice.
  - 'In all texts, a blank breaks up whatever Ansible would take for a template: C({{) becomes C({ {).'
  - Needs C(ansible-core) and C(requests) for the Python that runs ansible-rulebook.
  - A wrong option, a refused login, and anything that goes wrong at the first look end the rulebook. Later on, trouble is logged, and
    another try is made.
"""

EXAMPLES = r"""
- name: Incidents
  hosts: localhost
  sources:
    - runwatch.observability.instana_events:
        types: [incident]
      filters:
        - runwatch.observability.normalize:
  rules:
    - name: Tell
      condition: event.observability.new == true and event.observability.severity == "critical"
      action:
        debug:
          msg: "{{ event.observability.entity }}: {{ event.observability.title }}"
"""

_load = runpy.run_path(str(Path(__file__).resolve().parents[1] / "shared.py"))["load"]


async def main(queue, args):
    """Put events into ``queue`` until cancelled."""
    await _load("instana_events").main(queue, args)
