# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credential types come from the table of connection options, and from nowhere else."""

from __future__ import annotations

import pytest
import yaml
from ansible import constants as C
from ansible.errors import AnsibleLookupError
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.runwatch.observability.plugins.lookup import awx_credential_types
from ansible_collections.runwatch.observability.plugins.lookup.awx_credential_types import TYPES, credential_type
from ansible_collections.runwatch.observability.plugins.module_utils._options import CONNECTIONS


@pytest.fixture
def run():
    name = "runwatch.observability.awx_credential_types"
    C.config.initialize_plugin_configuration_definitions("lookup", name, yaml.safe_load(awx_credential_types.DOCUMENTATION)["options"])
    lookup = awx_credential_types.LookupModule()
    lookup._load_name = lookup.ansible_name = name
    lookup._redirected_names = [name]
    return lookup.run


def options_of(key):
    return {option.name: option for name in TYPES[key] for option in CONNECTIONS[name].all_options() if option.env}


def test_every_connection_has_its_credential():
    assert sorted(name for names in TYPES.values() for name in names) == sorted(CONNECTIONS)


def test_all_or_those_that_are_named(run):
    assert [entry["key"] for entry in run([])] == list(TYPES)
    assert [entry["name"] for entry in run(["instana", "datasentinel"])] == ["Instana", "Datasentinel platform"]
    with pytest.raises(AnsibleLookupError, match="awx_credential_types: zabbix is none of datasentinel, "):
        run(["zabbix"])


@pytest.mark.parametrize("key", sorted(TYPES))
class TestType:
    def test_inputs_are_the_options(self, key):
        fields = {field["id"]: field for field in credential_type(key)["inputs"]["fields"]}
        assert set(fields) == set(options_of(key))
        for name, option in options_of(key).items():
            assert fields[name]["label"] == option.label != "" and option.env[0] in fields[name]["help_text"]
            assert fields[name].get("secret", False) == (option.secret or name == "client_key")
        assert len({field["label"] for field in fields.values()}) == len(fields)

    def test_it_sets_the_first_variable_of_each_option_and_no_other(self, key):
        injectors = credential_type(key)["injectors"]
        assert set(injectors["env"]) == {option.env[0] for option in options_of(key).values()}
        assert set(injectors) == {"env", "file"}

    def test_empty_inputs_leave_variables_empty(self, key):
        environment = ImmutableSandboxedEnvironment()
        injected = credential_type(key)["injectors"]["env"]
        for option in options_of(key).values():
            for given in ({}, {option.name: ""}):
                assert environment.from_string(injected[option.env[0]]).render(tower={"filename": {option.name: "/file"}}, **given) == ""

    def test_inputs_that_are_filled_in_are_taken(self, key):
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
        kept = credential_type(key)["injectors"]
        for option in options_of(key).values():
            text = environment.from_string(kept["env"][option.env[0]]).render(tower={"filename": {option.name: "/file"}}, **{option.name: "given"})
            assert text == ("/file" if option.type == "path" else "given")
            if option.type == "path":
                assert environment.from_string(kept["file"]["template." + option.name]).render(**{option.name: "PEM"}) == "PEM"
