# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Striking one request of a task with a fault, and judging what became of the task."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from fault_kinds import FAILS, NO, OK, OPEN, PART, TOLD, TWICE, Fault, armed
from fault_world import World, settled, steady
from module_scenarios import Scenario

# Fields of a result that say how it was found out, not what was.
_ASIDE = ('changed', 'diff', 'warnings', 'rate_limit', 'action', 'invocation')
_DID = {'announced': 'done', 'uncertain': 'unknown'}


class Account(NamedTuple):
    """What a failed task says of its changes: how many were done, and of how many nobody knows."""

    done: int
    unknown: int

    @classmethod
    def of(cls, result: dict) -> Account:
        failure = result.get('failure') or {}
        if 'remaining' in failure:
            return cls.of_window(result)
        if failure.get('kind') == 'batch':
            parts = [cls.of(entry) for entry in _entries(result) if entry.get('failure') and entry is not result]
            return cls(sum(part.done for part in parts), sum(part.unknown for part in parts))
        if 'done' in failure or 'unknown' in failure:
            return cls(len(failure.get('done', ())), len(failure.get('unknown', ())))
        fates = [_DID.get(entry.get('action')) for entry in _entries(result)]
        if any('action' in entry for entry in _entries(result)):
            return cls(fates.count('done'), fates.count('unknown'))
        return cls(0, int(bool(failure.get('maybe_done'))))

    @classmethod
    def of_window(cls, result: dict) -> Account:
        """A maintenance window keeps its account in its record."""
        instances = result['window']['instances']
        goal = 'silenced' if ' is open, but ' in result['msg'] else 'restored'
        unknown = [entry for entry in instances if 'It is not known' in (entry.get('problem') or '')]
        done = [entry for entry in instances if entry['state'] == goal or 'Done before that' in (entry.get('problem') or '')]
        return cls(len([entry for entry in done if entry not in unknown]), len(unknown))


def _entries(result: dict) -> list:
    return result.get('events') or result.get('instances') or [result]


class Clean:
    """A task that met no fault: the calls that it made, what it left behind and what it said."""

    def __init__(self, world: World, scenario: Scenario, folder: Path) -> None:
        self.scenario, self.folder = scenario, folder
        world.begin()
        world.prepare(scenario, folder)
        world.forget()
        self.before = settled(world.state())
        result = self.run(world)
        assert not result['failed'], result
        self.calls = world.calls(scenario)
        self.after = settled(world.state())
        self.said = _said(result)
        self.is_reader = not any(call.is_change for call in self.calls)
        self.kinds = sorted({call.kind for call in self.calls})

    def params(self, world: World) -> dict:
        given = self.scenario.params
        return given(world.state(), self.folder) if callable(given) else given

    def run(self, world: World) -> dict:
        return world.run(self.scenario.module, self.params(world))

    def targets(self, known: set, ends: bool = True) -> list:
        """The numbers of the calls to strike: the first of each shape that is not `known`, and, with `ends`, the last of each kind in the first task."""
        chosen = {}
        for number, call in enumerate(self.calls):
            if call.shape not in known:
                chosen.setdefault(call.shape, number)
            if ends and not known:
                chosen[call.kind] = number
        return sorted(set(chosen.values()))

    def firsts(self, known: set) -> list:
        """The first call of each kind, of those that are struck."""
        chosen = {}
        for number in self.targets(known):
            chosen.setdefault(self.calls[number].kind, number)
        return sorted(chosen.values())

    @property
    def shapes(self) -> set:
        return {call.shape for call in self.calls}


def _said(result: dict) -> object:
    return steady({key: value for key, value in result.items() if key not in _ASIDE})


