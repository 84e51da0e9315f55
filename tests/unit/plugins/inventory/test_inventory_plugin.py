# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin with core's own inventory and options around it, and a platform of a few lines."""

from __future__ import annotations

import importlib
import os

import pytest
import yaml
from ansible import constants as C
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.display import Display

from ansible_collections.runwatch.observability.plugins.doc_fragments.datasentinel import ModuleDocFragment
from ansible_collections.runwatch.observability.plugins.inventory import datasentinel
from ansible_collections.runwatch.observability.plugins.module_utils._errors import TransportError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._options import CONNECTIONS

NAME = datasentinel.InventoryModule.NAME
ROWS = [
    {"pg_instance": "db-1@billing", "server": "ds", "version": "17.2", "tags": {"environment": "production", "data-center": "lyon"}},
    {"pg_instance": "db-1@crm", "server": "ds", "version": "16.4", "tags": {"environment": "production", "application": "crm"}},
    {"pg_instance": "db-2@:9342", "server": "db-2", "version": "16.4", "tags": {"environment": "{{ 7 * 7 }}"}},
]
VARIABLES = ("DATASENTINEL_URL", "DATASENTINEL_HOST", "DATASENTINEL_USER", "DATASENTINEL_PASSWORD", "DATASENTINEL_TOKEN", "ANSIBLE_INVENTORY_CACHE")


class Platform:
    """Stands in for the client, and remembers how it was to be reached."""

    def __init__(self):
        self.params, self.requests, self.errors = None, 0, []

    def connect(self, params, definition):
        self.params = params
        if not params["platform_url"]:
            raise datasentinel.OptionError("platform_url", "is needed; give it on the task, in module_defaults, or as DATASENTINEL_URL.")
        return self

    def read_by_post(self, *segments, doing, body):
        self.requests += 1
        for error in self.errors:
            raise error
        return Answer(201, ROWS, {})

    def close(self):
        pass


@pytest.fixture
def platform(monkeypatch):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    made = Platform()
    monkeypatch.setattr(datasentinel, "DEFINITION", datasentinel.DEFINITION._replace(connect=made.connect))
    return made


@pytest.fixture(scope="module", autouse=True)
def options_known_to_core():
    """Do what the plugin loader does: tell core the options, those of the fragments included."""
    options = yaml.safe_load(datasentinel.DOCUMENTATION)["options"]
    core = [importlib.import_module("ansible.plugins.doc_fragments." + name).ModuleDocFragment.DOCUMENTATION
            for name in ("constructed", "inventory_cache")]
    for text in [ModuleDocFragment.PLUGIN] + core:
        options.update(yaml.safe_load(text)["options"])
    C.config.initialize_plugin_configuration_definitions("inventory", NAME, options)


def plugin():
    made = datasentinel.InventoryModule()
    made._load_name = made.ansible_name = NAME
    made._redirected_names = [NAME]
    return made


@pytest.fixture
def parse(tmp_path, platform):
    def run(may_use_cache=True, **config):
        path = tmp_path / "fleet.datasentinel.yml"
        path.write_text(yaml.safe_dump(dict({"plugin": NAME, "platform_url": "https://x", "platform_token": "t"}, **config)))
        inventory, made = InventoryData(), plugin()
        made.parse(inventory, DataLoader(), str(path), may_use_cache)
        if config.get("cache"):
            made.update_cache_if_changed()
        return inventory
    return run


def groups(inventory):
    return {name: sorted(str(host) for host in group.hosts) for name, group in inventory.groups.items() if name not in ("all", "ungrouped")}


@pytest.mark.parametrize("name, is_ours", [
    ("datasentinel.yml", True), ("fleet.datasentinel.yaml", True), ("fleet.yml", False), ("datasentinel.yml.bak", False), ("missing/datasentinel.yml", False)])
