#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_cron_test
short_description: Have AppSignal test a cron expression
version_added: 1.0.0
description:
  - Asks AppSignal whether it takes a cron expression as the schedule of a check-in, and fails if it does not.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.attributes
  - runwatch.observability.attributes.info
  - runwatch.observability.attributes.appsignal
options:
  expression:
    description:
      - The expression, such as V(0 3 * * *).
    type: str
    required: true
  field:
    description:
      - The field of the request that holds the expression. Its name is not documented; should AppSignal say that a field is missing, give
        its name here.
    type: str
    default: expression
  extra:
    description:
      - Further fields of the request, such as a time zone, passed on as they are.
    type: dict
  fail_on_invalid:
    description:
      - Whether the task fails if AppSignal does not take the expression. With V(false), only RV(valid) and RV(reason) tell.
    type: bool
    default: true
notes:
  - What AppSignal answers is not documented. The code 422, or an answer with C(valid) being V(false), is taken for a no; a 422 that speaks of
    the request and not of the expression is an error; any other answer with a code of success is taken for a yes.
seealso:
  - module: runwatch.observability.appsignal_token_info
  - name: AppSignal Public API
    description: The endpoints behind this module.
    link: https://docs.appsignal.com/api/v2/overview
"""

EXAMPLES = r"""
- name: Make sure that AppSignal understands when the backup runs
  runwatch.observability.appsignal_cron_test:
    appsignal_token: "{{ vault_appsignal_token }}"
    expression: 0 3 * * *
"""

RETURN = r"""
expression:
  description: The expression.
  returned: always, once it was tested
  type: str
  sample: 0 3 * * *
valid:
  description: Whether AppSignal takes it.
  returned: always, once it was tested
  type: bool
  sample: true
reason:
  description: Why it does not. V(null) if it does.
  returned: always, once it was tested
  type: str
  sample: The expression needs five fields (invalid_cron)
raw:
  description: The answer, as it came. V(null) if it was an error.
  returned: always, once it was tested
  type: raw
  sample: {}
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(permission), V(not_found), V(rate_limit), V(answer), V(transport), V(gate)) and
      C(retryable); where known also C(status), C(detail), C(method), C(url), C(option).
    - For a request that AppSignal refuses with 422, C(code) is its identifier of the problem, and C(details) are as it sent them.
  returned: failure
  type: dict
  sample:
    kind: answer
    status: 422
    code: invalid_parameters
    details:
      field: cron
    detail: "cron is required (invalid_parameters, {\"field\": \"cron\"})"
    method: POST
    url: https://appsignal.com/api/v2/check_ins/test_cron
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.check_ins import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