class Strike:
    """One cell of the table: a task whose call `number` met a fault."""

    def __init__(self, world: World, clean: Clean, fault: Fault, number: int, lasting: bool) -> None:
        self.world, self.clean, self.fault = world, clean, fault
        self.struck = clean.calls[number]
        self.is_after = any(call.is_change for call in clean.calls[:number])
        self.label = f'{clean.scenario.name}, {fault.name}{" for good" if lasting else ""} at {number} ({" ".join(map(str, self.struck.shape))})'
        world.prepare(clean.scenario, clean.folder)
        params = clean.params(world)
        world.arm(armed(fault, world.trap.url, self.struck.is_change, skip=number, times=-1 if lasting else 1))
        world.hurried = number if fault.is_slow else None
        self.result = world.run(clean.scenario.module, params)
        world.hurried = None
        if fault.is_slow:
            world.settle(self.struck.is_change)
        self.calls = world.calls(clean.scenario)
        self.state = settled(world.state()) if any(call.is_change for call in self.calls) else clean.before
        world.leave(clean.scenario.name, self.state == clean.before)
        if lasting or not any(call.fault for call in self.calls):
            world.disarm()
        self.outcome = outcome_of(clean, self.result, self.state)

    def judge(self, expected: frozenset) -> None:
        """Fail unless what became of the task is among `expected`, and everything that it says is true."""
        try:
            assert any(call.fault for call in self.calls), 'the fault was not met'
            assert self.outcome in expected, f'{self.outcome} instead of {" or ".join(sorted(expected))}'
            self._check_repetitions()
            self._check_logins()
            assert self.world.trap.visits == 0, 'somebody followed the redirect'
            if self.result['failed']:
                check_message(self.result, self.world, self.fault.why)
                self._check_account()
            if not self.clean.is_reader:
                self._check_next_run()
        except AssertionError as problem:
            pytest.fail(f'{self.label}: {problem}\n{shortly(self.result)}\n{trace(self.calls)}', pytrace=False)

    def _check_repetitions(self) -> None:
        """No change is sent twice, unless the first one was refused for certain."""
        sent = {}
        for call in self.calls:
            if call.is_change:
                sent.setdefault(call.same, []).append(call)
        for calls in sent.values():
            for earlier in calls[:-1]:
                assert earlier.entry['status'] in (401, 429) and earlier.fault == 'status', f'sent twice: {earlier.same}'

    def _check_logins(self) -> None:
        """One login, and exactly one more where a session ended."""
        granted = [call for call in self.calls if call.kind == 'login' and call.entry['status'] == 201]
        refused = [call for call in self.calls if call.kind != 'login' and call.fault == 'status' and call.entry['status'] == 401]
        sessions = 'login' in self.clean.kinds and self.outcome == OK
        if refused and sessions:
            assert len(granted) == 2, f'{len(granted)} logins'
        assert len(granted) <= 1 + bool(refused), f'{len(granted)} logins'

    def _check_account(self) -> None:
        account = Account.of(self.result)
        changes = [call for call in self.calls if call.is_change and call.took_effect]
        certain = [call for call in changes if call.fault in (None, 'wrong_content_type')]
        assert len(certain) <= account.done <= len(changes), f'{account}, but {len(changes)} changes took effect'
        assert len(changes) <= account.done + account.unknown, f'{account}, but {len(changes)} changes took effect'
        if not changes:
            assert self.state == self.clean.before, 'the state changed'
            assert self.clean.scenario.records or not list(self.clean.folder.iterdir()), 'a file was written'
        if not self.clean.is_reader and not self.clean.scenario.records:  # a record changes before anything else does
            assert bool(self.result.get('changed')) == bool(account.done or account.unknown), 'changed'
        failure = self.result['failure']
        if 'not_done' in failure:
            steps = failure['done'] + failure['unknown'] + failure['not_done']
            assert len(steps) == len(set(steps)), f'a step is accounted for twice: {steps}'

    def _check_next_run(self) -> None:
        """The next run, without the fault, brings what is wanted, and nothing twice; from what was there before, it is the one without a fault."""
        if self.state in (self.clean.before, self.clean.after) or any(call.kind == 'send' for call in self.clean.calls):
            return
        again = self.clean.run(self.world)
        self.world.forget()
        self.world.leave('', False)
        assert not again['failed'], f'the next run failed: {again["msg"]}'
        assert settled(self.world.state()) == self.clean.after, 'the next run did not bring what is wanted'


