# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web application: every system, the control API and the console on one port."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from .console.routes import router as console
from .control import ROUTERS as CONTROL
from .credentials import Credentials
from .recorder import Recorder
from .refusal import Refused, sentences
from .registry import SYSTEMS, owner
from .world import World

DESCRIPTION = "Stands in for the Datasentinel platform and agent, the Instana agent and backend, and AppSignal."


def build(credentials: Credentials) -> Callable[..., Any]:
    """The ASGI application, with a world of its own."""
    world = World(credentials)
    app = FastAPI(title="Sandbox", description=DESCRIPTION, version="1", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.world = world
    for system in SYSTEMS:
        for router in system.routers:
            app.include_router(router, tags=[system.title])
    for router in CONTROL:
        app.include_router(router, prefix="/sandbox", tags=["Control"])
    app.include_router(console, include_in_schema=False)
    app.openapi = partial(_contract, app.openapi)  # type: ignore[method-assign]
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _failed)
    return Recorder(app, world)


def _contract(framework_contract: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The OpenAPI document without the refusals of the framework, which the systems replace by their own."""
    document = framework_contract()
    for path, operations in document["paths"].items():
        if owner(path) is not None:
            for operation in operations.values():
                operation["responses"].pop("422", None)
    return document


async def _refused(request: Request, refused: Any) -> Response:
    return refused.answer


async def _invalid(request: Request, error: Any) -> Response:
    system = owner(request.scope["path"])
    if system is None:
        return JSONResponse({"errors": sentences(error.errors())}, 422)
    return system.invalid(request.app.state.world, error.errors())


async def _failed(request: Request, error: Any) -> Response:
    system = owner(request.scope["path"])
    if system is None:
        return JSONResponse({"errors": [error.detail]}, error.status_code)
    return system.failed(error.status_code, error.detail)
