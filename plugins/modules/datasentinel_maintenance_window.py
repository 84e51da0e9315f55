#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_maintenance_window
short_description: Silence PostgreSQL instances on a Datasentinel platform for as long as a maintenance window is open
version_added: 1.0.0
description:
  - Opening a window records whether each of its instances alerts, and why not, before anything is touched. Then it silences those that do.
  - Closing the window restores exactly that. An instance that did not alert before stays silent.
  - The record is a file, so a window can be closed by another job, also after the one that opened it was killed. Opening twice and closing
    twice are harmless. What failed, or was cut short, is finished by running the task again.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
attributes:
  check_mode:
    support: full
    details:
      - Reads the records and the platform, and writes neither. Whether something else keeps alerting off shows only when a window is closed.
  diff_mode:
    support: full
    details:
      - Shows the record of the window, and each instance whose alerting is switched.
  idempotent:
    support: full
    details:
      - A relative O(until) means another deadline each time. O(duration) does not.
options:
  name:
    description:
      - Name of the window. Any text of up to 200 characters that can be printed.
    type: str
    required: true
  state:
    description:
      - V(present) opens the window, or sees to it that an open one silences its instances. V(absent) closes it.
      - With V(absent), only O(name), O(directory), O(record), O(by), O(concurrency) and the connection are looked at.
    type: str
    choices:
      - present
      - absent
    default: present
  instances:
    description:
      - Names of the instances, C(<server>@<connection>), exactly as Datasentinel shows them.
      - With O(state=present), one of O(instances) and O(tags) has to be given.
      - When an open window is opened again, further instances are added to it. Those that are not named any more stay in it.
    type: list
    elements: str
  tags:
    description:
      - All instances with these tags that sent metrics lately.
      - 'A mapping such as V({application: billing, environment: [production, staging]}), or a text such as
        V(application=billing,environment=production). An instance has to have all of the tags; of a list of values, any one is enough.'
      - Tags that Datasentinel sets by itself may be used - V(pg_instance), V(pg_version) and V(server).
    type: raw
  window:
    description:
      - With O(tags), minutes to look back for metrics, as in M(runwatch.observability.datasentinel_alerting). This is not the maintenance window.
    type: int
    default: 60
  directory:
    description:
      - Directory with the records of the windows, on the host that runs this task, as an absolute path. It is made, for the
        user of the task alone, if it is missing.
      - Windows know of each other only if their records are in the same directory.
    type: path
    default: ~/.local/state/runwatch.observability/maintenance
  record:
    description:
      - With O(state=absent), the record that opening the window returned as RV(window), such as an artifact of a workflow.
      - It is used if O(directory) holds no record of the window. It is written there, so that what remains to be done is not lost.
    type: dict
  unknown_instances:
    description:
      - What to do if the platform does not know some of the instances.
      - With V(fail), no window is opened, and nothing is touched.
      - With V(ignore), they are noted in the record, and left alone when the window is closed.
    type: str
    choices:
      - fail
      - ignore
    default: fail
  overlap:
    description:
      - What to do if another window that is open holds some of the instances.
      - With V(refuse), no window is opened, and nothing is touched.
      - With V(join), the other window tells what to restore, and the window that is closed last restores it.
    type: str
    choices:
      - refuse
      - join
    default: refuse
  until:
    description:
      - When the window should be closed. ISO 8601 such as V(2026-11-20T23:30:00Z), which is UTC unless it says otherwise; seconds or milliseconds since
        1970, where numbers below 100000000000 are seconds; or relative such as V(+2h), which counts from now each time the task runs.
      - Nothing happens at that time, unless M(runwatch.observability.datasentinel_watchdog) stands by. The platform knows no deadlines.
      - An empty text removes the deadline. If neither O(until) nor O(duration) is given, it is left alone.
    type: str
  duration:
    description:
      - How long the window may be open, such as V(45m), V(2h) or V(1h30m). It counts from the opening of the window, so the same duration
        means the same each time the task runs.
      - At most one of O(until) and O(duration) can be given. An end that is over is refused.
    type: str
  by:
    description:
      - Who opens the window, or closes it, for the record and the report. The number of a job is a good choice.
      - If not given, the user and the host that run the task, such as V(ann@controller).
    type: str
  comment:
    description:
      - Why the window is there, for the record and the report. An empty text removes it; if not given, it is left alone.
    type: str
  concurrency:
    description:
      - How many requests may be under way at once, reads and writes alike.
      - If not given, up to 8 reads run side by side and writes go one at a time, because the vendor does not say how concurrent writes are taken.
    type: int
