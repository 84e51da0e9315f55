#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_service_config_info
short_description: Read the rules by which Instana makes services of calls
version_added: 1.0.0
description:
  - Returns the service mapping rules, which the API calls service configurations, in the order of the backend.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  id:
    description:
      - Return the rule with this id only.
    type: str
  name:
    description:
      - Return the rules of this name only.
    type: str
seealso:
  - module: runwatch.observability.instana_service_config
notes:
  - The API token needs the permission C(canConfigureServiceMapping), also to read.
"""

EXAMPLES = r"""
- name: Which rules are switched off?
  runwatch.observability.instana_service_config_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    query: "[?!enabled].name"
  register: answer
"""

RETURN = r"""
service_configs:
  description:
    - The rules; an empty list when there is none, or not the one that is asked for.
  returned: success
  type: list
  elements: dict
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
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample: [By zone]
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
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option).
    - Where a call was refused, C(permission) is the permission that it needs.
  returned: failure
  type: dict
  sample:
    kind: permission
    method: GET
    retryable: false
    status: 403
    url: https://unit-tenant.instana.io/api/application-monitoring/settings/service
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.service_configs import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
