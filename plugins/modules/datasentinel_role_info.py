#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_role_info
short_description: Read the roles of a Datasentinel platform
version_added: 1.0.0
description:
  - Returns the roles with their rules, and on request with their users.
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
      - Return this role only.
    type: str
  users:
    description:
      - Return the users of each role too. This costs one more request a role.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.datasentinel_role
  - module: runwatch.observability.datasentinel_user_info
notes:
  - Whether the platform lists C(No restriction), its word for having no role, is not documented. If it does, it is returned.
"""

EXAMPLES = r"""
- name: Who may see what?
  runwatch.observability.datasentinel_role_info:
    users: true
    query: "[].{role: name, users: users[].email}"
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  register: roles

- name: Stop if the role of the billing team is not there
  runwatch.observability.datasentinel_role_info:
    name: billing_team
  register: billing_team
  failed_when: billing_team.roles | length == 0
"""

RETURN = r"""
roles:
  description:
    - The roles; an empty list when there is none, or not the one that is asked for.
  returned: success
  type: list
  elements: dict
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
    users:
      description:
        - The users that have the role, each as M(runwatch.observability.datasentinel_user_info) returns it.
      type: list
      elements: dict
      returned: when O(users=true)
      sample:
        - comment:
          email: jane.doe@example.com
          id: 41
          ldap:
          live_360: false
          login: jane.doe
          privilege: read
          profile: developer
          roles:
            - billing_team
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample: [{role: billing_team, users: [jane.doe@example.com]}]
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

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.roles import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
