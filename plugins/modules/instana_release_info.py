#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_release_info
short_description: Read release markers from Instana
version_added: 1.0.0
description:
  - Returns the release markers of a time frame, the newest first, or the one with an id.
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
      - Return this release only, whenever it began.
    type: str
  name:
    description:
      - Return releases of exactly this name only.
    type: str
  from_time:
    description:
      - Begin of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or milliseconds
        since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-15m).
    type: str
    default: -30d
  to_time:
    description:
      - End of the time frame, written like O(from_time).
    type: str
    default: now
  max_results:
    description:
      - How many releases Instana should return at most, before O(name) is looked at. If not given, Instana decides.
    type: int
seealso:
  - module: runwatch.observability.instana_release
  - name: Instana REST API, releases
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Releases
notes:
  - The API token needs C(canConfigureReleases), also for reading.
  - Whether Instana limits a list by itself is not documented. With a short time frame, none is missing.
"""

EXAMPLES = r"""
- name: What was released to production this week?
  runwatch.observability.instana_release_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ vault_instana_token }}"
    from_time: -7d
    query: "[?ends_with(name, ' to production')].{what: name, when: start_time}"
  register: released

- name: Stop if this revision was not released yet
  runwatch.observability.instana_release_info:
    name: billing-api 4.2.0 to staging
  register: staged
  failed_when: staged.releases | length == 0
"""

RETURN = r"""
releases:
  description:
    - The releases; an empty list when there is none, or not the one that is asked for.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id that Instana gave it.
      type: str
      returned: always
      sample: q0J7mZ3vTt2dVbX1aKfN9w
    name:
      description: Name of the release.
      type: str
      returned: always
      sample: billing-api 4.2.0
    start:
      description: When it began, in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000000
    start_time:
      description: When it began, as ISO 8601.
      type: str
      returned: always
      sample: "2026-09-21T14:13:20Z"
    applications:
      description: Names of the application perspectives on whose dashboards it is shown.
      type: list
      elements: str
      returned: always
      sample: [Billing]
    services:
      description: Services on whose dashboards it is shown; C(scoped_to) are the application perspectives to which that is limited.
      type: list
      elements: dict
      returned: always
      sample:
        - name: ledger
          scoped_to: [Billing, Finance]
    last_updated:
      description: When it was last changed, in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000321
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample: [{what: billing-api 4.2.0 to production, when: "2026-09-21T14:13:20Z"}]
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
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state)) and C(retryable); where known also
      C(status), C(code), C(method), C(url), C(option), C(permission).
  returned: failure
  type: dict
  sample:
    kind: permission
    method: GET
    permission: canConfigureReleases
    retryable: false
    status: 403
    url: https://unit-tenant.instana.io/api/releases
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.releases import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
