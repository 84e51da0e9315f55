#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_agent_info
short_description: Read the status and the settings of a Datasentinel agent
version_added: 1.0.0
description:
  - Returns the version, the settings and the counts of an agent, never a password or key.
  - On request has the agent try whether it reaches its upload server.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel_agent
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel_agent
  - runwatch.observability.attributes.info
options:
  test_upload:
    description:
      - Have the agent try whether it reaches its upload server. It needs O(agent_token), changes nothing, and is left out
        in check mode, because the settings that are to be tested may not be made.
      - The task does not fail when the upload server is out of reach; see RV(upload_test).
      - The agent may take a while; O(timeout) has to be long enough.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.datasentinel_agent
  - module: runwatch.observability.datasentinel_agent_connection_info
notes:
  - The status can be read without O(agent_token). An agent whose status does not hold the proxy tells it to the bearer of
    its license key only; otherwise it is V(null).
  - How an agent tells that its upload server is out of reach is not documented. Every answer that is an error is taken as that,
    except that the call is refused or unknown (codes 401, 403, 404, 405 and 429), which makes the task fail.
"""

EXAMPLES = r"""
- name: Which version runs on this host?
  runwatch.observability.datasentinel_agent_info:
    ca_path: /opt/datasentinel/config/cert_datasentinel.pem
  register: datasentinel

- name: Tell if it is an old one
  ansible.builtin.debug:
    msg: "The agent of {{ inventory_hostname }} has version {{ datasentinel.agent.version }}."
  when: datasentinel.agent.version is version('3.9', '<')

- name: Wait until the firewall lets the agent through
  runwatch.observability.datasentinel_agent_info:
    agent_token: "{{ vault_datasentinel_license_key }}"
    test_upload: true
  register: datasentinel
  until: datasentinel.upload_test.reachable
  retries: 10
  delay: 30
"""

RETURN = r"""
agent:
  description:
    - The agent. What it does not tell is V(null).
  returned: success
  type: dict
  contains:
    running:
      description: Always true, since it answers.
      type: bool
      returned: always
      sample: true
    version:
      description: Its version.
      type: str
      returned: always
      sample: 3.9.2
    server:
      description: The name under which it registers.
      type: str
      returned: always
      sample: db-billing-01
    port:
      description: The port that it listens on.
      type: int
      returned: always
      sample: 8282
    upload_server:
      description: The platform that it sends its metrics to.
      type: dict
      returned: always
      sample:
        host: datasentinel.example.com
        port: 443
    collection_rate:
      description: How often active sessions are sampled, V(low) every ten seconds, V(high) every second.
      type: str
      returned: always
      sample: high
    tables_monitoring_limit:
      description: Up to how many tables are monitored in an instance.
      type: int
      returned: always
      sample: 5000
    query_monitoring_limit:
      description: Up to how many different queries are monitored in a day.
      type: int
      returned: always
      sample: 30000
    sql_max_size:
      description: After how many bytes the text of a query is cut.
      type: int
      returned: always
      sample: 256000
    proxy:
      description: The proxy, never with its password. If there is none, the texts are empty and the port is 0.
      type: dict
      returned: always
      sample:
        host: proxy.example.com
        port: 3128
        user: datasentinel
    connections:
      description: How many connections there are, and how many of them run.
      type: dict
      returned: always
      sample:
        total: 2
        running: 1
        not_running: 1
    remove_proxy_os_env:
      description: What the agent says under this name; what it means is not documented.
      type: bool
      returned: always
      sample: false
    max_memory_mb:
      description: How much memory it may use, in MB.
      type: int
      returned: always
      sample: 2048
    start_time:
      description: When it was started, in its own form and time zone.
      type: str
      returned: always
      sample: "2026-03-01 06:00:00"
    last_upload:
      description: What it says of its last upload; often empty.
      type: str
      returned: always
      sample: ""
upload_test:
  description:
    - What came of the test, V(null) in check mode.
  returned: when O(test_upload=true)
  type: dict
  contains:
    reachable:
      description: Whether the agent reaches its upload server.
      type: bool
      returned: always
      sample: false
    message:
      description: What the agent says if not.
      type: str
      returned: always
      sample: Upload server is not reachable
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer)) and
      C(retryable); where known also C(status), C(code), C(method), C(url) and C(option).
  returned: failure
  type: dict
  sample:
    kind: transport
    method: GET
    retryable: true
    url: https://localhost:8282/api/agent/status
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.agent_status import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
