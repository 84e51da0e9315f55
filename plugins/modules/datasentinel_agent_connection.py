#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_agent_connection
short_description: Manage the PostgreSQL connections of a Datasentinel agent
version_added: 1.0.0
description:
  - Adds, changes, enables, disables and removes connections of an agent, and sets what is collected from each.
  - Takes one connection or many.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel_agent
  - runwatch.observability.batch
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel_agent
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - The diff names the password when it is set, and never shows it.
  idempotent:
    support: partial
    details:
      - With O(update_password=always) every run writes and reports a change.
      - So does a collection switch that the agent does not let be read, see O(unreadable_switches).
options:
  name:
    description:
      - Name of the connection. V(enable) and V(disable) are words of the API itself and not possible.
      - One of O(name) and O(connections) has to be given.
    type: str
  connections:
    description:
      - Many connections, brought to their states in one task over one login.
      - An option that an entry does not give is taken from the task; tags of both are joined, the entry's win.
      - When some fail, the others are done all the same, and the task fails at the end with an account of each.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the connection. V(enable) and V(disable) are words of the API itself and not possible.
        type: str
        required: true
      state:
        description:
          - Whether the connection should be there.
        type: str
        choices:
          - present
          - absent
      host:
        description:
          - Host name or address of the PostgreSQL server, as seen from the agent.
          - Needed to create a connection.
        type: str
      port:
        description:
          - Port of the PostgreSQL server, between 1 and 65535.
          - A new connection gets 5432 if this is not given.
        type: int
      user:
        description:
          - Name of the PostgreSQL user that collects the metrics.
          - Needed to create a connection.
        type: str
      password:
        description:
          - Password of O(connections[].user).
          - Needed to create a connection. It is never read back and never returned.
          - It is sent along whenever the record has to be written, because it is not documented whether the stored one
            survives without it.
        type: str
      tags:
        description:
          - Tags of the instance, as a mapping or as the vendor's text V(environment=production,datacenter=lyon).
          - Not given means left alone, empty means no tags. What else is there already is decided by O(connections[].tags_mode).
          - The names V(pg_instance), V(pg_version), V(server) and V(database) belong to Datasentinel.
          - Tags decide which users see the instance, and which alerting rules apply to it.
        type: raw
      tags_mode:
        description:
          - V(replace) makes O(connections[].tags) the complete set of tags, V(merge) adds them to those that are there.
        type: str
        choices:
          - replace
          - merge
      enabled:
        description:
          - Whether metrics are collected. A new connection is enabled unless this is V(false).
        type: bool
      update_password:
        description:
          - V(on_create) sends O(connections[].password) for a new connection, or when something else has to be written anyway.
          - V(always) sends it on every run and reports a change each time, because it cannot be compared.
        type: str
        choices:
          - on_create
          - always
      samples:
        description:
          - Whether sample queries are collected. They may hold literal values.
        type: bool
      lock_monitoring:
        description:
          - Whether locks are monitored.
        type: bool
      lock_monitoring_delay:
        description:
          - Delay of lock monitoring, in seconds.
        type: int
      table_monitoring:
        description:
          - Whether tables and indexes are monitored.
        type: bool
      query_monitoring:
        description:
          - Whether query statistics are collected.
        type: bool
      query_monitoring_min_calls:
        description:
          - Leave out queries that were called less often.
        type: int
      query_monitoring_min_time:
        description:
          - Leave out queries that took less time, in seconds.
        type: int
      query_monitoring_optimize:
        description:
          - Whether query monitoring is optimised.
        type: bool
      unreadable_switches:
        description:
          - It is not documented under which names the agent tells how its switches stand. Usual names in any spelling are understood.
            This says what happens to a switch that the agent does not tell.
          - V(always) sends it on every run and reports a change, with a warning.
          - V(on_create) sends it only with a new connection. A run that is killed between the two leaves it unset for good.
        type: str
        choices:
          - always
          - on_create
  wait:
    description:
      - Wait until the connection is connected to its PostgreSQL server. Nothing is waited for in check mode.
      - Without it, a new or changed connection that is not connected causes a warning.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds to wait at the most; then the task fails, and the connection stays.
    type: int
    default: 60
  state:
    description:
      - Whether the connection should be there.
    type: str
    choices:
      - present
      - absent
    default: present
  host:
    description:
      - Host name or address of the PostgreSQL server, as seen from the agent.
      - Needed to create a connection.
    type: str
  port:
    description:
      - Port of the PostgreSQL server, between 1 and 65535.
      - A new connection gets 5432 if this is not given.
    type: int
  user:
    description:
      - Name of the PostgreSQL user that collects the metrics.
      - Needed to create a connection.
    type: str
  password:
    description:
      - Password of O(user).
      - Needed to create a connection. It is never read back and never returned.
      - It is sent along whenever the record has to be written, because it is not documented whether the stored one
        survives without it.
    type: str
  tags:
    description:
      - Tags of the instance, as a mapping or as the vendor's text V(environment=production,datacenter=lyon).
      - Not given means left alone, empty means no tags. What else is there already is decided by O(tags_mode).
      - The names V(pg_instance), V(pg_version), V(server) and V(database) belong to Datasentinel.
      - Tags decide which users see the instance, and which alerting rules apply to it.
    type: raw
  tags_mode:
    description:
      - V(replace) makes O(tags) the complete set of tags, V(merge) adds them to those that are there.
    type: str
    choices:
      - replace
      - merge
    default: replace
  enabled:
    description:
      - Whether metrics are collected. A new connection is enabled unless this is V(false).
    type: bool
  update_password:
    description:
      - V(on_create) sends O(password) for a new connection, or when something else has to be written anyway.
      - V(always) sends it on every run and reports a change each time, because it cannot be compared.
    type: str
    choices:
      - on_create
      - always
    default: on_create
  samples:
    description:
      - Whether sample queries are collected. They may hold literal values.
    type: bool
  lock_monitoring:
    description:
      - Whether locks are monitored.
    type: bool
  lock_monitoring_delay:
    description:
      - Delay of lock monitoring, in seconds.
    type: int
  table_monitoring:
    description:
      - Whether tables and indexes are monitored.
    type: bool
  query_monitoring:
    description:
      - Whether query statistics are collected.
    type: bool
  query_monitoring_min_calls:
    description:
      - Leave out queries that were called less often.
    type: int
  query_monitoring_min_time:
    description:
      - Leave out queries that took less time, in seconds.
    type: int
  query_monitoring_optimize:
    description:
      - Whether query monitoring is optimised.
    type: bool
  unreadable_switches:
    description:
      - It is not documented under which names the agent tells how its switches stand. Usual names in any spelling are understood.
        This says what happens to a switch that the agent does not tell.
      - V(always) sends it on every run and reports a change, with a warning.
      - V(on_create) sends it only with a new connection. A run that is killed between the two leaves it unset for good.
    type: str
    choices:
      - always
      - on_create
    default: always
