#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_incident_info
short_description: List AppSignal incidents, by state and by deployment
version_added: 1.0.0
description:
  - Lists the incidents of a site, such as the errors that a deployment brought.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.appsignal_site
  - runwatch.observability.attributes
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
  - runwatch.observability.attributes.appsignal
options:
  kind:
    description:
      - What kind of incidents to list.
    type: str
    choices:
      - all
      - exception
      - performance
      - anomaly
      - log
    default: all
  state:
    description:
      - Only incidents in this state. V(WIP) is work in progress. If not given, all.
    type: str
    choices:
      - OPEN
      - CLOSED
      - WIP
  revision:
    description:
      - Only incidents that occurred in the deployment of this revision, by its newest deploy marker, which there has to be.
      - Not possible with the kinds V(anomaly) and V(log).
    type: str
  marker:
    description:
      - Only incidents that occurred in the deployment with this deploy marker, given by its id. In place of O(revision).
    type: str
  namespaces:
    description:
      - Only incidents in these namespaces, such as V(web). Not possible with the kinds V(anomaly) and V(log).
    type: list
    elements: str
  action_name:
    description:
      - Only incidents of this action. Not possible with the kinds V(anomaly) and V(log).
    type: str
  search:
    description:
      - Only incidents in which AppSignal finds this text. Only possible with the kinds V(exception) and V(performance).
    type: str
  order:
    description:
      - V(ID) lists in the order of their creation, which stays the same while pages are read; V(LAST) by the last occurrence.
    type: str
    choices:
      - ID
      - LAST
    default: ID
  max_items:
    description:
      - How many incidents to return at most.
    type: int
    default: 1000
notes:
  - AppSignal cannot limit incidents to a time frame. Use O(query) on C(last_occurred_at).
  - AppSignal takes the token only as part of the address here. The module keeps it out of messages; proxies may log it.
seealso:
  - module: runwatch.observability.appsignal_deploy_info
  - module: runwatch.observability.appsignal_deploy_stats
  - name: AppSignal GraphQL API
    description: The API behind this module.
    link: https://docs.appsignal.com/api/graphql/examples
"""

EXAMPLES = r"""
- name: Errors that the new revision brought
  runwatch.observability.appsignal_incident_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    app: shop
    environment: production
    kind: exception
    state: OPEN
    revision: 9c1d2e3f00
  register: errors

- name: Fail if one of them is critical
  ansible.builtin.assert:
    that: errors.incidents | selectattr('severity', 'eq', 'CRITICAL') | length == 0
    fail_msg: "{{ errors.incidents | map(attribute='exception_name') | join(', ') }}"

- name: Open incidents of today
  runwatch.observability.appsignal_incident_info:
    site_id: 5f0000000000000000000001
    state: OPEN
    order: LAST
    query: "[?last_occurred_at >= '2026-11-20'].{number: number, kind: kind, count: count}"
"""

RETURN = r"""
site_id:
  description: Id of the site.
  returned: success
  type: str
  sample: 5f0000000000000000000001
marker:
  description: Id of the deploy marker by which incidents were chosen. V(null) without O(revision) and O(marker).
  returned: success
  type: str
  sample: 64aa00000000000000000001
incidents:
  description: The incidents.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: V(exception), V(performance), V(anomaly) or V(log).
      type: str
      returned: always
      sample: exception
    id:
      description: Id of the incident.
      type: str
      returned: always
      sample: 65bb00000000000000000001
    number:
      description: Its number, as it is shown in AppSignal.
      type: int
      returned: always
      sample: 42
    state:
      description: Its state.
      type: str
      returned: always
      sample: OPEN
    severity:
      description: V(UNTRIAGED), V(CRITICAL), V(HIGH), V(LOW), V(NONE) or V(INFORMATIONAL).
      type: str
      returned: always
      sample: UNTRIAGED
    description:
      description: What somebody wrote about it.
      type: str
      returned: always
      sample: ""
    count:
      description: How often it occurred.
      type: int
      returned: always
      sample: 17
    count_in_deploy:
      description: How often it occurred in the deployment.
      type: int
      returned: for exceptions, with O(revision) or O(marker)
      sample: 3
    created_at:
      description: When it occurred first.
      type: str
      returned: always
      sample: "2026-03-01T09:00:00Z"
    last_occurred_at:
      description: When it occurred last.
      type: str
      returned: always
      sample: "2026-03-01T09:10:00Z"
    updated_at:
      description: When it was changed last.
      type: str
      returned: always
      sample: "2026-03-01T09:10:00Z"
    digests:
      description: Its digests, by which M(runwatch.observability.appsignal_traces_info) finds traces.
      type: list
      elements: str
      returned: always
      sample:
        - d1f0c3
    notification_frequency:
      description: When AppSignal notifies, such as V(ALWAYS), V(NEVER) or V(FIRST_IN_DEPLOY).
      type: str
      returned: always
      sample: FIRST_IN_DEPLOY
    namespace:
      description: Its namespace.
      type: str
      returned: for exceptions and performance
      sample: web
    action_names:
      description: Names of the actions in which it occurred.
      type: list
      elements: str
      returned: for exceptions and performance
      sample:
        - Orders#show
    exception_name:
      description: Name of the exception.
      type: str
      returned: for exceptions
      sample: ActiveRecord::Deadlocked
    exception_message:
      description: What it says.
      type: str
      returned: for exceptions
      sample: deadlock detected
    first_backtrace_line:
      description: Where it was raised.
      type: str
      returned: for exceptions
      sample: app/models/order.rb:12
    error_grouping_strategy:
      description: How AppSignal groups it.
      type: str
      returned: for exceptions
      sample: CLASS
    mean:
      description: Mean duration in milliseconds.
      type: float
      returned: for performance
      sample: 82.4
    total_duration:
      description: Sum of all durations.
      type: float
      returned: for performance
      sample: 12400.5
    has_n_plus_one:
      description: Whether N+1 queries were found.
      type: bool
      returned: for performance
      sample: false
    alert_state:
      description: State of the alert, such as V(OPEN), V(WARMUP) or V(CLOSED).
      type: str
      returned: for anomalies
      sample: OPEN
    trigger:
      description: What raised it, with the keys C(id), C(name), C(metric_name) and C(kind).
      type: dict
      returned: for anomalies
      sample:
        id: 66cc00000000000000000001
        name: CPU of the database
        metric_name: cpu
        kind: HostCPUUsage
    tags:
      description: Tags of the metric, with the keys C(key) and C(value).
      type: list
      elements: dict
      returned: for anomalies
      sample:
        - key: hostname
          value: db-1
truncated:
  description: Whether there are more incidents than O(max_items).
  returned: success
  type: bool
  sample: false
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: [{number: 42, kind: exception, count: 17}]
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(permission), V(not_found), V(state), V(rate_limit), V(answer), V(transport)) and
      C(retryable); where known also C(status), C(detail), C(code), C(method), C(url), C(option).
  returned: failure
  type: dict
  sample:
    kind: authentication
    status: 401
    detail: Unauthorized
    method: POST
    url: https://appsignal.com/graphql
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.incidents import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
