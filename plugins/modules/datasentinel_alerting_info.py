#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_alerting_info
short_description: Read whether PostgreSQL instances on a Datasentinel platform alert
version_added: 1.0.0
description:
  - Returns for each instance whether alerting is on, why not if it is off, and on request its problems.
  - Takes one instance, a list, or all that have given tags. Without any of these, returns all instances that sent metrics lately.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  name:
    description:
      - Name of one instance, C(<server>@<connection>), exactly as Datasentinel shows it.
      - It is C(<host>@<name>) for an agentless connection, as M(runwatch.observability.datasentinel_instance) returns it in C(pg_instance),
        and C(<server of the agent>@<name>) for a connection of an agent.
      - At most one of O(name), O(instances) and O(tags) can be given.
    type: str
  instances:
    description:
      - Names of several instances.
    type: list
    elements: str
  tags:
    description:
      - All instances with these tags that sent metrics lately.
      - 'A mapping such as V({application: billing, environment: [production, staging]}), or a text such as
        V(application=billing,environment=production). An instance has to have all of the tags; of a list of values, any one is enough.'
      - Tags that Datasentinel sets by itself may be used - V(pg_instance), V(pg_version) and V(server).
    type: raw
  window:
    description:
      - Without O(name) and O(instances), minutes to look back for metrics.
    type: int
    default: 60
  problems:
    description:
      - Return the problems of each instance too. This costs one more request an instance.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.datasentinel_alerting
  - module: runwatch.observability.datasentinel_problem
  - module: runwatch.observability.datasentinel_instance_info
  - name: Alerting API
    description: The vendor's reference.
    link: https://docs.datasentinel.io/manual/implementation/platform-usage/api-reference/alerting
notes:
  - Up to 8 requests are under way at once.
  - An instance without metrics within O(window) is returned only if it is named.
  - The words of RV(instances[].reason), and the shape of RV(instances[].problems), are not documented. They are passed on as they come.
"""

EXAMPLES = r"""
- name: Which instances do not alert, and why?
  runwatch.observability.datasentinel_alerting_info:
    query: "[?!enabled].{name: name, reason: reason}"
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  register: silent

- name: Stop before an upgrade if production has problems
  runwatch.observability.datasentinel_alerting_info:
    tags:
      application: billing
      environment: production
    problems: true
  register: billing
  failed_when: billing.instances | map(attribute='problems') | select() | length > 0
"""

RETURN = r"""
instances:
  description:
    - The instances, in the order given; those that are missing are left out.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the instance.
      type: str
      returned: always
      sample: db-billing-01.example.com@billing_prod
    enabled:
      description: Whether alerting is on.
      type: bool
      returned: always
      sample: false
    reason:
      description:
        - Why it is off, in the platform's words; empty when it is on.
      type: str
      returned: always
      sample: A silence is set on db-billing-01.example.com@billing_prod
    problems:
      description:
        - The problems of the instance exactly as the platform returns them. Their shape is not documented; a list is likely.
      type: raw
      returned: when O(problems=true)
      sample:
        - check_name: memory_usage
          check_state: WARNING
          event_time: "2026-03-01 06:00:00"
          message: Memory usage is at 91 %
missing:
  description:
    - The names that the platform does not know.
  returned: success
  type: list
  elements: str
  sample:
    - db-crm-01@crm_old
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample:
    - name: db-billing-01.example.com@billing_prod
      reason: A silence is set on db-billing-01.example.com@billing_prod
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

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.alerting import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
