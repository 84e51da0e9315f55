# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: collection_version
short_description: Tell which version of a collection the controller has
version_added: 1.0.0
author:
  - runwatch contributors (@runwatch)
description:
  - For roles that use the modules of another collection without being able to depend on it. A task file that names a module which is not
    there fails when it is read, with a message that does not say what to install; so look first, and include that file afterwards.
options:
  _terms:
    description: Names of collections, with their namespaces.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Say what is missing
  ansible.builtin.assert:
    that: lookup('runwatch.observability.collection_version', 'community.postgresql') != ''
    fail_msg: "Install it with: ansible-galaxy collection install community.postgresql"
"""

RETURN = r"""
_raw:
  description: For each collection its version, V(unknown) if it does not tell, or an empty text if it is not installed.
  type: list
  elements: str
  sample:
    - 4.2.0
"""

import importlib
import json
from pathlib import Path

import yaml

from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    """Asks where Ansible itself finds collections."""

    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        return [_version(term) for term in terms]


def _version(name):
    try:
        package = importlib.import_module("ansible_collections." + name)
    except ImportError:
        return ""
    folder = Path(list(package.__path__)[0])
    installed, checkout = folder / "MANIFEST.json", folder / "galaxy.yml"
    if installed.is_file():
        return json.loads(installed.read_text(encoding="utf-8"))["collection_info"]["version"]
    return str(yaml.safe_load(checkout.read_text(encoding="utf-8")).get("version") or "unknown") if checkout.is_file() else "unknown"
