#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_event_close
short_description: Close issues and incidents in Instana by hand
version_added: 1.0.0
description:
  - Closes events that are open, and leaves alone those that are over. Instana notifies of the end.
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
    details:
      - Reads the events, and closes none.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  event_ids:
    description:
      - Ids of the events, as M(runwatch.observability.instana_event_info) returns them.
      - An id that the backend does not know is an error; the other events are closed all the same.
    type: list
    elements: str
    required: true
  username:
    description:
      - Who closes them, as it will be shown in Instana.
    type: str
    required: true
  reason:
    description:
      - Why they are closed, as it will be shown in Instana.
    type: str
    required: true
  close_time:
    description:
      - When the events ended. ISO 8601 such as V(2026-11-20T14:30:00Z), seconds or milliseconds since 1970, V(now), or relative
        such as V(-15m).
      - If not given, the backend decides.
    type: str
  mute_alerts:
    description:
      - Whether to mute the alerts of these events.
      - If not given, the backend decides.
    type: bool
  disable_event:
    description:
      - Whether to disable what raised these events, so that it raises no more.
      - If not given, the backend decides.
    type: bool
seealso:
  - module: runwatch.observability.instana_event_info
  - module: runwatch.observability.instana_event
  - name: Instana REST API, events
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Events
notes:
  - The API token needs the permission C(canManuallyCloseIssue).
  - A change is closed as soon as it is announced, so there is nothing to close.
  - The backend may show an event as open for up to two minutes after it was closed. The module is told the truth when it
    closes such an event again, and is not changed then. In check mode, it is only told what is shown.
  - One call reads all of the events, and each that is open costs one more to close it. The vendor's call for several events at once may be
    switched off, and is not used.
  - What O(mute_alerts) and O(disable_event) do in detail is not documented.
"""

EXAMPLES = r"""
- name: Close the issue that the failed migration raised
  runwatch.observability.instana_event_close:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    event_ids:
      - "{{ announced.event.event_id }}"
    username: deploy-bot
    reason: Migrated again by job 8813
    mute_alerts: true
"""

RETURN = r"""
events:
  description: One entry for each event, in the order given, as far as O(results) asks for it.
  returned: always, once the events are read
  type: list
  elements: dict
  contains:
    event_id:
      description: Id of the event.
      type: str
      returned: always
      sample: K9xU2mQvR1ysWfB4tLhZpA
    action:
      description:
        - V(updated) if it was closed, or in check mode would be; V(unchanged) if it was over already; V(failed); V(not_attempted).
      type: str
      returned: always
      sample: updated
    changed:
      description: Whether it was, or in check mode would be, closed.
      type: bool
      returned: always
      sample: true
    state:
      description: V(closed), or the backend's own word for an event that was over already.
      type: str
      returned: when it was read
      sample: closed
    type:
      description: Type of the event.
      type: str
      returned: when it was read
      sample: issue
    title:
      description: Headline.
      type: str
      returned: when it was read
      sample: Schema migration failed
    text:
      description: Description.
      type: str
      returned: when it was read
      sample: lock timeout
    severity:
      description: Severity as a number.
      type: int
      returned: when it was read
      sample: 10
    severity_name:
      description: Severity by name.
      type: str
      returned: when it was read
      sample: critical
    timestamp:
      description: Begin, in milliseconds since 1970.
      type: int
      returned: when it was read
      sample: 1790000000000
    duration:
      description: From begin to end in milliseconds, as the backend told before.
      type: int
      returned: when it was read
      sample: 600000
    entity_label:
      description: Label of the entity that the event is about.
      type: str
      returned: when it was read
      sample: db-billing-01.example.com
    msg:
      description: Why it failed.
      type: str
      returned: when it failed
      sample: The backend knows no event K9xU2mQvR1ysWfB4tLhZpA. A new one can take two minutes to appear.
    failure:
      description: The same for programs, see RV(failure).
      type: dict
      returned: when it failed
      sample:
        kind: state
        retryable: false
summary:
  description: How many events met which fate. Closed ones are counted as C(updated).
  returned: always, once the events are read
  type: dict
  sample:
    created: 0
    updated: 1
    deleted: 0
    unchanged: 2
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
    url: https://unit-tenant.instana.io/api/events/settings/manual-close/K9xU2mQvR1ysWfB4tLhZpA
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.event_closing import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
