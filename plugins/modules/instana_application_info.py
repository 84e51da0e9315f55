#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_application_info
short_description: Read application perspectives, services, and the calls between them from Instana
version_added: 1.0.0
description:
  - Returns the application perspectives, or the services, or which services call each other. All pages are read.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  what:
    description:
      - What to read.
      - V(applications) - the application perspectives.
      - V(services) - the services.
      - V(service_map) - the services that called each other, with the calls.
    type: str
    choices:
      - applications
      - services
      - service_map
    default: applications
  name:
    description:
      - Only the application perspective or the services with exactly this name (C(label) in the API).
      - With O(what=applications) or O(what=services).
    type: str
  name_filter:
    description:
      - Only those whose name holds this text. Whether case counts is up to the backend.
      - With O(what=applications) or O(what=services).
    type: str
  boundary_scope:
    description:
      - V(inbound) for calls from outside the application only, V(all) for its inner calls too.
      - With O(what=applications) or O(what=service_map). If not given, the backend decides.
    type: str
    choices:
      - all
      - inbound
  include_snapshot_ids:
    description:
      - Whether to return the ids of the snapshots of each service. With O(what=services).
    type: bool
    default: false
  application_id:
    description:
      - Only the services of this application perspective. With O(what=service_map).
    type: str
  to_time:
    description:
      - End of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-15m).
      - If not given, it is now.
    type: str
  window_size:
    description:
      - Length of the time frame, such as V(95s), V(15m), V(1h30m) or V(2d). A number alone is refused.
      - If not given, the backend decides; for the service map, it is one hour then.
    type: str
seealso:
  - module: runwatch.observability.instana_snapshot_info
  - module: runwatch.observability.instana_service_config_info
  - name: Instana REST API, application resources
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Application-Resources
notes:
  - O(query) is applied to what is returned under the name of O(what).
  - An application or a service without calls in the time frame may be missing.
  - In the service map, the backend does not fill C(applications), C(max_severity), C(number_of_open_issues) and C(snapshot_ids).
"""

EXAMPLES = r"""
- name: What is the id of the application?
  runwatch.observability.instana_application_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    name: Billing
    window_size: 1d
  register: billing

- name: Which of its services fail calls?
  runwatch.observability.instana_application_info:
    what: service_map
    application_id: "{{ billing.applications[0].id }}"
    query: "connections[?error_rate > `0.01`]"
  module_defaults:
    group/runwatch.observability.instana:
      instana_url: https://unit-tenant.instana.io
      instana_token: "{{ instana_token }}"
"""

RETURN = r"""
applications:
  description: The application perspectives.
  returned: with O(what=applications)
  type: list
  elements: dict
  contains:
    id:
      description: Id of the application perspective.
      type: str
      returned: always
      sample: w8Yh2cEoQnG5rT1uJpLk4A
    label:
      description: Its name.
      type: str
      returned: always
      sample: Billing
    boundary_scope:
      description: Which calls count.
      type: str
      returned: when the backend tells
      sample: INBOUND
    entity_type:
      description: Always V(APPLICATION).
      type: str
      returned: when the backend tells
      sample: APPLICATION
services:
  description: The services.
  returned: with O(what=services)
  type: list
  elements: dict
  contains:
    id:
      description: Id of the service.
      type: str
      returned: always
      sample: 3feb3dcd206c166ef2b41c707e0cd38d7cd325aa
    label:
      description: Its name.
      type: str
      returned: always
      sample: billing-api
    types:
      description: Types of its endpoints.
      type: list
      elements: str
      returned: when the backend tells
      sample: [HTTP]
    technologies:
      description: What it is made with.
      type: list
      elements: str
      returned: when the backend tells
      sample: [springbootApplicationContainer]
    snapshot_ids:
      description: Ids of its snapshots; empty unless O(include_snapshot_ids=true).
      type: list
      elements: str
      returned: when the backend tells
      sample: []
    entity_type:
      description: Always V(SERVICE).
      type: str
      returned: when the backend tells
      sample: SERVICE
service_map:
  description: The services that called each other.
  returned: with O(what=service_map)
  type: dict
  contains:
    services:
      description: The services, with keys as in RV(services).
      type: list
      elements: dict
      returned: always
      sample:
        - entity_type: SERVICE
          id: 3feb3dcd206c166ef2b41c707e0cd38d7cd325aa
          label: billing-api
          snapshot_ids: []
          technologies: [springbootApplicationContainer]
          types: [HTTP]
    connections:
      description:
        - The calls, from one service to another, each by its id. C(latency) is the mean in milliseconds, C(error_rate) between 0 and 1.
      type: list
      elements: dict
      returned: always
      sample:
        - calls: 2179
          error_rate: 0.02
          from: 3feb3dcd206c166ef2b41c707e0cd38d7cd325aa
          latency: 1.61
          to: f17e7efb3b9b2d62bfec6b07905759fb81e99797
query_result:
  description:
    - What O(query) finds in what is returned; any type.
  returned: when O(query) is given
  type: raw
  sample: [w8Yh2cEoQnG5rT1uJpLk4A]
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
  returned: failure
  type: dict
  sample:
    kind: authentication
    method: GET
    retryable: false
    status: 401
    url: https://unit-tenant.instana.io/api/application-monitoring/applications
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.application_monitoring import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
