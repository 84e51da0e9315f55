#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_kubernetes_info
short_description: Read nodes and pods of Kubernetes from AppSignal
version_added: 1.0.0
description:
  - Reads metrics of nodes or pods, or an overview of the pods.
  - Neither what AppSignal wants to be asked nor what it answers is documented. The module sends the site, the time frame if one is given,
    and O(extra); and returns what comes, as it comes.
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
      - V(nodes) or V(pods) for their metrics, V(pods_overview) for the pods with their labels and states.
    type: str
    required: true
    choices:
      - nodes
      - pods
      - pods_overview
  from_time:
    description:
      - Begin of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative to the start of the task,
        such as V(-15m).
      - If not given, none is sent.
    type: str
  to_time:
    description:
      - End of the time frame. Written like O(from_time). If not given, none is sent.
    type: str
  extra:
    description:
      - Further fields of the request, passed on as they are.
      - With C(site_id) or C(site_ids) in here, the module does not name the site by itself.
    type: dict
  query:
    description:
      - A JMESPath expression that is applied to the answer.
      - Its result is returned as RV(query_result); the answer is returned as it is.
    type: str
notes:
  - If AppSignal refuses the request with 422, the message and C(details) of RV(failure) say what it wants; give that in O(extra).
seealso:
  - module: runwatch.observability.appsignal_metrics_info
  - name: AppSignal Public API
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/v2/overview
"""

EXAMPLES = r"""
- name: Read the pods
  runwatch.observability.appsignal_kubernetes_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    site_id: 5f0000000000000000000001
    what: pods_overview
    from_time: -10m
    to_time: now
"""

RETURN = r"""
what:
  description: What was read.
  returned: success
  type: str
  sample: pods_overview
site_id:
  description: Id of the site.
  returned: success
  type: str
  sample: 5f0000000000000000000001
raw:
  description: The answer, as it came.
  returned: success
  type: raw
  sample:
    - name: web-7d4b9c
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: [web-7d4b9c]
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
    url: https://appsignal.com/api/v2/kubernetes/pods/overview
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.kubernetes import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
