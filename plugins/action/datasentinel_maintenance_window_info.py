# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ..module_utils._datasentinel.maintenance import INFO
from ..plugin_utils._in_process import InProcessAction


class ActionModule(InProcessAction):
    definition = INFO
