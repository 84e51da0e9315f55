# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a task runs inside the controller process, and that it then answers as the ordinary module does."""

from __future__ import annotations

import datetime
import json
import uuid
from types import SimpleNamespace

import pytest
from ansible.errors import AnsibleError
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._definition import Definition, Outcome
from ansible_collections.runwatch.observability.plugins.module_utils._errors import MissingLibrary, StateError, TransportError
from ansible_collections.runwatch.observability.plugins.plugin_utils import _in_process

MODULE_ANSWER = {"ran": "as a module", "changed": False}
GIVEN = {"instana_url": "https://x", "instana_token": "s3cret-t0ken", "name": "a"}


class Client:
    """Counts how often one is made and closed."""

    made = closed = 0

    def close(self):
        Client.closed += 1


def connect(params, definition):
    Client.made += 1
    return Client()


def answer(params, client, check_mode):
    if isinstance(params["behave"], str) and params["behave"] != "well":
        raise {"state": StateError("cannot, because of s3cret-t0ken"), "lost": TransportError("lost", maybe_done=True),
               "library": MissingLibrary("jmespath", "Traceback ...")}[params["behave"]]
    return Outcome(True, {"name": params["name"], "check": check_mode}, {"before": "", "after": {"a": 1}}, ["mind the gap"])


def definition(**more):
    options = {"name": {"type": "str", "required": True}, "behave": {"type": "str", "default": "well"},
               "mode": {"type": "str", "choices": ["a", "b"]}}
    return Definition("thing", ("instana",), options, connect, answer, **more)


