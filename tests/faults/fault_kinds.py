# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults, and the one table of what has to become of a task that meets them."""

from __future__ import annotations

import time
from typing import NamedTuple

# What can become of a task.
OK = 'ok'  # it went well: what is wanted stands, or what was asked for was read
NO = 'no'  # it failed, and nothing was done
PART = 'part'  # it failed, and it names the steps that were done before
OPEN = 'open'  # it failed, and it names the step of which nobody knows
TOLD = 'told'  # it took the answer for the truth, and went on from there
TWICE = 'twice'  # it did what somebody else had done too, which the vendor allows
WARNS = 'warns'  # the play goes on, and the role or plugin says what it could not do
NONE = '-'  # it sends no such request, or the fault cannot be met there

# What has to become of it: a failure is certain, whether steps were done before or not, or it leaves one step open.
FAILS = frozenset((NO, PART))
GOES_WELL, LEFT_OPEN = frozenset((OK,)), frozenset((OPEN,))

# The requests that a fault can strike. `send` is a change that cannot be looked for afterwards.
KINDS = ('login', 'read', 'write', 'send')

SAID = 'Told by the test'
LATE = {False: 0.15, True: 0.4}  # seconds; longer for a change, so that it is not there yet when it is looked for
PATIENCE = 0.1  # seconds that a module waits where the answer is late


class Fault(NamedTuple):
    """One fault. `rule` is what the sandbox is told; `once` and `lasting` map kinds of requests to what may become of the task.

    `why` is a regular expression of what the message has to say. With `like`, the name of a fault that modules cannot tell from this one,
    it strikes each sort of request once.
    """

    name: str
    meaning: str
    rule: dict
    once: dict
    lasting: dict
    why: str
    like: str = ''

    @property
    def is_slow(self) -> bool:
        return self.rule['kind'] == 'delay'


def _each(login: frozenset, read: frozenset, write: frozenset, send: frozenset | None = None) -> dict:
    return dict(zip(KINDS, (login, read, write, write if send is None else send)))


def _status(status: int, once: dict, lasting: dict | None = None, name: str = '', meaning: str = '', like: str = '', **headers: str) -> Fault:
    rule = {'kind': 'status', 'status': status, 'body': {'error': SAID}, 'headers': headers}
    why = rf'answered {status}: .*{SAID}|says: {SAID}|does not take .*{SAID}'
    return Fault(name or str(status), meaning or f'the answer is {status}', rule, once, once if lasting is None else lasting, why, like)


REFUSED = _each(FAILS, FAILS, FAILS)
PASSING = _each(FAILS, GOES_WELL, LEFT_OPEN)  # a read is repeated, a change is not
PUT_OFF = _each(GOES_WELL, GOES_WELL, GOES_WELL)
DOWN = _each(FAILS, FAILS, LEFT_OPEN)
LOST = 'connection was lost|got no answer'
# Some answers have no body that could be broken; but what was done can then not be read back.
DONE = frozenset((OK, PART))


def answers() -> list:
    """What a server may say."""
    return [
        _status(400, REFUSED),
        # Only the platform gives sessions: a module that logged in itself does so once more.
        _status(401, _each(FAILS, GOES_WELL, GOES_WELL), REFUSED, meaning='the answer is 401; a session of the platform has ended'),
        _status(403, REFUSED),
        # Who looks for something takes it for gone, and deletes nothing.
        _status(404, _each(FAILS, FAILS | {OK, TOLD}, FAILS | {OK, TOLD}), meaning='the answer is 404, as after a race'),
        _status(409, REFUSED, meaning='the answer is 409, as after a race'),
        _status(422, REFUSED, like='400'),
        _status(429, PUT_OFF, REFUSED, meaning='the answer is 429, without a hint'),
        _status(429, PUT_OFF, REFUSED, name='429 after', meaning='the answer is 429 with `Retry-After`', like='429', **{'Retry-After': '3'}),
        _status(429, PUT_OFF, REFUSED, name='429 reset', meaning='the answer is 429 with `X-RateLimit-Reset`', like='429', **{'X-RateLimit-Reset': '{soon}'}),
        _status(429, REFUSED, name='429 late', meaning='the answer is 429 with a `Retry-After` of an hour', **{'Retry-After': '3600'}),
        _status(500, DOWN),
        _status(502, PASSING, DOWN, like='503'),
        _status(503, PASSING, DOWN),
        _status(504, PASSING, DOWN, like='503'),
        Fault('error', 'the answer is 200 with an error in it', {'kind': 'error_key', 'body': SAID}, DOWN, DOWN, SAID),
    ]


def breakages() -> list:
    """What may become of an answer or of a connection."""
    return [
        Fault('HTML', 'an HTML page with 502, as of a proxy', {'kind': 'html'}, PASSING, DOWN, 'HTML page .*502 Bad Gateway', '503'),
        Fault('HTML 200', 'an HTML page with 200', {'kind': 'html', 'status': 200}, DOWN, DOWN, 'HTML page|not a PDF'),
        Fault('cut', 'the answer breaks off', {'kind': 'truncate'}, _each(FAILS, GOES_WELL, GOES_WELL, LEFT_OPEN), _each(FAILS, FAILS, LEFT_OPEN | DONE), LOST),
        Fault('no JSON', 'the answer is no JSON', {'kind': 'not_json'},
              _each(FAILS, FAILS, GOES_WELL), _each(FAILS, FAILS, LEFT_OPEN | DONE), 'not JSON|PDF|CSV|cut off'),
        Fault('type', 'the answer comes as `text/plain`', {'kind': 'wrong_content_type'}, PUT_OFF, PUT_OFF, '', 'none at all'),
        Fault('redirect', 'a redirect to another origin', {'kind': 'redirect', 'location': '{trap}'}, REFUSED, REFUSED, 'a redirect to'),
        Fault('reset', 'the connection is reset before the request takes effect', {'kind': 'reset_before'}, PASSING, DOWN, LOST),
        Fault('reset late', 'the connection is reset after the request took effect', {'kind': 'reset_after'},
              _each(FAILS, GOES_WELL, GOES_WELL, LEFT_OPEN), DOWN, LOST),
        Fault('slow', 'the answer comes after the time limit', {'kind': 'delay'}, PASSING, PASSING, 'nothing came back within'),
    ]


# These let nothing through, so they strike a task as a whole: (name, meaning, reason in the message).
UNREACHABLE = (
    ('refused', 'the connection is refused', 'connection refused'),
    ('no host', 'the host name does not exist', 'the host name cannot be resolved'),
    ('CA', 'the certificate is of an unknown authority', r'TLS could not be set up'),
    ('name', 'the certificate is for another host', r'TLS could not be set up'),
)
# What happened between reading and changing: (name, meaning).
RACES = (
    ('came', 'somebody else has done the same in between'),
    ('went', 'somebody else has removed it in between'),
)

STRIKING = {fault.name: fault for fault in answers() + breakages()}
ALL = tuple(STRIKING) + tuple(entry[0] for entry in UNREACHABLE) + tuple(entry[0] for entry in RACES)


def armed(fault: Fault, trap: str, is_change: bool = False, **where: int) -> dict:
    """What to tell the sandbox, for the calls that `where` says."""
    rule = dict(fault.rule, **where)
    if fault.is_slow:
        rule['delay'] = LATE[is_change]
    if 'location' in rule:
        rule['location'] = trap
    if 'headers' in rule:
        rule['headers'] = {name: value.format(soon=int(time.time()) + 5) for name, value in rule['headers'].items()}
    return rule
