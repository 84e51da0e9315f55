#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_agent_connection_info
short_description: Read the PostgreSQL connections of a Datasentinel agent
version_added: 1.0.0
description:
  - Returns the connections with their tags, their state and what is collected, never with their passwords.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel_agent
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel_agent
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  name:
    description:
      - Return this connection only.
    type: str
seealso:
  - module: runwatch.observability.datasentinel_agent_connection
notes:
  - Under which names the agent tells how the collection switches stand is not documented. A switch that it does not tell,
    or tells under an unusual name, is V(null).
"""

EXAMPLES = r"""
- name: Which connections does the agent hold, but not reach?
  runwatch.observability.datasentinel_agent_connection_info:
    agent_url: https://db-crm-01.example.com:8282
    agent_token: "{{ vault_datasentinel_license_key }}"
    ca_path: /etc/ssl/certs/datasentinel-agents.pem
    query: "[?enabled && !connected].name"
  register: unreachable

- name: Read one connection
  runwatch.observability.datasentinel_agent_connection_info:
    name: billing_prod
"""

RETURN = r"""
connections:
  description:
    - The connections; an empty list when there is none, or not the one that is asked for.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the connection.
      type: str
      returned: always
      sample: billing_prod
    host:
      description: Host of the PostgreSQL server.
      type: str
      returned: always
      sample: 127.0.0.1
    port:
      description: Its port.
      type: int
      returned: always
      sample: 5432
    user:
      description: The PostgreSQL user that collects the metrics.
      type: str
      returned: always
      sample: datasentinel
    tags:
      description: Tags of the instance.
      type: dict
      returned: always
      sample:
        environment: production
    enabled:
      description: Whether metrics are collected.
      type: bool
      returned: always
      sample: true
    connected:
      description: Whether the agent holds a connection now.
      type: bool
      returned: always
      sample: true
    pg_instance:
      description: The name under which alerting and metrics know the instance; V(null) if the agent does not tell its own.
      type: str
      returned: always
      sample: db-billing-01@billing_prod
    samples:
      description: Whether sample queries are collected.
      type: bool
      returned: always
      sample: false
    lock_monitoring:
      description: Whether locks are monitored.
      type: bool
      returned: always
      sample: true
    lock_monitoring_delay:
      description: Delay of lock monitoring, in seconds.
      type: int
      returned: always
      sample: 5
    table_monitoring:
      description: Whether tables and indexes are monitored.
      type: bool
      returned: always
      sample: true
    query_monitoring:
      description: Whether query statistics are collected.
      type: bool
      returned: always
      sample: true
    query_monitoring_min_calls:
      description: Queries that were called less often are left out.
      type: int
      returned: always
      sample: 10
    query_monitoring_min_time:
      description: Queries that took less time, in seconds, are left out.
      type: int
      returned: always
      sample: 0
    query_monitoring_optimize:
      description: Whether query monitoring is optimised.
      type: bool
      returned: always
      sample: false
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample: [billing_prod]
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state), V(batch)) and
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option).
  returned: failure
  type: dict
  sample:
    kind: authentication
    method: POST
    retryable: false
    status: 401
    url: https://datasentinel.example.com/ds-api/user-token
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.agent_connections import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
