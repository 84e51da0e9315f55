#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_marker
short_description: Annotate the graphs of an AppSignal application
version_added: 1.0.0
description:
  - Makes, changes or deletes a custom marker, which AppSignal shows in its graphs, for example for a migration or a maintenance window.
    It does not silence anything.
  - AppSignal makes another marker for each request. The module looks for an equal one first, by O(text) and O(window), and
    makes it only if there is none.
  - When it is not known what became of a request, the module looks again before it fails. It never posts twice.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.appsignal_site
  - runwatch.observability.attributes
  - runwatch.observability.attributes.appsignal
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Without O(appsignal_token), which O(method=push) does not need, nothing can be looked for, and every run makes another marker.
      - A marker that was made longer than O(window) ago does not count.
options:
  text:
    description:
      - What the marker says. AppSignal cuts it after 200 characters, and so does the module.
      - One of O(text) and O(id) has to be given.
    type: str
  id:
    description:
      - Id of a marker that is to be changed or deleted.
    type: str
  icon:
    description:
      - An emoji. If not given, AppSignal chooses one for a new marker, and one that is there is left as it is.
    type: str
  created_at:
    description:
      - When that happened which the marker tells of. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise;
        seconds or milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-15m).
      - If not given, it is now.
      - If it is not relative, only a marker of that very second is equal.
    type: str
  window:
    description:
      - How much earlier than O(created_at) an equal marker may have been made to count as this one, such as V(95s), V(2h) or V(7d).
    type: str
    default: 1h
  method:
    description:
      - V(api) makes the marker by the older REST API, with O(appsignal_token).
      - V(push) makes it by the public endpoint, with O(appsignal_push_key), O(app) and O(environment). AppSignal does not check there whether
        the key is right, so a success does not prove anything. If O(appsignal_token) is given too, an equal marker is looked for first.
      - Changing and deleting always take O(appsignal_token).
    type: str
    choices:
      - api
      - push
    default: api
  state:
    description:
      - Whether the marker should be there.
      - V(absent) deletes the one with O(id), or all with the O(text) within O(window).
    type: str
    choices:
      - present
      - absent
    default: present
notes:
  - Lists of markers may show no id for custom ones. Then they cannot be changed or deleted by their text.
  - The key and the token are part of the address here, as AppSignal takes them in no other way. The module keeps them out of messages;
    proxies may log them.
seealso:
  - module: runwatch.observability.appsignal_marker_info
  - module: runwatch.observability.appsignal_deploy_marker
  - name: AppSignal markers
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/markers
"""

EXAMPLES = r"""
- name: Mark the migration in the graphs
  runwatch.observability.appsignal_marker:
    appsignal_token: "{{ vault_appsignal_token }}"
    app: shop
    environment: production
    text: Migration of the orders table
    icon: "\U0001F418"

- name: Mark when it began
  runwatch.observability.appsignal_marker:
    site_id: 5f0000000000000000000001
    text: Maintenance of db-1
    created_at: "2026-11-20T14:30:00Z"

- name: Take back what was marked within the last day
  runwatch.observability.appsignal_marker:
    site_id: 5f0000000000000000000001
    text: Migration of the orders table
    window: 1d
    state: absent
"""

RETURN = r"""
marker:
  description: The marker as it is now, or in check mode would be. V(null) if there is none.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the marker. V(null) if AppSignal does not tell it.
      type: str
      returned: always
      sample: 64aa00000000000000000002
    message:
      description: What it says.
      type: str
      returned: always
      sample: Migration of the orders table
    icon:
      description: Its emoji. V(null) if it is not known.
      type: str
      returned: always
      sample: "\U0001F418"
    created_at:
      description: Its time. V(null) if it is not known.
      type: str
      returned: always
      sample: "2026-03-01T09:00:00.000Z"
action:
  description: What was done, or in check mode would be, V(created), V(updated), V(deleted) or V(unchanged).
  returned: success
  type: str
  sample: created
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(permission), V(not_found), V(state), V(rate_limit), V(answer), V(transport)) and
      C(retryable); where known also C(status), C(detail), C(method), C(url), C(option).
    - C(done) are the steps that were done, C(unknown) holds a step of which nobody knows, C(not_done) are those that were not done.
    - C(failed_step) is the one that failed, and C(maybe_done) says whether it may have been done all the same.
  returned: failure
  type: dict
  sample:
    kind: authentication
    status: 401
    detail: Unauthorized
    method: POST
    url: https://appsignal.com/api/5f0000000000000000000001/markers.json
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.custom_markers import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
