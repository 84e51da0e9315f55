# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web application."""

from __future__ import annotations

import base64
import json
from typing import Any, NamedTuple

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from . import surveys
from .kinds import KINDS
from .refusal import Refused
from .store import Store

FILTERS = ("id", "name", "identifier", "organization", "credential_type", "inventory", "workflow_job_template", "unified_job_template")
PAGE = 25


class Call(NamedTuple):
    """A request that was made, and how it was answered."""

    method: str
    path: str
    body: Any
    status: int


class Controller:
    """The stand-in: ``app`` to serve, ``store`` and ``journal`` to look at."""

    def __init__(self, repositories: dict[str, set[str]], username: str, password: str, version: str = "24.6.1") -> None:
        self.store = Store(repositories)
        self.journal: list[Call] = []
        self.version = version
        self.basic = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
        self.tokens: dict[int, str | None] = {}
        self.app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        self.app.add_api_route("/{path:path}", self.answer, methods=["GET", "POST", "PATCH", "PUT", "DELETE"])

    @property
    def writes(self) -> list[Call]:
        """The requests that would have changed something. Logging in is not one of them."""
        return [call for call in self.journal if call.method != "GET" and not call.path.startswith("/api/v2/tokens/")]

    async def answer(self, request: Request) -> Response:
        path, text = request.url.path, await request.body()
        body = None
        try:
            body = self._body(request, text)
            status, content = self._route(request, path.removeprefix("/api/v2/"), body)
        except Refused as refused:
            status, content = refused.status, refused.errors
        self.journal.append(Call(request.method, path, body, status))
        headers = {"X-API-Product-Name": "AWX", "X-API-Product-Version": self.version}
        return Response(status_code=status, headers=headers) if content is None else JSONResponse(content, status, headers)

    @staticmethod
    def _body(request: Request, text: bytes) -> Any:
        if not text:
            return None
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise Refused({"detail": "Unsupported media type in request."}, 415)
        try:
            body = json.loads(text)
        except ValueError:
            raise Refused({"detail": "JSON parse error"}) from None
        if not isinstance(body, dict):
            raise Refused({"detail": "JSON parse error - not a json object"})
        return body

    def _route(self, request: Request, path: str, body: Any) -> tuple[int, Any]:
        if not request.url.path.startswith("/api/v2/") or not path.endswith("/"):
            raise Refused({"detail": "The requested resource could not be found."}, 404)
        self._authenticate(request)
        parts, method = path.strip("/").split("/"), request.method
        if parts[0] == "me":
            return 200, {"count": 1, "next": None, "results": [{"id": 1, "username": "admin"}]}
        if parts[0] == "tokens":
            return self._token(method, parts[1:])
        if parts[0] == "project_updates" and method == "GET":
            project = self.store.get("projects", _number(parts[1]))
            return 200, {"id": project["id"], "status": "successful" if project["files"] else "failed", "finished": True}
        if parts[0] not in KINDS and not (parts[0] == "unified_job_templates" and method == "GET" and len(parts) == 1):
            raise Refused({"detail": "The requested resource could not be found."}, 404)
        if len(parts) == 1:
            return self._collection(request, parts[0], body)
        if len(parts) == 2:
            return self._detail(method, parts[0], _number(parts[1]), body)
        return self._sublist(method, parts[0], _number(parts[1]), parts[2], body)

    def _authenticate(self, request: Request) -> None:
        given = request.headers.get("authorization", "")
        if given != self.basic and given.removeprefix("Bearer ") not in self.tokens.values():
            raise Refused({"detail": "Authentication credentials were not provided. To establish a login session, visit /api/login/."}, 401)

    def _token(self, method: str, rest: list[str]) -> tuple[int, Any]:
        if method == "POST" and not rest:
            number = len(self.tokens) + 1
            self.tokens[number] = f"token-{number}-{id(self)}"
            return 201, {"id": number, "token": self.tokens[number]}
        if method == "DELETE" and len(rest) == 1:
            self.tokens[_number(rest[0])] = None  # its number is not given again
            return 204, None
        raise Refused({"detail": f'Method "{method}" not allowed.'}, 405)

    def _collection(self, request: Request, kind: str, body: Any) -> tuple[int, Any]:
        if request.method == "POST":
            entry = self.store.write(kind, None, body or {})
            answer = self.store.shown(kind, entry)
            if kind == "projects" and entry["scm_type"]:  # AWX checks it out at once
                answer["summary_fields"]["current_update"] = {"id": entry["id"]}
            return 201, answer
        if request.method != "GET":
            raise Refused({"detail": f'Method "{request.method}" not allowed.'}, 405)
        found = _filtered(kind, self.store.all(kind), dict(request.query_params))
        return 200, _page(request, [self.store.shown(kind, entry) for entry in found])

    def _detail(self, method: str, kind: str, number: int, body: Any) -> tuple[int, Any]:
        entry = self.store.get(kind, number)
        if method == "DELETE":
            self.store.remove(kind, number)
            return 204, None
        if method == "PATCH":
            entry = self.store.write(kind, entry, body or {})
        elif method != "GET":
            raise Refused({"detail": f'Method "{method}" not allowed.'}, 405)
        return 200, self.store.shown(kind, entry)

    def _sublist(self, method: str, kind: str, number: int, name: str, body: Any) -> tuple[int, Any]:
        if name == "survey_spec" and kind in ("job_templates", "workflow_job_templates"):
            self.store.get(kind, number)
            if method == "POST":
                surveys.check(body)
                self.store.surveys[number] = body
                return 200, {}
            if method == "GET":
                return 200, self.store.surveys.get(number, {})
        elif method == "POST":
            self.store.associate(kind, number, name, body or {})
            return 204, None
        elif method == "GET":
            members = self.store.listed(kind, number, name)
            target = KINDS[kind].LISTS[name]
            return 200, {"count": len(members), "next": None, "previous": None, "results": [self.store.shown(target, entry) for entry in members]}
        raise Refused({"detail": f'Method "{method}" not allowed.'}, 405)


def _filtered(kind: str, entries: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
    """The entries that match all filters; those that begin with ``or__`` count as one."""
    model = KINDS.get(kind)
    alternatives = {}
    for key, value in query.items():
        field = key.removeprefix("or__")
        if key in ("page", "page_size", "order_by"):
            continue
        # A field of its own, or one that something which can be run may have.
        if field not in FILTERS or model and field != "id" and field not in model.model_fields and field not in model.UNIQUE:
            raise Refused({"detail": f"{kind} does not have field named '{field}'"})
        if key != field:
            alternatives[field] = value
        else:
            entries = [entry for entry in entries if str(entry.get(field)) == value]
    if alternatives:
        entries = [entry for entry in entries if any(str(entry.get(field)) == value for field, value in alternatives.items())]
    return entries


def _page(request: Request, entries: list[dict[str, Any]]) -> dict[str, Any]:
    size, page = int(request.query_params.get("page_size", PAGE)), int(request.query_params.get("page", 1))
    shown, rest = entries[(page - 1) * size:page * size], entries[page * size:]
    following = request.url.include_query_params(page=page + 1)
    return {"count": len(entries), "next": f"{following.path}?{following.query}" if rest else None, "previous": None, "results": shown}


def _number(text: str) -> int:
    if not text.isdigit():
        raise Refused({"detail": "Not found."}, 404)
    return int(text)
