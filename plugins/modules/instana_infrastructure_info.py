#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_infrastructure_info
short_description: Read the topology of the infrastructure and the words to search it with from Instana
version_added: 1.0.0
description:
  - Returns all entities and how they hang together, or the keywords of Dynamic Focus queries, or the types of entities.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  what:
    description:
      - What to read.
      - V(topology) - all entities and their relations.
      - V(search_fields) - the keywords that can be used in a Dynamic Focus query.
      - V(plugins) - the types of entities that are there.
    type: str
    required: true
    choices:
      - topology
      - search_fields
      - plugins
  include_data:
    description:
      - With O(what=topology), whether to return the data of each entity too. That can be much.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.instana_snapshot_info
  - module: runwatch.observability.instana_application_info
  - name: Instana REST API, infrastructure resources
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Infrastructure-Resources
notes:
  - O(query) is applied to what is returned under the name of O(what).
"""

EXAMPLES = r"""
- name: Which keywords concern hosts?
  runwatch.observability.instana_infrastructure_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    what: search_fields
    query: "[?starts_with(keyword, 'host.')].keyword"

- name: All PostgreSQL servers
  runwatch.observability.instana_infrastructure_info:
    what: topology
    query: "nodes[?plugin=='postgreSqlDatabase'].label"
  module_defaults:
    group/runwatch.observability.instana:
      instana_url: https://unit-tenant.instana.io
      instana_token: "{{ instana_token }}"
"""

RETURN = r"""
topology:
  description: The topology.
  returned: with O(what=topology)
  type: dict
  contains:
    nodes:
      description: The entities.
      type: list
      elements: dict
      returned: always
      sample:
        - entity_id:
            host: i-03afb0ac5188f57f3
            plugin_id: com.instana.forge.infrastructure.os.host.Host
            steady_id: h
          id: nYlAch5BEuXdyzQ1Q1V3QvW9jpY
          label: db-billing-01.example.com
          plugin: host
    edges:
      description: Their relations. C(source) and C(destination) are ids of entities.
      type: list
      elements: dict
      returned: always
      sample:
        - destination: nYlAch5BEuXdyzQ1Q1V3QvW9jpY
          relation: in
          source: i5wh2JGMSHMiSt_TH2sHo1rNLaQ
search_fields:
  description: The keywords.
  returned: with O(what=search_fields)
  type: list
  elements: dict
  contains:
    keyword:
      description: The keyword.
      type: str
      returned: always
      sample: entity.zone
    context:
      description: What it belongs to, such as V(entities) or V(events).
      type: str
      returned: when the backend tells
      sample: entities
    term_type:
      description: Type of its values, such as V(string), V(long), V(bool) or V(key_value).
      type: str
      returned: when the backend tells
      sample: string
    description:
      description: What it means.
      type: str
      returned: when the backend tells
      sample: The zone
    fixed_values:
      description: The only values that are valid, if there are such.
      type: list
      elements: str
      returned: when the backend tells
      sample: []
plugins:
  description: The types of entities.
  returned: with O(what=plugins)
  type: list
  elements: dict
  contains:
    plugin:
      description: Id of the type.
      type: str
      returned: always
      sample: postgreSqlDatabase
    label:
      description: Its name.
      type: str
      returned: when the backend tells
      sample: PostgreSQL
query_result:
  description:
    - What O(query) finds in what is returned; any type.
  returned: when O(query) is given
  type: raw
  sample: [db-billing-01.example.com]
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
    url: https://unit-tenant.instana.io/api/infrastructure-monitoring/topology
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.infrastructure import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
