#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_token
short_description: Log in to a Datasentinel platform once for a whole play
version_added: 1.0.0
description:
  - Logs in and returns a token that other tasks use in place of a user name and a password.
  - The result is hidden from all output, as with C(no_log), and can be used all the same once it is registered.
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
      - Logs in in check mode too, because that changes nothing and later tasks need the token to read.
  diff_mode:
    support: N/A
    details:
      - Nothing is changed.
  idempotent:
    support: full
    details:
      - Each run logs in anew. The platform is not changed by it.
options: {}
seealso:
  - module: runwatch.observability.datasentinel_instance
notes:
  - A token lives for 24 hours. There is no call to end it earlier.
  - O(platform_token) is of no use here.
  - The token is part of the registered variable. Do not write that variable to a file, and do not make it a cacheable fact.
    Do not run the task with C(async) either, which keeps its result in a file on the host.
  - Tasks that log in by themselves do so once per task, so this pays off where a play has many.
"""

EXAMPLES = r"""
- name: Log in once
  runwatch.observability.datasentinel_token:
    platform_url: https://datasentinel.example.com
    platform_username: automation
    platform_password: "{{ vault_datasentinel_password }}"
  register: login

- name: Use the token for everything that follows
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_token: "{{ login }}"
  block:
    - name: Who has access?
      runwatch.observability.datasentinel_user_info:
"""

RETURN = r"""
token:
  description:
    - The token. Hidden in output.
  returned: success
  type: str
  sample: eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3OTAwMDAwMDB9.x
expires:
  description:
    - When the token ends, in UTC; V(null) if it does not say.
  returned: success
  type: str
  sample: "2026-09-21T14:13:20Z"
expires_epoch:
  description:
    - The same in seconds since the epoch.
  returned: success
  type: int
  sample: 1790000000
failure:
  description:
    - What went wrong, for programs; see M(runwatch.observability.datasentinel_instance).
  returned: failure
  type: dict
  sample:
    kind: authentication
    retryable: false
    status: 401
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.tokens import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
