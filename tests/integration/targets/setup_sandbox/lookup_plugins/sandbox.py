# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Talks to the sandbox's control address from within the controller process, so that checks cost nothing."""

from __future__ import annotations

DOCUMENTATION = r"""
name: sandbox
short_description: Inspect and steer the sandbox
description:
  - Used by the integration targets, in expressions such as C(lookup('sandbox', 'journal', since=mark, writes=true)).
options:
  _terms:
    description:
      - What to do, and for V(seed), V(variants), V(faults) and V(latency) the value to send.
      - V(journal) returns the list of requests, and V(count) how many reads, writes and logins each system got.
        V(mark) returns the number of the last request, for use as O(since).
      - V(state) and V(secrets) return what the sandbox holds.
      - V(reset) empties everything, V(clear) the journal, V(expire_sessions) ends the sessions of the platform,
        V(start_agent) starts an agent that was stopped.
      - V(seed) adds state, V(variants) and V(latency) set how the sandbox behaves, V(faults) adds one fault
        or a list of them, and V(clear_faults) removes them.
    required: true
  since:
    description: Only requests after this number.
    type: int
    default: 0
  system:
    description: Only requests to this system.
    type: str
  writes:
    description: Only requests that write, or only those that do not.
    type: bool
"""

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

# action: (method, path, whether a value is sent)
SIMPLE = {
    'state': ('GET', '/state', False),
    'secrets': ('GET', '/secrets', False),
    'reset': ('POST', '/reset', False),
    'clear': ('DELETE', '/journal', False),
    'start_agent': ('POST', '/agent/start', False),
    'expire_sessions': ('POST', '/sessions/expire', False),
    'seed': ('POST', '/seed', True),
    'variants': ('PUT', '/variants', True),
    'latency': ('PUT', '/latency', True),
    'clear_faults': ('DELETE', '/faults', False),
}


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        self._url = str(variables['sandbox_control_url'])
        self._context = ssl.create_default_context(cafile=str(variables['sandbox_ca_path']))
        action, *values = terms
        if action in SIMPLE:
            method, path, sends = SIMPLE[action]
            if len(values) != sends:
                raise AnsibleError(f'The sandbox lookup takes {"one value" if sends else "no value"} after {action}.')
            return [self._call(method, path, *values)]
        if action == 'faults':
            return [[self._call('POST', '/faults', fault) for fault in _as_list(*values)]]
        if action == 'journal':
            return [self._journal()['entries']]
        if action == 'mark':
            return [self._journal()['last']]
        if action == 'count':
            return [_count(self._journal())]
        raise AnsibleError(f'The sandbox lookup does not know {action}.')

    def _journal(self):
        query = {name: self.get_option(name) for name in ('since', 'system', 'writes')}
        given = {name: json.dumps(value) if isinstance(value, bool) else value for name, value in query.items() if value is not None}
        return self._call('GET', '/journal?' + urllib.parse.urlencode(given))

    def _call(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self._url + path, data=body, method=method, headers={'Content-Type': 'application/json'})
        try:
            with urllib.request.urlopen(request, timeout=30, context=self._context) as answer:
                return json.loads(answer.read() or 'null')
        except urllib.error.HTTPError as error:
            raise AnsibleError(f'The sandbox answered {error.code} to {method} {path}: {error.read().decode()}') from error


def _as_list(value):
    return value if isinstance(value, list) else [value]


def _count(journal):
    """How many reads, writes and logins each system got, among the requests that were asked for."""
    counts = {system: {'reads': 0, 'writes': 0, 'logins': 0} for system in journal['counts']}
    for entry in journal['entries']:
        counts[entry['system']][_kind(entry)] += 1
    return counts


def _kind(entry):
    if entry['method'] == 'POST' and '/user-token' in entry['path']:
        return 'logins'
    return 'writes' if entry['write'] else 'reads'
