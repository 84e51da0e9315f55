#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_deploy_info
short_description: List what was deployed when, by AppSignal's deploy markers
version_added: 1.0.0
description:
  - Lists the deploy markers of a site, newest first. There is one for each revision that AppSignal has noticed, or was told of.
  - With O(revision), only those of that revision, and RV(previous) tells what ran before it.
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
  revision:
    description:
      - Only markers of this revision, exactly as the application reports it.
    type: str
  match:
    description:
      - With V(prefix), a O(revision) of at least 7 characters also finds those that begin with it, if none is spelled the same.
    type: str
    choices:
      - exact
      - prefix
    default: exact
  from_time:
    description:
      - Begin of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-7d).
    type: str
  to_time:
    description:
      - End of the time frame. Written like O(from_time).
    type: str
  max_items:
    description:
      - How many markers to return at most, the newest ones.
    type: int
    default: 100
notes:
  - AppSignal makes a marker when the first request reports a revision that it has not seen. Without traffic there is none, and going back
    to an older revision makes no new one.
  - In which order AppSignal lists markers is not documented. They are sorted here. If the newest do not come first, up to 2000 are read
    to find them.
  - A O(revision) is looked for among the newest 500 markers.
  - AppSignal takes the token only as part of the address here. The module keeps it out of messages; proxies may log it.
seealso:
  - module: runwatch.observability.appsignal_deploy_marker
  - module: runwatch.observability.appsignal_deploy_stats
  - module: runwatch.observability.appsignal_incident_info
  - name: AppSignal GraphQL API
    description: The API behind this module.
    link: https://docs.appsignal.com/api/graphql/examples
  - name: AppSignal deploy markers
    description: How AppSignal learns which revision runs.
    link: https://docs.appsignal.com/application/markers/deploy-markers
"""

EXAMPLES = r"""
- name: What runs in production, and since when
  runwatch.observability.appsignal_deploy_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    app: shop
    environment: production
    max_items: 1
  register: deploys

- name: Say it
  ansible.builtin.debug:
    msg: "{{ deploys.newest.revision }}, since {{ deploys.newest.created_at }}"

- name: Wait until AppSignal has noticed the new revision
  runwatch.observability.appsignal_deploy_info:
    app: shop
    environment: production
    revision: 9c1d2e3
  register: noticed
  until: noticed.deploys | length > 0
  retries: 20
  delay: 15

- name: Revisions of the last week that failed more often than once in a hundred requests
  runwatch.observability.appsignal_deploy_info:
    site_id: 5f0000000000000000000001
    from_time: -7d
    query: "[?exception_rate > `1`].revision"
"""

RETURN = r"""
site_id:
  description: Id of the site.
  returned: success
  type: str
  sample: 5f0000000000000000000001
deploys:
  description: The markers, newest first. They change as long as the revision runs.
  returned: success
  type: list
  elements: dict
  contains: &marker
    id:
      description: Id of the marker.
      type: str
      returned: always
      sample: 64aa00000000000000000001
    revision:
      description: The revision.
      type: str
      returned: always
      sample: 9c1d2e3f00
    short_revision:
      description: Its short form.
      type: str
      returned: always
      sample: 9c1d2e3
    created_at:
      description: When AppSignal noticed it.
      type: str
      returned: always
      sample: "2026-03-01T09:00:00.000Z"
    user:
      description: Who made the marker by hand. V(null) if AppSignal made it by itself.
      type: str
      returned: always
      sample: ansible
    git_compare_url:
      description: Where to see the difference to the revision before. V(null) if AppSignal does not know the repository.
      type: str
      returned: always
      sample: https://github.com/acme/shop/compare/8b0c1d2...9c1d2e3
    live_for:
      description: How many seconds it ran, or has been running.
      type: int
      returned: always
      sample: 600
    live_for_in_words:
      description: The same in words.
      type: str
      returned: always
      sample: 10m
    exception_count:
      description: Number of exceptions.
      type: int
      returned: always
      sample: 3
    exception_rate:
      description: Exceptions for each hundred requests.
      type: float
      returned: always
      sample: 0.4
newest:
  description: The newest marker in the time frame, of any revision. V(null) if there is none.
  returned: success
  type: dict
  contains: *marker
previous:
  description:
    - The newest marker of another revision that is older than the newest one of O(revision); the newest of all if O(revision) has none.
    - V(null) if there is none, or without O(revision).
  returned: success
  type: dict
  contains: *marker
truncated:
  description: Whether there may be more markers than were read.
  returned: success
  type: bool
  sample: false
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: [8b0c1d2e00]
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

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.markers import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
