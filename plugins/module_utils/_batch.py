# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many items in one task: bounded concurrency, partial failure, an account of every item."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from ._definition import Outcome
from ._errors import AuthenticationError, BatchError, ObservabilityError, OptionError
from ._reconcile import converge

FAILED, NOT_ATTEMPTED = "failed", "not_attempted"
READS_AT_ONCE = 8

OPTIONS = {
    "concurrency": {"type": "int"},
    "max_failures": {"type": "int"},
    "results": {"type": "str", "choices": ["all", "changed", "failed"], "default": "all"},
}


def one_or_many(plural, key, options, defaults):
    """Return the options and the rules of a module that takes one item, named by ``key``, or the list ``plural``.

    ``options`` are those of an item; the task's values, and the ``defaults`` of these, hold for all items.
    """
    entry = dict({key: {"type": "str", "required": True}}, **options)
    task = {name: dict(spec, default=defaults[name]) if name in defaults else spec for name, spec in options.items()}
    spec = dict({key: {"type": "str"}, plural: {"type": "list", "elements": "dict", "options": entry}}, **task, **OPTIONS)
    return spec, {"required_one_of": [(key, plural)], "mutually_exclusive": [(key, plural)]}


def place(params, plural, number):
    """Return what precedes an option's name in messages about the item ``number``."""
    return "" if params[plural] is None else "%s[%d]." % (plural, number)


