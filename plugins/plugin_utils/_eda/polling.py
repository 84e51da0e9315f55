# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking a product again and again for what is new."""

from __future__ import annotations

import asyncio
import logging

from ...module_utils._errors import AuthenticationError, MissingLibrary, ObservabilityError, OptionError, PermissionDenied
from . import starting

LOGGER = logging.getLogger("runwatch.observability")
INTERVAL = {"type": "int", "default": 60}
REPORT_EXISTING = {"type": "bool", "default": False}
# Trying again would not help, and could lock an account.
_FINAL = (AuthenticationError, MissingLibrary, OptionError, PermissionDenied)


async def poll(queue, args, definition, make_watch):
    """Put into ``queue`` what ``make_watch(params).look(client)`` returns every ``interval`` seconds; ends by an error only.

    ``look`` returns a list of events. What goes wrong at the first look ends the source, since that is likely to be a mistake in the rulebook;
    later on only what another try cannot heal does, everything else is logged.
    """
    params = starting.parameters(definition, args)
    client, begun, trouble = None, False, None
    try:
        watch = make_watch(_prepared(definition, params))
        while True:
            try:
                client = client or definition.connect(params, definition)
                events = await asyncio.to_thread(watch.look, client)
            except ObservabilityError as error:
                if not begun or isinstance(error, _FINAL):
                    raise
                # A login that failed is not tried again by the client that met it.
                _close(client)
                client = None
                trouble = _told(trouble, str(starting.failure(definition, params, error)))
            else:
                if trouble:
                    LOGGER.warning("%s: it works again.", definition.name)
                begun, trouble = True, None
                for event in events:
                    await queue.put(event)
                    await asyncio.sleep(0)
            await asyncio.sleep(params["interval"])
    except ObservabilityError as error:
        raise starting.failure(definition, params, error) from None
    finally:
        _close(client)


def _prepared(definition, params):
    if params["interval"] < 1:
        raise OptionError("interval", "has to be at least 1 second, not %s." % params["interval"])
    return definition.prepare(params)


def _close(client):
    if client:
        client.close()


def _told(before, text):
    """Log trouble, but the same only once."""
    if text != before:
        LOGGER.warning("%s It is tried again.", text)
    return text
