# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """How to reach AppSignal."""

    DOCUMENTATION = r"""
options:
  appsignal_url:
    description:
      - Address of AppSignal. The path V(/api/v2) is added if it is missing.
      - If not given, the environment variable E(APPSIGNAL_URL) is used.
    type: str
    default: https://appsignal.com
  appsignal_token:
    description:
      - A personal API token, from your personal settings in AppSignal. It sees the sites that you see.
      - If not given, the environment variable E(APPSIGNAL_API_TOKEN) is used.
    type: str
  appsignal_push_url:
    description:
      - Address of AppSignal's Push API, which M(runwatch.observability.appsignal_deploy_marker) can use.
      - If not given, the environment variable E(APPSIGNAL_PUSH_API_ENDPOINT) is used.
    type: str
    default: https://push.appsignal.com
  appsignal_endpoint_url:
    description:
      - Address of AppSignal's public endpoint, which M(runwatch.observability.appsignal_check_in) uses, and
        M(runwatch.observability.appsignal_marker) can use.
      - If not given, the environment variable E(APPSIGNAL_LOGGING_ENDPOINT) is used.
    type: str
    default: https://appsignal-endpoint.net
  appsignal_push_key:
    description:
      - The application's Push API key, from its "Push & deploy" settings. Only the modules named above use it.
      - If not given, the environment variable E(APPSIGNAL_PUSH_API_KEY) is used.
    type: str
  validate_certs:
    description:
      - Whether TLS certificates are checked. Switch this off for tests only; for a certificate of your own, use O(ca_path).
      - If not given, the environment variable E(APPSIGNAL_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - File with the certificate authorities (PEM) that the server's certificate is checked against.
      - If not given, the environment variable E(APPSIGNAL_CA_PATH) is used, then E(REQUESTS_CA_BUNDLE).
    type: path
  client_cert:
    description:
      - File with a client certificate (PEM), for servers behind mutual TLS. It may hold the key too.
      - If not given, the environment variable E(APPSIGNAL_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - File with the key (PEM, not encrypted) of O(client_cert).
      - If not given, the environment variable E(APPSIGNAL_CLIENT_KEY) is used.
    type: path
  use_proxy:
    description:
      - Whether the proxy named in the environment variables E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY) is used.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for a connection, and for each part of an answer.
      - If not given, the environment variable E(APPSIGNAL_TIMEOUT) is used.
    type: int
    default: 30
  retries:
    description:
      - How often a request is repeated when no connection comes about, or when the server asks for fewer calls.
      - Reading is also repeated on lost connections and on the HTTP codes 502, 503 and 504.
      - A change is never repeated when the server may have carried it out; the state is looked at again instead.
      - If not given, the environment variable E(APPSIGNAL_RETRIES) is used.
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
