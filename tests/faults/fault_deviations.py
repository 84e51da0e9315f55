# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a module has its reasons to do otherwise than the table of faults says; each has to be one that is met."""

from __future__ import annotations

import re
from typing import NamedTuple

from fault_kinds import FAILS, OK, OPEN, TOLD


class Deviation(NamedTuple):
    """`scenarios` and `faults` are regular expressions of whole names; `kind` and `path` are those of the call that is struck.

    With `after`, only calls that follow the changes count.
    """

    scenarios: str
    faults: str
    kind: str
    outcomes: frozenset
    reason: str
    path: str = ''
    after: bool = False


DEVIATIONS = (
    Deviation('datasentinel_(user|role)-.*', '400|409|422|error|HTML 200|no JSON', 'read', frozenset((OK,)),
              'how the platform says that there is no such name is not documented, so the list is asked', path='/ds-api/(users|roles)/.', after=True),
    Deviation('datasentinel_problem', '400|409|422|error|HTML 200|no JSON|redirect', 'read', frozenset((OK,)),
              'the list of problems is not documented; where it cannot be read, the module warns and raises the problem', path='/problems$'),
    Deviation('datasentinel_platform_info', '401', 'read', FAILS, 'the version is told without a login, and a token that is looked at is not replaced'),
    Deviation('datasentinel_agent_info', '400|409|422|500|error', 'read', frozenset((TOLD,)),
              'an upload that is not possible is a result, and how agents tell it is not documented', path='/test-upload$'),
    Deviation('appsignal_token_info', '403', 'read', frozenset((TOLD,)), 'that the token does not see the site is a result', path='/metrics/names/'),
    Deviation('appsignal_deploy_marker-.*', '4..( late)?|500|error|HTML 200|no JSON|redirect', 'read', frozenset((OK,)),
              'the marker was made, only its id remains unknown', after=True),
    Deviation('instana_event|appsignal_deploy_marker-.*', 'slow', 'write', frozenset((OK, OPEN)), 'it is looked for until it turns up'),
    Deviation('instana_event', 'error|HTML 200', 'write', frozenset((TOLD,)), 'whatever the agent answers, a 2xx is a yes'),
    Deviation('appsignal_check_in-.*', 'cut|no JSON', 'send|read', frozenset((OK,)), 'the answer has no body, and none is looked at'),
)


def deviation(scenario, strike):
    """What may become of the task instead, or None."""
    for entry in DEVIATIONS:
        if (re.fullmatch(entry.scenarios, scenario.name) and re.fullmatch(entry.faults, strike.fault.name)
                and re.fullmatch(entry.kind, strike.struck.kind) and re.search(entry.path, strike.struck.entry['path'])
                and (strike.is_after or not entry.after)):
            return entry.outcomes
    return None
