#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_metrics_info
short_description: Read metrics from AppSignal
version_added: 1.0.0
description:
  - Reads the values of metrics over time or as rows, the names of the metrics of a site, or their types and tags.
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
      - V(timeseries) - one series for each metric and combination of tags that O(select) finds.
      - V(list) - one row for each group of O(group_by), with a value for each entry of O(select).
      - V(names) - the names of all metrics of the site.
      - V(type_and_tags) - type and tags of each of the O(metrics).
    type: str
    required: true
    choices:
      - timeseries
      - list
      - names
      - type_and_tags
  select:
    description:
      - The metrics to read. Needed for V(timeseries) and V(list) of O(what).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the metric, such as V(transaction_duration).
        type: str
        required: true
      field:
        description:
          - Which of its figures. AppSignal documents V(gauge), V(counter), V(mean), V(p90) and V(p95); others are passed on.
        type: str
        required: true
      tags:
        description:
          - Only series with these tags. A V(*) stands for any part of a value.
        type: dict
      aggregation:
        description:
          - How values are brought together, such as V(avg). It is passed on as it is.
        type: str
      draw_null_as_zero:
        description:
          - Whether a gap becomes zero.
        type: bool
        default: false
      id:
        description:
          - The key of this value in every row. Needed for O(what=list), and for nothing else.
        type: str
  group_by:
    description:
      - How rows form, for O(what=list), such as V(Name). How a tag is written here is not documented; whatever is given is passed on.
    type: list
    elements: raw
  from_time:
    description:
      - Begin of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative to the start of the task,
        such as V(-15m).
      - If not given, it is one hour ago.
    type: str
  to_time:
    description:
      - End of the time frame. Written like O(from_time). If not given, it is the present.
    type: str
  resolution:
    description:
      - How far apart the values are, such as V(MINUTELY) or V(HOURLY). If not given, AppSignal chooses. It is passed on as it is.
    type: str
  limit:
    description:
      - How many series or rows to return at most.
    type: int
  metrics:
    description:
      - Names of metrics. Needed for O(what=type_and_tags).
    type: list
    elements: str
notes:
  - Values of V(field), V(aggregation), O(resolution) and O(group_by) are not documented in full, so AppSignal judges them, not this module.
  - AppSignal may move the begin of the time frame to what it still keeps. RV(from_time) and RV(to_time) are what it told.
seealso:
  - module: runwatch.observability.appsignal_traces_info
  - module: runwatch.observability.appsignal_deploy_stats
  - name: AppSignal, metrics
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/v2/metrics
"""

EXAMPLES = r"""
- name: Read how long web requests took in the last half hour
  runwatch.observability.appsignal_metrics_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    site_id: 5f0000000000000000000001
    what: timeseries
    select:
      - name: transaction_duration
        field: mean
        tags:
          namespace: web
    from_time: -30m
    query: "max([].max)"
  register: durations

- name: Compare the load of all web servers
  runwatch.observability.appsignal_metrics_info:
    site_id: 5f0000000000000000000001
    what: list
    select:
      - id: cpu
        name: cpu
        field: gauge
        tags:
          hostname: web-*
    group_by:
      - Name

- name: See which metrics there are
  runwatch.observability.appsignal_metrics_info:
    site_id: 5f0000000000000000000001
    what: names

- name: Look how a metric of our own is tagged
  runwatch.observability.appsignal_metrics_info:
    site_id: 5f0000000000000000000001
    what: type_and_tags
    metrics:
      - orders_shipped
"""

RETURN = r"""
site_id:
  description: Id of the site.
  returned: success
  type: str
  sample: 5f0000000000000000000001
series:
  description:
    - The series, each with C(id), C(name), C(tags), C(field), C(min), C(max) and C(data), a list of C(timestamp) and C(value).
  returned: success, for O(what=timeseries)
  type: list
  elements: dict
  sample:
    - id: transaction_duration/namespace=web/mean
      name: transaction_duration
      tags:
        namespace: web
      field: mean
      min: 61.0
      max: 77.5
      data:
        - timestamp: "2026-06-22T00:00:00Z"
          value: 61.0
rows:
  description:
    - The rows, each with C(id), C(group), and C(data), the values by the C(id) of their selectors.
  returned: success, for O(what=list)
  type: list
  elements: dict
  sample:
    - id: cpu
      group:
        name: cpu
      data:
        cpu: 12.5
resolution:
  description: How far apart the values are.
  returned: success, for V(timeseries) and V(list) of O(what)
  type: str
  sample: MINUTELY
from_time:
  description: Begin of the time frame.
  returned: success, for V(timeseries) and V(list) of O(what)
  type: str
  sample: "2026-06-22T00:00:00Z"
to_time:
  description: End of the time frame.
  returned: success, for V(timeseries) and V(list) of O(what)
  type: str
  sample: "2026-06-22T00:30:00Z"
names:
  description: The names.
  returned: success, for O(what=names)
  type: list
  elements: str
  sample:
    - transaction_duration
metrics:
  description: The metrics that report.
  returned: success, for O(what=type_and_tags)
  type: list
  elements: dict
  contains:
    name:
      description: Name of the metric.
      type: str
      returned: always
      sample: orders_shipped
    type:
      description: V(gauge), V(counter) or V(measurement).
      type: str
      returned: always
      sample: counter
    available_tags:
      description: Its tags, as they came. AppSignal documents lists of keys, and shows objects.
      type: list
      elements: raw
      returned: always
      sample:
        - region: eu
missing:
  description: Names of metrics that do not report any more, or never did.
  returned: success, for O(what=type_and_tags)
  type: list
  elements: str
  sample: []
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: 77.5
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
      field: resolution
    detail: "resolution is not known (invalid_parameters, {\"field\": \"resolution\"})"
    method: POST
    url: https://appsignal.com/api/v2/metrics/timeseries
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.metrics import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