class Action(_in_process.InProcessAction):
    """The plugin without a controller around it."""

    def __init__(self, args, made, transport="local", become=None, async_val=0, environment=None, check_mode=False, diff=True):
        self.definition = made
        self._connection = SimpleNamespace(transport=transport, become=become, _shell=SimpleNamespace(tmpdir=None))
        self._task = SimpleNamespace(args=args, async_val=async_val, environment=environment, check_mode=check_mode, diff=diff,
                                     action="runwatch.observability.thing")
        self._templar = SimpleNamespace(template=lambda value: value)
        self._loader = SimpleNamespace(get_basedir=lambda: "/playbooks")

    def _execute_module(self, **kwargs):
        return dict(MODULE_ANSWER)


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Begin each test without open clients, and without the parts of the base class that want a controller."""
    Client.made = Client.closed = 0
    monkeypatch.setattr(_in_process, "CLIENTS", _in_process.Clients())
    monkeypatch.setattr(_in_process.ActionBase, "run", lambda self, tmp=None, task_vars=None: {})


def run(args=None, made=None, task_vars=None, **task):
    return Action(dict(GIVEN, **args or {}), made or definition(), **task).run(task_vars=task_vars or {})


def test_a_local_task_runs_here():
    result = run()
    assert result["name"] == "a" and result["changed"] and result["warnings"] == ["mind the gap"]
    assert result["diff"] == {"before": "", "after": {"a": 1}}


@pytest.mark.parametrize("task", [
    {"transport": "ssh"}, {"become": object()}, {"async_val": 30}, {"environment": [{"A": "1"}]}, {"args": {"in_process": False}},
    {"args": {"in_process": "no"}}, {"task_vars": {"runwatch_in_process": False}}, {"task_vars": {"runwatch_in_process": "no"}},
])
def test_any_other_task_runs_as_a_module(task):
    assert run(**task) == MODULE_ANSWER


@pytest.mark.parametrize("task", [{"environment": [{}, {}]}, {"environment": None}, {"task_vars": {"runwatch_in_process": "yes"}}])
def test_what_asks_for_nothing_special_runs_here(task):
    assert run(**task)["name"] == "a"


def test_without_the_library_on_the_controller_the_module_runs(monkeypatch):
    monkeypatch.setattr(_in_process, "REQUESTS_ERROR", "Traceback ...")
    assert run() == MODULE_ANSWER


def test_check_mode_and_diff_are_handed_on():
    result = run(check_mode=True, diff=False)
    assert result["check"] is True and result["check_mode"] is True and "diff" not in result
    assert "check_mode" not in run()


@pytest.mark.parametrize("args, message", [
    ({"name": None}, "missing required arguments: name"),
    ({"mode": "c"}, "value of mode must be one of: a, b, got: c"),
    ({"colour": "red"}, "Unsupported parameters for (runwatch.observability.thing) module: colour."),
])
def test_wrong_options_are_told_as_by_a_module(args, message):
    wanted = {key: value for key, value in dict(GIVEN, **args).items() if value is not None}
    result = Action(wanted, definition()).run(task_vars={})
    assert result["failed"] and message in result["msg"]


def test_the_client_serves_a_whole_loop():
    for dummy in range(10):
        run()
    assert Client.made == 1 and Client.closed == 0


def test_other_credentials_get_another_client():
    run()
    run({"instana_token": "other-t0ken"})
    assert Client.made == 2


def test_after_a_failure_there_is_a_new_client():
    run()
    assert run({"behave": "lost"})["failed"]
    run()
    assert Client.made == 2 and Client.closed == 1


def test_a_failure_is_a_result_without_secrets():
    result = run({"behave": "state"})
    assert result["failed"] and result["failure"]["kind"] == "state" and "s3cret" not in json.dumps(result)


def test_a_missing_library_is_told_as_usual():
    assert "Failed to import the required Python library (jmespath)" in run({"behave": "library"})["msg"]


def test_a_secret_result_is_not_shown_but_its_failure_is():
    assert run(made=definition(secret_result=True))["_ansible_no_log"] is True
    assert "_ansible_no_log" not in run({"behave": "state"}, made=definition(secret_result=True))


def test_the_parameters_are_told_without_secrets():
    told = run(task_vars={"ansible_inject_invocation": True}).get("invocation") or {"module_args": {}}
    assert "s3cret" not in json.dumps(told)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(JSON)
def test_plain_values_stay_as_they_are(value):
    made = _in_process.plain(value)
    assert made == value and made.__class__ is value.__class__


class Text(str):
    """A text with a wrapper, as the controller has them."""

    def __str__(self):
        return "something else"


class Number(int):
    """A number with a wrapper."""


def test_wrappers_are_taken_off():
    made = _in_process.plain({Text("a"): [Text("b"), Number(5), (1, 2)], "day": datetime.date(2026, 3, 1)})
    assert made == {"a": ["b", 5, [1, 2]], "day": "2026-03-01"}
    assert [entry.__class__.__name__ for entry in [*made, *made["a"]]] == ["str", "str", "str", "int", "list"]


def test_certificates_are_looked_for_beside_the_playbook():
    seen = []
    made = definition()._replace(connect=lambda params, definition: seen.append((params["ca_path"], params["client_cert"])) or Client())
    run({"ca_path": "certs/ca.pem", "client_cert": "/etc/client.pem"}, made)
    assert seen == [("/playbooks/certs/ca.pem", "/etc/client.pem")]


def test_what_json_does_not_know_becomes_text():
    made = _in_process.plain([uuid.UUID(int=5), datetime.datetime(2026, 3, 1, 12, 30)])
    assert made == ["00000000-0000-0000-0000-000000000005", "2026-03-01T12:30:00"]


def test_options_that_will_go_are_told_as_by_a_module(monkeypatch):
    told = []
    monkeypatch.setattr(_in_process.Display, "deprecated", lambda self, msg, **more: told.append((msg, more)))
    made = definition()
    made.options["colour"] = {"type": "str", "removed_in_version": "2.0.0", "removed_from_collection": "runwatch.observability"}
    assert run({"colour": "red"}, made)["name"] == "a"
    ((text, more),) = told
    assert "'colour'" in text and (more["version"], more["collection_name"]) == ("2.0.0", "runwatch.observability")


@pytest.mark.parametrize("setting, told", [(True, True), (False, False), (None, True)])
def test_the_parameters_are_told_where_core_tells_them_of_modules(monkeypatch, setting, told):
    """Before 2.21 there is no such setting, and core always tells them."""
    def get_config_value(name, variables):
        assert name == "INJECT_INVOCATION"
        if setting is None:
            raise AnsibleError("no such setting")
        return setting

    monkeypatch.setattr(_in_process.C, "config", SimpleNamespace(get_config_value=get_config_value))
    result = run()
    assert ("invocation" in result) is told
    if told:
        assert result["invocation"]["module_args"]["instana_token"] == "VALUE_NOT_SHOWN"
