#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_maintenance_window
short_description: Open, change and end maintenance windows in Instana
version_added: 1.0.0
description:
  - While a maintenance window is active, Instana sends no alerts for what it covers. Events, issues and incidents are recorded all the same.
  - A window happens once, or recurs with O(rrule).
  - It is known by its O(name) alone - a job that opens a window and another one that ends it need nothing else in common.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
attributes:
  check_mode:
    support: full
    details:
      - What only Instana determines, such as the state, is V(null) for a window that does not exist yet.
  diff_mode:
    support: full
  idempotent:
    support: full
    details:
      - A window that begins O(start=now) stays as it is while it lasts. A run that follows later opens it again.
options:
  name:
    description:
      - Name of the window, up to 256 characters. Needed to create one.
      - One of O(name) and O(id) has to be given.
    type: str
  id:
    description:
      - Id of the window, 1 to 64 letters, digits, hyphens and underscores. With an id, O(name) can be changed.
      - If not given, the id is made from the name, so that it is the same in every job - the name in lower case, with one hyphen for each
        run of other characters than C(a) to C(z) and C(0) to C(9) and none at its ends, of that the first 47 characters (without a hyphen
        at their end), a hyphen, and the first 16 hexadecimal digits of the SHA-256 of the name as it is given (UTF-8).
      - If no window with that id is in use, but exactly one that is called O(name), such as one made in Instana itself, that one is meant.
        If there are several, the task fails and tells their ids.
    type: str
  state:
    description:
      - Whether the window should be there.
      - V(absent) removes it, which also ends it at once. Instana does not let an active window be shortened to before now.
    type: str
    choices:
      - present
      - absent
    default: present
  start:
    description:
      - When the window begins, or its first occurrence does. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says
        otherwise; seconds or milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(+2h).
      - V(now) and relative ones do not shift a window that is there at that time already.
      - If not given, a new window begins now, also in the place of one that is over; another one is left alone.
    type: str
  duration:
    description:
      - How long the window lasts, or each of its occurrences does, such as V(45m), V(2h), V(1h30m) or V(1d). In whole minutes.
      - Needed to create a window.
    type: str
  rrule:
    description:
      - How the window recurs, as an RFC 5545 rule such as V(FREQ=WEEKLY;BYDAY=SA) or V(FREQ=MONTHLY;BYDAY=+2TU;COUNT=12).
      - Instana supports C(FREQ) (V(DAILY), V(WEEKLY), V(MONTHLY), V(YEARLY)), C(INTERVAL) (up to 365, 52, 12 and 1 of these), C(COUNT),
        C(UNTIL) (in UTC, such as V(20261231T230000Z)), C(BYDAY), C(BYMONTHDAY) and C(BYMONTH); with V(MONTHLY) and V(YEARLY) only one
        value of C(BYDAY) and of C(BYMONTHDAY).
      - The order of parts and values means nothing. An empty text makes a recurrent window one that happens once.
    type: str
  timezone:
    description:
      - Time zone in which the window recurs, such as V(Europe/Berlin). Only with O(rrule).
      - If not given, a new recurrence is in V(UTC).
    type: str
  applications:
    description:
      - Names of application perspectives whose alerts are muted. They are looked up, and become a query for their ids.
      - O(applications), O(query), O(tag_filter) and O(all_entities) are the scope of the window. It is needed to create one. Giving any of
        them sets the whole scope; giving none leaves it alone.
    type: list
    elements: str
  query:
    description:
      - A Dynamic Focus Query for what is muted, such as V(entity.zone:eu-prod) or V(entity.tag:team=billing), up to 2048 characters.
      - Names in it that do not exist are no error; they cover nothing.
    type: str
  tag_filter:
    description:
      - Mute what has these tags - a mapping with C(name), C(value), C(operator), C(key) and C(entity), or a list of such mappings, all of
        which have to be true. Mappings with the only key C(or) or C(and), and a list as its value, combine them further.
      - C(operator) is V(EQUALS) if not given; V(NOT_EMPTY), V(IS_EMPTY), V(NOT_BLANK) and V(IS_BLANK) take no C(value). C(entity) is
        V(NOT_APPLICABLE) if not given. C(key) is for tags that have one.
      - The vendor documents C(synthetic.testName), C(synthetic.syntheticType), C(synthetic.locationLabelAggregated) and C(synthetic.tags)
        for maintenance windows, and calls this a closed beta.
      - The vendor's own form, with C(type), C(logicalOperator) and C(elements), is understood too.
    type: raw
  all_entities:
    description:
      - Mute the alerts of everything. Without it, a scope that would do so is refused, whether it is given or found, unless the window is
        paused.
    type: bool
    default: false
  paused:
    description:
      - Whether the window is paused, so that alerts are sent as usual.
    type: bool
  retrigger_open_alerts:
    description:
      - Whether, after the window, alerts are sent for events that began during it and are still open.
    type: bool
notes:
  - The API token needs C(canConfigureMaintenanceWindows), also for reading.
  - Instana refuses windows that are over. An equal window that is over is left alone; a new start under its id opens it again.
  - What is not given keeps its value. What Instana makes of missing fields is not documented, so all of them are sent.
  - When Instana cannot schedule a change at once, it does so within about 4 minutes. The module warns of that, and RV(takes_effect_within) says it.
