#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_event
short_description: Announce events to Instana, each of them once
version_added: 1.0.0
description:
  - Gives an event, or many in one request, to an Instana host agent. They appear in Instana for the host of that agent.
  - The agent cannot tell which events it was given. With O(instana_url) and O(instana_token), the module looks in the backend
    for an equal event first, and posts only what is not there; such an event is returned and the task is not changed.
  - When it is not known what became of a request, the module looks again before it fails. It never posts twice.
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
      - Looks for equal events, and posts nothing.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Without O(instana_url) and O(instana_token), or with O(window=0s), every run announces and is changed.
      - The backend may show an event up to two minutes late. A run that follows sooner announces again,
        unless this one waited with O(confirm=true).
options:
  title:
    description:
      - Headline of the event.
      - A change whose title holds V(online) or V(offline) may be shown as a presence event; the module warns of that.
      - One of O(title) and O(events) has to be given.
    type: str
  text:
    description:
      - Description of the event.
    type: str
  severity:
    description:
      - V(change) (or V(-1)) for something that was changed, V(warning) (V(5)) or V(critical) (V(10)) for an issue.
    type: raw
    default: change
  timestamp:
    description:
      - When the event began. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-15m).
      - If not given, it is now; with a O(duration), it is so long ago that the event ends now.
    type: str
  duration:
    description:
      - How long the event lasted, such as V(250ms), V(95s), V(15m), V(1h30m) or V(2d). A number alone is refused.
      - Without O(duration) and O(end), the event has no duration.
      - An issue stays open until it ends. A change is closed at once; its duration is only shown.
    type: str
  end:
    description:
      - When the event ended, in place of O(duration). Written like O(timestamp), which it needs.
    type: str
  incident:
    description:
      - Whether an issue also triggers an incident. Not possible for a change.
    type: bool
    default: false
  path:
    description:
      - A key of your choice. An event with the path of an earlier one extends that one, in place of beginning another.
      - The backend does not show paths, so they do not count when an equal event is looked for. To extend an event with the same
        title, text and severity, give O(timestamp), or set O(window=0s).
      - An event that extends another may be shown under the title of the other; then it cannot be confirmed.
    type: str
  events:
    description:
      - Many events, given to the agent in one request. An option that an entry does not give is taken from the task.
      - More than 1000 events, or more than 4 MiB, are split into several requests.
    type: list
    elements: dict
    suboptions:
      title:
        description:
          - See O(title).
        type: str
        required: true
      text:
        description:
          - See O(text).
        type: str
      severity:
        description:
          - See O(severity).
        type: raw
      timestamp:
        description:
          - See O(timestamp).
        type: str
      duration:
        description:
          - See O(duration).
        type: str
      end:
        description:
          - See O(end).
        type: str
      incident:
        description:
          - See O(incident).
        type: bool
      path:
        description:
          - See O(path).
        type: str
  match_on:
    description:
      - What makes an event in the backend equal to one that is to be announced. V(title) has to be among it.
      - V(timestamp) counts, to the second, only where O(timestamp) is given and not relative.
    type: list
    elements: str
    choices:
      - title
      - text
      - severity
      - timestamp
    default:
      - title
      - text
      - severity
      - timestamp
  window:
    description:
      - How much earlier than the event an equal one may have begun. Written like O(duration).
      - With V(0s), nothing is looked for before announcing.
    type: str
    default: 1h
  confirm:
    description:
      - Whether to wait until the backend shows what was announced, so that its id can be returned.
      - Needs O(instana_url) and O(instana_token).
    type: bool
    default: false
  confirm_timeout:
    description:
      - How many seconds the backend may need to show an event. Waited for with O(confirm=true), and when it is not known
        what became of a request.
    type: int
    default: 150
  wait_for_agent:
    description:
      - How many seconds to wait for the agent to answer (C(GET /status)) before something is given to it, for example after it
        was started.
      - That an agent answers does not mean that it is connected to the backend. With V(0), it is not asked.
    type: int
    default: 0