notes:
  - Each status is read before anything is silenced, and again after each change, because the answer to a change need not tell what is true.
  - A window that cannot be silenced or restored completely makes the task fail, after everything else was done. The others are done, and
    RV(remaining) names what is left.
  - Where something else keeps alerting off after it was enabled again, a warning tells what. The API cannot change that.
  - The record holds no secrets. It stays when the window is closed, until another window of that name is opened.
  - When the task is killed between the record and the last change, the record is right all the same. Closing asks for each status first, and
    switches on only what is off.
seealso:
  - module: runwatch.observability.datasentinel_maintenance_window_info
  - module: runwatch.observability.datasentinel_watchdog
  - module: runwatch.observability.datasentinel_alerting
  - module: runwatch.observability.instana_maintenance_window
  - name: Alerting API
    description: The vendor's reference.
    link: https://docs.datasentinel.io/manual/implementation/platform-usage/api-reference/alerting
"""

EXAMPLES = r"""
- name: Silence two instances while they are upgraded, and restore what was before, whatever happens
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  block:
    - name: Open the window
      runwatch.observability.datasentinel_maintenance_window:
        name: Billing upgrade
        instances:
          - db-billing-01.example.com@billing_prod
          - db-billing-02.example.com@billing_prod
        duration: 2h
        comment: CHG0031337
      register: opened

    - name: Upgrade
      ansible.builtin.include_tasks: upgrade.yml
  always:
    - name: Close the window
      runwatch.observability.datasentinel_maintenance_window:
        name: Billing upgrade
        state: absent
      register: closed

    - name: Tell what was silenced, for how long
      ansible.builtin.debug:
        msg: "{{ closed.report }}"

- name: Have another job close the window, on a host without the record
  runwatch.observability.datasentinel_maintenance_window:
    name: Billing upgrade
    state: absent
    record: "{{ maintenance_record }}"  # opened.window, handed on with ansible.builtin.set_stats
    by: AWX job {{ awx_job_id }}

- name: Silence a data centre, together with the windows that are open there already
  runwatch.observability.datasentinel_maintenance_window:
    name: Lisbon network maintenance
    tags:
      datacenter: lisbon
    overlap: join
    until: "2026-11-21T05:00:00Z"
"""

RETURN = r"""
window:
  description:
    - The record of the window as it stands after the task, in check mode as it would stand. V(null) when there is none.
    - All times are ISO 8601 in UTC.
  returned: success, and when some of the instances failed
  type: dict
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
silenced:
  description: Names of the instances whose alerting the window switched off, or found switched off by a window that it joined. Closing does not change it.
  returned: success, and when some of the instances failed
  type: list
  elements: str
  sample:
    - db-billing-01.example.com@billing_prod
left_off:
  description: Names of the instances whose alerting was off before, and which are left alone.
  returned: success, and when some of the instances failed
  type: list
  elements: str
  sample:
    - db-billing-02.example.com@billing_prod
unknown:
  description: Names of the instances that the platform did not know.
  returned: success, and when some of the instances failed
  type: list
  elements: str
  sample: []
remaining:
  description: Names of the instances that are still to be silenced, or to be restored with O(state=absent). Empty if the task did not fail.
  returned: success, and when some of the instances failed
  type: list
  elements: str
  sample: []
duration:
  description: For how many seconds the window has been open, or was, at least V(1); V(null) without a window.
  returned: success, and when some of the instances failed
  type: int
  sample: 5400
report:
  description: The same in a few lines for the log of a job.
  returned: success, and when some of the instances failed
  type: list
  elements: str
  sample:
    - "Maintenance window 'Billing upgrade' was open for 1 h 30 min, from 2026-11-20T22:00:00Z to 2026-11-20T23:30:00Z; opened by ann@ctl, closed by job 42."
    - "Comment: CHG0031337"
    - "Alerting again (1): db-billing-01.example.com@billing_prod"
    - "Left alone, because alerting was off before (1): db-billing-02.example.com@billing_prod (A silence is set)"
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state), V(batch), V(record), V(timeout)) and
      C(retryable); where known also C(status), C(code), C(method), C(url), C(option), C(path), C(remaining) and C(unknown_instances), both lists of names.
  returned: failure
  type: dict
  sample:
    kind: batch
    remaining:
      - db-billing-01.example.com@billing_prod
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.maintenance import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
