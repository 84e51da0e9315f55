#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_agent
short_description: Manage the settings of a Datasentinel agent
version_added: 1.0.0
description:
  - Sets the license key, the upload server, the limits and the outbound proxy of an agent, and enables or disables all of its
    connections at once. What is not given is left alone.
  - Stops the agent, or changes its port, which stops it too. An agent can only be started on its own host.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel_agent
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel_agent
attributes:
  check_mode:
    support: full
    details:
      - The upload server is not tested in check mode, because the settings that are to be tested are not made.
  diff_mode:
    support: full
    details:
      - The diff names the license key and the proxy's password when they are set, and never shows them.
  idempotent:
    support: partial
    details:
      - With O(proxy.update_password=always) every run writes and reports a change.
      - So does a setting that the agent does not tell, and O(license_key) with an agent that answers without any key; a
        warning says so.
options:
  state:
    description:
      - V(present) brings the settings to what is given.
      - V(stopped) stops the agent. It cannot be combined with any setting. An agent at whose address nobody listens is taken
        as stopped; one that does not answer for another reason is an error, because it may well run.
      - An agent cannot be started by this module. Use C(datasentinel start agent) on its host.
    type: str
    choices:
      - present
      - stopped
    default: present
  license_key:
    description:
      - The license key that the agent should have, with which it talks to its platform.
      - It cannot be read, but an agent lets its connections be read with its own key only. So the agent is asked for them
        with this key, and the key is set if it is refused. That makes a second run unchanged.
      - All other calls of the task use this key in the place of O(agent_token).
      - An agent that has no key yet takes its first without another one. To replace a key, give the one that the agent has
        as O(agent_token).
      - A key that has ended is not set. Agents fetch a renewed key from their platform by themselves.
    type: str
  upload_server:
    description:
      - The platform that the agent sends its metrics to.
    type: dict
    suboptions:
      host:
        description:
          - Name or address of the platform, as seen from the agent.
        type: str
        required: true
      port:
        description:
          - Its port, between 1 and 65535.
        type: int
        default: 443
  collection_rate:
    description:
      - How often active sessions are sampled, V(low) every ten seconds, V(high) every second.
      - V(high) needs the vendor's PostgreSQL extension; without it the agent falls back to V(low).
    type: str
    choices:
      - low
      - high
  tables_monitoring_limit:
    description:
      - Tables and indexes of an instance are monitored as long as it has fewer tables than this.
    type: int
  query_monitoring_limit:
    description:
      - Query monitoring switches itself off when there are more different queries than this in a day.
    type: int
  sql_max_size:
    description:
      - Number of bytes after which the text of a query is cut. Means nothing with the vendor's PostgreSQL extension.
    type: int
  proxy:
    description:
      - The proxy through which the agent reaches its platform.
    type: dict
    suboptions:
      state:
        description:
          - Whether there should be a proxy.
        type: str
        choices:
          - present
          - absent
        default: present
      host:
        description:
          - Name or address of the proxy. Needed if the agent has none yet.
        type: str
      port:
        description:
          - Its port, between 1 and 65535. Needed if the agent has none yet.
        type: int
      user:
        description:
          - The user to log in with. Not given means left alone, an empty text means none.
        type: str
      password:
        description:
          - Password of O(proxy.user). It is never read back and never returned.
          - Needed when a proxy that has a user is set or changed, because the whole record is written. An empty text means none.
        type: str
      update_password:
        description:
          - V(on_create) sends O(proxy.password) only when something else about the proxy has to be written.
          - V(always) sends it on every run and reports a change each time, because it cannot be compared.
        type: str
        choices:
          - on_create
          - always
        default: on_create
  connections_enabled:
    description:
      - V(true) enables all connections of the agent, V(false) disables all of them, in one call.
      - Nothing is written if they stand so already. For single connections, use M(runwatch.observability.datasentinel_agent_connection).
    type: bool
  port:
    description:
      - The port that the agent listens on, between 1 and 65535.
      - Changing it stops the agent, which has to be started on its host (C(datasentinel start agent)); a warning says so.
        From then on O(agent_url) has to name the new port.
      - It is changed after everything else.
    type: int
  test_upload:
    description:
      - Have the agent try whether it reaches its upload server, after the settings are made. The task fails if it does not;
        the settings stay.
      - This is no change. It is left out in check mode, and when a change of O(port) has stopped the agent.
      - The agent may take a while; O(timeout) has to be long enough.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.datasentinel_agent_info
  - module: runwatch.observability.datasentinel_agent_connection
  - name: Agent API
    description: The vendor's reference.
    link: https://docs.datasentinel.io/manual/implementation/agent-usage/api-reference
