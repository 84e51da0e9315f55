#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_event_info
short_description: Read events from Instana
version_added: 1.0.0
description:
  - Returns the events of a time frame, or those with given ids.
  - An event has the same keys as in the results of M(runwatch.observability.instana_event), and what else the backend tells of it.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  event_ids:
    description:
      - Return the events with these ids, whenever they were. Not possible together with a time frame or O(types).
    type: list
    elements: str
  kind:
    description:
      - What to read.
      - V(events) - incidents, issues, changes, and whatever else the backend counts among its events.
      - V(agent_monitoring_events) - what agents tell of themselves.
      - V(kubernetes_info_events) - what Kubernetes tells.
    type: str
    choices:
      - events
      - agent_monitoring_events
      - kubernetes_info_events
    default: events
  types:
    description:
      - Only events of these types. With O(kind=events) only.
      - Whether V(change) includes presence events (those with C(online) or C(offline) in their title) is not documented.
    type: list
    elements: str
    choices:
      - incident
      - issue
      - change
  from_time:
    description:
      - Begin of the time frame, written like O(to_time). In place of O(window_size).
    type: str
  to_time:
    description:
      - End of the time frame. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-15m).
      - If not given, it is now.
    type: str
  window_size:
    description:
      - Length of the time frame, such as V(95s), V(15m), V(1h30m) or V(2d). A number alone is refused.
      - If neither O(window_size) nor O(from_time) is given, it is 10 minutes.
    type: str
  filter_event_updates:
    description:
      - Whether to return only those events whose state changed within the time frame.
    type: bool
    default: false
  exclude_triggered_before:
    description:
      - Whether to leave out events that began before the time frame.
    type: bool
    default: false
seealso:
  - module: runwatch.observability.instana_event
  - module: runwatch.observability.instana_event_close
  - name: Instana REST API, events
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Events
notes:
  - The backend may show an event, and a change of its state, up to two minutes late. For complete data, let the time frame end
    two minutes ago (O(to_time=-2m)).
  - The list has no pages and no limit but the time frame. For long time frames, ask in parts.
"""

EXAMPLES = r"""
- name: What went wrong in the last half hour?
  runwatch.observability.instana_event_info:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    window_size: 30m
    types:
      - issue
      - incident
    query: "[?state=='open'].{id: event_id, what: title, where: entity_label}"
  register: trouble

- name: Close what is open because of the maintenance
  runwatch.observability.instana_event_close:
    event_ids: "{{ trouble.query_result | map(attribute='id') }}"
    username: "{{ ansible_user_id }}"
    reason: Expected during the maintenance

- name: What was said of one deployment, announced before?
  runwatch.observability.instana_event_info:
    event_ids:
      - "{{ announced.event.event_id }}"
"""

RETURN = r"""
events:
  description:
    - The events, in the order in which the backend gives them.
    - Fields that are not listed here are returned too, named with underscores (C(fixSuggestion) is C(fix_suggestion)).
  returned: success
  type: list
  elements: dict
  contains:
    event_id:
      description: Id of the event.
      type: str
      returned: always
      sample: K9xU2mQvR1ysWfB4tLhZpA
    type:
      description: Type of the event, such as V(incident), V(issue), V(change) or V(agent_monitoring_issue).
      type: str
      returned: when the backend tells
      sample: issue
    state:
      description: V(open), or another word for an event that is over, usually V(closed).
      type: str
      returned: when the backend tells
      sample: open
    title:
      description: Headline (C(problem) in the API).
      type: str
      returned: always
      sample: Schema migration failed
    text:
      description: Description (C(detail) in the API).
      type: str
      returned: always
      sample: lock timeout
    severity:
      description: Severity as a number. V(-1) for a change, V(5) or V(10) for an issue; others exist.
      type: int
      returned: always
      sample: 10
    severity_name:
      description: V(change), V(warning), V(critical), or V(null) for other severities.
      type: str
      returned: always
      sample: critical
    timestamp:
      description: Begin (C(start) in the API), in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000000
    end:
      description: End, in milliseconds since 1970.
      type: int
      returned: when the backend tells
      sample: 1790000600000
    duration:
      description: From begin to end, in milliseconds.
      type: int
      returned: always
      sample: 600000
    entity_name:
      description: Kind of the entity that the event is about.
      type: str
      returned: when the backend tells
      sample: Host
    entity_label:
      description: Label of that entity.
      type: str
      returned: when the backend tells
      sample: db-billing-01.example.com
    entity_type:
      description: V(INFRASTRUCTURE), V(APPLICATION), V(SERVICE), V(ENDPOINT), V(WEBSITE), V(MOBILE_APP), V(SYNTHETICS) or V(LOG).
      type: str
      returned: when the backend tells
      sample: INFRASTRUCTURE
missing_ids:
  description: Those of O(event_ids) that the backend does not know.
  returned: success
  type: list
  elements: str
  sample: []
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample: [{id: K9xU2mQvR1ysWfB4tLhZpA, what: Schema migration failed, where: db-billing-01.example.com}]
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
    url: https://unit-tenant.instana.io/api/events
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.events_info import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
