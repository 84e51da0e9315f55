#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_deploy_stats
short_description: Read the statistics of a revision from AppSignal, and pass or fail it
version_added: 1.0.0
description:
  - Reads how many requests a revision has served, how long they took and how many of them failed, and optionally the same
    of another revision to compare with.
  - Fails if the figures do not keep the limits that are given. Without limits, it only reads.
  - Can wait until the revision has served enough requests, and let it settle before it is judged.
  - In check mode it asks once and waits for nothing. A revision without data does not fail there, whatever O(on_no_data) says,
    because in check mode nothing has been deployed.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.appsignal_site
  - runwatch.observability.attributes
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.appsignal
requirements:
  - jmespath >= 0.10 if O(query) or O(assertions) is given
options:
  revision:
    description:
      - The revision, exactly as the application reports it. Whether a short hash finds a full one is not documented.
    type: str
    required: true
  baseline:
    description:
      - Another revision to compare with, usually the one that ran before. Needed for O(max_error_rate_increase) and
        O(max_mean_increase_percent).
      - V(previous) finds that out by the site's deploy markers. It is the newest other revision whose marker is older than the
        newest one of O(revision); if O(revision) has none yet, it is the newest of all. If there is none, that counts as no data.
      - After a rollback to a revision that AppSignal has seen before, V(previous) is the revision that ran before it the first time, because
        AppSignal may make no new marker. Name the revision then.
    type: str
  source:
    description:
      - V(deploys_stats) asks for the statistics that AppSignal itself keeps of a revision.
      - V(tracing_actions) asks for the performance actions of the revision and combines them, weighted by throughput. Errors
        outside of any action may be missing.
      - V(auto) asks for V(deploys_stats) first, and for V(tracing_actions) if there is no data or AppSignal does not take the
        request. With O(namespaces) it asks for V(tracing_actions) only.
    type: str
    choices:
      - deploys_stats
      - tracing_actions
      - auto
    default: deploys_stats
  from_time:
    description:
      - Begin of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative to the start of the task,
        such as V(-15m).
      - If not given, V(tracing_actions) begins one hour before the task. V(deploys_stats) is asked without a time frame;
        whether it takes one is not documented.
      - The O(baseline) is read in the same time frame.
    type: str
  to_time:
    description:
      - End of the time frame. Written like O(from_time). If not given, it is the present.
    type: str
  namespaces:
    description:
      - Count only actions in these namespaces, such as V(web) or V(background). Not possible with O(source=deploys_stats).
    type: list
    elements: str
  min_throughput:
    description:
      - Least number of requests. It is waited for up to O(wait_timeout).
    type: float
  max_error_rate:
    description:
      - Greatest error rate, in percent from 0 to 100.
    type: float
  max_mean:
    description:
      - Greatest mean duration, in milliseconds.
    type: float
  max_error_rate_increase:
    description:
      - By how many percentage points the error rate may exceed that of O(baseline).
    type: float
  max_mean_increase_percent:
    description:
      - By how many percent the mean duration may exceed that of O(baseline).
    type: float
  wait_timeout:
    description:
      - How many seconds to wait until there is data, and at least O(min_throughput). Then what there is gets judged.
      - With V(0), AppSignal is asked once.
    type: int
    default: 0
  delay:
    description:
      - Seconds between two questions while waiting.
    type: int
    default: 15
  settle_time:
    description:
      - How many seconds after the task first saw data the revision is judged at the earliest, by figures that are read then.
      - It comes on top of O(wait_timeout) if data appear late.
    type: int
    default: 0
  on_no_data:
    description:
      - What to do if there is no data of the revision, or none of the O(baseline) when a limit needs it.
      - A site that does not exist, or that the token cannot see, is always an error.
    type: str
    choices:
      - fail
      - warn
      - pass
    default: fail
  assertions:
    description:
      - More conditions. Each is a JMESPath expression over the result, such as V(length(actions[?error_rate > `5`]\) == `0`) or
        V(length(namespaces[?mean > `250`]\) == `0`), that has to be exactly V(true); or a mapping of C(that), the expression,
        and C(msg), what to say otherwise.
      - Numbers stand between backticks in JMESPath. Without data, assertions are not looked at.
    type: list
    elements: raw
    default: []
  query:
    description:
      - A JMESPath expression over the result. What it finds is returned as RV(query_result).
    type: str
  fail_on_violation:
    description:
      - Whether the task fails when the revision does not pass. With V(false), only RV(verdict) and RV(reasons) tell.
    type: bool
    default: true
