#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_instance_info
short_description: Read PostgreSQL instances that a Datasentinel platform monitors
version_added: 1.0.0
description:
  - Returns agentless connections by their names, never with their passwords.
  - Without names, returns all instances that sent metrics lately, also those of agents. The API has no list of the connections.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  names:
    description:
      - Names of agentless connections. Up to 8 are read at once.
      - An empty list returns nothing and asks for nothing.
    type: list
    elements: str
  window:
    description:
      - Without O(names), minutes to look back for metrics.
    type: int
    default: 60
  not_found_pattern:
    description:
      - A regular expression, found anywhere in the text of an error and without regard to case, that means that the
        connection does not exist.
      - The code 404 is always understood so. This is for platforms that answer otherwise, because what they answer is not
        documented; for example V(not found).
    type: str
seealso:
  - module: runwatch.observability.datasentinel_instance
notes:
  - Without O(names) the result comes from metrics. It lacks instances that sent none within O(window), such as disabled ones
    and those that were just added, and still holds those that were removed within it.
  - The platform returns only what the roles of O(platform_username) let it see.
"""

EXAMPLES = r"""
- name: Which of these are not connected?
  runwatch.observability.datasentinel_instance_info:
    names: [billing_prod, crm_prod]
    query: "[?!connected].name"
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  register: unconnected

- name: Everything that sent metrics today, with its tags
  runwatch.observability.datasentinel_instance_info:
    window: 1440
    query: "[].{name: name, tags: tags}"
"""

RETURN = r"""
instances:
  description:
    - The instances, with O(names) in the order given; those that are missing are left out.
    - Which keys an entry has depends on where it comes from, see each key.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the connection.
      type: str
      returned: always
      sample: billing_prod
    pg_instance:
      description: The name under which metrics and alerting know the instance, C(host@name).
      type: str
      returned: always
      sample: db-billing-01.example.com@billing_prod
    tags:
      description: Tags of the instance.
      type: dict
      returned: always
      sample:
        application: billing
        environment: production
    host:
      description: Host name or address of the PostgreSQL server.
      type: str
      returned: with O(names)
      sample: db-billing-01.example.com
    port:
      description: Port of the PostgreSQL server.
      type: int
      returned: with O(names)
      sample: 5432
    user:
      description: Name of the PostgreSQL user that collects the metrics.
      type: str
      returned: with O(names)
      sample: datasentinel
    enabled:
      description: Whether metrics are collected.
      type: bool
      returned: with O(names)
      sample: true
    connected:
      description: Whether the platform is connected to the PostgreSQL server at this moment.
      type: bool
      returned: with O(names)
      sample: true
    server:
      description: The machine that collects the metrics.
      type: str
      returned: without O(names)
      sample: pg-datasentinel-01
    version:
      description: Version of PostgreSQL.
      type: str
      returned: without O(names)
      sample: "17.2"
    version_full:
      description: Version of PostgreSQL with the platform that it was built for.
      type: str
      returned: without O(names)
      sample: PostgreSQL 17.2 on x86_64-pc-linux-gnu, 64-bit
    start_time:
      description: When PostgreSQL was started, as the platform tells it.
      type: str
      returned: without O(names)
      sample: "2026-01-05 06:00:00"
    uptime:
      description: For how long it has been running, as the platform tells it.
      type: str
      returned: without O(names)
      sample: 36 days 10:42:02
    wal_size:
      description: Size of the write-ahead log in bytes.
      type: float
      returned: without O(names)
      sample: 1517216416.0
missing:
  description:
    - Those of O(names) that do not exist.
  returned: success
  type: list
  elements: str
  sample:
    - crm_prod
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

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.instances_info import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