def test_only_files_of_the_right_name_are_ours(tmp_path, name, is_ours):
    if "/" not in name:
        (tmp_path / name).write_text("")
    assert plugin().verify_file(str(tmp_path / name)) is is_ours


def test_hosts_have_variables_and_groups(parse):
    inventory = parse()
    assert sorted(inventory.hosts) == ["db-1@billing", "db-1@crm", "db-2@:9342"]
    variables = inventory.get_host("db-1@billing").vars
    assert {key: value for key, value in variables.items() if key.startswith(("ansible_", "datasentinel_"))} == {
        "ansible_host": "db-1", "datasentinel_pg_instance": "db-1@billing", "datasentinel_name": "billing", "datasentinel_host": "db-1",
        "datasentinel_server": "ds", "datasentinel_version": "17.2", "datasentinel_tags": {"environment": "production", "data-center": "lyon"}}
    assert groups(inventory) == {
        "environment_production": ["db-1@billing", "db-1@crm"], "data_center_lyon": ["db-1@billing"], "application_crm": ["db-1@crm"],
        "environment____7___7___": ["db-2@:9342"]}


@pytest.mark.parametrize("given, expected", [
    ({"tag_groups": []}, []),
    ({"tag_groups": ["application", "unknown"]}, ["application_crm"]),
    ({"keyed_groups": [{"key": "datasentinel_server", "prefix": "by"}]}, ["by_db_2", "by_ds"]),
    ({"keyed_groups": [{"key": "datasentinel_server", "prefix": "by"}], "tag_groups": ["application"]}, ["application_crm", "by_db_2", "by_ds"]),
    ({"groups": {"new": "datasentinel_version == '17.2'"}, "tag_groups": []}, ["new"]),
])
def test_groups_are_those_asked_for(parse, given, expected):
    assert sorted(groups(parse(**given))) == expected


def test_compose_replaces_variables(parse):
    inventory = parse(compose={"ansible_host": "datasentinel_name", "ansible_port": "1 + 1", "nothing": "missing"})
    variables = inventory.get_host("db-1@crm").vars
    assert variables["ansible_host"] == "crm" and int(variables["ansible_port"]) == 2 and "nothing" not in variables
    with pytest.raises(AnsibleError, match="nothing"):
        parse(compose={"nothing": "missing"}, strict=True)


def test_a_server_with_several_instances_is_one_host(parse):
    inventory = parse(hostname="host")
    host = inventory.get_host("db-1")
    assert sorted(inventory.hosts) == ["db-1", "db-2"]
    assert [instance["name"] for instance in host.vars["datasentinel_instances"]] == ["billing", "crm"]
    assert host.vars["datasentinel_tags"] == {"environment": "production"} and "datasentinel_version" not in host.vars
    assert {"application_crm", "data_center_lyon", "environment_production"} <= {group.name for group in host.groups}
    assert len(inventory.get_host("db-2").vars["datasentinel_instances"]) == 1


def test_what_the_platform_says_is_no_template(parse):
    tags = parse().get_host("db-2@:9342").vars["datasentinel_tags"]
    assert Templar(loader=DataLoader()).template(tags["environment"]) == "{{ 7 * 7 }}"


def test_the_file_may_hold_templates(parse, platform, monkeypatch):
    monkeypatch.setenv("MY_PASSWORD", "s3cret/&")
    look_up = "{{ lookup('env', '%s') }}"
    parse(platform_token=None, platform_username="{{ 'auto' ~ 'mation' }}", platform_password=look_up % "MY_PASSWORD",
          validate_certs="{{ 'no' }}", timeout="{{ 4 + 1 }}", tags="{{ {'environment': ['production', 'staging']} }}")
    assert {key: platform.params[key] for key in ("platform_username", "platform_password", "validate_certs", "timeout")} == {
        "platform_username": "automation", "platform_password": "s3cret/&", "validate_certs": False, "timeout": 5}
    with pytest.raises(AnsibleParserError, match="platform_url: .*nowhere"):
        parse(platform_url="{{ nowhere }}")


