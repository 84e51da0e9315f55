# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps the lists honest: what one place says of the modules, options and roles, the others say too."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import yaml

from ansible_collections.runwatch.observability.plugins.module_utils import _options
from ansible_collections.runwatch.observability.plugins.module_utils._definition import Definition
from ansible_collections.runwatch.observability.plugins.module_utils._version import VERSION

PACKAGE = "ansible_collections.runwatch.observability.plugins"
ROOT = Path(__file__).resolve().parents[4]
MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py") if path.stem != "__init__")
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir() if path.is_dir())
# The documentation fragment that describes each connection of the table of options.
FRAGMENT_OF = {"datasentinel": "datasentinel", "datasentinel_agent": "datasentinel_agent",
               "instana": "instana", "instana_agent": "instana", "appsignal": "appsignal"}
READERS = {name for name in MODULES if name.endswith("_info")}
# Modules that keep no state of their own: a session, an announcement, statistics.
STATELESS = {"datasentinel_problem", "datasentinel_report", "datasentinel_token", "instana_event", "instana_event_close",
             "appsignal_check_in", "appsignal_cron_test", "appsignal_deploy_marker", "appsignal_deploy_stats"}
# What another module's reader tells along with its own.
READ_ALONG = {"datasentinel_watchdog": "datasentinel_maintenance_window_info"}


def load(path):
    return yaml.safe_load((ROOT / path).read_text())


def module(name):
    return importlib.import_module("%s.modules.%s" % (PACKAGE, name))


def documentation(name):
    return yaml.safe_load(module(name).DOCUMENTATION)


def definition(name):
    return next(value for value in vars(module(name)).values() if isinstance(value, Definition))


def fragment(name, part="DOCUMENTATION"):
    return yaml.safe_load(getattr(importlib.import_module("%s.doc_fragments.%s" % (PACKAGE, name)).ModuleDocFragment, part))


def test_the_version_is_the_same_everywhere():
    assert load("galaxy.yml")["version"] == VERSION


def test_every_private_file_says_so():
    files = [path.relative_to(ROOT / "plugins/module_utils") for path in (ROOT / "plugins/module_utils").rglob("*.py")]
    assert files and all(path.parts[0].startswith("_") for path in files)


def test_action_groups_hold_every_module_once():
    groups = load("meta/runtime.yml")["action_groups"]
    assert sorted(name for members in groups.values() for name in members) == MODULES


@pytest.mark.parametrize("name", MODULES)
class TestModule:
    def test_it_is_in_the_group_that_its_documentation_names(self, name):
        fragments = documentation(name)["extends_documentation_fragment"]
        group = next(entry.rpartition(".")[2] for entry in fragments
                     if ".attributes." in entry and entry.rpartition(".")[2] not in ("info", "query"))
        assert name in load("meta/runtime.yml")["action_groups"][group]
        assert definition(name).name == name

    def test_it_has_all_attributes(self, name):
        attributes = dict(documentation(name).get("attributes") or {})
        for entry in documentation(name)["extends_documentation_fragment"]:
            if ".attributes." in entry:
                attributes.update(fragment("attributes", entry.rpartition(".")[2].upper()).get("attributes") or {})
        assert {"check_mode", "diff_mode", "idempotent", "action_group"} <= set(attributes)
        assert all(attributes[key]["support"] in ("full", "N/A") or attributes[key]["details"] for key in attributes if "support" in attributes[key])

    def test_it_extends_the_fragments_of_its_connections(self, name):
        fragments = {entry.rpartition(".")[2] for entry in documentation(name)["extends_documentation_fragment"]}
        assert {FRAGMENT_OF[connection] for connection in definition(name).connections} <= fragments

    def test_it_hides_what_is_secret(self, name):
        def check(spec, path):
            for option, entry in spec.items():
                if any(word in option for word in ("password", "token", "secret")) and entry.get("type") in ("str", "raw"):
                    assert entry.get("no_log") is not None, path + option
                check(entry.get("options") or {}, path + option + ".")
        check(definition(name).argument_spec(), "")

    def test_its_examples_and_results_are_told(self, name):
        examples = yaml.safe_load(module(name).EXAMPLES)
        assert any("runwatch.observability." + name in task for task in examples) or "runwatch.observability.%s:" % name in module(name).EXAMPLES
        results = yaml.safe_load(module(name).RETURN)
        assert all({"description", "returned", "type"} <= set(entry) and ("sample" in entry or "contains" in entry) for entry in results.values())

    def test_it_has_a_target(self, name):
        assert (ROOT / "tests/integration/targets" / name / "tasks/main.yml").is_file()

    def test_what_it_manages_can_be_read(self, name):
        assert name in STATELESS or {name, name + "_info", READ_ALONG.get(name)} & READERS


