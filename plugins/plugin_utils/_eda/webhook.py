# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking what a product sends: an HTTP(S) server for one kind of message, which always wants a token."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import json
import logging
import os
import ssl

from ansible.module_utils.basic import env_fallback

from ...module_utils._definition import Definition
from ...module_utils._errors import ObservabilityError, OptionError
from . import starting
from .texts import event

LOGGER = logging.getLogger("runwatch.observability")
SHORTEST_TOKEN = 16
LARGEST_BODY = 1024 * 1024  # bytes


def definition(name, token_variable, port):
    """Return the ``Definition`` of the source ``name``, whose token may come from an environment variable."""
    return Definition(name, (), {
        "host": {"type": "str", "default": "0.0.0.0"},
        "port": {"type": "int", "default": port},
        "token": {"type": "str", "no_log": True, "required": True, "fallback": (env_fallback, [token_variable])},
        "certfile": {"type": "path"},
        "keyfile": {"type": "path"},
    }, None, None, _prepare, {"required_by": {"keyfile": ["certfile"]}})


def _prepare(params):
    if not 0 < params["port"] < 65536:
        raise OptionError("port", "has to be a number from 1 to 65535, not %s." % params["port"])
    if len(params["token"].strip()) < SHORTEST_TOKEN:
        raise OptionError("token", "has to have %d characters or more; whoever knows it can have playbooks run." % SHORTEST_TOKEN)
    for option in ("certfile", "keyfile"):
        if params[option] and not os.path.exists(params[option]):
            raise OptionError(option, "%s does not exist on the host that runs the rulebook." % params[option])
    return params


def is_allowed(token, headers, query):
    """Say whether a request shows the token: as bearer, as password of basic authentication, or as the parameter ``token`` of the address.

    Which headers the products can be told to send is not documented; an address can always be chosen. ``headers`` and ``query`` are mappings.
    """
    kind, dummy, value = headers.get("Authorization", "").strip().partition(" ")
    value, shown = value.strip(), [query.get("token", "")]
    if kind.lower() == "bearer":
        shown.append(value)
    elif kind.lower() == "basic":
        try:
            shown.append(base64.b64decode(value, validate=True).decode("utf-8").partition(":")[2])
        except (binascii.Error, ValueError):
            pass
    expected = token.strip().encode("utf-8")
    # All of them are compared, so that the time taken tells nothing.
    return True in [hmac.compare_digest(expected, one.encode("utf-8", "replace")) for one in shown]


def message(product, body):
    """Return the event for the body (bytes) of a request. Raises ``ValueError`` for anything but a JSON object."""
    try:
        payload = json.loads(body, parse_constant=_refuse)
        if not isinstance(payload, dict):
            raise ValueError("no object")
        return event(product, payload)
    except (ValueError, RecursionError):
        raise ValueError("The body has to be a JSON object.") from None


def _refuse(name):
    """Numbers that JSON does not know, and the rule engine neither."""
    raise ValueError(name)


async def serve(queue, args, source, product):
    """Put each message into ``queue`` that comes with the token; ends by an error only."""
    params = starting.parameters(source, args)
    try:
        source.prepare(params)
    except ObservabilityError as error:
        raise starting.failure(source, params, error) from None
    from aiohttp import web  # which ansible-rulebook needs too

    async def take(request):
        if not is_allowed(params["token"], request.headers, request.query):
            LOGGER.warning("%s: a message from %s without the right token was refused.", source.name, request.remote)
            raise web.HTTPUnauthorized(text="The token is missing or wrong.", headers={"WWW-Authenticate": "Bearer"})
        try:
            told = message(product, await request.read())
        except ValueError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        await queue.put(told)
        await asyncio.sleep(0)
        return web.Response(status=204)

    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_post("/{path:.*}", take)
    # No log of requests: their addresses may hold the token.
    runner = web.AppRunner(app, access_log=None)
    try:
        await runner.setup()
        await web.TCPSite(runner, params["host"], params["port"], ssl_context=_tls(params)).start()
        LOGGER.info("%s: listening on %s:%d.", source.name, params["host"], params["port"])
        await asyncio.Event().wait()
    except (OSError, ssl.SSLError) as error:
        raise starting.SourceError("%s: could not listen on %s:%d: %s." % (source.name, params["host"], params["port"], error)) from None
    finally:
        await runner.cleanup()


def _tls(params):
    if not params["certfile"]:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(params["certfile"], params["keyfile"])
    return context