seealso:
  - module: runwatch.observability.datasentinel_agent_connection_info
  - module: runwatch.observability.datasentinel_instance
    description: For instances that the platform monitors without an agent.
notes:
  - An agent listens on its own host. Run the task on that host, or let the agent be reached from where the task runs.
  - The defaults and limits of the collection switches are not documented; a switch that is not given is left alone.
  - A connection cannot be renamed.
"""

EXAMPLES = r"""
- name: Monitor the cluster on the agent's own host
  runwatch.observability.datasentinel_agent_connection:
    agent_url: https://localhost:8282
    agent_token: "{{ vault_datasentinel_license_key }}"
    ca_path: /opt/datasentinel/config/cert_datasentinel.pem
    name: billing_prod
    host: 127.0.0.1
    user: datasentinel
    password: "{{ vault_monitoring_password }}"
    tags:
      application: billing
      environment: production
    samples: false
    lock_monitoring: true
    lock_monitoring_delay: 5

- name: Several connections on one agent
  runwatch.observability.datasentinel_agent_connection:
    user: datasentinel
    password: "{{ vault_monitoring_password }}"
    samples: false
    connections:
      - name: crm_prod
        host: 127.0.0.1
      - name: crm_reporting
        host: 127.0.0.1
        port: 5433
        query_monitoring_min_calls: 10
  module_defaults:
    group/runwatch.observability.datasentinel_agent:
      agent_url: https://db-crm-01.example.com:8282
      agent_token: "{{ vault_datasentinel_license_key }}"
"""

RETURN = r"""
connection:
  description:
    - The connection as it stands after the task, in check mode as it would stand; V(null) when it is gone.
    - Never holds the password.
    - C(pg_instance) is the name under which alerting and metrics know the instance; V(null) if the agent does not tell the name under
      which it registers, as old ones do not.
  returned: success, when O(name) is given
  type: dict
  sample:
    connected: true
    enabled: true
    host: 127.0.0.1
    lock_monitoring: true
    lock_monitoring_delay: 5
    name: billing_prod
    pg_instance: db-billing-01@billing_prod
    port: 5432
    query_monitoring: true
    query_monitoring_min_calls: null
    query_monitoring_min_time: null
    query_monitoring_optimize: null
    samples: false
    table_monitoring: true
    tags:
      environment: production
    user: datasentinel
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success, when O(name) is given
  type: str
  sample: created
connections:
  description:
    - One entry for each item, in the order given, as far as O(results) asks for it.
    - Each has RV(connections[].name), RV(connections[].action), RV(connections[].changed) and what RV(connection) has. An item
      that failed has RV(connections[].msg) and RV(connections[].failure) instead.
  returned: when O(connections) is given, also on failure
  type: list
  elements: dict
  contains:
    name:
      description: Name of the connection.
      type: str
      returned: always
      sample: billing_prod
    action:
      description: V(created), V(updated), V(deleted), V(unchanged), V(failed) or V(not_attempted).
      type: str
      returned: always
      sample: unchanged
    changed:
      description: Whether this item was changed.
      type: bool
      returned: always
      sample: false
    msg:
      description: Why it failed.
      type: str
      returned: when it failed
      sample: The connection crm_prod does not exist yet; to create it, host is needed too.
    failure:
      description: The same for programs, see RV(failure).
      type: dict
      returned: when it failed
      sample:
        kind: state
        retryable: false
summary:
  description:
    - How many items met which fate.
  returned: when O(connections) is given, also on failure
  type: dict
  sample:
    created: 3
    updated: 1
    deleted: 0
    unchanged: 11
    failed: 0
    not_attempted: 0
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state), V(batch)) and
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option), C(failed_step), C(maybe_done).
    - C(done) are the steps that were done, C(unknown) holds a step of which nobody knows, C(not_done) are those that were not done.
  returned: failure
  type: dict
  sample:
    kind: authentication
    method: POST
    retryable: false
    status: 401
    url: https://datasentinel.example.com/ds-api/user-token
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.agent_connections import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