def side_by_side(function, items, at_once=READS_AT_ONCE, on_error=None):
    """Return ``function(item)`` of all ``items`` in their order, found up to ``at_once`` at a time.

    The first error ends it: what has not begun never does, ``on_error()`` is called, and what has begun is waited for.
    """
    at_once = min(at_once, len(items))
    if at_once < 2:
        return [function(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor  # a single item does without it
    with ThreadPoolExecutor(at_once) as pool:
        try:
            return list(pool.map(function, items))
        except BaseException:
            if on_error:
                on_error()
            raise


def find_each(function, names):
    """Return what ``function(name)`` finds of ``names``, and the names of which it finds nothing."""
    found = side_by_side(function, names)
    return [entry for entry in found if entry], [name for name, entry in zip(names, found) if not entry]


def items_of(params, plural, key, shared, combine=None):
    """Return the items as a list of dicts that hold only what was given; an item's own value wins over the task's.

    ``plural`` is the list option, ``key`` the identity; ``shared`` are the options that the task gives for all items.
    ``combine`` maps an option to a function of (the task's value, the item's value) where both are given.
    Raises ``OptionError`` for an identity that is given twice.
    """
    def given(source, names):
        return {name: source[name] for name in names if source.get(name) is not None}

    if params[plural] is None:
        return [given(params, (key,) + tuple(shared))]
    defaults, items, seen = given(params, shared), [], set()
    for number, entry in enumerate(params[plural]):
        own = given(entry, entry)
        for name, function in (combine or {}).items():
            if name in defaults and name in own:
                own[name] = function(defaults[name], own[name])
        if own[key] in seen:
            raise OptionError("%s[%d].%s" % (plural, number, key), "%r is given twice." % own[key])
        seen.add(own[key])
        items.append(dict(defaults, **own))
    return items


def check_batch_options(params):
    """Raise ``OptionError`` if the batch options make no sense."""
    for option in ("concurrency", "max_failures"):
        if params[option] is not None and params[option] < 1:
            raise OptionError(option, "has to be at least 1, not %s." % params[option])


def converge_all(resource, items, params, check_mode, plural, singular, finish=None):
    """Converge ``items`` and return the module's :class:`Outcome`.

    A single item (``params[plural]`` not given) raises its own error and returns ``{singular: object, action}``.
    Of many, each becomes an entry of ``{plural: [...]}`` with ``action`` and ``changed``; when some fail the others are
    converged all the same and ``BatchError`` is raised at the end, with the complete result.
    ``finish(resource, item, change)`` may wait for or check the result of one item.
    """
    if params[plural] is None:
        (item,) = items
        change = converge(resource, item, check_mode)
        try:
            _finish(finish, resource, item, change, check_mode)
        except ObservabilityError as error:
            error.result = {singular: change.after, "action": change.action, "changed": change.changed}
            raise
        result = {singular: change.after, "action": change.action}
        return Outcome(change.changed, result, change.diff(resource.kind, resource.runtime), change.warnings)
    fates = _run_all(resource, items, params, check_mode, finish)
    return _summarise(resource, fates, params, plural, singular)


def _finish(finish, resource, item, change, check_mode):
    if finish is None or check_mode:
        return
    try:
        finish(resource, item, change)
    except ObservabilityError as error:
        if change.changed:
            error.facts["done"] = change.done
        raise


class _Fates:
    """What became of each item so far: a change or an error; and whether going on makes sense."""

    def __init__(self, resource, items, max_failures):
        self.names = [resource.name(item) for item in items]
        self.by_position = [None] * len(items)
        self._left = max_failures
        self._lock = threading.Lock()
        self.stopped = False

    def note(self, position, fate):
        with self._lock:
            self.by_position[position] = fate
            if isinstance(fate, ObservabilityError):
                self._left = self._left - 1 if self._left else self._left
                # Repeating a refused login could lock the account.
                self.stopped = self.stopped or self._left == 0 or isinstance(fate, AuthenticationError)


class Abandoned(Exception):
    """The batch has ended, so this item's turn never comes."""


class _Turns:
    """Lets one item write at a time, in the order of the items; one that is over needs no turn."""

    def __init__(self):
        self._moved = threading.Condition()
        self._over = set()
        self._next = 0
        self._abandoned = False

    @contextmanager
    def of(self, position):
        """Wait for the turn of ``position``, which is over afterwards. Raises :class:`Abandoned` if it never comes."""
        with self._moved:
            self._moved.wait_for(lambda: self._next == position or self._abandoned)
            if self._abandoned:
                raise Abandoned
        try:
            yield
        finally:
            self.end(position)

    def end(self, position):
        """Say that ``position`` writes nothing any more."""
        with self._moved:
            self._over.add(position)
            while self._next in self._over:
                self._next += 1
            self._moved.notify_all()

    def abandon(self):
        """Give nobody a turn any more: an item that never began cannot say that it is over, and the others would wait for it forever."""
        with self._moved:
            self._abandoned = True
            self._moved.notify_all()


def _run_all(resource, items, params, check_mode, finish):
    """Converge all items. Unless told otherwise, reads run side by side and writes one at a time, in order (fact sheet U-24)."""
    fates, turns = _Fates(resource, items, params["max_failures"]), _Turns()
    slots = threading.BoundedSemaphore(params["concurrency"]) if params["concurrency"] else None

    def work(position):
        try:
            if not fates.stopped:
                fates.note(position, converged(position))
        finally:
            turns.end(position)

    def converged(position):
        try:
            change = converge(resource, items[position], check_mode, slots or turns.of(position))
            turns.end(position)
            _finish(finish, resource, items[position], change, check_mode)
        except ObservabilityError as error:
            return error
        return change

    side_by_side(work, range(len(items)), params["concurrency"] or READS_AT_ONCE, turns.abandon)
    return fates


def _summarise(resource, fates, params, plural, singular):
    entries, changes, warnings, errors = [], [], [], []
    summary = dict.fromkeys(("created", "updated", "deleted", "unchanged", FAILED, NOT_ATTEMPTED), 0)
    for name, fate in zip(fates.names, fates.by_position):
        if fate is None:
            entry = {resource.identity: name, "action": NOT_ATTEMPTED, "changed": False}
        elif isinstance(fate, ObservabilityError):
            errors.append((name, fate))
            entry = {resource.identity: name, "action": FAILED, "changed": bool(fate.facts.get("done") or fate.facts.get("unknown")),
                     "msg": fate.message, "failure": fate.failure()}
        else:
            changes.append(fate)
            warnings.extend(fate.warnings)
            entry = dict({resource.identity: name}, **(fate.after or {}), action=fate.action, changed=fate.changed)
        summary[entry["action"]] += 1
        entries.append(entry)
    changed = any(entry["changed"] for entry in entries)
    keep = {"all": lambda entry: True, "changed": lambda entry: entry["changed"] or "failure" in entry,
            "failed": lambda entry: entry["action"] in (FAILED, NOT_ATTEMPTED)}[params["results"]]
    result = {plural: [entry for entry in entries if keep(entry)], "summary": summary}
    diff = _diff(resource, changes)
    if not errors:
        return Outcome(changed, result, diff, warnings)
    failure = BatchError(_account(errors, summary, len(entries), plural))
    failure.result = dict(result, changed=changed, diff=diff)
    failure.warnings = warnings
    raise failure


def _account(errors, summary, total, plural):
    shown = "; ".join("%s: %s" % (name, error.message) for name, error in errors[:3])
    more = " And %d more, see the result." % (len(errors) - 3) if len(errors) > 3 else ""
    fine = ", ".join("%d %s" % (count, action.replace("_", " ")) for action, count in summary.items()
                     if count and action != FAILED)
    return "%d of %d %s failed (%s). %s%s Run the task again to converge the rest." % (
        len(errors), total, plural, fine or "none succeeded", shown, more)


def _diff(resource, changes):
    return [change.diff(resource.kind, resource.runtime) for change in changes if change.changed]
