# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ordinary shell of a module: every module starts its own definition, and what that answers is what core gets."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils import _secrets, _shell
from ansible_collections.runwatch.observability.plugins.module_utils._definition import Definition, Outcome
from ansible_collections.runwatch.observability.plugins.module_utils._errors import StateError

MODULES = sorted((Path(__file__).resolve().parents[4] / "plugins/modules").glob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[path.stem for path in MODULES])
def test_a_module_starts_its_own_definition(monkeypatch, path):
    started = []
    monkeypatch.setattr(_shell, "run_module", started.append)
    runpy.run_path(str(path), run_name="__main__")
    assert [definition.name for definition in started] == [path.stem]


class Module:
    """Stands in for AnsibleModule, and notes how it was made and what it was told."""

    check_mode, _diff = True, True

    def __init__(self, **made):
        self.made, self.warned, self.ended = made, [], []
        self.params = {"name": "a", "instana_url": "https://x", "instana_token": "s3cret-t0ken", "state": "present"}
        Module.latest = self

    def warn(self, text):
        self.warned.append(text)

    def exit_json(self, **result):
        self.ended.append(("exit_json", result))

    def fail_json(self, **result):
        self.ended.append(("fail_json", result))


class Client:
    def close(self):
        pass


def start(monkeypatch, answer):
    """Run a definition that answers like this, and return the module that core would have seen."""
    monkeypatch.setattr(_shell, "AnsibleModule", Module)
    _shell.run_module(Definition(
        "thing", ("instana",), {"name": {"type": "str"}, "state": {"type": "str"}}, lambda params, definition: Client(), answer,
        rules={"required_one_of": [("name", "state")]}))
    return Module.latest


def test_an_outcome_ends_the_module(monkeypatch):
    def answer(params, client, check_mode):
        return Outcome(True, {"thing": params["name"], "check": check_mode}, {"before": "", "after": "x"}, ["Mind s3cret-t0ken."])

    module = start(monkeypatch, answer)
    ((how, result),) = module.ended
    assert how == "exit_json" and module.warned == ["Mind VALUE_NOT_SHOWN."]
    assert result.pop("invocation")["module_args"] == {
        "name": "a", "instana_url": "https://x", "instana_token": "VALUE_NOT_SHOWN", "state": "present"}
    assert result == {"thing": "a", "check": True, "check_mode": True, "changed": True, "diff": {"before": "", "after": "x"}}
    assert module.made["supports_check_mode"] and module.made["required_one_of"] == [("name", "state")]
    assert {"name", "instana_token", "timeout"} <= set(module.made["argument_spec"])


def test_core_adds_nothing_about_files(monkeypatch):
    result = {"dest": "/etc/passwd"}
    assert start(monkeypatch, lambda params, client, check_mode: Outcome(False, {})).add_path_info(result) == {"dest": "/etc/passwd"}


def test_an_error_fails_the_module(monkeypatch):
    def answer(params, client, check_mode):
        raise StateError("Cannot, because of s3cret-t0ken.", option="name")

    ((how, result),) = start(monkeypatch, answer).ended
    assert how == "fail_json" and "failed" not in result
    assert result["msg"] == "Cannot, because of VALUE_NOT_SHOWN."
    assert result["failure"] == {"kind": "state", "retryable": False, "option": "name"}


@pytest.mark.parametrize(("environment", "told"), [({}, ["t0ken"]), ({"ANSIBLE_ASYNC_DIR": "~/.ansible_async"}, [])], ids=["at once", "async"])
def test_secrets_stay_out_of_the_file_of_a_job_in_the_background(monkeypatch, environment, told):
    registered = []
    monkeypatch.setattr(_secrets, "_register", registered.append)
    monkeypatch.delenv("ANSIBLE_ASYNC_DIR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    start(monkeypatch, lambda params, client, check_mode: Outcome(False, {"same": _secrets.register_secret("t0ken") == "t0ken"}))
    assert registered == told