notes:
  - An agent listens on its own host. Run the task on that host, or let the agent be reached from where the task runs.
  - The ranges of the limits are not documented. The agent's answer is read back, and a warning says what it stored otherwise.
  - Setting O(collection_rate) and O(sql_max_size) is known from older manuals only. An agent that has no such call makes the task fail;
    one that stands so already is not asked.
"""

EXAMPLES = r"""
- name: Let a new agent on this host send its metrics
  runwatch.observability.datasentinel_agent:
    ca_path: /opt/datasentinel/config/cert_datasentinel.pem
    license_key: "{{ vault_datasentinel_license_key }}"
    upload_server:
      host: datasentinel.example.com
    tables_monitoring_limit: 5000
    test_upload: true

- name: Go through a proxy from now on
  runwatch.observability.datasentinel_agent:
    agent_url: https://db-crm-01.example.com:8282
    agent_token: "{{ vault_datasentinel_license_key }}"
    proxy:
      host: proxy.example.com
      port: 3128
      user: datasentinel
      password: "{{ vault_proxy_password }}"

- name: Replace the license key
  runwatch.observability.datasentinel_agent:
    agent_token: "{{ vault_former_license_key }}"
    license_key: "{{ vault_datasentinel_license_key }}"

- name: Collect nothing while the server is being worked on
  runwatch.observability.datasentinel_agent:
    connections_enabled: false
  module_defaults:
    group/runwatch.observability.datasentinel_agent:
      agent_token: "{{ vault_datasentinel_license_key }}"

- name: Stop the agent before it is replaced by a newer one
  runwatch.observability.datasentinel_agent:
    agent_token: "{{ vault_datasentinel_license_key }}"
    state: stopped
"""

RETURN = r"""
agent:
  description:
    - The agent as it stands after the task, in check mode as it would stand.
    - What the agent does not tell is V(null). That is so for everything when it had been stopped before.
  returned: success, and when the upload server is not reached
  type: dict
  contains:
    running:
      description: Whether the agent answers.
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
      description: How often active sessions are sampled.
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
    enabled_connections:
      description: The names of the connections that are enabled, sorted.
      type: list
      elements: str
      returned: when O(connections_enabled) is given
      sample: [billing_prod, crm_prod]
    license_key_in_use:
      description: Whether the agent uses O(license_key); V(null) when it answers without any key.
      type: bool
      returned: when O(license_key) is given
      sample: true
    remove_proxy_os_env:
      description: What the agent says under this name; what it means is not documented.
      type: bool
      returned: always
      sample: false
    max_memory_mb:
      description: How much memory it may use, in MB. There is no call to change it.
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
license_key_action:
  description:
    - What became of O(license_key). One of V(unchanged), V(set), and in check mode V(to_be_set).
    - After V(to_be_set), the agent refuses this key still, so that the check mode of other tasks cannot read with it.
  returned: when O(license_key) is given, also when the upload server is not reached
  type: str
  sample: unchanged
upload_test:
  description:
    - What came of the test, V(null) if there was none.
  returned: when O(test_upload=true), also on failure
  type: dict
  contains:
    reachable:
      description: Whether the agent reaches its upload server.
      type: bool
      returned: always
      sample: true
    message:
      description: What the agent says if not.
      type: str
      returned: always
      sample: Upload server is not reachable
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state), V(timeout)) and
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option), C(failed_step), C(maybe_done).
    - C(done) are the steps that were done, C(unknown) holds a step of which nobody knows, C(not_done) are those that were not done.
  returned: failure
  type: dict
  sample:
    kind: authentication
    method: PATCH
    retryable: false
    status: 401
    url: https://localhost:8282/api/agent/sql-max-size/256000
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.agent_settings import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
