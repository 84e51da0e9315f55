# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each kind of fault does to a call."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any, Optional

from .faults import Fault

NGINX = """<html>
<head><title>{status} {reason}</title></head>
<body>
<center><h1>{status} {reason}</h1></center>
<hr><center>nginx</center>
</body>
</html>
"""
_RESET = struct.pack("ii", 1, 0)  # linger for no time at all: the peer sees a reset
_REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}


class Answer:
    """An answer held back, so that it can be bent before it leaves."""

    def __init__(self) -> None:
        self.status: Optional[int] = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.sent_part = 1.0  # of the body, then the connection closes
        self.is_lost = False

    async def take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def set(self, status: int, body: Any, content_type: str, headers: Optional[dict[str, str]] = None) -> None:
        """A new answer; a body that is no text is sent as JSON."""
        self.status = status
        self.body = b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        shown = {"content-length": str(len(self.body)), "content-type": content_type, **{key.lower(): value for key, value in (headers or {}).items()}}
        self.headers = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in shown.items()]

    def add_headers(self, headers: dict[str, str]) -> None:
        self.headers += [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]

    def replace_header(self, name: bytes, value: bytes) -> None:
        self.headers = [pair for pair in self.headers if pair[0].lower() != name] + [(name, value)]

    async def give(self, receive: Any, send: Any) -> None:
        if self.is_lost:
            await hang_up(receive, send)
            return
        is_whole = self.sent_part == 1.0
        part = self.body[:int(len(self.body) * self.sent_part)]
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": part, "more_body": not is_whole})
        if not is_whole:
            await hang_up(receive, send, politely=True)


async def hang_up(receive: Any, send: Any, politely: bool = False) -> None:
    """End the connection: with a reset, or after what was already written."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("the sandbox hangs up")
    if politely:
        transport.close()
    else:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


# The request does not reach its system.

def _status(answer: Answer, fault: Fault) -> None:
    text = isinstance(fault.body, str)
    answer.set(fault.status or 500, fault.body, "text/plain; charset=utf-8" if text else "application/json", fault.headers)


def _html(answer: Answer, fault: Fault) -> None:
    status = fault.status or 502
    page = fault.body or NGINX.format(status=status, reason=_REASONS.get(status, "Error"))
    answer.set(status, page, "text/html", fault.headers)


def _redirect(answer: Answer, fault: Fault) -> None:
    answer.set(fault.status or 307, None, "text/html", {**fault.headers, "location": fault.location or ""})


def _error_key(answer: Answer, fault: Fault) -> None:
    answer.set(fault.status or 200, {"error": fault.body or "Internal error"}, "application/json", fault.headers)


def _lose(answer: Answer, fault: Fault) -> None:
    answer.is_lost = True


BEFORE = {"status": _status, "html": _html, "redirect": _redirect, "error_key": _error_key, "reset_before": _lose}


# The request has taken effect; only its answer is bent.

def _truncate(answer: Answer, fault: Fault) -> None:
    answer.sent_part = 0.5


def _not_json(answer: Answer, fault: Fault) -> None:
    answer.set(fault.status or answer.status or 200, fault.body or "<<< this is not JSON", "application/json", fault.headers)


def _wrong_content_type(answer: Answer, fault: Fault) -> None:
    answer.replace_header(b"content-type", fault.headers.get("content-type", "text/plain").encode("latin-1"))


AFTER = {"reset_after": _lose, "truncate": _truncate, "not_json": _not_json, "wrong_content_type": _wrong_content_type}
