# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the questions to AppSignal have in common: the time frame, and numbers that have a least value (fact sheet A.1)."""

from __future__ import annotations

import time

from .. import _times
from .._errors import OptionError


def now():
    """Return the present in milliseconds since the epoch."""
    return int(time.time() * 1000)


def frame(params, present=None):
    """Return ``from`` and ``to`` as they are sent; only what was given. Raises ``OptionError``."""
    present = now() if present is None else present
    given = {name: _times.instant(option, params[option], present)
             for name, option in (("from", "from_time"), ("to", "to_time")) if params[option] is not None}
    if given.get("from", 0) > given.get("to", present):
        raise OptionError("from_time", "is after %s." % ("to_time" if "to" in given else "the present"))
    return {name: _times.iso8601(value) for name, value in given.items()}


def at_least(params, least, *options):
    """Raise ``OptionError`` if one of the options is given and less than ``least``."""
    for option in options:
        if params[option] is not None and params[option] < least:
            raise OptionError(option, "has to be at least %d, not %s." % (least, params[option]))
