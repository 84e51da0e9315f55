#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_api_info
short_description: Read anything else from the Instana backend
version_added: 1.0.0
description:
  - Sends a GET request to an address of the backend's API for which there is no module of its own, and returns the answer.
  - On request, goes through all pages of a list.
  - Nothing but GET can be sent, so nothing can be changed.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  path:
    description:
      - The path, as the vendor's reference writes it, for example V(/api/instana/health). Values in it are written plainly, without
        percent signs.
    type: str
    required: true
  parameters:
    description:
      - The query, as a mapping of names to values. A list repeats the parameter. Times are milliseconds since 1970.
    type: dict
    default: {}
  paginate:
    description:
      - Whether to read all pages. RV(data) is the list of the entries of all of them then.
      - How the list pages is told by the answer, or by the parameter V(pageSize) or V(limit) where the answer is a bare list.
      - An answer that has no pages is returned as it is.
    type: bool
    default: false
  max_pages:
    description:
      - With O(paginate=true), how many pages to read at most. The task warns if there are more.
    type: int
    default: 100
seealso:
  - module: runwatch.observability.instana_event_info
  - module: runwatch.observability.instana_snapshot_info
  - name: Instana REST API
    description: The vendor's reference.
    link: https://instana.github.io/openapi/
notes:
  - Each page is a call, and counts as one against the limit.
  - Fields that by their names hold credentials, such as C(accessGrantingToken) of API tokens, C(password) or C(webhookUrl), are not
    shown.
  - A path with matrix parameters (C(;id=...)) is refused.
"""

EXAMPLES = r"""
- name: Is the backend well?
  runwatch.observability.instana_api_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    path: /api/instana/health
  register: health
  failed_when: health.data.health != 'GREEN'

- name: On which hosts do agents report?
  runwatch.observability.instana_api_info:
    path: /api/host-agent
    parameters:
      query: entity.zone:production
      windowSize: 600000
    query: items[].host
  register: agents

- name: Who changed what?
  runwatch.observability.instana_api_info:
    path: /api/settings/auditlog
    parameters:
      pageSize: 100
    paginate: true
    max_pages: 5
    query: "[].{who: actor.name, what: action}"
  register: changes
"""

RETURN = r"""
data:
  description:
    - The answer as it is, any type. With O(paginate=true), the entries of all pages as one list.
  returned: success
  type: raw
  sample:
    health: GREEN
    messages: []
pages:
  description: How many pages were read.
  returned: success
  type: int
  sample: 1
complete:
  description: Whether these are all pages. V(null) without O(paginate=true).
  returned: success
  type: bool
  sample: true
query_result:
  description:
    - What O(query) finds in RV(data); any type.
  returned: when O(query) is given
  type: raw
  sample: GREEN
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
    kind: not_found
    method: GET
    retryable: false
    status: 404
    url: https://unit-tenant.instana.io/api/instana/helth
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.api import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
