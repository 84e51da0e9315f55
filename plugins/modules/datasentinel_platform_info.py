#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_platform_info
short_description: Read the version and the state of a Datasentinel platform
version_added: 1.0.0
description:
  - Returns what the platform says of itself. That needs no login, so O(platform_url) alone is enough.
  - On request, returns whose session a token is, and until when.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
  - runwatch.observability.attributes.info
options:
  inspect_token:
    description:
      - Whether to ask the platform about O(platform_token), or without one about the token of a new login with O(platform_username) and
        O(platform_password).
      - B(The API takes the token in the address, so it will stand in the access logs of the platform and of every proxy on the way.)
        Whoever can read these can use it until it ends, which is up to 24 hours.
      - To know only when a token ends, use RV(runwatch.observability.datasentinel_token#module:expires), which is read from the token itself.
      - O(platform_username) and O(platform_password) are sent too if they are given. Whether the platform wants them is not certain.
      - Give the token itself, not the whole result of M(runwatch.observability.datasentinel_token). Of a result, Ansible hides all parts,
        and then RV(session.expires) too, because it is one of them.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.datasentinel_token
  - name: Access token
    description: The vendor's reference.
    link: https://docs.datasentinel.io/manual/implementation/platform-usage/api-reference/access-token
notes:
  - The vendor documents no field but RV(platform.status) and RV(platform.message) for current releases. All others can be V(null).
"""

EXAMPLES = r"""
- name: Wait for a platform after its upgrade
  runwatch.observability.datasentinel_platform_info:
    platform_url: https://datasentinel.example.com
  register: answer
  until: answer is success and answer.platform.services | rejectattr('running') | length == 0
  retries: 30
  delay: 10

- name: Give several roles only where users can have them
  runwatch.observability.datasentinel_user:
    email: jane.doe@example.com
    roles: "{{ ['billing_team', 'crm_team'] if answer.platform.features.roles else ['billing_team'] }}"

- name: Whose token is this?
  runwatch.observability.datasentinel_platform_info:
    inspect_token: true
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  register: answer

- name: Show it
  ansible.builtin.debug:
    var: answer.session.email
"""

RETURN = r"""
platform:
  description:
    - What the platform says of itself.
  returned: success
  type: dict
  contains:
    status:
      description: State of the API.
      type: str
      returned: always
      sample: OK
    message:
      description: The same in words.
      type: str
      returned: always
      sample: Datasentinel API is running
    version:
      description: Release of the platform; V(null) if it does not tell.
      type: str
      returned: always
      sample: "2026.05"
    backend_version:
      description: Release of its backend; V(null) if it does not tell.
      type: str
      returned: always
      sample: "2026.05"
    frontend_version:
      description: Release of its frontend; V(null) if it does not tell.
      type: str
      returned: always
      sample: "2026.05"
    release:
      description:
        - RV(platform.version) as year and month, to be compared like C(platform.release >= [2024, 4]).
        - V(null) if it does not tell, or not in this form.
      type: list
      elements: int
      returned: always
      sample: [2026, 5]
    features:
      description:
        - What this release can do, as far as it concerns playbooks; V(null) where the release is not known.
      type: dict
      returned: always
      contains:
        user_management:
          description: Whether there is an API for users and roles, which came with 2021.07.
          type: bool
          returned: always
          sample: true
        roles:
          description: Whether a user can have several roles, which came with 2024.04.
          type: bool
          returned: always
          sample: true
    services:
      description: The services of the platform; empty if it does not tell.
      type: list
      elements: dict
      returned: always
      contains:
        name:
          description: Name of the service.
          type: str
          returned: always
          sample: datasentinel_backend
        description:
          description: What it does.
          type: str
          returned: always
          sample: backend
        running:
          description: Whether it is running.
          type: bool
          returned: always
          sample: true
session:
  description:
    - What the platform says of the token. V(null) unless O(inspect_token=true). The token itself is not returned.
  returned: success
  type: dict
  contains:
    user:
      description: Name of the user.
      type: str
      returned: always
      sample: automation
    email:
      description: E-mail address of the user.
      type: str
      returned: always
      sample: automation@example.com
    organization:
      description: Name of the organization.
      type: str
      returned: always
      sample: acme
    expires:
      description:
        - When the token ends, in UTC, as the token itself says.
        - If it does not, in the platform's words, whose time zone is not documented.
      type: str
      returned: always
      sample: "2026-03-02T09:15:00Z"
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state), V(batch)) and
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option).
  returned: failure
  type: dict
  sample:
    kind: transport
    method: GET
    retryable: true
    url: https://datasentinel.example.com/ds-api/
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.platform_info import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
