# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment, for plugins whose options ansible-core reads from it."""

from __future__ import annotations

import os
from contextlib import contextmanager

from ..module_utils._options import CONNECTIONS


@contextmanager
def empty_variables_hidden(connection):
    """Hide those of the connection's variables that are empty, which core would take for values: for a wrong number, and for false.

    For modules, ``environment_fallback`` does the same.
    """
    variables = {variable for option in CONNECTIONS[connection].all_options() for variable in option.env}
    empty = [variable for variable in sorted(variables) if os.environ.get(variable) == ""]
    for variable in empty:
        del os.environ[variable]
    try:
        yield
    finally:
        os.environ.update(dict.fromkeys(empty, ""))
