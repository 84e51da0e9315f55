# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event sources and filters as ansible-rulebook finds and runs them, and what they say of themselves."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import ansible
import jsonschema
import pytest
import yaml
from jinja2 import StrictUndefined, UndefinedError
from jinja2.nativetypes import NativeEnvironment

ROOT = Path(__file__).resolve().parents[3]
PLUGINS = ROOT / "extensions/eda/plugins"
EDA = "ansible_collections.runwatch.observability.plugins.plugin_utils._eda"
SOURCES = sorted(path.stem for path in (PLUGINS / "event_source").glob("*.py"))
FILTERS = sorted(path.stem for path in (PLUGINS / "event_filter").glob("*.py"))
RULEBOOKS = sorted(path.stem for path in (ROOT / "extensions/eda/rulebooks").glob("*.yml"))
JSON_TYPES = {"str": "string", "path": "string", "int": "integer", "bool": "boolean", "list": "array", "raw": None}


def documentation(kind, name):
    text = (PLUGINS / kind / (name + ".py")).read_text()
    return [yaml.safe_load(text.partition('%s = r"""' % part)[2].partition('"""')[0]) for part in ("DOCUMENTATION", "EXAMPLES")]


def schema(name):
    return json.loads((PLUGINS / "event_source/schemas" / (name + ".json")).read_text())


def options(name):
    source = importlib.import_module("%s.%s" % (EDA, name)).DEFINITION
    return importlib.import_module(EDA + ".starting").argument_spec(source)


def run_by_path(path, code, *search):
    """Run a plugin as ansible-rulebook does, in a process that finds nothing but `search` and installed packages."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(entry) for entry in search)}
    script = "import asyncio, runpy, sys\nbefore = list(sys.path)\nmain = runpy.run_path(%r)['main']\n%s" % (str(path), code)
    return subprocess.run([sys.executable, "-c", script], env=environment, cwd="/", capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def trap(tmp_path):
    """A folder that holds another copy of the collection, as site-packages may, and in a package that hides all others of its name."""
    copy = tmp_path / "ansible_collections/runwatch/observability"
    copy.mkdir(parents=True)
    (tmp_path / "ansible_collections/__init__.py").touch()
    (copy / "__init__.py").write_text("raise ImportError('the wrong copy')")
    return [tmp_path, Path(ansible.__file__).parents[1]]


def test_there_are_some():
    assert SOURCES and FILTERS and RULEBOOKS


def test_importers_are_told_where_they_are():
    listed = yaml.safe_load((ROOT / "meta/extensions.yml").read_text())["extensions"]
    assert sorted(entry["args"]["ext_dir"] for entry in listed) == ["eda/plugins/event_filter", "eda/plugins/event_source"]


@pytest.mark.parametrize("name", SOURCES)
class TestSource:
    def test_it_runs_where_another_copy_would_be_imported(self, name, trap):
        code = "try:\n    asyncio.run(main(None, {'no_such_option': 1}))\nexcept Exception as error:\n    print(type(error).__name__, error)\n"
        code += "print(sys.path == before)\ntry:\n    import ansible_collections.runwatch.observability\nexcept ImportError as error:\n    print(error)\n"
        result = run_by_path(PLUGINS / "event_source" / (name + ".py"), code, *trap)
        assert result.stdout.startswith("SourceError %s: " % name) and "Unsupported parameters: no_such_option" in result.stdout, result
        # Nothing of it is in the way of another collection, and the trap is one.
        assert result.stdout.endswith("\nTrue\nthe wrong copy\n"), result

    def test_it_says_what_it_takes(self, name):
        described = documentation("event_source", name)[0]["options"]
        assert set(described) == set(options(name))
        for option, spec in options(name).items():
            for key in ("type", "default", "elements", "choices"):
                assert described[option].get(key) == spec.get(key), (option, key)
            assert described[option].get("required", False) == spec.get("required", False), option
            variables = [entry for entry in spec.get("fallback", (None, []))[1] if isinstance(entry, str)]
            assert all("E(%s)" % variable in " ".join(described[option]["description"]) for variable in variables), option

    def test_its_schema_says_the_same(self, name):
        described = schema(name)
        jsonschema.Draft202012Validator.check_schema(described)
        assert set(described["properties"]) == set(options(name))
        for option, spec in options(name).items():
            entry = described["properties"][option]
            assert entry["title"] and entry["description"], option
            assert entry.get("default") == spec.get("default"), option
            assert JSON_TYPES[spec["type"]] in (None, entry["type"]), option
            assert entry.get("items", {}).get("enum") == spec.get("choices"), option
            assert entry.get("writeOnly", False) == bool(spec.get("no_log")), option

    def test_its_example_can_be_read(self, name):
        sources = [source for ruleset in documentation("event_source", name)[1] for source in ruleset["sources"]]
        args = next(source["runwatch.observability." + name] for source in sources)
        jsonschema.validate(args, schema(name), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", FILTERS)
def test_filters_run_where_another_copy_would_be_imported(name, trap):
    event = {"payload": {"check_state": "CRITICAL"}, "origin": {"product": "datasentinel"}}
    result = run_by_path(PLUGINS / "event_filter" / (name + ".py"), "print(main(%r)['observability']['severity'])" % event, *trap)
    assert result.stdout == "critical\n", result
    described, examples = documentation("event_filter", name)
    assert described["short_description"] and examples


def test_without_ansible_core_it_says_so(tmp_path):
    (tmp_path / "ansible.py").write_text("raise ModuleNotFoundError('No module named ansible', name='ansible')")
    result = run_by_path(PLUGINS / "event_source" / (SOURCES[0] + ".py"), "asyncio.run(main(None, {}))", tmp_path)
    assert "ansible-core has to be installed for the Python that runs ansible-rulebook" in result.stderr


@pytest.mark.parametrize("name", RULEBOOKS)
def test_rulebooks_use_what_there_is(name):
    for ruleset in yaml.safe_load((ROOT / "extensions/eda/rulebooks" / (name + ".yml")).read_text()):
        for source in ruleset["sources"]:
            used = [key.rpartition(".")[2] for key in source if "." in key]
            assert used and set(used) <= set(SOURCES)
            for entry in used:
                assert set(source["runwatch.observability." + entry]) <= set(options(entry))
            assert [list(entry) for entry in source["filters"]] == [["runwatch.observability.normalize"]]
        for rule in ruleset["rules"]:
            playbook = rule["action"]["run_playbook"]["name"].rpartition(".")[2]
            comment = (ROOT / "playbooks" / (playbook + ".yml")).read_text().partition("\n- name:")[0]
            assert all(variable in comment for variable in rule["action"]["run_playbook"]["extra_vars"])


@pytest.mark.parametrize("missing", ["rollout_application", "rollout_environment", "rollout_tasks", "rollout_tags"])
def test_a_variable_that_is_missing_is_told_at_the_start(missing):
    (ruleset,) = yaml.safe_load((ROOT / "extensions/eda/rulebooks/problem_during_rollout.yml").read_text())
    tags = NativeEnvironment(undefined=StrictUndefined).from_string(ruleset["sources"][0]["runwatch.observability.datasentinel_problems"]["tags"])
    given = {"rollout_application": "a", "rollout_environment": "b", "rollout_tasks": "/c", "rollout_tags": {"d": "e"}}
    assert tags.render(given) == {"d": "e"}
    del given[missing]
    with pytest.raises(UndefinedError, match=missing):
        tags.render(given)
