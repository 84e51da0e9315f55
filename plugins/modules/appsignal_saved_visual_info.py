#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_saved_visual_info
short_description: Read a saved visual from AppSignal, or export it to a file
version_added: 1.0.0
description:
  - Reads a saved visual as JSON or as CSV.
  - Returns what it reads, or writes it to the file O(dest).
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.attributes
  - runwatch.observability.attributes.appsignal
  - runwatch.observability.attributes.query
  - runwatch.observability.files
attributes:
  check_mode:
    support: full
    details:
      - Reads in check mode too, and says whether the file would change, without writing it.
  diff_mode:
    support: full
    details:
      - Of the file, size, checksum and permissions are shown, not the contents.
  idempotent:
    support: partial
    details:
      - Nothing in AppSignal is changed. The file of O(dest) stays as it is while AppSignal returns the same.
options:
  visual_id:
    description:
      - Id of the saved visual, as its address in the browser shows it.
    type: str
    required: true
  output:
    description:
      - V(json) for data, V(csv) for a text as AppSignal makes it.
    type: str
    choices:
      - json
      - csv
    default: json
  query:
    description:
      - A JMESPath expression that is applied to the data, for O(output=json).
      - Its result is returned as RV(query_result); the data themselves are returned as they are.
    type: str
notes:
  - What a saved visual looks like is not documented. The data are returned as they came, and the text of V(csv) is not changed.
seealso:
  - module: runwatch.observability.appsignal_metrics_info
  - name: AppSignal Public API
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/v2/overview
"""

EXAMPLES = r"""
- name: Keep this month's figures
  runwatch.observability.appsignal_saved_visual_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    visual_id: 5f00000000000000000000cc
    output: csv
    dest: /srv/reports/latency-2026-11.csv
    mode: "0640"

- name: Read it as data
  runwatch.observability.appsignal_saved_visual_info:
    visual_id: 5f00000000000000000000cc
  register: latency
"""

RETURN = r"""
visual_id:
  description: Id of the saved visual.
  returned: success
  type: str
  sample: 5f00000000000000000000cc
raw:
  description: The data, as they came.
  returned: success, for O(output=json) without O(dest)
  type: raw
  sample:
    title: Latency
csv:
  description: The text, as it came.
  returned: success, for O(output=csv) without O(dest)
  type: str
  sample: |
    time,mean
    2026-06-22T00:00:00Z,61.0
dest:
  description: The file.
  returned: success, with O(dest)
  type: str
  sample: /srv/reports/latency-2026-11.csv
size:
  description: Size of the file in bytes.
  returned: success, with O(dest)
  type: int
  sample: 3120
checksum:
  description: SHA-256 of the file.
  returned: success, with O(dest)
  type: str
  sample: 2f7c61a1e4b0d5d2c1e8a8f5b46b4d26ff1bf6aa0f6c4ff8d7aab3a0a0cf6d1e
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: Latency
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(permission), V(not_found), V(rate_limit), V(answer), V(transport), V(file)) and
      C(retryable); where known also C(status), C(detail), C(method), C(url), C(option).
  returned: failure
  type: dict
  sample:
    kind: not_found
    status: 404
    detail: Not found
    method: GET
    url: https://appsignal.com/api/v2/saved_visuals/5f00000000000000000000cc
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.saved_visuals import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
