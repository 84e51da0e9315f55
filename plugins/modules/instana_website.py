#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_website
short_description: Manage the websites that Instana monitors
version_added: 1.0.0
description:
  - Creates, renames and deletes websites, the end-user monitoring of Instana.
  - Takes one website, or many in one task.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.batch
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  name:
    description:
      - Name of the website. Case counts.
      - One of O(name) and O(websites) has to be given.
    type: str
  websites:
    description:
      - Many websites, brought to their states in one task.
      - An option that an entry does not give is taken from the task.
      - When some fail, the others are done all the same, and the task fails at the end with an account of each.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - See O(name).
        type: str
        required: true
      state:
        description:
          - See O(state).
        type: str
        choices:
          - present
          - absent
      new_name:
        description:
          - See O(new_name).
        type: str
  state:
    description:
      - Whether the website should be there.
      - B(A deleted website loses its history.) A website that is created later has another id, which its pages have to report to.
    type: str
    choices:
      - present
      - absent
    default: present
  new_name:
    description:
      - What the website O(name) is to be called from now on. It keeps its id and its history.
      - Nothing is done if there is no O(name) any more, but a website of this name. If there is neither, or both, the task fails.
    type: str
seealso:
  - module: runwatch.observability.instana_website_info
  - name: Instana REST API, website configuration
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Website-Configuration
notes:
  - The API token needs the permission C(canConfigureEumApplications).
  - Team tags and other settings of a website are left alone.
"""

EXAMPLES = r"""
- name: Monitor the visits of a website
  runwatch.observability.instana_website:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    name: shop.example.com
  register: shop

- name: Put the id into the pages
  ansible.builtin.template:
    src: head.html.j2
    dest: /srv/shop/head.html
    mode: "0644"
  vars:
    instana_key: "{{ shop.website.id }}"

- name: Rename one website, and delete another
  runwatch.observability.instana_website:
    websites:
      - name: shop.example.com
        new_name: store.example.com
      - name: old.example.com
        state: absent
  module_defaults:
    group/runwatch.observability.instana:
      instana_url: https://unit-tenant.instana.io
      instana_token: "{{ instana_token }}"
"""

RETURN = r"""
website:
  description:
    - The website as it stands after the task, in check mode as it would stand; V(null) when it is gone.
    - In check mode, RV(website.id) of a website that would be created is V(null).
  returned: success, when O(name) is given
  type: dict
  contains:
    id:
      description: Id of the website, which is also the key in the snippet that reports its visits.
      type: str
      returned: always
      sample: K3bP-bmCRkyimNai9vvq8o
    name:
      description: Name of the website.
      type: str
      returned: always
      sample: shop.example.com
    app_name:
      description: The application name that the backend shows beside it.
      type: str
      returned: when the backend tells
      sample: shop.example.com
    rbac_tags:
      description: Team tags, each with C(id) and C(display_name).
      type: list
      elements: dict
      returned: when the backend tells
      sample: []
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success, when O(name) is given
  type: str
  sample: created
websites:
  description:
    - One entry for each item, in the order given, as far as O(results) asks for it.
    - Each has RV(websites[].name), RV(websites[].action), RV(websites[].changed) and what RV(website) has. An item
      that failed has RV(websites[].msg) and RV(websites[].failure) instead.
  returned: when O(websites) is given, also on failure
  type: list
  elements: dict
  contains:
    id:
      description: Id of the website, which is also the key in the snippet that reports its visits.
      type: str
      returned: when there is one
      sample: K3bP-bmCRkyimNai9vvq8o
    name:
      description: Name of the website.
      type: str
      returned: always
      sample: shop.example.com
    app_name:
      description: The application name that the backend shows beside it.
      type: str
      returned: when the backend tells
      sample: shop.example.com
    rbac_tags:
      description: Team tags, each with C(id) and C(display_name).
      type: list
      elements: dict
      returned: when the backend tells
      sample: []
    action:
      description: V(created), V(updated), V(deleted), V(unchanged), V(failed) or V(not_attempted).
      type: str
      returned: always
      sample: unchanged
    changed:
      description: Whether this item was changed.
      type: bool
      returned: always
      sample: false
    msg:
      description: Why it failed.
      type: str
      returned: when it failed
      sample: There is no website shop to rename, and none that is called store already.
    failure:
      description: The same for programs, see RV(failure).
      type: dict
      returned: when it failed
      sample:
        kind: state
        retryable: false
summary:
  description:
    - How many items met which fate.
  returned: when O(websites) is given, also on failure
  type: dict
  sample:
    created: 3
    updated: 1
    deleted: 0
    unchanged: 11
    failed: 0
    not_attempted: 0
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
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option), C(failed_step), C(maybe_done).
    - C(done) are the steps that were done, C(unknown) holds a step of which nobody knows, C(not_done) are those that were not done.
    - Where a call was refused, C(permission) is the permission that it needs.
  returned: failure
  type: dict
  sample:
    kind: permission
    method: POST
    retryable: false
    status: 403
    url: https://unit-tenant.instana.io/api/website-monitoring/config
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.websites import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
