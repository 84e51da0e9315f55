# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JMESPath on what a module has read; the only file that knows ``jmespath``."""

from __future__ import annotations

import re
import traceback

from ._definition import Outcome
from ._errors import MissingLibrary, OptionError

OPTIONS = {"query": {"type": "str"}}


def compiled(option, expression):
    """Return the function of data that the JMESPath ``expression`` (str) stands for.

    Raises ``OptionError`` at once if it cannot be read, and later, from the function, if it does not suit the data.
    """
    try:
        import jmespath
        from jmespath.exceptions import JMESPathError
    except ImportError:
        raise MissingLibrary("jmespath", traceback.format_exc()) from None
    try:
        program = jmespath.compile(expression)
    except JMESPathError as error:
        raise OptionError(option, "is no JMESPath expression: %s." % _line(error)) from None

    def search(data):
        try:
            return program.search(data)
        except JMESPathError as error:
            raise OptionError(option, "cannot be applied to what was found: %s." % _line(error)) from None

    return search


def _line(error):
    """Return the library's text as one line, without what our own sentence says already."""
    return re.sub("(?i)^(invalid|bad) jmespath expression: ", "", " ".join(str(error).split())).rstrip(".")


def prepare(params):
    """Return ``params`` with the query as a function; to be called before a request."""
    return dict(params, query=compiled("query", params["query"])) if params["query"] is not None else params


def outcome(params, plural, found, **more):
    """Return the :class:`Outcome` of a module that reads: ``found`` (list) as ``plural``, and the answer to a query."""
    result = dict({plural: found}, **more)
    if params["query"] is not None:
        result["query_result"] = params["query"](found)
    return Outcome(False, result)
