# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What event sources are given, checked in the way in which the options of modules are."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ...module_utils._secrets import Scrubber

# Of ansible-rulebook itself, and of tasks.
_NOT_OURS = ("eda_feedback_queue",)
_OF_TASKS = ("in_process",)
# What errors advise, which are made for tasks, and what it is here.
_ADVICE = (
    ("on the task, in module_defaults,", "in the rulebook,"), ("run the task again", "try again"), ("Run the task again", "Try again"),
    ("lower concurrency", "raise interval"),
)


class SourceError(Exception):
    """Ends a source, and with it the rulebook; ``str()`` is one text for a person."""


def argument_spec(definition):
    """Return the argument spec of a source, described by a ``Definition``."""
    return {name: spec for name, spec in definition.argument_spec().items() if name not in _OF_TASKS}


def parameters(definition, args):
    """Return what the rulebook gives as a dict with all options; defaults and environment variables are those of the modules.

    What is given as null counts as not given, so that a rulebook can hand on variables that may be missing. Raises ``SourceError``.
    """
    given = {name: value for name, value in args.items() if value is not None and name not in _NOT_OURS}
    checked = ArgumentSpecValidator(argument_spec(definition), **definition.rules).validate(given)
    if checked.error_messages:
        told = [("Unsupported parameters: %s" if isinstance(error, UnsupportedError) else "%s") % error.msg for error in checked.errors]
        raise SourceError("%s: %s" % (definition.name, " ".join(text.rstrip(".") + "." for text in told)))
    return checked.validated_parameters


def failure(definition, params, error):
    """Return the ``SourceError`` for an ``ObservabilityError``."""
    return SourceError("%s: %s" % (definition.name, Scrubber(definition.secrets(params)).scrub(advice(error))))


def advice(error):
    """Return the message of an ``ObservabilityError`` in the words of rulebooks."""
    text = error.message
    for of_tasks, here in _ADVICE:
        text = text.replace(of_tasks, here)
    return text