def outcome_of(clean: Clean, result: dict, state: object) -> str:
    """What became of a task, from its result and from what the sandbox holds then."""
    if result['failed']:
        account = Account.of(result)
        return OPEN if account.unknown else PART if account.done else NO
    stands = state == clean.after and (not clean.is_reader or _said(result) == clean.said)
    return OK if stands else TOLD


def check_message(result: dict, world: World, why: str) -> None:
    """One paragraph that says what could not be done, by whom it was refused and why, and no secret anywhere."""
    text = result['msg']
    assert '\n' not in text and text.endswith(('.', '!')) and len(text) < 1200, 'the message is no plain text'
    # Of what is not there it says just that, however it was told.
    is_missing = result['failure']['kind'] == 'state' and re.search(r'[Tt]here is no |knows no |does not know |does not exist|is not there', text)
    assert is_missing or re.search(why, text), f'the message does not say why ({why})'
    assert is_missing or re.search(r'[Cc]ould not |does not |has no data|it cannot be told', text), 'the message does not say what could not be done'
    assert result['failure']['kind'] == 'state' or re.search(r'https?://|platform|agent|Instana|AppSignal', text), 'the message does not say where'
    assert result['failure']['kind'] and isinstance(result['failure']['retryable'], bool)
    told = json.dumps(result)
    for secret in world.secrets():
        assert secret not in told, 'a secret is told'


def expected_of(fault: Fault, clean: Clean, number: int, lasting: bool) -> frozenset:
    """What the table says of this fault and this call."""
    kind = clean.calls[number].kind
    own_session = 'login' in clean.kinds
    if fault.name == '401' and not own_session:
        return FAILS
    expected = (fault.lasting if lasting else fault.once)[kind]
    # That there is nothing is said by the code alone.
    return expected | {OK} if fault.name == 'no JSON' and clean.calls[number].entry['status'] == 404 else expected


def race(world: World, clean: Clean, replies: list, came: bool) -> tuple:
    """Run the task on answers that are out of date; return its outcome and its result.

    With `came`, somebody has done the same since; else somebody has removed everything.
    """
    scenario = clean.scenario
    world.begin()
    world.prepare(scenario, clean.folder)
    params = clean.params(world)
    if came:
        kept = {path: path.read_bytes() for path in clean.folder.iterdir() if path.is_file()}
        assert not world.run(scenario.module, params)['failed']
        for path in [path for path in clean.folder.iterdir() if path.is_file()]:
            path.unlink()
        for path, content in kept.items():
            path.write_bytes(content)
    else:
        world.begin()
    world.forget()
    for method, path, status, text in replies:
        world.arm({'kind': 'status', 'method': method, 'path': f'^{re.escape(path)}$', 'status': status, 'body': text})
    result = world.run(scenario.module, params)
    calls, state = world.calls(scenario), settled(world.state())
    assert scenario.records or any(call.is_change for call in calls), 'no change was sent, so there was no race'
    if result['failed']:
        check_message(result, world, 'answered 4|it cannot be told which one')
        return (PART if Account.of(result).done else NO), result, calls
    if came and state != clean.after:
        return TWICE, result, calls
    return OK, result, calls


def shortly(result: dict) -> str:
    return json.dumps({key: result.get(key) for key in ('failed', 'msg', 'failure', 'changed', 'action', 'warnings')}, indent=1)[:3000]


def trace(calls: list) -> str:
    return '\n'.join(f'  {call.entry["method"]} {call.entry["path"]} {call.entry["status"]} {call.fault or ""}' for call in calls)