seealso:
  - module: runwatch.observability.instana_maintenance_window_info
  - name: Instana REST API, maintenance windows
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Maintenance-Configuration
"""

EXAMPLES = r"""
- name: Mute the alerts of an application while it is rolled out
  runwatch.observability.instana_maintenance_window:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ vault_instana_token }}"
    name: Billing rollout
    duration: 45m
    applications:
      - Billing
    retrigger_open_alerts: true
  delegate_to: localhost
  run_once: true

- name: End it, maybe from another job
  runwatch.observability.instana_maintenance_window:
    name: Billing rollout
    state: absent

- name: A patch night on each second Tuesday
  runwatch.observability.instana_maintenance_window:
    id: patch-night-eu
    name: EU patch night
    query: entity.zone:eu-prod
    start: "2026-12-08T21:00:00Z"
    duration: 3h
    rrule: FREQ=MONTHLY;BYDAY=+2TU
    timezone: Europe/Berlin

- name: Send alerts in the next patch nights all the same
  runwatch.observability.instana_maintenance_window:
    id: patch-night-eu
    paused: true

- name: Mute synthetic tests by their tags
  runwatch.observability.instana_maintenance_window:
    name: Synthetic location move
    duration: 1d
    tag_filter:
      - name: synthetic.testName
        operator: STARTS_WITH
        value: checkout
      - or:
          - {name: synthetic.locationLabelAggregated, value: us-east}
          - {name: synthetic.syntheticType, value: HTTPScript}
"""

RETURN = r"""
window:
  description:
    - The window as it stands after the task, in check mode as it would stand; V(null) when it is gone.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the window.
      type: str
      returned: always
      sample: billing-rollout-4-2-0-97b588987e34a4d1
    name:
      description: Name of the window.
      type: str
      returned: always
      sample: Billing rollout 4.2.0
    start:
      description: When it begins, or when its first occurrence does, in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000000
    start_time:
      description: The same as ISO 8601.
      type: str
      returned: always
      sample: "2026-09-21T14:13:20Z"
    duration:
      description: How long it lasts, or each of its occurrences does.
      type: str
      returned: always
      sample: 45m
    rrule:
      description: How it recurs, its parts in one order; V(null) if it happens once.
      type: str
      returned: always
      sample: FREQ=MONTHLY;INTERVAL=1;BYDAY=+2TU;COUNT=12
    timezone:
      description: Time zone in which it recurs; V(null) if it happens once.
      type: str
      returned: always
      sample: Europe/Berlin
    query:
      description: Dynamic Focus Query; empty if there is none.
      type: str
      returned: always
      sample: entity.zone:eu-prod
    tag_filter:
      description: Tag filter, written as O(tag_filter); V(null) if there is none, or it is switched off.
      type: raw
      returned: always
      sample:
        - name: synthetic.testName
          operator: STARTS_WITH
          value: checkout
    all_entities:
      description: Whether there is neither query nor tag filter, so that the alerts of everything are muted.
      type: bool
      returned: always
      sample: false
    paused:
      description: Whether it is paused, so that alerts are sent as usual.
      type: bool
      returned: always
      sample: false
    retrigger_open_alerts:
      description: Whether events that began meanwhile and are still open are alerted on afterwards.
      type: bool
      returned: always
      sample: true
    state:
      description: V(UNSCHEDULED), V(SCHEDULED), V(ACTIVE), V(PAUSED) or V(EXPIRED); V(null) for one that check mode would create.
      type: str
      returned: always
      sample: ACTIVE
    occurrence_start:
      description: When its current or next occurrence begins, or its last one began, as ISO 8601; V(null) for one that check mode would create.
      type: str
      returned: always
      sample: "2026-09-21T14:13:20Z"
    occurrence_end:
      description: When that occurrence ends; V(null) for one that check mode would create.
      type: str
      returned: always
      sample: "2026-09-21T14:58:20Z"
    applications:
      description: Names of the application perspectives that the query names. V(null) where Instana does not tell, as with O(id).
      type: list
      elements: str
      returned: always
      sample: [Billing]
    invalid:
      description: Whether Instana calls the query invalid. V(null) where Instana does not tell, as with O(id).
      type: bool
      returned: always
      sample: false
    last_updated:
      description: When it was last changed, in milliseconds since 1970; V(null) for one that check mode would create.
      type: int
      returned: always
      sample: 1790000000210
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success
  type: str
  sample: created
takes_effect_within:
  description:
    - Seconds that Instana may need until alerts are muted, or not muted any more - V(0) if it scheduled the change at once, V(240) if it does
      so with its next refresh.
    - V(null) if nothing was written, and for a deletion, of which nothing is documented.
  returned: success
  type: int
  sample: 0
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
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state)) and C(retryable); where known also
      C(status), C(code), C(method), C(url), C(option), C(permission), C(ids), C(failed_step), C(maybe_done).
    - C(done) are the steps that were done, C(unknown) holds a step of which nobody knows, C(not_done) are those that were not done.
  returned: failure
  type: dict
  sample:
    kind: state
    option: all_entities
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.maintenance import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
