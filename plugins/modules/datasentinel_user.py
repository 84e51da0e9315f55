#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_user
short_description: Manage users of a Datasentinel platform
version_added: 1.0.0
description:
  - Creates, changes and removes users, with a password of their own or logging in by LDAP.
  - Takes one user, or many in one task.
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
      - Whether the roles exist shows only when the platform is asked to write.
  diff_mode:
    support: full
    details:
      - The diff names the password, and fields that cannot be read back, when they are set, and does not show their values.
  idempotent:
    support: partial
    details:
      - With O(update_password=always) every run writes and reports a change.
      - So does O(force=true) as long as something is given that the platform does not show.
options:
  email:
    description:
      - E-mail address of the user, which identifies it. The platform makes the login name from the part before C(@).
      - It is looked for as it is spelled here, then without regard to case.
      - One of O(email) and O(users) has to be given.
    type: str
  users:
    description:
      - Many users, brought to their states in one task over one login.
      - An option that an entry does not give is taken from the task.
      - When some fail, the others are done all the same, and the task fails at the end with an account of each.
    type: list
    elements: dict
    suboptions:
      email:
        description:
          - E-mail address of the user, which identifies it.
        type: str
        required: true
      state:
        description:
          - Whether the user should be there. The built-in user V(datasentinel) is never deleted.
        type: str
        choices:
          - present
          - absent
      password:
        description:
          - Password of the user. Needed to create a user, unless O(users[].ldap) is set. It is never read back and never
            returned.
        type: str
      update_password:
        description:
          - V(on_create) sends O(users[].password) for a new user only, so that one that the user has changed stays.
          - V(always) sends it on every run and reports a change each time, because it cannot be compared.
        type: str
        choices:
          - on_create
          - always
      privilege:
        description:
          - What the user may do. V(read) is to look, V(read write) is to end sessions too, V(admin) is to manage the
            platform as well.
          - Needed to create a user, because the platform's own default is V(admin).
        type: str
        choices:
          - read
          - read write
          - admin
      profile:
        description:
          - What parts of the product the user has. V(developer) has session history, top queries and their reports,
            V(data admin) has everything.
          - Needed to create a user, because the platform's own default is V(data admin).
        type: str
        choices:
          - developer
          - data admin
      live_360:
        description:
          - Whether the user may use Live360, which connects to the instances. A new user may, unless this is V(false).
        type: bool
      roles:
        description:
          - Names of the roles of the user, which have to exist. This is the complete list; order and repetition mean
            nothing.
          - Not given means left alone, an empty list means that no role is assigned.
          - A user without any role is not restricted to certain instances, as far as the manual tells; see the notes.
          - Platforms older than 2024.04 know one role a user.
        type: list
        elements: str
      comment:
        description:
          - A comment. Not given means left alone, an empty one means that there is none.
        type: str
      ldap:
        description:
          - Whether the user logs in by LDAP. Such a user has no O(users[].password) here.
          - Takes effect when a user is created. It cannot be changed afterwards, and a difference is an error where the
            platform shows it.
        type: bool
      force:
        description:
          - Whether to send O(users[].roles) and O(users[].comment) on every run, and report a change, where the platform
            does not show them.
          - Otherwise they are then sent for a new user or together with another change only.
        type: bool
  state:
    description:
      - Whether the user should be there. The built-in user V(datasentinel) is never deleted.
    type: str
    choices:
      - present
      - absent
    default: present
  password:
    description:
      - Password of the user. Needed to create a user, unless O(ldap) is set. It is never read back and never returned.
    type: str
  update_password:
    description:
      - V(on_create) sends O(password) for a new user only, so that one that the user has changed stays.
      - V(always) sends it on every run and reports a change each time, because it cannot be compared.
    type: str
    choices:
      - on_create
      - always
    default: on_create
  privilege:
    description:
      - What the user may do. V(read) is to look, V(read write) is to end sessions too, V(admin) is to manage the platform
        as well.
      - Needed to create a user, because the platform's own default is V(admin).
    type: str
    choices:
      - read
      - read write
      - admin
  profile:
    description:
      - What parts of the product the user has. V(developer) has session history, top queries and their reports, V(data
        admin) has everything.
      - Needed to create a user, because the platform's own default is V(data admin).
    type: str
    choices:
      - developer
      - data admin
  live_360:
    description:
      - Whether the user may use Live360, which connects to the instances. A new user may, unless this is V(false).
    type: bool
  roles:
    description:
      - Names of the roles of the user, which have to exist. This is the complete list; order and repetition mean nothing.
      - Not given means left alone, an empty list means that no role is assigned.
      - A user without any role is not restricted to certain instances, as far as the manual tells; see the notes.
      - Platforms older than 2024.04 know one role a user.
    type: list
    elements: str
  comment:
    description:
      - A comment. Not given means left alone, an empty one means that there is none.
    type: str
  ldap:
    description:
      - Whether the user logs in by LDAP. Such a user has no O(password) here.
      - Takes effect when a user is created. It cannot be changed afterwards, and a difference is an error where the
        platform shows it.
    type: bool
  force:
    description:
      - Whether to send O(roles) and O(comment) on every run, and report a change, where the platform does not show them.
      - Otherwise they are then sent for a new user or together with another change only.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.datasentinel_user_info
  - module: runwatch.observability.datasentinel_role
  - name: User API
    description: The vendor's reference.
    link: https://docs.datasentinel.io/manual/implementation/platform-usage/api-reference/user
