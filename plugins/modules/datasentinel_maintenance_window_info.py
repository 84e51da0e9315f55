#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_maintenance_window_info
short_description: Read the records of maintenance windows
version_added: 1.0.0
description:
  - Returns the windows that M(runwatch.observability.datasentinel_maintenance_window) recorded in a directory, the oldest first.
  - Nothing is asked of the platform. The connection options are taken, so that those in C(module_defaults) of the group are no error, but not needed.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.query
options:
  name:
    description:
      - Name of the window. If not given, all windows are returned.
    type: str
  directory:
    description:
      - Directory with the records of the windows, on the host that runs this task, as an absolute path.
      - A directory that does not exist holds no windows.
    type: path
    default: ~/.local/state/runwatch.observability/maintenance
  state:
    description:
      - Whether windows that are V(open), V(closed), or V(all) of them are returned.
    type: str
    choices:
      - open
      - closed
      - all
    default: all
notes:
  - A closed window is known until another one of its name is opened.
  - A record that cannot be understood is left out, and a warning tells why.
seealso:
  - module: runwatch.observability.datasentinel_maintenance_window
  - module: runwatch.observability.datasentinel_watchdog
"""

EXAMPLES = r"""
- name: Which windows should have been closed by now?
  runwatch.observability.datasentinel_maintenance_window_info:
    state: open
    query: "[?overdue].{name: name, opened_by: opened_by, until: until}"
  register: forgotten

- name: Close them
  runwatch.observability.datasentinel_maintenance_window:
    name: "{{ item.name }}"
    state: absent
  loop: "{{ forgotten.query_result }}"
"""

RETURN = r"""
windows:
  description:
    - The records, the oldest window first.
    - All times are ISO 8601 in UTC.
  returned: success
  type: list
  elements: dict
  contains:
    format:
      description: Version of the shape of the record.
      type: int
      returned: always
      sample: 1
    name:
      description: Name of the window.
      type: str
      returned: always
      sample: Billing upgrade
    state:
      description: V(open) or V(closed).
      type: str
      returned: always
      sample: open
    opened_at:
      description: When it was opened.
      type: str
      returned: always
      sample: "2026-11-20T22:00:00Z"
    opened_by:
      description: Who opened it.
      type: str
      returned: always
      sample: AWX job 4711, billing upgrade
    until:
      description: When it should be closed; V(null) if it has no deadline.
      type: str
      returned: always
      sample: "2026-11-21T00:00:00Z"
    comment:
      description: The comment, or V(null).
      type: str
      returned: always
      sample: CHG0031337
    closed_at:
      description: When it was closed; V(null) while it is open.
      type: str
      returned: always
      sample:
    closed_by:
      description: Who closed it; V(null) while it is open.
      type: str
      returned: always
      sample:
    instances:
      description: The instances of the window, in the order in which they came into it.
      type: list
      elements: dict
      returned: always
      contains:
        name:
          description: Name of the instance.
          type: str
          returned: always
          sample: db-billing-01.example.com@billing_prod
        before:
          description:
            - What was found before anything was touched - C(enabled), whether alerting was on, and C(reason), why not, in the platform's words.
            - Both are V(null) for an instance that the platform did not know.
          type: dict
          returned: always
          sample:
            enabled: true
            reason: ""
        state:
          description:
            - What became of it.
            - V(pending) - alerting was on, and it is not certain that it is off by now. It is restored like V(silenced).
            - V(silenced) - alerting was on, and is off because of the window.
            - V(left_off) - alerting was off before, so it is left alone, also when the window is closed.
            - V(unknown) - the platform did not know it.
            - V(restored) - alerting is on again.
            - V(still_off) - it was enabled again, but something else keeps alerting off.
            - V(handed_over) - another window that is open still holds it, and restores it.
            - V(gone) - the platform does not know it any more.
          type: str
          returned: always
          sample: silenced
        problem:
          description: What went wrong with it last, or what keeps its alerting off; V(null) otherwise.
          type: str
          returned: always
          sample:
    duration:
      description: For how many seconds it has been open, or was, at least V(1).
      type: int
      returned: always
      sample: 5400
    overdue:
      description: Whether it is open although its deadline is over.
      type: bool
      returned: always
      sample: false
    watchdog:
      description:
        - C(until) and C(scheduler) of the watchdog that stands by on this host; V(null) if there is none.
        - See M(runwatch.observability.datasentinel_watchdog).
      type: dict
      returned: always
      sample:
        until: "2026-11-21T00:00:00Z"
        scheduler: systemd
query_result:
  description:
    - What O(query) finds in the list; any type.
  returned: when O(query) is given
  type: raw
  sample:
    - name: Billing upgrade
      opened_by: AWX job 4711, billing upgrade
      until: "2026-11-21T00:00:00Z"
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option) or V(record)) and
      C(retryable); where known also C(option) and C(path).
  returned: failure
  type: dict
  sample:
    kind: option
    option: directory
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.maintenance import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
