# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """How to reach a Datasentinel platform."""

    DOCUMENTATION = r"""
options:
  platform_url:
    description:
      - Address of the platform, for example V(https://datasentinel.example.com). A bare host name gets V(https://).
      - The path V(/ds-api) is added if it is missing.
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
      - A token to use instead of logging in with O(platform_username) and O(platform_password).
      - Either the token itself or the registered result of M(runwatch.observability.datasentinel_token).
      - If not given, the environment variable E(DATASENTINEL_TOKEN) is used.
      - A token that was given is never renewed. It lives for 24 hours.
    type: raw
  validate_certs:
    description:
      - Whether TLS certificates are checked. Switch this off for tests only; for a certificate of your own, use O(ca_path).
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
      - How often a request is repeated when no connection comes about, or when the server asks for fewer calls.
      - Reading is also repeated on lost connections and on the HTTP codes 502, 503 and 504.
      - A change is never repeated when the server may have carried it out; the state is looked at again instead.
      - If not given, the environment variable E(DATASENTINEL_RETRIES) is used.
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
  - The API is available on on-premises platforms.
  - Options take precedence in this order - the task, C(module_defaults), the environment, the default.
"""

    # For plugins that core gives their options. Of several environment variables, core takes the last one that is set.
    PLUGIN = r"""
options:
  platform_url:
    description:
      - Address of the platform, for example V(https://datasentinel.example.com). A bare host name gets V(https://).
      - The path V(/ds-api) is added if it is missing.
    type: str
    env:
      - name: DATASENTINEL_HOST
      - name: DATASENTINEL_URL
  platform_username:
    description:
      - Name of a platform user with the profile V(data admin) and the privilege V(admin).
    type: str
    env:
      - name: DATASENTINEL_USER
  platform_password:
    description:
      - Password of O(platform_username).
    type: str
    env:
      - name: DATASENTINEL_PASSWORD
  platform_token:
    description:
      - A token to use instead of logging in with O(platform_username) and O(platform_password). It lives for 24 hours.
    type: raw
    env:
      - name: DATASENTINEL_TOKEN
  validate_certs:
    description:
      - Whether TLS certificates are checked. Switch this off for tests only; for a certificate of your own, use O(ca_path).
    type: bool
    default: true
    env:
      - name: DATASENTINEL_VALIDATE_CERTS
  ca_path:
    description:
      - File with the certificate authorities (PEM) that the server's certificate is checked against.
      - If not given, the environment variable E(REQUESTS_CA_BUNDLE) is used.
    type: path
    env:
      - name: DATASENTINEL_CA_PATH
  client_cert:
    description:
      - File with a client certificate (PEM), for servers behind mutual TLS. It may hold the key too.
    type: path
    env:
      - name: DATASENTINEL_CLIENT_CERT
  client_key:
    description:
      - File with the key (PEM, not encrypted) of O(client_cert).
    type: path
    env:
      - name: DATASENTINEL_CLIENT_KEY
  use_proxy:
    description:
      - Whether the proxy named in the environment variables E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY) is used.
    type: bool
    default: true
  timeout:
    description:
      - Seconds to wait for a connection, and for each part of an answer.
    type: int
    default: 30
    env:
      - name: DATASENTINEL_TIMEOUT
  retries:
    description:
      - How often a request is repeated when no connection comes about or it is lost, when the server asks for fewer calls, and
        on the HTTP codes 502, 503 and 504.
    type: int
    default: 3
    env:
      - name: DATASENTINEL_RETRIES
requirements:
  - requests >= 2.25.1 on the controller
notes:
  - The API is available on on-premises platforms.
"""
