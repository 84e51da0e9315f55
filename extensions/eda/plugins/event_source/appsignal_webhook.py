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
short_description: Take what AppSignal sends
version_added: 1.0.0
description:
  - Listens for what AppSignal's integration of the kind webhook sends - deploy markers, exceptions, slow actions, and alerts - and tells
    it at once.
options:
  host:
    description:
      - Address to listen on.
    type: str
    default: 0.0.0.0
  port:
    description:
      - Port to listen on.
    type: int
    default: 5002
  token:
    description:
      - 'What every message has to show, 16 characters or more - as C(Authorization: Bearer), as the password of basic authentication (with
        any user name), or as the parameter C(token) of the address.'
      - If not given, the environment variable E(APPSIGNAL_WEBHOOK_TOKEN) is used. One of them is needed.
    type: str
    required: true
  certfile:
    description:
      - File with the certificate to serve (PEM), with the whole chain. Without it, plain HTTP is served, which is fine behind a proxy that
        adds TLS.
    type: path
  keyfile:
    description:
      - File with the key of O(certfile) (PEM, not encrypted), unless that holds it too.
    type: path
notes:
  - AppSignal is given an address only, such as C(https://rulebook.example.com:5002/?token=...).
  - 'In all texts, a blank breaks up whatever Ansible would take for a template: C({{) becomes C({ {).'
  - Needs C(ansible-core) for the Python that runs ansible-rulebook.
  - A message without the right token is refused with 401, one that is no JSON object with 400, one of more than 1 MiB with 413. What is
    taken is answered with 204.
  - Whoever knows the token can have playbooks run. Listen with TLS, or behind a proxy that adds it, and let the network admit only the
    sender.
"""

EXAMPLES = r"""
- name: Incidents of the application
  hosts: localhost
  sources:
    - runwatch.observability.appsignal_webhook:
        port: 5002
      filters:
        - runwatch.observability.normalize:
  rules:
    - name: Tell
      condition: event.observability.kind == "problem"
      action:
        debug:
          msg: "{{ event.observability.application }} {{ event.observability.revision }}: {{ event.observability.title }}"
"""

_load = runpy.run_path(str(Path(__file__).resolve().parents[1] / "shared.py"))["load"]


async def main(queue, args):
    """Put events into ``queue`` until cancelled."""
    await _load("appsignal_webhook").main(queue, args)
