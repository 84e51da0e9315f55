#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_watchdog
short_description: Have a maintenance window closed at its deadline even if every controller is gone
version_added: 1.0.0
description:
  - Alerting of instances that a window silenced does not come back by itself. A watchdog on a host that lasts sees to that, whatever becomes of the
    job that opened the window.
  - Leaves a small program and its settings in C(watchdog) below O(directory), and has the host's own scheduler start it at the deadline, either a
    systemd timer or an C(at) job. It closes the window as M(runwatch.observability.datasentinel_maintenance_window) with C(state=absent) would, and
    then removes itself.
  - Run it on the host that holds the record of the window, and before the window is opened.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details:
      - Credentials are not shown. Where they change, the diff says so.
  idempotent:
    support: full
    details:
      - A relative O(until) means another deadline each time. O(duration) does not, once the window is open.
options:
  name:
    description:
      - Name of the window.
    type: str
    required: true
  state:
    description:
      - V(present) sets up the watchdog, or gives it another deadline. V(absent) removes it, for which no connection is needed.
    type: str
    choices:
      - present
      - absent
    default: present
  directory:
    description:
      - Directory with the records of the windows, on the host that runs this task, as an absolute path. The same as for the window
        itself.
    type: path
    default: ~/.local/state/runwatch.observability/maintenance
  until:
    description:
      - When the window has to be closed. ISO 8601 such as V(2026-11-20T23:30:00Z), which is UTC unless it says otherwise; seconds or milliseconds since
        1970, where numbers below 100000000000 are seconds; or relative such as V(+2h), which counts from now each time the task runs.
      - With O(state=present), one of O(until) and O(duration) has to be given.
    type: str
  duration:
    description:
      - How long the window may be open, such as V(45m), V(2h) or V(1h30m). It counts from the opening of the window, so the same duration
        means the same each time the task runs.
      - Without an open window, it counts from now. A watchdog that starts up to two minutes too early for that is left as it is, because it waits for
        the deadline in the record of the window.
    type: str
  scheduler:
    description:
      - What starts the watchdog. V(auto) is V(systemd) where that runs the host, else V(at).
      - V(systemd) needs root, or a user whose timers outlive the session (C(loginctl enable-linger)). A deadline that passes while the host is down is
        made up for as soon as it is up again.
      - V(at) needs the package C(at) and its daemon. It starts at whole minutes, so up to one minute later.
    type: str
    choices:
      - auto
      - systemd
      - at
    default: auto
requirements:
  - requests, for the same Python, still at the deadline
notes:
  - The credentials are in a file on that host, readable for the user of the task alone, until the window is closed. They are on no command line and in
    no unit file or job.
  - Prefer O(platform_username) and O(platform_password). A token ends after 24 hours, and a warning tells if that is before the deadline.
  - Files that O(ca_path), O(client_cert) and O(client_key) name have to be there at the deadline.
  - The watchdog acts on what it finds. If the record has a later deadline by then, it waits for that; if the window is closed already, or was never
    opened, it only removes itself.
  - While closing fails, it tries again after 30 seconds, and then after growing pauses of up to 15 minutes, for 12 hours. What it says is in the journal
    of the service, or in the mail that C(at) sends.
  - Nothing is sent to the platform when the watchdog is set up, so wrong credentials show only at the deadline, or when the same ones are used to open
    the window.
seealso:
  - module: runwatch.observability.datasentinel_maintenance_window
  - module: runwatch.observability.datasentinel_maintenance_window_info
"""

EXAMPLES = r"""
- name: Silence instances for two hours at most, whatever becomes of this job
  delegate_to: bastion.example.com
  run_once: true
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  block:
    - name: Set up the watchdog
      runwatch.observability.datasentinel_watchdog:
        name: Billing upgrade
        duration: 2h

    - name: Open the window
      runwatch.observability.datasentinel_maintenance_window:
        name: Billing upgrade
        tags: application=billing,environment=production
        duration: 2h

- name: Remove the watchdog of a window that is closed
  runwatch.observability.datasentinel_watchdog:
    name: Billing upgrade
    state: absent
  delegate_to: bastion.example.com
  run_once: true
"""

RETURN = r"""
watchdog:
  description: The watchdog as it stands after the task, in check mode as it would stand; V(null) when there is none.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the window.
      type: str
      returned: always
      sample: Billing upgrade
    until:
      description: When it starts, as ISO 8601 in UTC.
      type: str
      returned: always
      sample: "2026-11-21T00:00:00Z"
    scheduler:
      description: What starts it, V(systemd) or V(at).
      type: str
      returned: always
      sample: systemd
    job:
      description: Name of the timer, or number of the C(at) job; V(null) in check mode when it would be scheduled.
      type: str
      returned: always
      sample: runwatch-billing-upgrade-0c1b7d6a5e4f3a2b1c0d9e8f7a6b5c4d-1f2e3d4c.timer
    scheduled:
      description: Whether the scheduler knows of it.
      type: bool
      returned: always
      sample: true
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success
  type: str
  sample: created
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(scheduler), V(record), V(file), V(timeout)) and
      C(retryable); where known also C(option), C(path) and C(failed_step).
  returned: failure
  type: dict
  sample:
    kind: scheduler
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.watchdog import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
