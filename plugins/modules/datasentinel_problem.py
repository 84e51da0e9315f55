#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_problem
short_description: Raise a problem of your own on PostgreSQL instances of a Datasentinel platform
version_added: 1.0.0
description:
  - Raises a problem with a text of your own, for example from a backup job that failed.
  - Looks for an open problem with the same text first, and raises none where there is one.
  - Takes one instance, a list, or all that have given tags.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
attributes:
  check_mode:
    support: full
    details:
      - Looks for equal problems, and raises none. With O(once=false), nothing is asked, so an unknown O(name) is not noticed.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - A problem is found again only where the platform lists problems as objects with a C(message). Where it does not, the module warns,
        and each run raises the problem.
      - With O(once=false), each run raises it.
options:
  name:
    description:
      - Name of one instance, C(<server>@<connection>), exactly as Datasentinel shows it.
      - It is C(<host>@<name>) for an agentless connection, as M(runwatch.observability.datasentinel_instance) returns it in C(pg_instance),
        and C(<server of the agent>@<name>) for a connection of an agent.
      - One of O(name), O(instances) and O(tags) has to be given.
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
      - With O(tags), minutes to look back for metrics.
    type: int
    default: 60
  allow_empty:
    description:
      - Whether it is fine that O(tags) match nothing, or that O(instances) is empty.
      - Otherwise that is an error, because a problem that is raised nowhere is not seen.
    type: bool
    default: false
  text:
    description:
      - What the problem is. It has no other property; a severity, for example, cannot be given.
      - It is what tells one problem from another. Put a date or a job number into it if each failure should be seen by itself.
    type: str
    required: true
  once:
    description:
      - Whether an instance is left alone that has an open problem with the same O(text) already.
      - Where the platform says that it cannot list problems, or lists them in a shape that is not known, the problem is raised with a
        warning. Where it cannot be reached or has a problem itself, nothing is raised and the task fails.
    type: bool
    default: true
seealso:
  - module: runwatch.observability.datasentinel_alerting_info
  - module: runwatch.observability.datasentinel_alerting
  - name: Alerting API
    description: The vendor's reference.
    link: https://docs.datasentinel.io/manual/implementation/platform-usage/api-reference/alerting
notes:
  - How such a problem ends is not documented, and there is no call for it.
  - How the platform lists problems is not documented. One that says that it is no C(PROBLEM) any more (C(notification_type)) does not count
    as open.
  - When it is not known what became of a request, the module looks whether the problem is there, and fails if it is not. It never sends
    it twice.
  - Only instances that sent metrics within O(window) can be found by their tags, which an instance that is down does not. Name those
    that have to be there.
"""

EXAMPLES = r"""
- name: Dump a database, and let Datasentinel know when that fails
  block:
    - name: Dump
      ansible.builtin.command: /usr/local/bin/dump-billing
      changed_when: true
  rescue:
    - name: Raise a problem
      runwatch.observability.datasentinel_problem:
        name: db-billing-01.example.com@billing_prod
        text: "Dump of {{ now(utc=true).date() }} failed: {{ ansible_failed_result.msg }}"
      module_defaults:
        group/runwatch.observability.datasentinel:
          platform_url: https://datasentinel.example.com
          platform_username: automation
          platform_password: "{{ vault_datasentinel_password }}"

- name: The same on all instances of an application, each time anew
  runwatch.observability.datasentinel_problem:
    tags: application=billing,environment=production
    text: Replication slots were dropped by hand
    once: false
"""

RETURN = r"""
instances:
  description:
    - One entry for each instance, in the order given.
  returned: always, once the instances are known
  type: list
  elements: dict
  contains:
    name:
      description: Name of the instance.
      type: str
      returned: always
      sample: db-billing-01.example.com@billing_prod
    action:
      description:
        - V(announced) if the problem was raised, or in check mode would be; V(unchanged) if an equal one is open.
        - V(failed) if it was not raised; V(uncertain) if it is not known whether it was; V(not_attempted) after a refused login.
      type: str
      returned: always
      sample: announced
    changed:
      description: Whether the problem was, may have been, or in check mode would be raised.
      type: bool
      returned: always
      sample: true
    msg:
      description: Why it failed.
      type: str
      returned: when it failed
      sample: The platform knows no instance db-billing-01@biling_prod.
    failure:
      description: The same for programs, see RV(failure).
      type: dict
      returned: when it failed
      sample:
        kind: state
        retryable: false
summary:
  description:
    - How many instances met which fate.
  returned: always, once the instances are known
  type: dict
  sample:
    announced: 2
    unchanged: 1
    failed: 0
    uncertain: 0
    not_attempted: 0
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state), V(batch)) and
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option), and C(maybe_done) if it may have been raised all the same.
  returned: failure
  type: dict
  sample:
    kind: state
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.problems import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
