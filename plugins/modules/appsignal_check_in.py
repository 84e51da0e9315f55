#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_check_in
short_description: Have AppSignal notice when a scheduled playbook does not run
version_added: 1.0.0
description:
  - Tells a check-in, which AppSignal now calls a process monitor, that a scheduled job has started or finished, or that something is alive.
    AppSignal alerts when that does not come in time.
  - The check-in has to exist in AppSignal.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.attributes
  - runwatch.observability.attributes.appsignal
attributes:
  check_mode:
    support: full
    details:
      - Sends nothing.
  diff_mode:
    support: N/A
    details:
      - Nothing is kept that could be compared.
  idempotent:
    support: N/A
    details:
      - Each run says that something happened just now, and is changed.
options:
  identifier:
    description:
      - Identifier of the check-in in AppSignal.
    type: str
    required: true
  kind:
    description:
      - V(start) and V(finish) are for a check-in by cron schedule. Without V(start), V(finish) alone says that the job ran.
      - V(heartbeat) is for a check-in that expects one regularly.
    type: str
    required: true
    choices:
      - start
      - finish
      - heartbeat
notes:
  - AppSignal answers 200 whether or not it knows O(appsignal_push_key) and O(identifier). A success of this task does not prove that
    the check-in was noticed; look at it in AppSignal once.
  - When it is not known what became of a request, a V(heartbeat) is sent again, up to O(retries) times, since another one says nothing new.
    V(start) and V(finish) are not, because another one would be another run.
  - Only O(appsignal_endpoint_url) and O(appsignal_push_key) are used of the connection.
  - The key is part of the address, as AppSignal takes it in no other way. The module keeps it out of messages; proxies may log it.
seealso:
  - module: runwatch.observability.appsignal_cron_test
  - name: AppSignal check-ins
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/check-ins/configuration/api
"""

EXAMPLES = r"""
- name: Nightly maintenance, which is itself watched
  module_defaults:
    runwatch.observability.appsignal_check_in:
      appsignal_push_key: "{{ vault_appsignal_push_key }}"
      identifier: nightly-maintenance
  block:
    - name: Say that it begins
      runwatch.observability.appsignal_check_in:
        kind: start

    - name: Do the work
      ansible.builtin.include_role:
        name: maintenance

    - name: Say that it went well; after a failure nothing is said, and AppSignal alerts
      runwatch.observability.appsignal_check_in:
        kind: finish

- name: Say from a job that runs each minute that the host is alive
  runwatch.observability.appsignal_check_in:
    appsignal_push_key: "{{ vault_appsignal_push_key }}"
    identifier: "{{ inventory_hostname }}"
    kind: heartbeat
"""

RETURN = r"""
check_in:
  description: What was sent, or in check mode would be.
  returned: success
  type: dict
  contains:
    identifier:
      description: Identifier of the check-in.
      type: str
      returned: always
      sample: nightly-maintenance
    kind:
      description: What was said.
      type: str
      returned: always
      sample: finish
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(rate_limit), V(answer), V(transport)) and
      C(retryable); where known also C(status), C(detail), C(method), C(url), C(option).
  returned: failure
  type: dict
  sample:
    kind: transport
    maybe_done: false
    method: POST
    url: https://appsignal-endpoint.net/check_ins/cron
    retryable: true
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.pings import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