notes:
  - The agent only says that it took an event. Whether it keeps events while it has no connection to the backend is not documented.
  - The fields C(incident) and C(path) are missing from the newest pages of the vendor's documentation that could be read.
  - The limits of a batch are those that the vendor documents for traces; none are published for events.
  - The connection options hold for the agent and the backend alike. The agent usually speaks plain HTTP, without a token.
seealso:
  - module: runwatch.observability.instana_event_info
  - module: runwatch.observability.instana_event_close
  - name: Instana host agent REST API
    description: The events that an agent takes.
    link: https://www.ibm.com/docs/en/instana-observability/current?topic=apis-host-agent-rest-api
  - name: Instana REST API, events
    description: How the backend shows them.
    link: https://instana.github.io/openapi/#tag/Events
"""

EXAMPLES = r"""
- name: Announce a change through the agent on the host itself
  runwatch.observability.instana_event:
    title: Deployed billing-api 4.2.0
    text: Rolled out by job 8812
    duration: 95s

- name: Announce it once, however often the play runs within two hours, from the controller
  runwatch.observability.instana_event:
    instana_agent_url: http://agent.example.com:42699
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ instana_token }}"
    title: Deployed billing-api 4.2.0 to production
    timestamp: "{{ deployment_began }}"
    end: now
    match_on:
      - title
      - severity
    window: 2h
    confirm: true
  delegate_to: localhost
  run_once: true
  register: announced

- name: Show where it can be found
  ansible.builtin.debug:
    var: announced.event.event_id

- name: Several events in one request
  runwatch.observability.instana_event:
    severity: warning
    text: "Job {{ job_id }}"
    events:
      - title: Migration of billing-db failed
        severity: critical
        incident: true
        duration: 10m
      - title: billing-api runs with the old schema
"""

RETURN = r"""
event:
  description:
    - The event, with the keys of RV(events). Without a list.
    - C(null) if O(events) is given.
  returned: always
  type: dict
  sample:
    title: Deployed billing-api 4.2.0
    text: Rolled out by job 8812
    severity: -1
    severity_name: change
    timestamp: 1790000000000
    duration: 95000
    incident: false
    path: null
    event_id: K9xU2mQvR1ysWfB4tLhZpA
    action: unchanged
events:
  description: All events, in the order in which they were given. Where an equal one was found, it is the one that the backend shows.
  returned: always
  type: list
  elements: dict
  contains:
    title:
      description: Headline.
      type: str
      returned: always
      sample: Deployed billing-api 4.2.0
    text:
      description: Description.
      type: str
      returned: always
      sample: Rolled out by job 8812
    severity:
      description: Severity as a number, V(-1), V(5) or V(10).
      type: int
      returned: always
      sample: -1
    severity_name:
      description: Severity by name, V(change), V(warning) or V(critical).
      type: str
      returned: always
      sample: change
    timestamp:
      description: Begin, in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000000
    duration:
      description: Duration in milliseconds.
      type: int
      returned: always
      sample: 95000
    incident:
      description: Whether an incident was asked for.
      type: bool
      returned: always
      sample: false
    path:
      description: The path that was given.
      type: str
      returned: always
      sample: null
    event_id:
      description: Id in the backend. C(null) if the event was not looked for or could not be seen yet.
      type: str
      returned: always
      sample: K9xU2mQvR1ysWfB4tLhZpA
    action:
      description:
        - V(announced) if it was posted, or in check mode would be; V(unchanged) if an equal one was found.
        - Of a task that failed also V(failed), V(uncertain) if it is not known whether the agent took it, and V(not_attempted).
      type: str
      returned: always
      sample: announced
rate_limit:
  description:
    - How many calls the backend still takes in this hour, as its newest answer told; V(null) if it did not, or was not asked.
    - C(reset) is when the hour ends, in seconds since 1970.
  returned: always
  type: dict
  sample:
    limit: 10000
    remaining: 9987
    reset: 1790003600
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(timeout)) and C(retryable); where known also
      C(status), C(code), C(method), C(url), C(option), and C(maybe_done) if the agent may have taken the event all the same.
  returned: failure
  type: dict
  sample:
    kind: transport
    maybe_done: false
    method: POST
    retryable: true
    url: http://localhost:42699/com.instana.plugin.generic.event
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.events import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