notes:
  - It is not published how AppSignal answers for a revision without data. The codes 404 and 422, empty and zero figures are all taken
    as such; after a 404 the module confirms that the site exists.
  - That throughput is a count, mean in milliseconds and the error rate in percent is documented for V(tracing_actions) only,
    and taken to be the same for V(deploys_stats).
  - How soon statistics appear after a deployment is not documented. A revision that gets no traffic never has any.
seealso:
  - module: runwatch.observability.appsignal_deploy_info
  - module: runwatch.observability.appsignal_traces_info
  - name: AppSignal Public API
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/v2/overview
  - name: AppSignal deploy markers
    description: How AppSignal learns which revision runs.
    link: https://docs.appsignal.com/application/markers/deploy-markers
"""

EXAMPLES = r"""
- name: Fail the rollout unless the new revision does well within five minutes
  runwatch.observability.appsignal_deploy_stats:
    appsignal_token: "{{ appsignal_token }}"
    site_id: 5f0000000000000000000001
    revision: 9c1d2e3
    min_throughput: 200
    max_error_rate: 1
    max_mean: 250
    wait_timeout: 300
    settle_time: 60

- name: Compare it with the revision before, in the web namespace of the last half hour
  runwatch.observability.appsignal_deploy_stats:
    site_id: 5f0000000000000000000001
    revision: 9c1d2e3
    baseline: 8b0c1d2
    source: tracing_actions
    namespaces:
      - web
    from_time: -30m
    max_error_rate_increase: 0.5
    max_mean_increase_percent: 20
    assertions:
      - that: length(actions[?has_npo]) == `0`
        msg: the revision brings N+1 queries

- name: Compare it with whatever ran before, of an application by its name
  runwatch.observability.appsignal_deploy_stats:
    app: shop
    environment: production
    revision: 9c1d2e3
    baseline: previous
    max_error_rate_increase: 0.5
    on_no_data: warn

- name: Only read, and decide later
  runwatch.observability.appsignal_deploy_stats:
    site_id: 5f0000000000000000000001
    revision: 9c1d2e3
    max_error_rate: 1
    on_no_data: pass
    fail_on_violation: false
    query: "{errors: error_rate, requests: throughput}"
  register: stats

- name: Say how it went
  ansible.builtin.debug:
    msg: "{{ stats.verdict }}: {{ stats.reasons | join('; ') or stats.query_result }}"
"""

RETURN = r"""
site_id:
  description: Id of the site.
  returned: always
  type: str
  sample: 5f0000000000000000000001
revision:
  description: The revision.
  returned: always
  type: str
  sample: 9c1d2e3
has_data:
  description: Whether there is any data of the revision.
  returned: always
  type: bool
  sample: true
throughput:
  description: Number of requests. C(null) without data.
  returned: always
  type: float
  sample: 1840
mean:
  description: Mean duration in milliseconds. C(null) without data.
  returned: always
  type: float
  sample: 82.4
error_rate:
  description: Error rate in percent. C(null) without data.
  returned: always
  type: float
  sample: 0.65
source:
  description: Where the figures come from, V(deploys_stats) or V(tracing_actions).
  returned: always
  type: str
  sample: deploys_stats
