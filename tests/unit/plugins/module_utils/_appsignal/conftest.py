# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An AppSignal of a few lines, in the place of the client."""

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer


class FakeApi:
    """Answers each path below /api/v2 from ``answers``: a value, an error to raise, or a function of the body; and notes what it was asked."""

    def __init__(self, **answers):
        self.answers = {path.replace("__", "/"): answer for path, answer in answers.items()}
        self.asked = []

    def get(self, *segments, doing, form="json"):
        return self._answer(segments, None)

    def read_by_post(self, *segments, doing, body):
        return self._answer(segments, body)

    def _answer(self, segments, body):
        assert segments[:2] == ("api", "v2")
        path = "/".join(segments[2:])
        self.asked.append((path, body))
        answer = self.answers[path]
        answer = answer(body) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return Answer(200, answer, {}, lambda what: AnswerError(what, 200, detail=what))

    def bodies(self):
        return [body for dummy, body in self.asked]


class FakeGraphQL:
    """Answers each root field from ``answers``: a value, or a function of the variables; and notes what it was asked."""

    known_apps = None

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []
        self.graphql = self

    def ask(self, doing, question, **variables):
        self.asked.append((question, variables))
        return {name: answer(variables) if callable(answer) else answer for name, answer in self.answers.items()}

    def ask_site(self, doing, question, site_id, **variables):
        return self.ask(doing, question, site=site_id, **variables)["app"]


@pytest.fixture(scope="session")
def fake_graphql():
    """The class, for tests that build their own."""
    return FakeGraphQL


@pytest.fixture(scope="session")
def fake_api():
    """The class, for tests that build their own."""
    return FakeApi


@pytest.fixture(scope="session")
def run_module():
    """A function that runs a definition with its defaults, and returns the outcome."""
    def run(definition, client, check_mode=False, **params):
        defaults = {name: spec.get("default") for name, spec in definition.options.items()}
        if "site_id" in defaults:
            defaults["site_id"] = "site"
        return definition.run(definition.prepare({**defaults, **params}), client, check_mode)
    return run
