#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_app_info
short_description: Find AppSignal applications and their ids
version_added: 1.0.0
description:
  - Lists the applications that the token sees, each in one environment, with the id of its site.
  - With O(app) or O(site_id), there has to be exactly one. Otherwise the task fails, and says what there is.
  - All modules for AppSignal take O(app) and O(environment) in place of O(site_id), so the id is rarely needed.
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
  details:
    description:
      - What else to tell of each application.
      - V(log_sources) has the ids that M(runwatch.observability.appsignal_logs_info) needs, V(namespaces) the names that statistics can be
        limited to.
    type: list
    elements: str
    choices:
      - namespaces
      - notifiers
      - log_sources
      - dashboards
    default: []
notes:
  - Neither O(site_id) nor O(app) is needed here.
  - AppSignal takes the token only as part of the address here. The module keeps it out of messages; proxies may log it.
seealso:
  - module: runwatch.observability.appsignal_token_info
  - name: AppSignal GraphQL API
    description: The API behind this module.
    link: https://docs.appsignal.com/api/graphql/examples
"""

EXAMPLES = r"""
- name: Find the site of an application
  runwatch.observability.appsignal_app_info:
    appsignal_token: "{{ vault_appsignal_token }}"
    app: shop
    environment: production
  register: found

- name: Look at its slowest actions
  runwatch.observability.appsignal_traces_info:
    site_id: "{{ found.app.site_id }}"
    what: actions

- name: List all applications in production, with the sources of their logs
  runwatch.observability.appsignal_app_info:
    details:
      - log_sources
    query: "[?environment == 'production'].{name: name, sources: log_sources[].id}"
"""

RETURN = r"""
apps:
  description: The applications, by name. Only the one that was chosen, if one was.
  returned: success
  type: list
  elements: dict
  contains: &app
    site_id:
      description: Id of the site.
      type: str
      returned: always
      sample: 5f0000000000000000000001
    name:
      description: Name of the application.
      type: str
      returned: always
      sample: shop
    environment:
      description: Its environment.
      type: str
      returned: always
      sample: production
    organization:
      description: The organization that it belongs to, with the keys C(id), C(name) and C(slug).
      type: dict
      returned: always
      sample:
        id: 4e0000000000000000000001
        name: Acme
        slug: acme
    namespaces:
      description: Its namespaces, with the keys C(id) and C(name).
      type: list
      elements: dict
      returned: when V(namespaces) is in O(details)
      sample:
        - id: 6a0000000000000000000001
          name: web
    notifiers:
      description: Its notifiers, with the keys C(id), C(name) and C(icon).
      type: list
      elements: dict
      returned: when V(notifiers) is in O(details)
      sample:
        - id: 6b0000000000000000000001
          name: On call
          icon: slack
    log_sources:
      description: The sources of its logs, with the keys C(id), C(name), C(type) and C(fmt).
      type: list
      elements: dict
      returned: when V(log_sources) is in O(details)
      sample:
        - id: 6c0000000000000000000001
          name: application
          type: custom
          fmt: JSON
    dashboards:
      description: Its dashboards, with the keys C(id), C(title) and C(description).
      type: list
      elements: dict
      returned: when V(dashboards) is in O(details)
      sample:
        - id: 6d0000000000000000000001
          title: Checkout
          description: ""
app:
  description: The application that was chosen by O(site_id) or O(app). V(null) if none was.
  returned: success
  type: dict
  contains: *app
query_result:
  description: What O(query) found.
  returned: when O(query) is given
  type: raw
  sample: [{name: shop, sources: [6c0000000000000000000001]}]
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

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.apps import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
