# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agentless connections on the platform (fact sheet section 5), the module datasentinel_instance."""

from __future__ import annotations

import re

from .._batch import check_batch_options, converge_all, items_of, one_or_many, place
from .._definition import Definition
from .._errors import AnswerError, NotFound, OptionError
from . import connections
from .platform import MAY_BE_NOT_FOUND, connect

PLURAL = "instances"


class Instances(connections.Connections):
    """The calls of ``/ds-api/pool/pg-instances``. There is no list of them (fact sheet U-6)."""

    path = ("ds-api", "pool", "pg-instances")

    def __init__(self, client, not_found_pattern=None):
        super().__init__(client)
        self._not_found = re.compile(not_found_pattern, re.IGNORECASE) if not_found_pattern else None

    def read(self, wanted, fresh=False):
        return self.get(wanted["name"])

    def get(self, name):
        """Return the public object of the connection ``name``, or ``None`` (fact sheet 14.2, U-4)."""
        try:
            answer = self.client.get(*self.path, name, doing="read connection %s" % name)
        except NotFound:
            return None
        except AnswerError as error:
            if error.status in MAY_BE_NOT_FOUND:
                if self._not_found and self._not_found.search(error.detail):
                    return None
                error.message += " If that means that it does not exist, say so with not_found_pattern."
            raise
        return self.public(dict(answer.mapping(), name=name))

    def public(self, raw):
        shown = super().public(raw)
        # The name under which alerting and metrics know it (fact sheet 5.5).
        shown["pg_instance"] = "%s@%s" % (shown["host"], shown["name"]) if shown["host"] else None
        return shown

    def predicted(self, wanted, current):
        after = super().predicted(wanted, current)
        after["pg_instance"] = "%s@%s" % (after["host"], after["name"])
        return after


def prepare(params):
    """Check everything that can be checked before a request."""
    check_batch_options(params)
    check_pattern(params["not_found_pattern"])
    items = items_of(params, PLURAL, "name", connections.ITEM_OPTIONS, {"tags": connections.merge_tags})
    for number, item in enumerate(items):
        connections.prepare_item(item, place(params, PLURAL, number))
    return dict(params, items=items, finish=connections.waiter(params))


def check_pattern(pattern):
    """Raise ``OptionError`` unless ``pattern`` (str or ``None``) is a regular expression."""
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise OptionError("not_found_pattern", "is not a regular expression (%s)." % error) from None


def run(params, client, check_mode):
    """Converge one connection or many."""
    resource = Instances(client, params["not_found_pattern"])
    return converge_all(resource, params["items"], params, check_mode, PLURAL, "instance", params["finish"])


_OPTIONS, _RULES = one_or_many(PLURAL, "name", connections.ITEM_OPTIONS, connections.DEFAULTS)

DEFINITION = Definition(
    "datasentinel_instance", ("datasentinel",), dict(_OPTIONS, **connections.WAIT_OPTIONS, not_found_pattern={"type": "str"}),
    connect, run, prepare, _RULES)
