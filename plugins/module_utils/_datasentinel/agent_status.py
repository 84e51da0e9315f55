# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an agent tells about itself (fact sheet 11.2 to 11.4), the module datasentinel_agent_info."""

from __future__ import annotations

from .._definition import Definition, Outcome
from .._errors import AnswerError, AuthenticationError, PermissionDenied, UnreadableAnswer
from .agent import connect, told
from .connections import number

NUMBERS = ("port", "tables_monitoring_limit", "query_monitoring_limit", "sql_max_size", "max_memory_mb")
OTHERS = ("version", "server", "collection_rate", "remove_proxy_os_env", "start_time", "last_upload")
NO_PROXY = {"host": "", "port": 0, "user": ""}
# What these codes refuse is the call, not the upload.
_NO_VERDICT = (401, 403, 404, 405, 429)
_REFUSED = (AuthenticationError, PermissionDenied)


def public(raw):
    """Return what may be shown of a status, ``None`` where the agent does not tell. The proxy's password is left out (U-1)."""
    status = told(raw)
    agent = {name: number(status.get(name)) for name in NUMBERS}
    agent.update({name: status.get(name) for name in OTHERS})
    counts = status.get("connections")
    return dict(
        agent,
        running=True,
        upload_server=_server(status.get("upload_server")),
        proxy=_proxy(status.get("proxy")),
        connections=_counts(told(counts)) if isinstance(counts, dict) else None,
    )


def _counts(counts):
    return {"total": number(counts.get("connections")), "running": number(counts.get("running")), "not_running": number(counts.get("not_running"))}


def _server(raw):
    return {"host": raw.get("host"), "port": number(raw.get("port"))} if isinstance(raw, dict) else None


def _proxy(raw):
    if not isinstance(raw, dict):
        return None
    return {"host": raw.get("host") or "", "port": number(raw.get("port")) or 0, "user": raw.get("user") or ""}


class Reader:
    """The calls that change nothing.

    ``key`` (str) is a license key that the agent is to have, but may not have yet: then the calls that need no key are sent
    without one, and the others with ``key`` in the place of agent_token; these return ``None`` when it is refused.
    """

    def __init__(self, client, key=None):
        self._client = client
        self._key = key

    def status(self, parts):
        """Return the public object. What the status lacks of ``parts`` (upload_server, proxy) is asked for on its own."""
        agent = public(self._get(("agent", "status"), "read the status of the agent", {}).mapping())
        if "upload_server" in parts and agent["upload_server"] is None:
            agent["upload_server"] = _server(self._get(("server",), "read the upload server of the agent", {}).mapping())
        if "proxy" in parts and agent["proxy"] is None:
            answer = self._guarded("proxy", "read the proxy of the agent")
            agent["proxy"] = None if answer is None else _proxy(answer.mapping())
        return agent

    def enabled(self):
        """Return {name: whether it is enabled} of all connections."""
        answer = self._guarded("connections", "list the connections of the agent")
        return None if answer is None else {str(entry.get("name")): entry.get("enabled") is True for entry in answer.mappings()}

    def answers_anybody(self):
        """Say whether the connections are listed without a key too, so that an answer tells nothing about keys (U-30)."""
        try:
            self._client.call("GET", ("api", "connections"), "list the connections of the agent without a key", reads=True, headers={})
        except _REFUSED:
            return False
        return True

    def test_upload(self):
        """Have the agent try its upload server; return ``{reachable, message}``. How it tells a failure is not documented (11.3)."""
        headers = self._key and {"api-token": self._key}
        try:
            self._client.call("POST", ("api", "server", "test-upload"), "test the upload server", reads=True, headers=headers)
        except AnswerError as error:
            if error.status in _NO_VERDICT or isinstance(error, UnreadableAnswer):
                raise
            return {"reachable": False, "message": error.detail or "the agent answered %s without a text" % error.status}
        return {"reachable": True, "message": None}

    def _get(self, segments, doing, headers):
        return self._client.call("GET", ("api",) + segments, doing, reads=True, headers=headers if self._key else None)

    def _guarded(self, word, doing):
        try:
            return self._get((word,), doing, {"api-token": self._key})
        except _REFUSED:
            if self._key:
                return None
            raise


def run(params, client, check_mode):
    """Read everything that can be read; without a key, what needs none."""
    reader = Reader(client)
    result = {"agent": reader.status(("upload_server", "proxy") if params["agent_token"] else ("upload_server",))}
    if params["test_upload"]:
        result["upload_test"] = None if check_mode else reader.test_upload()
    return Outcome(False, result)


INFO = Definition("datasentinel_agent_info", ("datasentinel_agent",), {"test_upload": {"type": "bool", "default": False}}, connect, run)
