#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_token_info
short_description: Check an AppSignal token, and whether it sees a site
version_added: 1.0.0
description:
  - Has AppSignal verify O(appsignal_token). A token that is missing or wrong fails the task.
  - With O(site_id), also looks whether the token sees that site, which a good token alone does not tell.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.appsignal_site
  - runwatch.observability.attributes
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.appsignal
notes:
  - O(site_id) is not needed here.
  - What AppSignal says of a good token, beyond the HTTP code 200, is not documented; it is returned as it came.
  - A site that does not exist cannot be told from one that the token cannot see.
seealso:
  - module: runwatch.observability.appsignal_metrics_info
  - name: AppSignal Public API
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/v2/overview
"""

EXAMPLES = r"""
- name: Make sure before the rollout that it can be verified afterwards
  runwatch.observability.appsignal_token_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    site_id: 5f0000000000000000000001
  register: token

- name: Stop if the token does not see the site
  ansible.builtin.assert:
    that: token.site.visible
    fail_msg: The AppSignal token does not see the site {{ token.site.site_id }}.
"""

RETURN = r"""
raw:
  description:
    - What AppSignal says of the token, as it came.
  returned: success
  type: raw
  sample:
    message: Authenticated as user 0a1b2c3d
site:
  description:
    - Whether the token sees the site. V(null) if no O(site_id) is given.
  returned: success
  type: dict
  contains:
    site_id:
      description: Id of the site.
      type: str
      returned: always
      sample: 5f0000000000000000000001
    visible:
      description: Whether the token sees it.
      type: bool
      returned: always
      sample: true
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(permission), V(not_found), V(rate_limit), V(answer), V(transport)) and
      C(retryable); where known also C(status), C(detail), C(method), C(url), C(option).
  returned: failure
  type: dict
  sample:
    kind: authentication
    status: 401
    detail: Unauthorized
    method: GET
    url: https://appsignal.com/api/v2/auth
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.tokens import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