@pytest.mark.parametrize("name", sorted(_options.CONNECTIONS))
def test_fragments_say_what_the_table_of_options_says(name):
    described = fragment(FRAGMENT_OF[name])["options"]
    for option in _options.CONNECTIONS[name].all_options():
        entry = described[option.name]
        assert entry["type"] == option.type and entry.get("default") == option.default, option.name
        text = " ".join(entry["description"])
        assert all("E(%s)" % variable in text for variable in option.env), option.name


def test_fragments_describe_nothing_else():
    for name in set(FRAGMENT_OF.values()):
        known = {option.name for connection, described_by in FRAGMENT_OF.items() if described_by == name
                 for option in _options.CONNECTIONS[connection].all_options()}
        assert set(fragment(name)["options"]) == known


@pytest.mark.parametrize("name", ROLES)
class TestRole:
    def test_it_has_what_a_role_needs(self, name):
        for path in ("meta/main.yml", "meta/argument_specs.yml", "tasks/main.yml", "README.md"):
            assert (ROOT / "roles" / name / path).is_file(), path
        assert (ROOT / "tests/integration/targets" / ("role_" + name) / "tasks/main.yml").is_file()

    def test_its_variables_carry_its_name(self, name):
        specs = load("roles/%s/meta/argument_specs.yml" % name)["argument_specs"]
        options = {option for entry in specs.values() for option in entry["options"]}
        defaults = load("roles/%s/defaults/main.yml" % name) or {}
        assert all(option.startswith(name + "_") for option in options)
        assert set(defaults) <= options
        described = {option: entry.get("default") for spec in specs.values() for option, entry in spec["options"].items()}
        assert defaults == {key: described[key] for key in defaults}

    def test_its_readme_shows_how_to_use_it(self, name):
        assert "runwatch.observability." + name in (ROOT / "roles" / name / "README.md").read_text()


@pytest.mark.parametrize("path", sorted(str(path.relative_to(ROOT)) for path in (ROOT / "playbooks").glob("*.yml")))
def test_playbooks_run_by_name(path):
    plays = load(path)
    assert Path(path).stem.isidentifier() and all("hosts" in play or "ansible.builtin.import_playbook" in play for play in plays)


def test_every_filter_has_a_page_of_its_own():
    filters = set()
    for path in (ROOT / "plugins/filter").glob("*.py"):
        filters |= set(importlib.import_module("%s.filter.%s" % (PACKAGE, path.stem)).FilterModule().filters())
    pages = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / "plugins/filter").glob("*.yml")}
    assert filters and set(pages) == filters
    assert all(page["DOCUMENTATION"]["name"] == name and page["EXAMPLES"] and page["RETURN"]["_value"] for name, page in pages.items())


@pytest.mark.parametrize("name", sorted(
    "%s.%s" % (kind, path.stem) for kind in ("inventory", "lookup") for path in (ROOT / "plugins" / kind).glob("*.py") if path.stem != "__init__"))
def test_plugins_describe_themselves(name):
    plugin = importlib.import_module("%s.%s" % (PACKAGE, name))
    described = yaml.safe_load(plugin.DOCUMENTATION)
    assert described["name"] == name.partition(".")[2] and described["version_added"] and plugin.EXAMPLES


def test_the_plugin_fragment_says_what_the_table_of_options_says():
    described = fragment("datasentinel", "PLUGIN")["options"]
    table = {option.name: option for option in _options.CONNECTIONS["datasentinel"].all_options() if option.name != "in_process"}
    assert set(described) == set(table)
    for name, entry in described.items():
        assert (entry["type"], entry.get("default")) == (table[name].type, table[name].default), name
        # Of several variables, core takes the last one that is set, and the modules take the first.
        assert [variable["name"] for variable in entry.get("env", [])] == list(reversed(table[name].env)), name


def test_the_inventory_plugin_describes_the_options_that_it_reads():
    plugin = importlib.import_module(PACKAGE + ".inventory.datasentinel")
    described = yaml.safe_load(plugin.DOCUMENTATION)["options"]
    for option, spec in plugin.OPTIONS.items():
        assert {key: described[option].get(key) for key in spec} == spec, option
