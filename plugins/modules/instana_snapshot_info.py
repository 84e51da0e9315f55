#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_snapshot_info
short_description: Read what Instana knows of hosts, processes and other entities
version_added: 1.0.0
description:
  - Searches snapshots by a Dynamic Focus query, or returns those with given ids with all of their data.
  - A snapshot is what Instana knows of an entity at a time and that seldom changes, such as the version of a database or the tags
    of a host. Metrics are not part of it.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  snapshot_ids:
    description:
      - Return these snapshots with all of their data. Not possible together with the options of a search.
    type: list
    elements: str
  dynamic_focus_query:
    description:
      - Search for this, for example V(entity.zone:production AND entity.type:host). If not given, everything is found.
      - The keywords are listed by M(runwatch.observability.instana_infrastructure_info) with
        O(runwatch.observability.instana_infrastructure_info#module:what=search_fields).
    type: str
  plugin:
    description:
      - Only entities of this type, for example V(host). The types are listed by M(runwatch.observability.instana_infrastructure_info)
        with O(runwatch.observability.instana_infrastructure_info#module:what=plugins).
    type: str
  size:
    description:
      - How many snapshots to return at most. How many the backend returns if this is not given, and its own limit, is not documented.
    type: int
  offline:
    description:
      - Whether to return everything that was there at any time in the time frame. Otherwise, what is there at its end is returned.
    type: bool
    default: false
  details:
    description:
      - Whether to read the data of what a search finds, too. This costs one more request for every 1000 snapshots.
    type: bool
    default: false
  to_time:
    description:
      - End of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-15m).
      - If not given, it is now.
    type: str
  window_size:
    description:
      - Length of the time frame, such as V(95s), V(15m), V(1h30m) or V(2d). A number alone is refused.
      - If not given, the backend decides; where data is read, it is 10 minutes then, and 31 days at most.
    type: str
seealso:
  - module: runwatch.observability.instana_infrastructure_info
  - name: Instana REST API, infrastructure resources
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Infrastructure-Resources
  - name: Filtering with Dynamic Focus
    description: How queries are written.
    link: https://www.ibm.com/docs/en/instana-observability/current?topic=instana-filtering-dynamic-focus
notes:
  - Each request counts against a limit of its own, which is 1000 an hour.
"""

EXAMPLES = r"""
- name: Which hosts of the zone are not reported any more?
  runwatch.observability.instana_snapshot_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    dynamic_focus_query: entity.zone:production
    plugin: host
    window_size: 1d
    offline: true
    query: "[?to].label"
  register: gone

- name: Read the versions of all PostgreSQL servers
  runwatch.observability.instana_snapshot_info:
    plugin: postgreSqlDatabase
    details: true
    query: "[].{host: host, version: data.version}"
  module_defaults:
    group/runwatch.observability.instana:
      instana_url: https://unit-tenant.instana.io
      instana_token: "{{ instana_token }}"
"""

RETURN = r"""
snapshots:
  description:
    - The snapshots. Fields that are not listed here are returned too, named with underscores.
  returned: success
  type: list
  elements: dict
  contains:
    snapshot_id:
      description: Id of the snapshot.
      type: str
      returned: always
      sample: nYlAch5BEuXdyzQ1Q1V3QvW9jpY
    plugin:
      description: Type of the entity.
      type: str
      returned: always
      sample: host
    label:
      description: Label of the entity.
      type: str
      returned: always
      sample: db-billing-01.example.com
    host:
      description: Host of the entity, as Instana names it.
      type: str
      returned: when the backend tells
      sample: i-03afb0ac5188f57f3
    from:
      description: Since when the entity is as it is, in milliseconds since 1970.
      type: int
      returned: when the backend tells
      sample: 1790000000000
    to:
      description: Until when; V(null) while it is there.
      type: int
      returned: when the backend tells
      sample: null
    tags:
      description: Tags of the entity.
      type: list
      elements: str
      returned: when the backend tells
      sample:
        - production
    data:
      description: What is known of the entity, in the words of its plugin.
      type: dict
      returned: with O(snapshot_ids) or O(details=true)
      sample:
        cpu.count: 8
        os.arch: amd64
    entity_id:
      description: What tells the entity from others, C(host), C(plugin_id) and C(steady_id).
      type: dict
      returned: when the backend tells
      sample:
        host: i-03afb0ac5188f57f3
        plugin_id: com.instana.forge.infrastructure.os.host.Host
        steady_id: h
missing_ids:
  description: Those of O(snapshot_ids) that the backend did not find in the time frame.
  returned: success
  type: list
  elements: str
  sample: []
query_result:
  description:
    - What O(query) finds in the list; any type.
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
    kind: rate_limit
    method: GET
    retryable: false
    status: 429
    url: https://unit-tenant.instana.io/api/infrastructure-monitoring/snapshots
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.snapshots import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
