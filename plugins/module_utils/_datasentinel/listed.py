# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What roles and users of the platform have in common: they are listed whole, and written one by one."""

from __future__ import annotations

from .._errors import AnswerError, NotFound
from .._reconcile import Resource, Step
from .platform import MAY_BE_NOT_FOUND

NO_RESTRICTION = "No restriction"  # what the platform calls having no role; no role itself
_VERBS = {"POST": "create", "PUT": "update", "DELETE": "delete"}


class Listed(Resource):
    """Resources under ``/ds-api/<path>``. One list serves a whole task; what was written is read again by its name."""

    path = ""

    def __init__(self, client):
        self.client = client
        self.known = self.list()

    def list(self):
        """Return a dict of the platform's own objects by name."""
        answer = self.client.get("ds-api", self.path, doing="list the %s" % self.path)
        return {entry[self.identity]: entry for entry in answer.mappings() if isinstance(entry.get(self.identity), str)}

    def public(self, raw):
        """Return what is shown of the platform's object ``raw``."""
        raise NotImplementedError

    def spelled(self, name):
        """Return ``name`` as the platform spells it."""
        return name

    def read(self, wanted, fresh=False):
        name = self.spelled(self.name(wanted))
        raw = self._get(name) if fresh else self.known.get(name)
        return None if raw is None else self.public(raw)

    def _get(self, name):
        try:
            answer = self.client.get("ds-api", self.path, name, doing="read %s %s" % (self.kind, name))
            return dict({self.identity: name}, **answer.mapping())
        except NotFound:
            return None
        except AnswerError as error:
            if error.status not in MAY_BE_NOT_FOUND:
                raise
        # The list is certain.
        return self.list().get(name)

    def step(self, method, name, body=None):
        """Return the step that creates, updates or deletes ``name``."""
        what = "%s %s %s" % (_VERBS[method], self.kind, name)
        return Step(what, lambda: self.write(method, name, what, body))

    def write(self, method, name, doing, body=None):
        """Send a change. That what is to be deleted is gone already is fine."""
        try:
            self.client.write(method, "ds-api", self.path, name, doing=doing, body=body)
        except NotFound:
            if method != "DELETE":
                raise
