# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform of a few lines, in the place of the client."""

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import BY_STATUS, AnswerError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer


class Platform:
    """Holds what a platform would, and notes every request as (method, path).

    ``stored`` has a dict of raw objects for each of ``roles`` and ``users``. ``refuse`` maps a request to the errors of
    its next tries, as (status, text); an error of status 503 comes after the request took effect.
    """

    def __init__(self, roles=(), users=(), refuse=None, shown=None, version=None):
        self.stored = {"roles": {role["name"]: dict(role) for role in roles}, "users": {user["email"]: dict(user) for user in users}}
        self.members = {}
        self.refuse = {request: list(errors) for request, errors in (refuse or {}).items()}
        self.shown = shown or (lambda raw: raw)
        self.version = version
        self.requests = []
        self.bodies = []

    def writes(self):
        return [request for request in self.requests if request[0] != "GET"]

    def get(self, *segments, doing, query=None):
        return self._handle("GET", segments, doing, None)

    def read_by_post(self, *segments, doing, body):
        return self._handle("READ", segments, doing, body)

    def write(self, method, *segments, doing, body=None):
        self.bodies.append(body)
        return self._handle(method, segments, doing, body)

    def _handle(self, method, segments, doing, body):
        request = (method, "/".join(segments[1:]))
        self.requests.append(request)
        errors = self.refuse.get(request)
        status, text = errors.pop(0) if errors else (200, "")
        if status not in (200, 503):
            raise self._error(doing, status, text)
        data = self._answer(method, segments[1:], body, doing)
        if status == 503:
            raise self._error(doing, status, text)
        return Answer(200, data, {}, lambda text: self._error(doing, 200, text))

    def _answer(self, method, path, body, doing):
        if path == ("",):
            return self.version or {}
        if path == ("activity", "pg-instance-infos"):
            return self.stored["infos"]
        kind, name = path[0], path[1] if len(path) > 1 else None
        objects = self.stored[kind]
        if name is None:
            return [self.shown(raw) for raw in objects.values()]
        if method == "POST":
            objects[name] = dict(body, **{"name" if kind == "roles" else "email": name})
            return {"status": "created"}
        if name not in objects:
            raise self._error(doing, 404, "not found")
        if len(path) == 3:
            return self.members.get(name, [])
        if method == "PUT":
            objects[name].update(body)
        elif method == "DELETE":
            del objects[name]
        return self.shown(objects.get(name))

    @staticmethod
    def _error(doing, status, text):
        return BY_STATUS.get(status, AnswerError)(
            "Could not %s: %s." % (doing, text or status), status, detail=text, maybe_done=status in (200, 503))


@pytest.fixture(scope="session")
def platform():
    """The class, for tests that build their own."""
    return Platform
