#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_user_info
short_description: Read the users of a Datasentinel platform
version_added: 1.0.0
description:
  - Returns the users with their rights and roles, never with their passwords.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  email:
    description:
      - Return this user only. It is looked for as it is spelled here, then without regard to case.
    type: str
seealso:
  - module: runwatch.observability.datasentinel_user
  - module: runwatch.observability.datasentinel_role_info
notes:
  - Whether the platform shows roles, comment and LDAP is not documented. What it does not show is V(null).
"""

EXAMPLES = r"""
- name: Who is an administrator?
  runwatch.observability.datasentinel_user_info:
    query: "[?privilege == 'admin'].email"
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  register: administrators

- name: Read one user
  runwatch.observability.datasentinel_user_info:
    email: jane.doe@example.com
"""

RETURN = r"""
users:
  description:
    - The users; an empty list when there is none, or not the one that is asked for.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The platform's number of the user.
      type: int
      returned: always
      sample: 41
    login:
      description: The name to log in with, made by the platform.
      type: str
      returned: always
      sample: jane.doe
    email:
      description: E-mail address, as the platform spells it.
      type: str
      returned: always
      sample: jane.doe@example.com
    privilege:
      description: V(read), V(read write) or V(admin).
      type: str
      returned: always
      sample: read
    profile:
      description: V(developer) or V(data admin).
      type: str
      returned: always
      sample: developer
    live_360:
      description: Whether the user may use Live360.
      type: bool
      returned: always
      sample: false
    roles:
      description: Names of the roles, sorted. V(null) if the platform does not show all of them.
      type: list
      elements: str
      returned: always
      sample:
        - billing_team
    comment:
      description: The comment. V(null) if the platform does not show it.
      type: str
      returned: always
      sample: On-call rota
    ldap:
      description: Whether the user logs in by LDAP. V(null) if the platform does not show it.
      type: bool
      returned: always
      sample: false
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample: [jane.doe@example.com]
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

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.users import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
