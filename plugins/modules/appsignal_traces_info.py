#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_traces_info
short_description: Read traces, actions, slow events and calls between services from AppSignal
version_added: 1.0.0
description:
  - Reads what AppSignal makes of traces. Lists of traces are read page by page, up to O(max_items) and O(max_pages); the result says
    if that was not all.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.appsignal_site
  - runwatch.observability.attributes
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.appsignal
  - runwatch.observability.attributes.query
options:
  what:
    description:
      - What to read.
      - V(locator) - where the trace O(trace_id) is found, as performance and as errors.
      - V(trace) - the spans of O(trace_id).
      - V(performance_trace), V(error_trace) - the spans of O(trace_id) or of O(digests), as performance or as an error.
      - V(performance_traces), V(error_traces) - summaries of traces.
      - V(actions) - figures of each action, also of one revision.
      - V(action_edges) - which actions call which.
      - V(site_edges) - which services call the site, and which it calls.
      - V(slow_events) - events that take long.
      - V(slow_event_actions) - the actions in which the event O(digest) takes long.
    type: str
    required: true
    choices:
      - locator
      - trace
      - performance_trace
      - error_trace
      - performance_traces
      - error_traces
      - actions
      - action_edges
      - site_edges
      - slow_events
      - slow_event_actions
  other_site_ids:
    description:
      - Ids of further sites to look in. For traces and V(locator).
    type: list
    elements: str
  trace_id:
    description:
      - Id of a trace. For V(locator), V(trace), V(performance_trace) and V(error_trace).
    type: str
  namespace:
    description:
      - Only this namespace, such as V(web). For traces, V(slow_events) and V(action_edges), where it is C(<service>/<namespace>).
    type: str
  namespaces:
    description:
      - Only these namespaces. For V(actions).
    type: list
    elements: str
  action_name:
    description:
      - Only this action, such as V(OrdersController#show). For traces, V(actions), V(action_edges) and V(slow_events).
    type: str
  revision:
    description:
      - Only what this revision did, exactly as the application reports it. For V(actions).
    type: str
  digests:
    description:
      - Only what has one of these digests. For traces.
    type: list
    elements: str
  digest:
    description:
      - The digest of a slow event. For V(slow_event_actions).
    type: str
  search:
    description:
      - Only traces in which this text is found, in AppSignal's own syntax.
    type: str
  min_duration:
    description:
      - Only traces that took at least so many milliseconds. Sent as C(duration), as documented; if your AppSignal wants
        C(duration_ms), give that in O(extra).
    type: int
  ttl:
    description:
      - How many seconds back the data that are still kept may reach. For traces.
    type: int
  from_time:
    description:
      - Begin of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative to the start of the task,
        such as V(-15m).
      - If not given, it is one hour ago for V(actions) and V(site_edges), and not sent otherwise.
    type: str
  to_time:
    description:
      - End of the time frame. Written like O(from_time). If not given, it is the present for V(actions) and V(site_edges), and not sent otherwise.
    type: str
  order:
    description:
      - Whether the newest come first, V(DESC), or the oldest, V(ASC).
    type: str
    choices:
      - ASC
      - DESC
    default: DESC
  per_page:
    description:
      - How many to ask for at once, from 2 to 100.
    type: int
    default: 100
  max_items:
    description:
      - How many to return at most. If there may be more, RV(truncated) is V(true).
    type: int
    default: 1000
  max_pages:
    description:
      - How many requests to make at most. If there may be more to read, RV(truncated) is V(true).
    type: int
    default: 20
  cursor:
    description:
      - For traces, the column to page on, V(Time) or V(Duration); or a mapping with C(time), the time at which to begin, where V(null)
        is the very begin. Both forms are in use.
      - A column carries no place, so the next page is read by moving O(to_time), or O(from_time) with O(order=ASC). With V(Duration) there
        is no next page.
    type: raw
    default: Time
  extra:
    description:
      - Further fields of the request, passed on as they are. What V(action_edges), V(slow_events) and V(slow_event_actions) take is not
        documented in full.
      - With C(site_id) or C(site_ids) in here, the module does not name the site by itself.
    type: dict
  query:
    description:
      - A JMESPath expression that is applied to what was read.
      - Its result is returned as RV(query_result); what was read is returned as it is.
    type: str
notes:
  - O(max_items) and O(max_pages) are for V(performance_traces) and V(error_traces). Spans of one trace come at once; if they fill a page,
    RV(truncated) is V(true), because there may be more.
  - Whether the bounds of the time frame are inclusive is not documented. Pages overlap by a millisecond, and what comes twice is left out.
  - Figures of V(actions) are milliseconds, counts, and percent from 0 to 100.
seealso:
  - module: runwatch.observability.appsignal_deploy_stats
  - module: runwatch.observability.appsignal_logs_info
  - name: AppSignal, traces
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/v2/traces
"""

EXAMPLES = r"""
- name: Read the slowest requests since the deployment
  runwatch.observability.appsignal_traces_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    site_id: 5f0000000000000000000001
    what: performance_traces
    namespace: web
    min_duration: 2000
    from_time: -30m
    max_items: 200
    query: "reverse(sort_by([], &duration))[:10].{action: action_name, ms: duration, revision: revision}"
  register: slow

- name: Say if that is not all
  ansible.builtin.debug:
    msg: "There is more; read on with {{ slow.next }}."
  when: slow.truncated

- name: See what a trace did
  runwatch.observability.appsignal_traces_info:
    site_id: 5f0000000000000000000001
    what: trace
    trace_id: 4bf92f3577b34da6a3ce929d0e0e4736

- name: Find the actions of a revision that bring N+1 queries
  runwatch.observability.appsignal_traces_info:
    site_id: 5f0000000000000000000001
    what: actions
    revision: 9c1d2e3
    query: "[?has_npo].action"

- name: Pass on a field that this module does not know
  runwatch.observability.appsignal_traces_info:
    site_id: 5f0000000000000000000001
    what: slow_events
    extra:
      group: sql
"""

RETURN = r"""
what:
  description: What was read.
  returned: success
  type: str
  sample: performance_traces
site_id:
  description: Id of the site.
  returned: success
  type: str
  sample: 5f0000000000000000000001
traces:
  description:
    - Summaries, as they came.
  returned: success, for V(performance_traces) and V(error_traces) of O(what)
  type: list
  elements: dict
  sample:
    - trace_id: 4bf92f3577b34da6a3ce929d0e0e4736
      span_id: 00f067aa0ba902b7
      site_id: 5f0000000000000000000001
      namespace: web
      revision: 9c1d2e3
      action_name: OrdersController#show
      time: "2026-06-22T00:00:00Z"
      duration: 2310
      tags: {}
      has_npo: true
spans:
  description:
    - Spans, as they came, among others with C(span_id), C(parent_span_id) (empty for roots), C(span_name), C(duration), C(start_time),
      C(end_time), C(status_code), C(span_attributes) and the parallel lists C(events.name), C(events.timestamp) and C(events.attributes).
  returned: success, for V(trace), V(performance_trace) and V(error_trace) of O(what)
  type: list
  elements: dict
  sample:
    - trace_id: 4bf92f3577b34da6a3ce929d0e0e4736
      span_id: 00f067aa0ba902b7
      parent_span_id: ""
      span_name: OrdersController#show
      duration: 2310
      status_code: ok
locations:
  description:
    - Where the trace is, as it came.
  returned: success, for O(what=locator)
  type: dict
  sample:
    performance:
      - site_id: 5f0000000000000000000001
        namespace: web
        action_name: OrdersController#show
    errors:
      - site_id: 5f0000000000000000000001
        incident_number: 42
        exception_name: RuntimeError
actions:
  description:
    - Figures of actions, as they came. What V(slow_event_actions) brings has C(namespace), C(action_name) and C(count) instead.
  returned: success, for V(actions) and V(slow_event_actions) of O(what)
  type: list
  elements: dict
  sample:
    - namespace: web
      action: OrdersController#show
      digest: 3d1f0c
      mean: 71.2
      throughput: 1200
      error_rate: 0.5
      has_npo: false
edges:
  description:
    - Who calls whom, as it came. For V(site_edges) it has C(upstream), C(downstream) and C(internal).
  returned: success, for V(action_edges) and V(site_edges) of O(what)
  type: raw
  sample:
    upstream:
      - service: shop
        count: 3
    downstream: []
    internal: []
slow_events:
  description:
    - Events, as they came, among others with C(digest) and C(impact).
  returned: success, for O(what=slow_events)
  type: list
  elements: dict
  sample:
    - digest: 9a1c
      impact: 40.5
truncated:
  description:
    - Whether there may be more than what is returned, because of O(max_items), O(max_pages), or because there is no way to read on.
  returned: success
  type: bool
  sample: true
next:
  description:
    - What to set to read on from there, as options of this module. V(null) if everything was read, or if there is no way to read on.
    - What is at that very instant comes again.
  returned: success
  type: dict
  sample:
    to_time: "2026-06-22T00:00:00.001Z"
pages:
  description: How many requests it took.
  returned: success
  type: int
  sample: 10
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: [OrdersController#show]
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(permission), V(not_found), V(rate_limit), V(answer), V(transport)) and
      C(retryable); where known also C(status), C(detail), C(method), C(url), C(option).
    - For a request that AppSignal refuses with 422, C(code) is its identifier of the problem, and C(details) are as it sent them.
  returned: failure
  type: dict
  sample:
    kind: answer
    status: 422
    code: invalid_parameters
    details:
      field: site_id
    detail: "site_id is required (invalid_parameters, {\"field\": \"site_id\"})"
    method: POST
    url: https://appsignal.com/api/v2/tracing/slow_events
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.traces import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
