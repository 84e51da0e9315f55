# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can go wrong, as one hierarchy; each error knows what it adds to a failed task's result."""

from __future__ import annotations


class ObservabilityError(Exception):
    """Base of all errors that the collection raises on purpose.

    ``str(error)`` is one sentence for a person. :meth:`failure` holds the same facts for a program. What was done all the
    same can be put into ``result`` (dict, part of the failed task's result) and ``warnings`` (list of str).
    """

    def __init__(self, message, **facts):
        super().__init__(message)
        self.message = message
        self.result = {}
        self.warnings = []
        self.facts = {key: value for key, value in facts.items() if value is not None}

    def __str__(self):
        return self.message

    def failure(self):
        """Return machine-readable facts: always ``kind`` and ``retryable``, the others where known."""
        return dict({"kind": self.kind, "retryable": False}, **self.facts)

    kind = "error"

    def again(self):
        """Return an equal error, to be raised at another place, where other facts may be added to it."""
        twin = type(self).__new__(type(self), *self.args)
        vars(twin).update(vars(self), facts=dict(self.facts), result=dict(self.result), warnings=list(self.warnings))
        return twin


class OptionError(ObservabilityError):
    """An option's value is wrong; raised before any request is sent."""

    kind = "option"

    def __init__(self, option, message):
        super().__init__("%s: %s" % (option, message), option=option)


class MissingLibrary(ObservabilityError):
    """A Python library is not installed where the module runs."""

    kind = "library"

    def __init__(self, library, traceback):
        super().__init__("The Python library %s is missing." % library, library=library)
        self.library = library
        self.traceback = traceback


class RequestError(ObservabilityError):
    """A request failed. ``maybe_done`` says whether the server may have carried it out all the same."""

    kind = "request"
    maybe_done = False


class TransportError(RequestError):
    """No usable answer came back: unreachable, timed out, reset, TLS trouble."""

    kind = "transport"

    def __init__(self, message, maybe_done=False, **facts):
        super().__init__(message, maybe_done=maybe_done, **facts)
        self.maybe_done = maybe_done


class AnswerError(RequestError):
    """The server answered, but not what was asked for. ``status`` is the HTTP code."""

    kind = "answer"

    def __init__(self, message, status, maybe_done=False, detail="", **facts):
        super().__init__(message, status=status, detail=detail or None, maybe_done=maybe_done or None, **facts)
        self.status = status
        self.detail = detail
        self.maybe_done = maybe_done


class UnreadableAnswer(AnswerError):
    """The answer is none that could be understood; it says nothing of what was asked for."""


class AuthenticationError(AnswerError):
    """401: who asks is not known. Ends a batch at once, so that an account is not locked by repetition."""

    kind = "authentication"


class LoginError(RequestError):
    """Logging in was answered with something else than a session or 401; of what was to be done then, it says nothing."""

    def __init__(self, error):
        super().__init__(error.message, **error.facts)
        self.kind = AnswerError.kind if isinstance(error, (NotFound, Conflict)) else error.kind


class PermissionDenied(AnswerError):
    """403: who asks is known but may not."""

    kind = "permission"


class NotFound(AnswerError):
    """404: no such resource, or no such address."""

    kind = "not_found"


class Conflict(AnswerError):
    """409: the resource exists already."""

    kind = "conflict"


class RateLimited(AnswerError):
    """429 that outlasted the retries or the longest wait allowed."""

    kind = "rate_limit"


class WaitTimeout(ObservabilityError):
    """Something awaited did not happen in time."""

    kind = "timeout"


class StateError(ObservabilityError):
    """What is asked for cannot be reached from the state that was found."""

    kind = "state"


class GateError(ObservabilityError):
    """What was measured is not good enough, or nothing was measured; the result still holds all figures."""

    kind = "gate"


class BatchError(ObservabilityError):
    """Some items of a batch failed; the result still tells every item's fate."""

    kind = "batch"


BY_STATUS = {401: AuthenticationError, 403: PermissionDenied, 404: NotFound, 409: Conflict, 429: RateLimited}
