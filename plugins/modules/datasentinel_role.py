#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_role
short_description: Manage roles on a Datasentinel platform
version_added: 1.0.0
description:
  - Creates, changes and removes roles. A role is a set of rules on tags, which decides what instances its users see.
  - Takes one role, or many in one task.
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
      - Whether the platform knows the tags of a rule, and whether a role to be deleted is still assigned, shows only
        when it is asked to write.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description:
      - Name of the role. C(No restriction) is what the platform calls having no role, and cannot be managed.
      - One of O(name) and O(roles) has to be given.
    type: str
  roles:
    description:
      - Many roles, brought to their states in one task over one login.
      - An option that an entry does not give is taken from the task.
      - When some fail, the others are done all the same, and the task fails at the end with an account of each.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the role.
        type: str
        required: true
      state:
        description:
          - Whether the role should be there.
          - A role that a user has cannot be deleted; the error names the users.
        type: str
        choices:
          - present
          - absent
      access:
        description:
          - The rules of the role. A user with the role sees the instances that fit at least one of them.
          - 'A list of mappings from tag to value, such as V([{application: billing, environment: production}, {team:
            dba}]). An instance fits a rule when it has all of its tags.'
          - 'The vendor''s form is understood too, V([{filters: [{tag: team, value: dba}]}]), also mixed with the other
            one. It is needed only to ask for two values of one tag at the same time.'
          - The list replaces the rules that are there. Order and repetition mean nothing. Not given means left alone.
          - Needed to create a role. It cannot be empty, because what a role without rules shows is not documented.
          - Tags that Datasentinel sets by itself may be used - V(pg_instance), V(pg_version), V(server) and V(database).
        type: raw
  state:
    description:
      - Whether the role should be there.
      - A role that a user has cannot be deleted; the error names the users.
    type: str
    choices:
      - present
      - absent
    default: present
  access:
    description:
      - The rules of the role. A user with the role sees the instances that fit at least one of them.
      - 'A list of mappings from tag to value, such as V([{application: billing, environment: production}, {team: dba}]).
        An instance fits a rule when it has all of its tags.'
      - 'The vendor''s form is understood too, V([{filters: [{tag: team, value: dba}]}]), also mixed with the other one.
        It is needed only to ask for two values of one tag at the same time.'
      - The list replaces the rules that are there. Order and repetition mean nothing. Not given means left alone.
      - Needed to create a role. It cannot be empty, because what a role without rules shows is not documented.
      - Tags that Datasentinel sets by itself may be used - V(pg_instance), V(pg_version), V(server) and V(database).
    type: raw
  wait_for_tags:
    description:
      - Seconds for which rules that the platform refuses with the code 400, 404 or 422 are sent again, in growing pauses.
      - A rule may use only tags that a monitored instance carries already, and those of an instance that was just added
        may need some time to be known.
      - With O(roles), the roles of the task share this time. V(0) takes the first refusal as final.
    type: int
    default: 30
seealso:
  - module: runwatch.observability.datasentinel_role_info
  - module: runwatch.observability.datasentinel_user
  - module: runwatch.observability.datasentinel_instance
  - name: Role API
    description: The vendor's reference.
    link: https://docs.datasentinel.io/manual/implementation/platform-usage/api-reference/role
notes:
  - Instances have to be there before the roles that use their tags, and roles before the users that have them; for
    removal it is the other way round.
  - Instances that are added or get other tags later join or leave the scope of a role by themselves.
  - How the platform refuses a tag that it does not know, and after what time it knows a new one, is not documented.
  - A role cannot be renamed. Names are compared with regard to case.
"""

EXAMPLES = r"""
- name: The billing team sees the production of its application, and everything in staging
  runwatch.observability.datasentinel_role:
    platform_url: https://datasentinel.example.com
    platform_username: automation
    platform_password: "{{ vault_datasentinel_password }}"
    name: billing_team
    access:
      - application: billing
        environment: production
      - environment: staging

- name: Several roles with one login
  runwatch.observability.datasentinel_role:
    wait_for_tags: 120
    roles:
      - name: billing_team
        access:
          - {application: billing, environment: production}
          - {environment: staging}
      - name: crm_team
        access:
          - {application: crm}
      - name: former_team
        state: absent
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"

- name: The same rule in the vendor's form
  runwatch.observability.datasentinel_role:
    name: crm_team
    access:
      - filters:
          - {tag: application, value: crm}
"""

RETURN = r"""
role:
  description:
    - The role as it stands after the task, in check mode as it would stand; V(null) when it is gone.
  returned: success, when O(name) is given
  type: dict
  contains:
    name:
      description: Name of the role.
      type: str
      returned: always
      sample: billing_team
    access:
      description:
        - The rules, sorted; each is a mapping from tag to value.
        - A rule that asks for two values of one tag is shown in the vendor's form.
      type: list
      elements: dict
      returned: always
      sample:
        - application: billing
          environment: production
        - environment: staging
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success, when O(name) is given
  type: str
  sample: created
roles:
  description:
    - One entry for each item, in the order given, as far as O(results) asks for it.
    - Each has RV(roles[].name), RV(roles[].action), RV(roles[].changed) and what RV(role) has. An item
      that failed has RV(roles[].msg) and RV(roles[].failure) instead.
  returned: when O(roles) is given, also on failure
  type: list
  elements: dict
  contains:
    name:
      description: Name of the role.
      type: str
      returned: always
      sample: billing_team
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
      sample: The role crm_team does not exist yet; to create it, access is needed too.
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
  returned: when O(roles) is given, also on failure
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
    - Refused rules add C(tags) with the tags that they use, a refused deletion C(users) with the users that have the role.
  returned: failure
  type: dict
  sample:
    kind: answer
    method: POST
    retryable: false
    status: 400
    tags:
      - application=billing
    url: https://datasentinel.example.com/ds-api/roles/billing_team
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.roles import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
