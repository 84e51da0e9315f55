# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which variables of a role become options of its modules; and the lookups as core calls them."""

from __future__ import annotations

import pytest
import yaml
from ansible import constants as C
from ansible import template
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader

from ansible_collections.runwatch.observability.plugins.lookup import collection_version, prefixed_options
from ansible_collections.runwatch.observability.plugins.module_utils._version import VERSION

trusted = getattr(template, "trust_as_template", str)  # from 2.19 on, only what is trusted can be a template


@pytest.fixture
def run():
    """Do what the plugin loader does, and run a lookup."""
    def call(plugin, *terms, variables=None, **options):
        name = "runwatch.observability." + plugin.__name__.rpartition(".")[2]
        C.config.initialize_plugin_configuration_definitions("lookup", name, yaml.safe_load(plugin.DOCUMENTATION)["options"])
        variables = variables or {}
        lookup = plugin.LookupModule(loader=DataLoader(), templar=template.Templar(loader=DataLoader(), variables=variables))
        lookup._load_name = lookup.ansible_name = name
        lookup._redirected_names = [name]
        return lookup.run(list(terms), variables, **options)
    return call


def test_what_is_given_under_the_prefix_becomes_an_option(run):
    variables = {
        "my_role_platform_url": "https://ds.example.com", "my_role_platform_username": "", "my_role_timeout": 0, "my_role_validate_certs": False,
        "my_role_platform_token": None, "my_role_agent_url": "https://agent", "platform_password": "not ours", "my_role_query": "[].name"}
    assert run(prefixed_options, "datasentinel", variables=variables, prefix="my_role") == [
        {"platform_url": "https://ds.example.com", "timeout": 0, "validate_certs": False}]
    assert run(prefixed_options, "datasentinel_agent", variables=variables, prefix="my_role", options=["query"]) == [
        {"agent_url": "https://agent", "timeout": 0, "validate_certs": False, "query": "[].name"}]
    assert run(prefixed_options, variables=variables, prefix="my_role", options=["query", "other"]) == [{"query": "[].name"}]


def test_templates_are_resolved_and_may_turn_out_empty(run):
    variables = {"host": "ds", "r_platform_url": trusted("https://{{ host }}"), "r_platform_username": trusted("{{ '' }}")}
    assert run(prefixed_options, "datasentinel", variables=variables, prefix="r") == [{"platform_url": "https://ds"}]


def test_an_unknown_product_is_named(run):
    with pytest.raises(AnsibleLookupError, match="prefixed_options: postgresql is none of datasentinel, "):
        run(prefixed_options, "datasentinel", "postgresql", prefix="my_role")


def test_versions_come_in_the_order_asked_for(run):
    assert run(collection_version, "nobody.nothing", "runwatch.observability") == ["", VERSION]
