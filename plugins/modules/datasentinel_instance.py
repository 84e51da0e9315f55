#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_instance
short_description: Manage PostgreSQL instances that a Datasentinel platform monitors without an agent
version_added: 1.0.0
description:
  - Adds, changes, enables, disables and removes agentless connections (the I(pool) of the platform).
  - Takes one instance, or a whole fleet in one task.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.batch
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
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
options:
  name:
    description:
      - Name of the connection. Part of the name under which the instance is known, C(host@name).
      - One of O(name) and O(instances) has to be given.
    type: str
  instances:
    description:
      - Many connections, brought to their states in one task over one login.
      - An option that an entry does not give is taken from the task; tags of both are joined, the entry's win.
      - When some fail, the others are done all the same, and the task fails at the end with an account of each.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the connection. Part of the name under which the instance is known, C(host@name).
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
          - Host name or address of the PostgreSQL server, as seen from the platform.
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
          - Password of O(instances[].user).
          - Needed to create a connection. It is never read back and never returned.
          - It is sent along whenever the record has to be written, because it is not documented whether the stored one
            survives without it.
        type: str
      tags:
        description:
          - Tags of the instance, as a mapping or as the vendor's text V(environment=production,datacenter=lyon).
          - Not given means left alone, empty means no tags. What else is there already is decided by O(instances[].tags_mode).
          - The names V(pg_instance), V(pg_version), V(server) and V(database) belong to Datasentinel.
          - Tags decide which users see the instance, and which alerting rules apply to it.
        type: raw
      tags_mode:
        description:
          - V(replace) makes O(instances[].tags) the complete set of tags, V(merge) adds them to those that are there.
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
          - V(on_create) sends O(instances[].password) for a new connection, or when something else has to be written anyway.
          - V(always) sends it on every run and reports a change each time, because it cannot be compared.
        type: str
        choices:
          - on_create
          - always
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
      - Host name or address of the PostgreSQL server, as seen from the platform.
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
  not_found_pattern:
    description:
      - A regular expression, found anywhere in the text of an error and without regard to case, that means that the
        connection does not exist.
      - The code 404 is always understood so. This is for platforms that answer otherwise, because what they answer is not
        documented; for example V(not found).
    type: str
seealso:
  - module: runwatch.observability.datasentinel_instance_info
  - module: runwatch.observability.datasentinel_token
  - module: runwatch.observability.datasentinel_role
  - name: Automate with the API
    description: The vendor's guide.
    link: https://docs.datasentinel.io/manual/guides/readme/automate-with-the-api
notes:
  - There is no call that lists the connections, so each one costs a request to look at it.
  - A connection cannot be renamed. What happens to the stored history of one that is deleted is not documented.
  - Whether writing a connection interrupts its collection is not documented; nothing is written unless something differs.
  - For TLS to PostgreSQL, the name has to begin with V(ssl), and the certificates have to be put on the platform by hand.
"""

EXAMPLES = r"""
- name: Monitor one instance
  runwatch.observability.datasentinel_instance:
    platform_url: https://datasentinel.example.com
    platform_username: automation
    platform_password: "{{ vault_datasentinel_password }}"
    name: billing_prod
    host: db-billing-01.example.com
    user: datasentinel
    password: "{{ vault_monitoring_password }}"
    tags:
      application: billing
      environment: production
    wait: true

- name: Monitor a fleet, with one login
  runwatch.observability.datasentinel_instance:
    user: datasentinel
    password: "{{ vault_monitoring_password }}"
    tags: provider=ovh
    instances:
      - name: billing_prod
        host: db-billing-01.example.com
        tags: {application: billing, environment: production}
      - name: crm_prod
        host: db-crm-01.example.com
        port: 5433
        tags: {application: crm, environment: production}
      - name: crm_old
        state: absent
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"

- name: Stop collecting for a while; everything else stays as it is
  runwatch.observability.datasentinel_instance:
    name: billing_prod
    enabled: false

- name: Add one tag and keep the others
  runwatch.observability.datasentinel_instance:
    name: billing_prod
    tags: {datacenter: lyon}
    tags_mode: merge
"""

RETURN = r"""
instance:
  description:
    - The connection as it stands after the task, in check mode as it would stand; V(null) when it is gone.
    - Never holds the password.
  returned: success, when O(name) is given
  type: dict
  sample:
    connected: true
    enabled: true
    host: db-billing-01.example.com
    name: billing_prod
    pg_instance: db-billing-01.example.com@billing_prod
    port: 5432
    tags:
      application: billing
      environment: production
    user: datasentinel
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success, when O(name) is given
  type: str
  sample: created
instances:
  description:
    - One entry for each item, in the order given, as far as O(results) asks for it.
    - Each has RV(instances[].name), RV(instances[].action), RV(instances[].changed) and what RV(instance) has. An item
      that failed has RV(instances[].msg) and RV(instances[].failure) instead.
  returned: when O(instances) is given, also on failure
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
  returned: when O(instances) is given, also on failure
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

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.instances import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
