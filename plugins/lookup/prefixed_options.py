# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: prefixed_options
short_description: Collect module options from the variables of a role
version_added: 1.0.0
author:
  - runwatch contributors (@runwatch)
description:
  - Returns, as one mapping, those options of which a variable with the role's prefix is given and not empty.
  - The roles of this collection hand it to their modules as C(module_defaults). What is not given is left to the C(module_defaults)
    of the play and to environment variables, which an option that is set to C(omit) would override.
options:
  _terms:
    description:
      - Names of products, each of which stands for all of its connection options (V(datasentinel), V(datasentinel_agent), V(instana),
        V(instana_agent), V(appsignal)).
    type: list
    elements: str
    default: []
  prefix:
    description: What precedes the name of an option in the name of its variable, without the underscore between them.
    type: str
    required: true
  options:
    description: Names of further options.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Hand a role's connection on to its modules
  runwatch.observability.datasentinel_role_info:
  module_defaults:
    runwatch.observability.datasentinel_role_info: "{{ lookup('runwatch.observability.prefixed_options', 'datasentinel', prefix='my_role') }}"
  vars:
    my_role_platform_url: https://datasentinel.example.com
    my_role_platform_token: "{{ vault_datasentinel_token }}"
"""

RETURN = r"""
_value:
  description: One mapping of options to values.
  type: list
  elements: dict
  sample:
    - platform_url: https://datasentinel.example.com
"""

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..module_utils._options import CONNECTIONS, connection_spec


class LookupModule(LookupBase):
    """Collects variables; their templates are resolved."""

    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        unknown = [term for term in terms if term not in CONNECTIONS]
        if unknown:
            raise AnsibleLookupError("prefixed_options: %s is none of %s." % (unknown[0], ", ".join(CONNECTIONS)))
        names = sorted(connection_spec(*terms)) + self.get_option("options")
        prefix = self.get_option("prefix") + "_"
        given = {name: self._templar.template(variables[prefix + name]) for name in names if prefix + name in variables}
        return [{name: value for name, value in given.items() if value is not None and value != ""}]
