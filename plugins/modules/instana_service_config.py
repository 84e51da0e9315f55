#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_service_config
short_description: Manage the rules by which Instana makes services of calls
version_added: 1.0.0
description:
  - Creates, changes, orders and deletes service mapping rules, which the API calls service configurations.
  - Takes one rule, or many in one task.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.batch
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
attributes:
  check_mode:
    support: full
    details:
      - Where the backend puts a new rule is not documented, so with O(ordered=true) check mode may say that the order changes
        where it will not.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description:
      - Name of the rule, 128 characters at most. Case counts.
      - One of O(name) and O(service_configs) has to be given.
    type: str
  service_configs:
    description:
      - Many rules, brought to their states in one task.
      - An option that an entry does not give is taken from the task.
      - When some fail, the others are done all the same, and the task fails at the end with an account of each.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the rule.
        type: str
        required: true
      state:
        description:
          - Whether the rule should be there.
        type: str
        choices:
          - present
          - absent
      id:
        description:
          - Id of the rule, to tell apart rules of the same name, or to rename one. The id of a new rule is chosen by the backend.
          - If not given, the rule is found by its name; the task fails if several have it.
        type: str
      label:
        description:
          - Name of the services that the rule makes, usually of tags in braces such as V({gce.zone}-{jvm.args.abc}).
          - Needed to create a rule.
        type: str
      match_specification:
        description:
          - What calls have to match, 20 entries at most. The list replaces the one that is there.
          - Needed to create a rule.
        type: list
        elements: dict
        suboptions:
          key:
            description:
              - The tag, for example V(docker.label).
            type: str
            required: true
          value:
            description:
              - A regular expression for the value of the tag or, where the tag is one with keys, the key.
            type: str
            required: true
      enabled:
        description:
          - Whether the rule is applied. A new rule is, unless this says otherwise.
        type: bool
      comment:
        description:
          - Why there is this rule. An empty text removes the comment.
        type: str
  state:
    description:
      - Whether the rule should be there.
    type: str
    choices:
      - present
      - absent
    default: present
  id:
    description:
      - Id of the rule, to tell apart rules of the same name, or to rename one. The id of a new rule is chosen by the backend.
      - If not given, the rule is found by its name; the task fails if several have it.
    type: str
  label:
    description:
      - Name of the services that the rule makes, usually of tags in braces such as V({gce.zone}-{jvm.args.abc}).
      - Needed to create a rule.
    type: str
  match_specification:
    description:
      - What calls have to match, 20 entries at most. The list replaces the one that is there.
      - Needed to create a rule.
    type: list
    elements: dict
    suboptions:
      key:
        description:
          - The tag, for example V(docker.label).
        type: str
        required: true
      value:
        description:
          - A regular expression for the value of the tag or, where the tag is one with keys, the key.
        type: str
        required: true
  enabled:
    description:
      - Whether the rule is applied. A new rule is, unless this says otherwise.
    type: bool
  comment:
    description:
      - Why there is this rule. An empty text removes the comment.
    type: str
  ordered:
    description:
      - Whether the rules of the task come before all others, in the order in which they are given. The others stay in theirs.
      - Not done when a rule of the task failed.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.instana_service_config_info
  - module: runwatch.observability.instana_application_info
  - name: Instana REST API, application settings
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Application-Settings
notes:
  - The API token needs the permission C(canConfigureServiceMapping).
  - An option that is not given is left alone.
  - That the list of the backend shows the order in which rules are applied is assumed, not documented. The module warns if it
    does not show the order that was written.
"""

EXAMPLES = r"""
- name: Make services by their Docker label
  runwatch.observability.instana_service_config:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    name: By service label
    label: "{docker.label}"
    match_specification:
      - key: docker.label
        value: com.example.service-name
    comment: Agreed with the platform team

