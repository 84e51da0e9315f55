# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The attributes of modules, and the variants in which they come."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description:
      - Can run in C(check_mode) and return changed status prediction without modifying the target.
      - The result says C(check_mode=true) then, for those who count what was managed.
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in C(check_mode)), when in diff mode.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
      - This assumes that the system controlled or queried by the module has not changed in a relevant way.
requirements:
  - Python >= 3.9 on the host that runs the module
  - requests >= 2.25.1
"""

    # For modules that read.
    INFO = r"""
options: {}
attributes:
  check_mode:
    support: full
    details:
      - This module reads and changes nothing.
  diff_mode:
    support: N/A
    details:
      - This module reads and changes nothing.
  idempotent:
    support: full
    details:
      - This module reads and changes nothing.
"""

    QUERY = r"""
options:
  query:
    description:
      - A JMESPath expression that is applied to the list, for example V([?enabled].name).
      - Its result is returned as RV(query_result); The list itself is returned as it is.
    type: str
requirements:
  - jmespath >= 0.10 if O(query) is given
"""

    DATASENTINEL = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/runwatch.observability.datasentinel) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - runwatch.observability.datasentinel
"""

    DATASENTINEL_AGENT = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/runwatch.observability.datasentinel_agent) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - runwatch.observability.datasentinel_agent
"""

    INSTANA = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/runwatch.observability.instana) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - runwatch.observability.instana
"""

    APPSIGNAL = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/runwatch.observability.appsignal) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - runwatch.observability.appsignal
"""