def test_the_environment_is_read(parse, platform, monkeypatch):
    for variable, value in (("HOST", "from-host"), ("URL", "from-url"), ("USER", "u"), ("PASSWORD", "p")):
        monkeypatch.setenv("DATASENTINEL_" + variable, value)
    parse(platform_url=None, platform_token=None)
    assert [platform.params[key] for key in ("platform_url", "platform_username", "platform_password")] == ["from-url", "u", "p"]
    parse(platform_url="from-file")
    assert platform.params["platform_url"] == "from-file"


def test_a_variable_that_is_empty_is_as_good_as_none(parse, platform, monkeypatch):
    table = [option for option in CONNECTIONS["datasentinel"].all_options() if option.env]
    for variable in (variable for option in table for variable in option.env):
        monkeypatch.setenv(variable, "")
    monkeypatch.setenv("DATASENTINEL_HOST", "from-host")
    parse(platform_url=None, platform_token=None)
    assert {option.name: platform.params[option.name] for option in table} == {
        **{option.name: option.default for option in table}, "platform_url": "from-host"}
    assert os.environ["DATASENTINEL_VALIDATE_CERTS"] == ""


def test_secrets_stay_where_they_are(parse):
    inventory = parse(platform_token="s3cret-t0ken", platform_password="s3cret-pw", platform_username="u")
    assert "s3cret" not in str([host.vars for host in inventory.hosts.values()])


def test_the_cache_saves_requests(parse, platform, tmp_path):
    cached = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(tmp_path / "cache"), "platform_token": "s3cret-t0ken"}
    first = parse(**cached)
    assert groups(parse(**cached)) == groups(first) and platform.requests == 1
    parse(**dict(cached, platform_token="other"))
    assert platform.requests == 1
    parse(may_use_cache=False, **cached)
    parse(**dict(cached, tags={"environment": "production"}))
    assert platform.requests == 3
    assert "s3cret" not in "".join(path.read_text() for path in (tmp_path / "cache").iterdir())


@pytest.mark.parametrize("given, message", [
    ({"hostnam": "host", "colour": "red"}, "There is no option colour, hostnam"),
    ({"hostname": "fqdn"}, "hostname"),
    ({"window": 0}, "window: has to be at least 1 minute"),
    ({"tags": {"a": True}}, "tags: the value of tag 'a' has to be a text"),
    ({"platform_url": ""}, "platform_url: is needed; give it in the inventory file or as DATASENTINEL_URL"),
])
def test_wrong_options_are_named(parse, platform, given, message):
    with pytest.raises(AnsibleError, match=message):
        parse(**given)
    assert not platform.requests


def test_failures_have_the_texts_of_modules_without_secrets(parse, platform):
    platform.errors = [TransportError("Could not list the instances: refused. Because of s3cret-t0ken.")]
    with pytest.raises(AnsibleParserError) as caught:
        parse(platform_token="s3cret-t0ken")
    assert "Could not list the instances: refused." in str(caught.value) and "s3cret" not in str(caught.value)


def test_instances_that_would_share_a_name_are_told(parse, monkeypatch):
    monkeypatch.setitem(ROWS[2], "pg_instance", "db-2@crm")
    with pytest.raises(AnsibleParserError, match="hostname: db-1@crm and db-2@crm would be one host, crm; use pg_instance in place of name"):
        parse(hostname="name")


def test_what_is_left_out_is_told(parse, monkeypatch):
    told = []
    monkeypatch.setattr(Display, "warning", lambda self, text, *args, **more: told.append(text))
    monkeypatch.setitem(ROWS[2], "pg_instance", "-oProxyCommand=x@y")
    assert sorted(parse().hosts) == ["db-1@billing", "db-1@crm"]
    assert told == ["The instance '-oProxyCommand=x@y' is left out of the inventory: that cannot be the name of a host."]
