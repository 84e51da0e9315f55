# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: awx_credential_types
short_description: Custom credential types for AWX, one for each product
version_added: 1.0.0
author:
  - runwatch contributors (@runwatch)
description:
  - Returns credential types for AWX and automation controller whose inputs are the connection options of this collection, and which set the
    environment variables that its modules read. So no secret has to be an extra variable of a job.
  - An input that is left empty leaves its variable empty, which is as good as none.
  - The options that name files take the contents of the file. AWX writes it where the job runs.
  - The role P(runwatch.observability.awx#role) makes them.
options:
  _terms:
    description:
      - Which ones, of V(datasentinel), V(datasentinel_agent), V(instana) and V(appsignal). If not given, all.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Make the credential types
  awx.awx.credential_type:
    name: "{{ item.name }}"
    description: "{{ item.description }}"
    kind: "{{ item.kind }}"
    inputs: "{{ item.inputs }}"
    injectors: "{{ item.injectors }}"
  loop: "{{ query('runwatch.observability.awx_credential_types') }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
_raw:
  description: The credential types.
  type: list
  elements: dict
  contains:
    key:
      description: Which one it is.
      type: str
      sample: datasentinel_agent
    name:
      description: Its name in AWX.
      type: str
      sample: Datasentinel agent
    description:
      description: What it is for.
      type: str
      sample: How the modules of runwatch.observability reach Datasentinel agent.
    kind:
      description: Always V(cloud), which AWX demands of types that inventory sources take too.
      type: str
      sample: cloud
    inputs:
      description: What is asked for.
      type: dict
      sample:
        fields:
          - {id: agent_token, label: Token, type: string, secret: true, help_text: Sets DATASENTINEL_AGENT_TOKEN.}
    injectors:
      description: The environment variables and files that a job gets.
      type: dict
      sample:
        env:
          DATASENTINEL_AGENT_TOKEN: "{{ agent_token }}"
"""

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..module_utils._options import CONNECTIONS

# The connections that a credential is good for. Those of Instana share their environment variables.
TYPES = {
    "datasentinel": ("datasentinel",),
    "datasentinel_agent": ("datasentinel_agent",),
    "instana": ("instana", "instana_agent"),
    "appsignal": ("appsignal",),
}
NAMES = {"instana": "Instana"}


class LookupModule(LookupBase):
    """Makes the types out of the table of connection options."""

    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        unknown = [term for term in terms if term not in TYPES]
        if unknown:
            raise AnsibleLookupError("awx_credential_types: %s is none of %s." % (unknown[0], ", ".join(TYPES)))
        return [credential_type(key) for key in terms or TYPES]


def credential_type(key):
    """Return the type ``key`` (of ``TYPES``) with the keys that RETURN describes."""
    options = {option.name: option for name in TYPES[key] for option in CONNECTIONS[name].all_options() if option.env}.values()
    name = NAMES.get(key, CONNECTIONS[key].label)
    return {
        "key": key,
        "name": name,
        "description": "How the modules of runwatch.observability reach %s." % name,
        "kind": "cloud",
        "inputs": {"fields": [_field(option) for option in options]},
        "injectors": {
            "env": {option.env[0]: _variable(option) for option in options},
            "file": {"template." + option.name: "{{ %s }}" % option.name for option in options if option.type == "path"},
        },
    }


def _field(option):
    """Return the input. Each is a text: AWX takes a box that nobody ticked for a no."""
    field = {"id": option.name, "label": option.label, "type": "string", "help_text": _help(option)}
    if option.secret or option.name == "client_key":
        field["secret"] = True
    if option.type == "path":
        field["multiline"] = True
    if option.type == "bool":
        field.update(choices=["true", "false"], default=_text(option.default))
    return field


def _help(option):
    if option.type == "path":
        return "Contents of the file (PEM). %s is set to where AWX puts it." % option.env[0]
    empty = "" if option.default is None else " If empty, it is %s." % _text(option.default)
    return "Sets %s.%s" % (option.env[0], empty)


def _variable(option):
    """Return the template of the variable's value, which is empty if the input is: AWX does not know it then."""
    if option.type == "path":
        return "{{ tower.filename.%s if %s else '' }}" % (option.name, option.name)
    return "{{ %s }}" % option.name


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)
