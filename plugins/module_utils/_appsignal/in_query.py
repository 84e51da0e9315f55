# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials that AppSignal takes as a parameter of the query only (fact sheet section 0 and C.1)."""

from __future__ import annotations

import logging

from .._http import Client, FixedHeaders

# They log the address of a request that is repeated, with its query; in the controller's process that goes to Ansible's log.
_LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry")


class _Discreet(logging.Filter):
    """Hides credentials in what is logged."""

    def __init__(self, scrubber):
        super().__init__()
        self._scrubber = scrubber

    def filter(self, record):
        record.msg, record.args = self._scrubber.scrub(record.getMessage()), ()
        return True


class InQuery(Client):
    """A client that adds its credential to the query of each request. Messages hold addresses without their queries."""

    def __init__(self, product, transport, credential, definition, params):
        super().__init__(product, transport, FixedHeaders({}), definition.name, definition.secrets(params))
        self._credential = credential
        self._discreet = _Discreet(self.scrubber)
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._discreet)

    def close(self):
        """Close all connections."""
        super().close()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._discreet)

    def call(self, method, segments, doing, query=None, **options):
        """Send one request; see :meth:`Client.call`."""
        return super().call(method, segments, doing, query=dict(query or {}, **self._credential), **options)
