# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback plugin with an agent of a few lines, and plays, tasks and blocks of core."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
import yaml
from ansible import constants as C

from ansible_collections.runwatch.observability.plugins.callback import deployment_events
from ansible_collections.runwatch.observability.plugins.doc_fragments.instana import ModuleDocFragment
from ansible_collections.runwatch.observability.plugins.module_utils import _options

DEFAULTS = {
    "only_tagged": [], "failure_severity": "critical", "instana_agent_url": None, "validate_certs": True, "ca_path": None, "client_cert": None,
    "client_key": None, "use_proxy": True, "timeout": 5, "retries": 0,
}


class Agent:
    """Takes events, or raises ``fault``."""

    def __init__(self, fault=None):
        self.fault, self.params, self.bodies = fault, None, []

    def connect(self, params, definition):
        self.params = params
        return self

    def write(self, method, *segments, doing, body):
        if self.fault:
            raise self.fault
        self.bodies.append(body)

    def close(self):
        pass


@pytest.fixture
def agent(monkeypatch):
    made = Agent()
    monkeypatch.setattr(deployment_events, "DEFINITION", deployment_events.DEFINITION._replace(connect=made.connect))
    for variable in ("INSTANA_AGENT_URL", "INSTANA_AGENT_HOST", "INSTANA_AGENT_PORT"):
        monkeypatch.delenv(variable, raising=False)
    return made


@pytest.fixture
def plugin(agent, monkeypatch):
    made = deployment_events.CallbackModule()
    made._plugin_options = dict(DEFAULTS)
    made.warnings = []
    monkeypatch.setattr(made, "_display", SimpleNamespace(warning=made.warnings.append))
    made.v2_playbook_on_start(SimpleNamespace(_file_name="/srv/deploy.yml"))
    return made


def play(name="Deploy", uuid="1", tags=(), check_mode=False):
    return SimpleNamespace(_uuid=uuid, get_name=lambda: name, tags=list(tags), check_mode=check_mode)


class Node:
    """A task or a block."""

    count = 0

    def __init__(self, parent=None, name=None, ignore_unreachable=False):
        Node.count += 1
        self._uuid, self._parent, self.action, self.ignore_unreachable = str(Node.count), parent, "ansible.builtin.command", ignore_unreachable
        self._ds = {"name": name} if name else {}
        self.rescue, self.always = [], []


def begin(plugin, *hosts, **given):
    plugin.v2_playbook_on_play_start(play(**given))
    for host in hosts or ("db-1",):
        plugin.v2_runner_on_start(SimpleNamespace(get_name=lambda: host), Node())


def result(host, task=None):
    return SimpleNamespace(_host=SimpleNamespace(get_name=lambda: host), _task=task or Node())


def test_a_play_that_went_well(plugin, agent):
    begin(plugin, "db-1", "db-2", "db-1")
    plugin.v2_playbook_on_stats(None)

    body, = agent.bodies
    assert (body["title"], body["text"], body["severity"]) == ("Deploy", "Playbook deploy.yml, 2 hosts.", -1)
    assert body["timestamp"] > 0
    assert agent.params["instana_agent_url"] == "http://localhost:42699"
    assert plugin.warnings == []


def test_each_play_is_announced_when_it_is_over(plugin, agent):
    begin(plugin, name="a")
    assert agent.bodies == []
    begin(plugin, name="b", uuid="2")
    assert [body["title"] for body in agent.bodies] == ["a"]
    begin(plugin, name="b", uuid="2")  # the next batch
    plugin.v2_playbook_on_stats(None)
    assert [body["title"] for body in agent.bodies] == ["a", "b"]


@pytest.mark.parametrize("severity, number", [("critical", 10), ("warning", 5)])
def test_a_play_that_failed(plugin, agent, severity, number):
    plugin._plugin_options["failure_severity"] = severity
    begin(plugin, "db-1")
    for host in ("db-2", "db-1"):
        plugin.v2_runner_on_failed(result(host, Node(name="Migrate {{ secret }}")))
    plugin.v2_runner_on_failed(result("db-3"))
    plugin.v2_runner_on_unreachable(result("db-4"))
    plugin.v2_playbook_on_stats(None)

    body, = agent.bodies
    assert (body["title"], body["severity"]) == ("Deploy failed", number)
    assert body["text"] == (
        "Playbook deploy.yml, 4 hosts. Failed at Migrate {{ secret }}: db-1, db-2. Failed at a task of ansible.builtin.command: db-3. Unreachable: db-4.")


def test_many_hosts_are_not_all_named(plugin, agent):
    begin(plugin)
    for number in range(12):
        plugin.v2_runner_on_unreachable(result("db-%02d" % number))
    plugin.v2_playbook_on_stats(None)

    assert agent.bodies[0]["text"].endswith("db-08, db-09, and 2 more.")


def test_what_was_ignored_or_rescued_is_no_failure(plugin, agent):
    outer = Node()
    outer.rescue = [Node(outer)]
    include = Node(outer)
    begin(plugin)
    plugin.v2_runner_on_failed(result("db-1"), ignore_errors=True)
    plugin.v2_runner_on_failed(result("db-1", Node(Node(include))))
    plugin.v2_runner_on_unreachable(result("db-1", Node(ignore_unreachable=True)))
    plugin.v2_playbook_on_stats(None)

    assert agent.bodies[0]["severity"] == -1


