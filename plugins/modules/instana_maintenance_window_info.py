#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_maintenance_window_info
short_description: Read maintenance windows from Instana
version_added: 1.0.0
description:
  - Returns the maintenance windows, those that are over included, in the order of their starts.
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
      - Return this window only.
    type: str
  name:
    description:
      - Return windows of exactly this name only. Names need not be unique.
    type: str
  states:
    description:
      - Return windows in these states only. Instana keeps windows that are over.
    type: list
    elements: str
    choices:
      - UNSCHEDULED
      - SCHEDULED
      - ACTIVE
      - PAUSED
      - EXPIRED
seealso:
  - module: runwatch.observability.instana_maintenance_window
  - name: Instana REST API, maintenance windows
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Maintenance-Configuration
notes:
  - The API token needs C(canConfigureMaintenanceWindows), also for reading.
"""

EXAMPLES = r"""
- name: What is muted right now, and until when?
  runwatch.observability.instana_maintenance_window_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ vault_instana_token }}"
    states:
      - ACTIVE
    query: "[].{window: name, until: occurrence_end, query: query}"
  register: muted

- name: Stop if a window mutes everything
  runwatch.observability.instana_maintenance_window_info:
    states:
      - ACTIVE
      - SCHEDULED
  register: windows
  failed_when: windows.windows | selectattr('all_entities') | length > 0
"""

RETURN = r"""
windows:
  description:
    - The windows; an empty list when there is none, or not the one that is asked for.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the window.
      type: str
      returned: always
      sample: billing-rollout-4-2-0-97b588987e34a4d1
    name:
      description: Name of the window.
      type: str
      returned: always
      sample: Billing rollout 4.2.0
    start:
      description: When it begins, or when its first occurrence does, in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000000
    start_time:
      description: The same as ISO 8601.
      type: str
      returned: always
      sample: "2026-09-21T14:13:20Z"
    duration:
      description: How long it lasts, or each of its occurrences does.
      type: str
      returned: always
      sample: 45m
    rrule:
      description: How it recurs, its parts in one order; V(null) if it happens once.
      type: str
      returned: always
      sample: FREQ=MONTHLY;INTERVAL=1;BYDAY=+2TU;COUNT=12
    timezone:
      description: Time zone in which it recurs; V(null) if it happens once.
      type: str
      returned: always
      sample: Europe/Berlin
    query:
      description: Dynamic Focus Query; empty if there is none.
      type: str
      returned: always
      sample: entity.zone:eu-prod
    tag_filter:
      description: Tag filter, written as the option of M(runwatch.observability.instana_maintenance_window); V(null) if there is none, or it is switched off.
      type: raw
      returned: always
      sample:
        - name: synthetic.testName
          operator: STARTS_WITH
          value: checkout
    all_entities:
      description: Whether there is neither query nor tag filter, so that the alerts of everything are muted.
      type: bool
      returned: always
      sample: false
    paused:
      description: Whether it is paused, so that alerts are sent as usual.
      type: bool
      returned: always
      sample: false
    retrigger_open_alerts:
      description: Whether events that began meanwhile and are still open are alerted on afterwards.
      type: bool
      returned: always
      sample: true
    state:
      description: V(UNSCHEDULED), V(SCHEDULED), V(ACTIVE), V(PAUSED) or V(EXPIRED).
      type: str
      returned: always
      sample: ACTIVE
    occurrence_start:
      description: When its current or next occurrence begins, or its last one began, as ISO 8601.
      type: str
      returned: always
      sample: "2026-09-21T14:13:20Z"
    occurrence_end:
      description: When that occurrence ends.
      type: str
      returned: always
      sample: "2026-09-21T14:58:20Z"
    applications:
      description: Names of the application perspectives that the query names. V(null) where Instana does not tell, as with O(id).
      type: list
      elements: str
      returned: always
      sample: [Billing]
    invalid:
      description: Whether Instana calls the query invalid. V(null) where Instana does not tell, as with O(id).
      type: bool
      returned: always
      sample: false
    last_updated:
      description: When it was last changed, in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000210
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample: [{window: Billing rollout, until: "2026-09-21T14:58:20Z", query: "entity.zone:eu-prod"}]
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
    kind: authentication
    method: GET
    retryable: false
    status: 401
    url: https://unit-tenant.instana.io/api/settings/v2/maintenance
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.maintenance import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
