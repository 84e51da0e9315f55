#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_website_info
short_description: Read the websites that Instana monitors
version_added: 1.0.0
description:
  - Returns the websites with their ids.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  name:
    description:
      - Return this website only.
    type: str
seealso:
  - module: runwatch.observability.instana_website
"""

EXAMPLES = r"""
- name: Which websites are there?
  runwatch.observability.instana_website_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    query: "[].name"
  register: answer
"""

RETURN = r"""
websites:
  description:
    - The websites; an empty list when there is none, or not the one that is asked for.
    - Fields that are not listed here are returned too, named with underscores.
  returned: success
  type: list
  elements: dict
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
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample: [shop.example.com]
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
    kind: authentication
    method: GET
    retryable: false
    status: 401
    url: https://unit-tenant.instana.io/api/website-monitoring/config
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.websites import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
