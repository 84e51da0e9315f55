# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes from the environment."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.runwatch.observability.plugins.module_utils._options import CONNECTIONS, connection_spec, how_to_give

VARIABLES = ("DATASENTINEL_AGENT_URL", "DATASENTINEL_AGENT_HOST", "DATASENTINEL_AGENT_PORT")


@pytest.mark.parametrize("given, environment, address", [
    ({}, {}, "https://localhost:8282"),
    ({}, {"HOST": "db-1"}, "https://db-1:8282"),
    ({}, {"PORT": "9999"}, "https://localhost:9999"),
    ({}, {"HOST": "db-1", "PORT": "9999"}, "https://db-1:9999"),
    ({}, {"URL": "http://db-2:1", "HOST": "db-1", "PORT": "9999"}, "http://db-2:1"),
    ({}, {"URL": "", "HOST": "db-1"}, "https://db-1:8282"),
    ({"agent_url": "https://db-3"}, {"URL": "http://db-2:1"}, "https://db-3"),
])
def test_an_address_comes_from_the_task_or_the_environment(monkeypatch, given, environment, address):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv("DATASENTINEL_AGENT_" + name, value)
    checked = ArgumentSpecValidator(connection_spec("datasentinel_agent")).validate(given)
    assert not checked.error_messages and checked.validated_parameters["agent_url"] == address


@pytest.mark.parametrize("connection, option, variable", [
    (name, option, variable) for name in sorted(CONNECTIONS) for option in CONNECTIONS[name].all_options() if not option.address for variable in option.env])
def test_every_option_is_read_from_its_variables(monkeypatch, connection, option, variable):
    for other in option.env:
        monkeypatch.delenv(other, raising=False)
    text, value = {"bool": ("no", False), "int": ("7", 7)}.get(option.type, ("/from/environment", "/from/environment"))
    monkeypatch.setenv(variable, text)
    validator, own = ArgumentSpecValidator(connection_spec(connection)), {"bool": True, "int": 5}.get(option.type, "/from/task")
    assert validator.validate({}).validated_parameters[option.name] == value
    assert validator.validate({option.name: own}).validated_parameters[option.name] == own


@pytest.mark.parametrize("connection, option", [
    (name, option) for name in sorted(CONNECTIONS) for option in CONNECTIONS[name].all_options() if option.env])
def test_an_empty_variable_is_as_good_as_none(monkeypatch, connection, option):
    for variable in option.env:
        monkeypatch.setenv(variable, "")
    checked = ArgumentSpecValidator(connection_spec(connection)).validate({})
    assert not checked.error_messages and checked.validated_parameters[option.name] == option.default


def test_an_empty_variable_does_not_hide_the_next_one(monkeypatch):
    monkeypatch.setenv("DATASENTINEL_URL", "")
    monkeypatch.setenv("DATASENTINEL_HOST", "ds.example.com")
    assert ArgumentSpecValidator(connection_spec("datasentinel")).validate({}).validated_parameters["platform_url"] == "ds.example.com"


def test_what_is_missing_can_be_given_in_three_places():
    assert how_to_give("datasentinel", "platform_url") == "on the task, in module_defaults, or as DATASENTINEL_URL or DATASENTINEL_HOST"