raw:
  description: The answer as it came, a dictionary or a list. C(null) if it was an error that means no data.
  returned: always
  type: raw
  sample:
    throughput: 1840
    mean: 82.4
    error_rate: 0.65
actions:
  description: Figures of each action. Empty unless RV(source) is V(tracing_actions).
  returned: always
  type: list
  elements: dict
  contains:
    namespace:
      description: Namespace of the action.
      type: str
      returned: always
      sample: web
    action:
      description: Name of the action.
      type: str
      returned: always
      sample: OrdersController#show
    digest:
      description: Digest of the action.
      type: str
      returned: always
      sample: 3d1f0c
    has_npo:
      description: Whether N+1 queries were found.
      type: bool
      returned: always
      sample: false
    throughput:
      description: Number of requests.
      type: float
      returned: always
      sample: 1200
    mean:
      description: Mean duration in milliseconds.
      type: float
      returned: always
      sample: 71.2
    error_rate:
      description: Error rate in percent.
      type: float
      returned: always
      sample: 0.5
namespaces:
  description:
    - Figures of each namespace, its actions combined by their throughput. Empty unless RV(source) is V(tracing_actions).
  returned: always
  type: list
  elements: dict
  contains:
    namespace:
      description: The namespace.
      type: str
      returned: always
      sample: web
    has_data:
      description: Whether anything was counted in it.
      type: bool
      returned: always
      sample: true
    throughput:
      description: Number of requests. C(null) without data.
      type: float
      returned: always
      sample: 1600
    mean:
      description: Mean duration in milliseconds. C(null) without data.
      type: float
      returned: always
      sample: 74.5
    error_rate:
      description: Error rate in percent. C(null) without data.
      type: float
      returned: always
      sample: 0.45
baseline:
  description:
    - The baseline, with the keys C(revision), C(has_data), C(throughput), C(mean), C(error_rate), C(source), C(raw), C(actions) and
      C(namespaces).
    - C(null) if no O(baseline) is given.
  returned: always
  type: dict
  sample:
    revision: 8b0c1d2
    has_data: true
    throughput: 25120
    mean: 79.9
    error_rate: 0.6
    source: deploys_stats
    raw:
      throughput: 25120
      mean: 79.9
      error_rate: 0.6
    actions: []
    namespaces: []
increase:
  description: By how much the revision exceeds the baseline. A value is C(null) if it cannot be told.
  returned: always
  type: dict
  contains:
    error_rate:
      description: Increase of the error rate in percentage points.
      type: float
      returned: always
      sample: 0.05
    mean_percent:
      description: Increase of the mean duration in percent.
      type: float
      returned: always
      sample: 3.128911
verdict:
  description: V(pass), V(fail), or V(no_data) if there is nothing to judge.
  returned: always
  type: str
  sample: pass
reasons:
  description: Why it did not pass, each in a few words with the figure and the limit. Empty if it passed.
  returned: always
  type: list
  elements: str
  sample:
    - error rate 4.20 % is above 1.00 %
summary:
  description: The verdict, a small table of the figures and the limits, and the reasons, as lines for people.
  returned: always
  type: list
  elements: str
  sample:
    - Revision 9c1d2e3 did NOT pass
    - "                   9c1d2e3  8b0c1d2     change  limit"
    - "throughput            1840    25120             at least 500"
    - "mean duration, ms   182.40    82.40  +121.36 %  at most 20 % more"
    - "error rate, %         4.20     0.65      +3.55  at most 1"
    - error rate 4.20 % is above 1.00 %
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample:
    errors: 0.65
    requests: 1840
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(gate), V(option), V(authentication), V(permission), V(not_found), V(rate_limit), V(answer), V(transport))
      and C(retryable); where known also C(verdict), C(status), C(detail), C(method), C(url), C(option).
    - For a request that AppSignal refuses with 422, C(code) is its identifier of the problem, and C(details) are as it sent them.
  returned: failure
  type: dict
  sample:
    kind: gate
    verdict: fail
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.deploys import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
