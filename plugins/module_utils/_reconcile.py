# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one engine for state: read, plan, (check mode: stop), apply, read back.

``changed``, the prediction of check mode and the diff all come from the plan, so they cannot disagree.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import NamedTuple

from ._errors import Conflict, ObservabilityError, StateError, WaitTimeout

CREATED, UPDATED, DELETED, UNCHANGED = "created", "updated", "deleted", "unchanged"


class Step(NamedTuple):
    """One write: ``what`` completes "could not ..."; ``call`` (no arguments) sends it."""

    what: str
    call: object


class Plan:
    """What has to be done. ``after`` is the predicted public object, ``None`` when it will be gone.

    ``hidden`` names write-only fields that will be set; the diff mentions them without their values.
    """

    def __init__(self, after, steps=(), hidden=(), warnings=()):
        self.after = after
        self.steps = list(steps)
        self.hidden = hidden
        self.warnings = list(warnings)


class Change:
    """What became of one resource: public objects ``before`` and ``after`` (dict or ``None``), the action taken, the steps ``done``."""

    def __init__(self, name, before, after, action, hidden=(), warnings=()):
        self.name = name
        self.before = before
        self.after = after
        self.action = action
        self.hidden = hidden
        self.warnings = list(warnings)
        self.done = []

    @property
    def changed(self):
        """Whether anything was, or in check mode would be, written."""
        return self.action != UNCHANGED

    def diff(self, kind, unimportant=()):
        """Return Ansible's ``{before, after, before_header, after_header}``; ``unimportant`` keys are left out.

        Each side is a dict, or an empty text where there is nothing (which displays as no line at all).
        """
        before, after = (
            {key: value for key, value in side.items() if key not in unimportant} if side else ""
            for side in (self.before, self.after))
        if after and self.changed:
            after.update({secret: "(set, not shown)" for secret in self.hidden})
        header = "%s %s" % (kind, self.name)
        return {"before": before, "after": after, "before_header": header, "after_header": header}


class Resource:
    """What the engine has to know about a kind of resource. ``wanted`` is whatever the resource's module prepared.

    ``kind`` names it in messages. ``identity`` is the key of the public object, and the option, that names it;
    ``runtime`` are keys of the public object that the server alone determines.
    """

    kind = "resource"
    identity = "name"
    runtime = ()

    def name(self, wanted):
        """Return the name of the resource in messages and results."""
        return wanted[self.identity]

    def read(self, wanted, fresh=False):
        """Return the current public object, or ``None``. ``fresh`` forbids an answer from an earlier list."""
        raise NotImplementedError

    def plan(self, wanted, current):
        """Return the :class:`Plan` that leads from ``current`` to ``wanted``. Raises ``ObservabilityError``."""
        raise NotImplementedError

    def require_for_creation(self, wanted, options, why=""):
        """Raise ``StateError`` unless ``wanted`` holds all ``options``, which a resource that is not there needs."""
        missing = [option for option in options if option not in wanted]
        if missing:
            raise StateError(
                "The %s %s does not exist yet; to create it, %s %s needed too%s." % (
                    self.kind, self.name(wanted), " and ".join(missing), "are" if missing[1:] else "is",
                    ": " + why if why else ""), option=missing[0])


def converge(resource, wanted, check_mode, write_slot=None):
    """Bring one resource to what is wanted and return the :class:`Change`.

    ``write_slot`` is a context manager held while writing. In check mode only reads are sent.
    """
    current = resource.read(wanted)
    plan = resource.plan(wanted, current)
    change = Change(resource.name(wanted), current, plan.after, _action(current, plan), plan.hidden, plan.warnings)
    if check_mode or not plan.steps:
        change.after = current if not plan.steps else plan.after
        return change
    with write_slot or nullcontext():
        change.done = _apply(resource, wanted, plan)
    if plan.after is not None:
        try:
            change.after = resource.read(wanted, fresh=True)
        except ObservabilityError as error:
            raise with_account(error, "read %s %s back" % (resource.kind, change.name), change.done)
        change.warnings = plan.warnings + _deviations(resource, wanted, plan.after, change.after)
    if not change.done:  # somebody else was faster
        change.before, change.action = change.after, UNCHANGED
    return change


def _action(current, plan):
    if not plan.steps:
        return UNCHANGED
    if plan.after is None:
        return DELETED
    return CREATED if current is None else UPDATED


def _apply(resource, wanted, plan):
    """Send the plan's steps and return what was done (list of str).

    Where a step lost a race or its fate is unknown, look again once and go on from there.
    """
    steps, done, looked_again = list(plan.steps), [], False
    while steps:
        step = steps[0]
        try:
            step.call()
        except ObservabilityError as error:
            rest = None if looked_again else _steps_from_here(resource, wanted, step, error)
            if rest is None:
                raise with_account(error, step.what, done, [left.what for left in steps])
            if not isinstance(error, Conflict):
                done.append(step.what)
            looked_again, steps = True, rest
            continue
        done.append(step.what)
        steps.pop(0)
    return done


def _steps_from_here(resource, wanted, failed, error):
    """Return the steps still needed after ``failed`` ended in doubt, or ``None`` if the error has to stand.

    The failed step itself is never sent again: it stands only if the server's state shows that it took effect.
    """
    if not (isinstance(error, Conflict) or getattr(error, "maybe_done", False)):
        return None
    try:
        steps = resource.plan(wanted, resource.read(wanted, fresh=True)).steps
    except ObservabilityError:
        return None
    return steps if all(step.what != failed.what for step in steps) else None


def with_account(error, failed, done, steps=()):
    """Add to ``error`` where things stand: each step is one that was ``done``, one of ``unknown`` fate, or one of ``not_done``.

    ``failed`` is what failed; ``steps`` are those that were not done for certain when it did, the failed one first.
    """
    steps, done, maybe_done = list(steps), done + error.facts.get("done", []), getattr(error, "maybe_done", False)
    unknown = steps[:1] if maybe_done or isinstance(error, WaitTimeout) else []
    error.facts.update(done=done, failed_step=failed, unknown=unknown, not_done=steps[len(unknown):])
    error.result = dict(error.result, changed=bool(done or unknown))
    if done:
        error.message += " Done before that: %s." % ", ".join(done)
    if steps[1:]:
        error.message += " Not done any more: %s." % ", ".join(steps[1:])
    if maybe_done:
        error.message += " It is not known whether the server carried it out; the next run looks first."
    return error


def _deviations(resource, wanted, predicted, real):
    """Return warnings for what the server stored otherwise than it was asked to; ``None`` is what it does not tell."""
    label = "%s %s" % (resource.kind, resource.name(wanted))
    if real is None:
        return ["The %s is not there after the change, although the server accepted it." % label]
    return [
        "The %s: the server stored %s as %r instead of %r." % (label, key, real[key], value)
        for key, value in predicted.items()
        if key not in resource.runtime and None not in (value, real.get(key)) and real[key] != value
    ]
