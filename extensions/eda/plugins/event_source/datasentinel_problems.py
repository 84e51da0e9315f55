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
short_description: Watch the problems of PostgreSQL instances on a Datasentinel platform
version_added: 1.0.0
description:
  - Asks for the problems of chosen instances again and again, and tells which ones have come and which ones are over.
  - Each look costs one request an instance, and one more for the list of instances with O(tags).
options:
  instances:
    description:
      - Names of the instances, C(<server>@<connection>), exactly as Datasentinel shows them.
      - Exactly one of O(instances) and O(tags) has to be given.
    type: list
    elements: str
  tags:
    description:
      - All instances with these tags that sent metrics lately; they are looked up anew each time.
      - 'A mapping such as V({application: billing, environment: [production, staging]}), or a text such as
        V(application=billing,environment=production).'
    type: raw
  window:
    description:
      - With O(tags), minutes to look back for metrics.
    type: int
    default: 60
  interval:
    description:
      - Seconds between two looks.
    type: int
    default: 60
  report_existing:
    description:
      - Whether the problems that there are at the start are told too.
      - If not, they are only told when they are over. Then a problem that comes up while no rulebook runs is missed.
    type: bool
    default: false
  platform_url:
    description:
      - Address of the platform, for example V(https://datasentinel.example.com).
      - If not given, the environment variable E(DATASENTINEL_URL) is used, then E(DATASENTINEL_HOST).
    type: str
  platform_username:
    description:
      - Name of a platform user with the profile V(data admin) and the privilege V(admin).
      - If not given, the environment variable E(DATASENTINEL_USER) is used.
    type: str
  platform_password:
    description:
      - Password of O(platform_username).
      - If not given, the environment variable E(DATASENTINEL_PASSWORD) is used.
    type: str
  platform_token:
    description:
      - A token to use instead of O(platform_username) and O(platform_password).
      - If not given, the environment variable E(DATASENTINEL_TOKEN) is used.
      - It is never renewed and lives for 24 hours, so it is for tests only.
    type: raw
  validate_certs:
    description:
      - Whether TLS certificates are checked.
      - If not given, the environment variable E(DATASENTINEL_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File with the certificate authorities (PEM) that the server's certificate is checked against.
      - If not given, the environment variable E(DATASENTINEL_CA_PATH) is used, then E(REQUESTS_CA_BUNDLE).
    type: path
  client_cert:
    description:
      - File with a client certificate (PEM), for servers behind mutual TLS. It may hold the key too.
      - If not given, the environment variable E(DATASENTINEL_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - File with the key (PEM, not encrypted) of O(client_cert).
      - If not given, the environment variable E(DATASENTINEL_CLIENT_KEY) is used.
    type: path
  use_proxy:
    description:
      - Whether the proxy named in the environment variables E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY) is used.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for a connection, and for each part of an answer.
      - If not given, the environment variable E(DATASENTINEL_TIMEOUT) is used.
    type: int
    default: 30
  retries:
    description:
      - How often a request is repeated when no connection comes about, or on the HTTP codes 429, 502, 503 and 504.
      - If not given, the environment variable E(DATASENTINEL_RETRIES) is used.
    type: int
    default: 3
notes:
  - How the platform lists problems is not documented. A problem is the same one as long as its id, or else its check, its state and its
    message but for the figures, are the same.
  - 'In all texts, a blank breaks up whatever Ansible would take for a template: C({{) becomes C({ {).'
  - Needs C(ansible-core) and C(requests) for the Python that runs ansible-rulebook.
  - A wrong option, a refused login, and anything that goes wrong at the first look end the rulebook. Later on, trouble is logged, and
    another try is made.
"""

EXAMPLES = r"""
- name: Problems of the production databases of billing
  hosts: localhost
  sources:
    - runwatch.observability.datasentinel_problems:
        tags: {application: billing, environment: production}
        interval: 30
      filters:
        - runwatch.observability.normalize:
  rules:
    - name: Tell
      condition: event.observability.new == true
      action:
        debug:
          msg: "{{ event.observability.entity }}: {{ event.observability.text }}"
"""

_load = runpy.run_path(str(Path(__file__).resolve().parents[1] / "shared.py"))["load"]


async def main(queue, args):
    """Put events into ``queue`` until cancelled."""
    await _load("datasentinel_problems").main(queue, args)
