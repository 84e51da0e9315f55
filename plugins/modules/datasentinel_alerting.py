#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_alerting
short_description: Switch alerting of PostgreSQL instances on a Datasentinel platform off and on
version_added: 1.0.0
description:
  - Silences instances, and ends that again. This is about alerts only; for the collection of metrics, see
    O(runwatch.observability.datasentinel_instance#module:enabled).
  - Reads the status first and writes only where it differs, so that no second silence is put on top of one that is there.
  - Takes one instance, a list, or all that have given tags.
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
    details:
      - Where alerting is off and should be on, check mode predicts that enabling it has an effect. Whether something else keeps it off
        shows only when it is tried.
  diff_mode:
    support: full
  idempotent:
    support: full
    details:
      - Where something else keeps alerting off, each run with O(enabled=true) sends the call again, because the status cannot tell
        whether there is a silence to be lifted. It is reported as changed only if the status is another one afterwards.
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
      - Otherwise that is an error, because a silence that covers nothing goes unnoticed until it matters.
    type: bool
    default: false
  enabled:
    description:
      - Whether alerting should be on.
      - V(false) silences the instance until it is enabled again; a silence has no end of its own. It is an error if alerting is
        still on afterwards.
      - V(true) lifts that silence. What else keeps alerting off stays as it is, and is told by a warning.
    type: bool
    required: true
  fail_if_still_off:
    description:
      - Whether it is an error, in place of a warning, that alerting stays off although it was enabled.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.datasentinel_alerting_info
  - module: runwatch.observability.datasentinel_problem
  - module: runwatch.observability.datasentinel_instance
  - name: Alerting API
    description: The vendor's reference.
    link: https://docs.datasentinel.io/manual/implementation/platform-usage/api-reference/alerting
notes:
  - Alerting may be off because it is switched off for the whole platform (as it is after the installation), because a silence by filters
    covers the instance, or because no alerting template fits it. The API can change none of these.
  - With O(enabled=false), an instance whose alerting is off already is left alone, whatever the reason. If another cause than a silence
    of its own ends meanwhile, it alerts. What a second silence on an instance would do is not documented.
  - Only instances that sent metrics within O(window) can be found by their tags, which an instance that is down does not. Name those
    that have to be there.
  - The words of RV(instance.reason) are not documented; do not compare them.
"""

EXAMPLES = r"""
- name: Silence an instance while it is worked on, and have it alert again whatever happens
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  block:
    - name: Silence it
      runwatch.observability.datasentinel_alerting:
        name: db-billing-01.example.com@billing_prod
        enabled: false

    - name: Upgrade
      ansible.builtin.include_tasks: upgrade.yml
  always:
    - name: Have it alert again
      runwatch.observability.datasentinel_alerting:
        name: db-billing-01.example.com@billing_prod
        enabled: true
        fail_if_still_off: true

- name: Silence everything of an application in one data centre
  runwatch.observability.datasentinel_alerting:
    tags:
      application: billing
      datacenter: lisbon
    enabled: false

- name: Silence the instances of an agent
  runwatch.observability.datasentinel_alerting:
    instances:
      - pg-crm-2031@:9342
      - pg-crm-2031@:9343
    enabled: false
"""

RETURN = r"""
instance:
  description:
    - The instance as it stands after the task, in check mode as it would stand.
  returned: when O(name) is given
  type: dict
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
        - V(null) in check mode, when it would be switched off.
      type: str
      returned: always
      sample: A silence is set on db-billing-01.example.com@billing_prod
action:
  description:
    - What was done, or would be done. V(updated) or V(unchanged).
  returned: when O(name) is given
  type: str
  sample: updated
instances:
  description:
    - One entry for each instance, in the order given, as far as O(results) asks for it.
    - Each has what RV(instance) has, RV(instances[].action) and RV(instances[].changed). One that failed has
      RV(instances[].name), RV(instances[].msg) and RV(instances[].failure) instead.
  returned: when O(instances) or O(tags) is given, also on failure
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
        - V(null) in check mode, when it would be switched off.
      type: str
      returned: always
      sample: A silence is set on db-billing-01.example.com@billing_prod
    action:
      description: V(updated), V(unchanged), V(failed) or V(not_attempted).
      type: str
      returned: always
      sample: updated
    changed:
      description: Whether this instance was changed.
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
    - How many instances met which fate. None is ever created or deleted.
  returned: when O(instances) or O(tags) is given, also on failure
  type: dict
  sample:
    created: 0
    updated: 3
    deleted: 0
    unchanged: 1
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
    kind: state
    option: tags
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.alerting import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