- name: Two rules before all others, and one less
  runwatch.observability.instana_service_config:
    ordered: true
    service_configs:
      - name: By service label
      - name: By zone
        label: "{gce.zone}-{jvm.args.abc}"
        match_specification:
          - {key: gce.zone, value: .*}
          - {key: jvm.args.abc, value: .*}
      - name: Old rule
        state: absent
  module_defaults:
    group/runwatch.observability.instana:
      instana_url: https://unit-tenant.instana.io
      instana_token: "{{ instana_token }}"
"""

RETURN = r"""
service_config:
  description:
    - The rule as it stands after the task, in check mode as it would stand; V(null) when it is gone.
    - In check mode, RV(service_config.id) of a rule that would be created is V(null).
  returned: success, when O(name) is given
  type: dict
  contains:
    id:
      description: Id of the rule.
      type: str
      returned: always
      sample: G510hmXYSDysLZ5kuj0BaQ
    name:
      description: Name of the rule.
      type: str
      returned: always
      sample: By zone
    label:
      description: Name of the services that it makes.
      type: str
      returned: always
      sample: "{gce.zone}-{jvm.args.abc}"
    match_specification:
      description: What calls have to match.
      type: list
      elements: dict
      returned: always
      sample:
        - key: gce.zone
          value: .*
        - key: jvm.args.abc
          value: .*
    enabled:
      description: Whether it is applied.
      type: bool
      returned: always
      sample: true
    comment:
      description: The comment; empty if there is none.
      type: str
      returned: always
      sample: Agreed with the billing team
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success, when O(name) is given
  type: str
  sample: created
service_configs:
  description:
    - One entry for each item, in the order given, as far as O(results) asks for it.
    - Each has RV(service_configs[].name), RV(service_configs[].action), RV(service_configs[].changed) and what RV(service_config) has. An item
      that failed has RV(service_configs[].msg) and RV(service_configs[].failure) instead.
  returned: when O(service_configs) is given, also on failure
  type: list
  elements: dict
  contains:
    id:
      description: Id of the rule.
      type: str
      returned: when there is one
      sample: G510hmXYSDysLZ5kuj0BaQ
    name:
      description: Name of the rule.
      type: str
      returned: always
      sample: By zone
    label:
      description: Name of the services that it makes.
      type: str
      returned: when there is one
      sample: "{gce.zone}-{jvm.args.abc}"
    match_specification:
      description: What calls have to match.
      type: list
      elements: dict
      returned: when there is one
      sample:
        - key: gce.zone
          value: .*
        - key: jvm.args.abc
          value: .*
    enabled:
      description: Whether it is applied.
      type: bool
      returned: when there is one
      sample: true
    comment:
      description: The comment; empty if there is none.
      type: str
      returned: when there is one
      sample: Agreed with the billing team
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
      sample: "The service configuration By zone does not exist yet; to create it, label and match_specification are needed too."
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
  returned: when O(service_configs) is given, also on failure
  type: dict
  sample:
    created: 3
    updated: 1
    deleted: 0
    unchanged: 11
    failed: 0
    not_attempted: 0
order:
  description:
    - The names of all rules, in the order in which they stand after the task.
  returned: success, with O(ordered=true)
  type: list
  elements: str
  sample:
    - By service label
    - By zone
rate_limit:
  description:
    - How many calls the backend still takes in this hour, as its newest answer told; V(null) if it did not.
    - C(reset) is when the hour ends, in seconds since 1970.
  returned: once the backend was asked
  type: dict
  sample:
    limit: 10000
    remaining: 9987
    reset: 1790003600
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state), V(batch)) and
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option), C(failed_step), C(maybe_done).
    - C(done) are the steps that were done, C(unknown) holds a step of which nobody knows, C(not_done) are those that were not done.
    - Where a call was refused, C(permission) is the permission that it needs.
  returned: failure
  type: dict
  sample:
    kind: permission
    method: POST
    retryable: false
    status: 403
    url: https://unit-tenant.instana.io/api/application-monitoring/settings/service
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.service_configs import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
