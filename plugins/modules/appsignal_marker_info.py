#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_marker_info
short_description: List the markers of an AppSignal application
version_added: 1.0.0
description:
  - Lists custom markers, deploy markers and notifications, newest first, or counts them.
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
      - Only markers of this kind. If not given, all.
    type: str
    choices:
      - custom
      - deploy
      - notification
  from_time:
    description:
      - Begin of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-7d).
    type: str
  to_time:
    description:
      - End of the time frame. Written like O(from_time).
    type: str
  limit:
    description:
      - How many markers to ask for at most. If not given, all in the time frame are read. Which ones AppSignal leaves out is not documented.
    type: int
  count_only:
    description:
      - Whether to return only how many there are. Whether the bounds of the time frame belong to it is not documented.
    type: bool
    default: false
notes:
  - For deploy markers, M(runwatch.observability.appsignal_deploy_info) is the better choice; AppSignal has deprecated their part of this API.
  - AppSignal takes the token only as part of the address here. The module keeps it out of messages; proxies may log it.
seealso:
  - module: runwatch.observability.appsignal_marker
  - module: runwatch.observability.appsignal_deploy_info
  - name: AppSignal markers
    description: The endpoint behind this module.
    link: https://docs.appsignal.com/api/markers
"""

EXAMPLES = r"""
- name: What happened since yesterday
  runwatch.observability.appsignal_marker_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    app: shop
    environment: production
    kind: custom
    from_time: -1d
    query: "[].message"
  register: markers
"""

RETURN = r"""
site_id:
  description: Id of the site.
  returned: success
  type: str
  sample: 5f0000000000000000000001
markers:
  description:
    - The markers as they come, newest first. Empty with O(count_only).
    - A custom one has C(kind), C(icon), C(message) and C(created_at), and maybe C(id); a notification C(kind), C(message) and C(created_at).
    - A deploy marker has C(kind), C(id), C(created_at), C(closed_at), C(live_for), C(live_for_in_words), C(gem_version), C(repository),
      C(revision), C(short_revision), C(git_compare_url), C(user), C(exception_count) and C(exception_rate).
  returned: success
  type: list
  elements: dict
  sample:
    - kind: custom
      icon: "\U0001F680"
      message: Migration of the orders table
      created_at: "2026-03-01T09:00:00.000Z"
count:
  description: How many markers were listed. With O(count_only), how many AppSignal says there are.
  returned: success
  type: int
  sample: 1
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: [Migration of the orders table]
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
    method: GET
    url: https://appsignal.com/api/5f0000000000000000000001/markers.json
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.custom_markers import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
