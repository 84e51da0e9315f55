# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of a request that a module does not know, from its option ``extra``."""

from __future__ import annotations

import json

from ._errors import OptionError


def extra_fields(params, taken):
    """Return the fields of ``extra``, which the request takes as they are. Raises ``OptionError`` for one that is ``taken``."""
    extra = params["extra"] or {}
    for name in extra:
        if name in taken:
            raise OptionError("extra", "%s is set by another option of this module." % name)
    try:
        json.dumps(extra, allow_nan=False)
    except ValueError:
        raise OptionError("extra", "holds a number that JSON does not know.") from None
    return extra