@pytest.mark.parametrize("part", ["rescue", "always"])
def test_a_failure_of_the_rescue_is_one(plugin, agent, part):
    block = Node()
    block.rescue = [Node(block)]
    failed = Node(block)
    getattr(block, part).append(failed)
    begin(plugin)
    plugin.v2_runner_on_failed(result("db-1", failed))
    plugin.v2_playbook_on_stats(None)

    assert agent.bodies[0]["severity"] == 10


def test_a_rescue_further_out_counts(plugin, agent):
    outer = Node()
    outer.rescue = [Node(outer)]
    inner = Node(outer)
    failed = Node(inner)
    inner.rescue = [failed]
    begin(plugin)
    plugin.v2_runner_on_failed(result("db-1", failed))
    plugin.v2_playbook_on_stats(None)

    assert agent.bodies[0]["severity"] == -1


@pytest.mark.parametrize("given", [{"check_mode": True}, {"tags": ["database"]}, {}])
def test_plays_that_are_not_to_be_announced(plugin, agent, given):
    plugin._plugin_options["only_tagged"] = ["deployment", "release"]
    begin(plugin, **given)
    plugin.v2_runner_on_failed(result("db-1"))
    plugin.v2_playbook_on_stats(None)

    assert agent.bodies == []


def test_a_tagged_play(plugin, agent):
    plugin._plugin_options["only_tagged"] = ["deployment", "release"]
    begin(plugin, tags=["database", "release"])
    plugin.v2_playbook_on_stats(None)

    assert len(agent.bodies) == 1


def test_a_play_without_hosts_is_not_announced(plugin, agent):
    plugin.v2_playbook_on_play_start(play())
    plugin.v2_playbook_on_stats(None)

    assert agent.bodies == []


def test_trouble_is_one_line(plugin, agent):
    agent.fault = RuntimeError("no\n  agent")
    begin(plugin)
    plugin.v2_playbook_on_stats(None)
    plugin.v2_playbook_on_stats(None)

    assert plugin.warnings == ["deployment_events: no agent"]


@pytest.mark.parametrize("call", [
    lambda plugin: plugin.v2_playbook_on_start(None),
    lambda plugin: plugin.v2_playbook_on_play_start(None),
    lambda plugin: plugin.v2_runner_on_start(None, None),
    lambda plugin: plugin.v2_runner_on_failed(None),
    lambda plugin: plugin.v2_runner_on_unreachable(None),
])
def test_whatever_core_hands_over(plugin, call):
    begin(plugin)
    call(plugin)

    assert len(plugin.warnings) == 1


def test_the_address_is_made_of_host_and_port(plugin, agent, monkeypatch):
    monkeypatch.setenv("INSTANA_AGENT_HOST", "agent.example.com")
    begin(plugin)
    plugin.v2_playbook_on_stats(None)

    assert agent.params["instana_agent_url"] == "http://agent.example.com:42699"


def test_a_variable_that_is_empty_is_as_good_as_none(plugin, agent, monkeypatch):
    described = yaml.safe_load(deployment_events.DOCUMENTATION)["options"] | yaml.safe_load(ModuleDocFragment.AGENT_PLUGIN)["options"]
    C.config.initialize_plugin_configuration_definitions("callback", plugin.CALLBACK_NAME, described)
    for option in _options.CONNECTIONS["instana_agent"].all_options():
        for variable in option.env:
            monkeypatch.setenv(variable, "")
    monkeypatch.setattr(plugin, "_load_name", plugin.CALLBACK_NAME, raising=False)
    plugin.set_options()
    assert dict(plugin._plugin_options) == DEFAULTS
    begin(plugin)
    plugin.v2_playbook_on_stats(None)
    assert agent.params["instana_agent_url"] == "http://localhost:42699"


def test_its_options_are_those_of_the_table():
    described = yaml.safe_load(ModuleDocFragment.AGENT_PLUGIN)["options"]
    table = {option.name: option for option in _options.CONNECTIONS["instana_agent"].all_options() if option.name != "in_process"}
    assert set(described) == set(table)
    for name, entry in described.items():
        assert entry["type"] == table[name].type, name
        assert [variable["name"] for variable in entry.get("env", [])] == list(table[name].env[:1]), name
        assert entry["ini"] == [{"section": "instana", "key": name}]
        if name not in ("instana_agent_url", "timeout", "retries"):  # found out by the plugin, and shorter since a run waits
            assert entry.get("default") == table[name].default, name


def test_it_describes_itself():
    described = yaml.safe_load(importlib.import_module(deployment_events.__name__).DOCUMENTATION)
    assert deployment_events.CallbackModule.CALLBACK_NAME == "runwatch.observability." + described["name"]
    assert deployment_events.CallbackModule.CALLBACK_TYPE == described["type"]
    assert deployment_events.CallbackModule.CALLBACK_NEEDS_ENABLED
    assert {*described["options"], *yaml.safe_load(ModuleDocFragment.AGENT_PLUGIN)["options"]} == set(DEFAULTS)
