# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """How to reach an Instana agent and the Instana backend."""

    DOCUMENTATION = r"""
options:
  instana_agent_url:
    description:
      - Address of the host agent that takes the events. Events belong to the host on which this agent runs.
      - If not given, the environment variable E(INSTANA_AGENT_URL) is used, then an address made from
        E(INSTANA_AGENT_HOST) and E(INSTANA_AGENT_PORT).
      - The agent listens on its own host only, unless its C(http.listen) was changed.
      - Modules that only ask the backend ignore it; it can be set for all modules of the group all the same.
    type: str
    default: http://localhost:42699
  instana_url:
    description:
      - Address of the backend, for example V(https://unit-tenant.instana.io). A path V(/api) at its end is left out.
      - If not given, the environment variable E(INSTANA_BASE_URL) is used.
    type: str
  instana_token:
    description:
      - API token of the backend.
      - If not given, the environment variable E(INSTANA_API_TOKEN) is used.
    type: str
  validate_certs:
    description:
      - Whether TLS certificates are checked. Switch this off for tests only; for a certificate of your own, use O(ca_path).
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
      - How often a request is repeated when no connection comes about, or when the server asks for fewer calls.
      - Reading is also repeated on lost connections and on the HTTP codes 502, 503 and 504.
      - A change is never repeated when the server may have carried it out; the state is looked at again instead.
      - If not given, the environment variable E(INSTANA_RETRIES) is used.
    type: int
    default: 3
  in_process:
    description:
      - Whether the task may run inside the controller process when it is local, which is what makes loops fast.
      - A task that is not local, or has C(become), C(async) or C(environment), runs as an ordinary module in any case.
      - The variable C(runwatch_in_process) does the same for many tasks.
    type: bool
    default: true
notes:
  - Options take precedence in this order - the task, C(module_defaults), the environment, the default.
"""

    # For plugins on the controller that give events to an agent, and that core gives their options.
    AGENT_PLUGIN = r"""
options:
  instana_agent_url:
    description:
      - Address of the host agent that takes the events. Events belong to the host on which this agent runs.
      - If not given, an address made from the environment variables E(INSTANA_AGENT_HOST) and E(INSTANA_AGENT_PORT) is used, then
        V(http://localhost:42699).
    type: str
    env:
      - name: INSTANA_AGENT_URL
    ini:
      - section: instana
        key: instana_agent_url
  validate_certs:
    description:
      - Whether TLS certificates are checked. Switch this off for tests only; for a certificate of your own, use O(ca_path).
    type: bool
    default: true
    env:
      - name: INSTANA_VALIDATE_CERTS
    ini:
      - section: instana
        key: validate_certs
  ca_path:
    description:
      - File with the certificate authorities (PEM) that the server's certificate is checked against.
      - If not given, the environment variable E(REQUESTS_CA_BUNDLE) is used.
    type: path
    env:
      - name: INSTANA_CA_PATH
    ini:
      - section: instana
        key: ca_path
  client_cert:
    description:
      - File with a client certificate (PEM), for servers behind mutual TLS. It may hold the key too.
    type: path
    env:
      - name: INSTANA_CLIENT_CERT
    ini:
      - section: instana
        key: client_cert
  client_key:
    description:
      - File with the key (PEM, not encrypted) of O(client_cert).
    type: path
    env:
      - name: INSTANA_CLIENT_KEY
    ini:
      - section: instana
        key: client_key
  use_proxy:
    description:
      - Whether the proxy named in the environment variables E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY) is used.
    type: bool
    default: true
    ini:
      - section: instana
        key: use_proxy
  timeout:
    description:
      - Seconds to wait for a connection, and for each part of an answer. A run waits for it, so it is short.
    type: int
    default: 5
    env:
      - name: INSTANA_TIMEOUT
    ini:
      - section: instana
        key: timeout
  retries:
    description:
      - How often a request is repeated when no connection comes about, or when the agent asks for fewer calls.
    type: int
    default: 0
    env:
      - name: INSTANA_RETRIES
    ini:
      - section: instana
        key: retries
requirements:
  - requests >= 2.25.1 on the controller
"""