notes:
  - A user is written whole, with everything that can be read, because it is not documented whether the platform keeps what
    is not sent. The password is sent only when it is to be set.
  - Whether the platform shows roles, comment and LDAP is not documented. What it does not show is V(null) in results and
    cannot be compared.
  - Where the platform shows a single role of each user, a list of several roles counts as reached if the one shown is among them.
  - On older platforms, having no role is called C(No restriction). That an empty list of roles means the same on newer ones
    is not documented.
  - An e-mail address cannot be changed; delete the user and create another one.
  - For LDAP users, Grafana on the platform may need an account too, depending on its C(allow_sign_up); this module does not make it.
"""

EXAMPLES = r"""
- name: A developer of the billing team
  runwatch.observability.datasentinel_user:
    platform_url: https://datasentinel.example.com
    platform_username: automation
    platform_password: "{{ vault_datasentinel_password }}"
    email: jane.doe@example.com
    password: "{{ vault_jane_initial_password }}"
    privilege: read
    profile: developer
    live_360: false
    roles:
      - billing_team
    comment: On-call rota

- name: Several users with one login; what they share is given once
  runwatch.observability.datasentinel_user:
    privilege: read
    profile: data admin
    ldap: true
    users:
      - email: jane.doe@example.com
        roles: [billing_team]
      - email: john.doe@example.com
        roles: [billing_team, crm_team]
        privilege: read write
      - email: left.us@example.com
        state: absent
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"

- name: Set a new password (reports a change on every run)
  runwatch.observability.datasentinel_user:
    email: jane.doe@example.com
    password: "{{ vault_jane_new_password }}"
    update_password: always
"""

RETURN = r"""
user:
  description:
    - The user as it stands after the task, in check mode as it would stand; V(null) when it is gone.
    - Never holds the password.
  returned: success, when O(email) is given
  type: dict
  contains:
    id:
      description: The platform's number of the user; V(null) when it is only predicted.
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
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success, when O(email) is given
  type: str
  sample: created
users:
  description:
    - One entry for each item, in the order given, as far as O(results) asks for it.
    - Each has RV(users[].email), RV(users[].action), RV(users[].changed) and what RV(user) has. An item
      that failed has RV(users[].msg) and RV(users[].failure) instead.
  returned: when O(users) is given, also on failure
  type: list
  elements: dict
  contains:
    email:
      description: E-mail address of the user.
      type: str
      returned: always
      sample: jane.doe@example.com
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
      sample: 'The user jane.doe@example.com does not exist yet; to create it, password is needed too: only users who log in by LDAP (ldap) have none.'
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
  returned: when O(users) is given, also on failure
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
    kind: state
    option: privilege
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.users import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
