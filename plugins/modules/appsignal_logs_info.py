#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_logs_info
short_description: Read lines of logs from AppSignal
version_added: 1.0.0
description:
  - Reads lines of logs page by page, up to O(max_items) and O(max_pages); the result says if that was not all.
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
  source_ids:
    description:
      - Ids of the sources of logs, at least one. A source's id is part of its address in the browser,
        C(https://appsignal.com/ORGANIZATION/sites/SITE_ID/logs/sources/SOURCE_ID).
    type: list
    elements: str
    required: true
  search:
    description:
      - What to look for, in AppSignal's own syntax for logs. If not given, all lines are read.
    type: str
    default: ""
  use_expressions:
    description:
      - Whether O(search) is written in the expression language. The older C(attributes.<name>_<type>) is refused there, with
        V(legacy_log_query_syntax) as C(code) of RV(failure).
      - If not given, AppSignal decides.
    type: bool
  from_time:
    description:
      - Begin of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative to the start of the task,
        such as V(-15m).
      - If not given, it reaches back as far as lines are kept.
    type: str
  to_time:
    description:
      - End of the time frame. Written like O(from_time). If not given, it is the present.
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
      - A mapping with C(time), the time at which to begin, to read on where another task has stopped.
    type: dict
notes:
  - The line at which a page begins is the last one of the page before. It is known by its id, and left out.
  - Lines of logs may hold what is confidential.
seealso:
  - module: runwatch.observability.appsignal_traces_info
  - name: AppSignal, logs
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/v2/logs
"""

EXAMPLES = r"""
- name: Read the errors since the deployment
  runwatch.observability.appsignal_logs_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    site_id: 5f0000000000000000000001
    source_ids:
      - 60f0000000000000000000aa
    search: severity:error
    from_time: -15m
    max_items: 200
    query: "[].{at: timestamp, host: hostname, text: message}"
  register: errors

- name: Read on where that has stopped
  runwatch.observability.appsignal_logs_info:
    site_id: 5f0000000000000000000001
    source_ids:
      - 60f0000000000000000000aa
    search: severity:error
    from_time: -15m
    cursor: "{{ errors.next.cursor }}"
  when: errors.next is not none
"""

RETURN = r"""
site_id:
  description: Id of the site.
  returned: success
  type: str
  sample: 5f0000000000000000000001
lines:
  description:
    - The lines, as they came. C(json) is an object or a text.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 66f0000000000000000000bb
      timestamp: "2026-06-22T00:00:00Z"
      source_id: 60f0000000000000000000aa
      group: app
      severity: ERROR
      message: Payment refused
      hostname: web-1
      json: null
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
    cursor:
      time: "2026-06-22T00:00:00Z"
pages:
  description: How many requests it took.
  returned: success
  type: int
  sample: 10
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: []
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
    code: legacy_log_query_syntax
    details:
      field: user_string
    detail: "This query uses the old syntax (legacy_log_query_syntax, {\"field\": \"user_string\"})"
    method: POST
    url: https://appsignal.com/api/v2/logs/lines
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.logs import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
