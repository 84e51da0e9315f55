# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An agent's own settings (fact sheet 11.2 to 11.5), the module datasentinel_agent."""

from __future__ import annotations

import re
import time

from .._definition import Definition, Outcome
from .._errors import AnswerError, OptionError, RequestError, StateError, TransportError, WaitTimeout
from .._reconcile import Plan, Resource, Step, converge
from .._wait import until
from .agent import connect
from .agent_status import NO_PROXY, Reader, public
from .platform import expiry, utc

# In the order in which they are set.
SETTINGS = ("collection_rate", "tables_monitoring_limit", "query_monitoring_limit", "sql_max_size")
STOP_TIMEOUT = 10  # seconds that an agent may take to stop

OPTIONS = {
    "state": {"type": "str", "choices": ["present", "stopped"], "default": "present"},
    "license_key": {"type": "str", "no_log": True},
    "upload_server": {"type": "dict", "options": {
        "host": {"type": "str", "required": True},
        "port": {"type": "int", "default": 443},
    }},
    "collection_rate": {"type": "str", "choices": ["low", "high"]},
    "tables_monitoring_limit": {"type": "int"},
    "query_monitoring_limit": {"type": "int"},
    "sql_max_size": {"type": "int"},
    "proxy": {"type": "dict", "options": {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        "host": {"type": "str"},
        "port": {"type": "int"},
        "user": {"type": "str"},
        "password": {"type": "str", "no_log": True},
        "update_password": {"type": "str", "choices": ["on_create", "always"], "default": "on_create", "no_log": False},
    }},
    "connections_enabled": {"type": "bool"},
    "port": {"type": "int"},
    "test_upload": {"type": "bool", "default": False},
}


def prepare(params):
    """Check everything that can be checked before a request; return what was given."""
    given = {name: params[name] for name in OPTIONS if params[name] is not None}
    _check_stopping(given)
    for name in SETTINGS[1:]:
        if given.get(name, 0) < 0:
            raise OptionError(name, "has to be 0 or more, not %s." % given[name])
    _check_port("port", given.get("port"))
    for name in ("upload_server", "proxy"):
        if name in given:
            given[name] = {key: value for key, value in given[name].items() if value is not None}
            _check_host(name + ".host", given[name].get("host"))
            _check_port(name + ".port", given[name].get("port"))
    if "license_key" in given:
        given["license_key"] = given["license_key"].strip()
        if not re.fullmatch(r"[\x21-\x7e]+", given["license_key"]):
            raise OptionError("license_key", "has to be the key itself, one line without spaces.")
    return dict(given, agent_url=params["agent_url"], agent_token=params["agent_token"])


def _check_stopping(given):
    others = sorted(set(given) - {"state"} - (set() if given["test_upload"] else {"test_upload"}))
    if given["state"] == "stopped" and others:
        raise OptionError("state", "stopped cannot be combined with %s; a stopped agent takes no settings." % ", ".join(others))


def _check_port(option, value):
    if value is not None and not 1 <= value <= 65535:
        raise OptionError(option, "has to be between 1 and 65535, not %s." % value)


def _check_host(option, value):
    if value is not None and not re.fullmatch(r"[^\s/@]+", value):
        raise OptionError(option, "has to be a host name or an address without scheme and path, not %r." % value)


class Agent(Resource):
    """One agent. In its public object, ``running`` says whether it answers."""

    kind = "agent"
    identity = "agent_url"
    runtime = ("version", "server", "remove_proxy_os_env", "start_time", "last_upload", "max_memory_mb", "connections")

    def __init__(self, client, wanted):
        self._client = client
        self._key = wanted.get("license_key")
        self._reader = Reader(client, self._key)
        self._enabled = None  # which connections are enabled, by name; None when that may not be read yet
        self._left = None  # the public object of an agent that has stopped since

    def read(self, wanted, fresh=False):
        if self._left is not None:
            return self._left
        try:
            agent = self._reader.status([name for name in ("upload_server", "proxy") if name in wanted])
        except TransportError as error:
            if wanted["state"] == "stopped" and _nobody_listens(error):
                return dict(public({}), running=False)
            raise
        if self._key or "connections_enabled" in wanted:
            self._enabled = self._reader.enabled()
        if self._key:
            agent["license_key_in_use"] = self._key_in_use()
        if "connections_enabled" in wanted:
            agent["enabled_connections"] = None if self._enabled is None else sorted(name for name, on in self._enabled.items() if on)
        return agent

    def _key_in_use(self):
        """Say whether the agent takes the key; ``None`` if it would take any."""
        if self._enabled is None:
            return False
        return None if self._reader.answers_anybody() else True

    def plan(self, wanted, current):
        plan = Plan(dict(current))
        if wanted["state"] == "stopped":
            if current["running"]:
                plan.after["running"] = False
                plan.steps.append(Step("stop the agent", lambda: self._stop(current)))
            return plan
        self._plan_key(plan, wanted)
        self._plan_server(plan, wanted)
        self._plan_settings(plan, wanted)
        self._plan_proxy(plan, wanted)
        self._plan_connections(plan, wanted)
        self._plan_port(plan, wanted)
        return plan

    def _plan_key(self, plan, wanted):
        if not self._key or plan.after["license_key_in_use"]:
            return
        ends = expiry(self._key)
        if ends is not None and ends <= time.time():
            raise StateError("license_key ended %s, and the agent does not use it; it is not set. Get the current one." % utc(ends), option="license_key")
        if plan.after["license_key_in_use"] is None:
            plan.warnings.append("The agent answers without a license key, so it cannot be told which one it has; "
                                 "license_key is set and reported as a change.")
        plan.after["license_key_in_use"] = True
        plan.hidden += ("license_key",)
        plan.steps.append(Step("set the license key", lambda: self._set_key(wanted["agent_token"])))

    def _plan_server(self, plan, wanted):
        server = wanted.get("upload_server", plan.after["upload_server"])
        if server != plan.after["upload_server"]:
            plan.after["upload_server"] = server
            self._add(plan, "set the upload server to %s:%s" % (server["host"], server["port"]), "PUT", "server", body=server)

    def _plan_settings(self, plan, wanted):
        untold = []
        for name in SETTINGS:
            if name not in wanted or wanted[name] == plan.after[name]:
                continue
            if plan.after[name] is None:
                untold.append(name)
            plan.after[name] = wanted[name]
            self._add(plan, "set %s to %s" % (name, wanted[name]), "PATCH", "agent", name.replace("_", "-"), wanted[name])
        if untold:
            plan.warnings.append("The agent does not tell its %s, so it is set and reported as a change on every run." % " and ".join(untold))

    def _plan_proxy(self, plan, wanted):
        proxy, current = wanted.get("proxy"), plan.after["proxy"]
        if proxy is None:
            return
        if proxy["state"] == "absent":
            if current != NO_PROXY:
                plan.after["proxy"] = dict(NO_PROXY)
                self._add(plan, "remove the proxy", "DELETE", "proxy")
            return
        after = dict(current or NO_PROXY, **{name: proxy[name] for name in NO_PROXY if name in proxy})
        if after == current and not (proxy["update_password"] == "always" and proxy.get("password")):
            return
        _check_proxy(proxy, after)
        body = {name: value for name, value in dict(after, password=proxy.get("password")).items() if value}
        plan.after["proxy"] = after
        if "password" in body:
            plan.hidden += ("proxy_password",)
        self._add(plan, "set the proxy to %s:%s" % (after["host"], after["port"]), "POST", "proxy", body=body)

    def _plan_connections(self, plan, wanted):
        if "connections_enabled" not in wanted:
            return
        if self._enabled is None:  # the key is yet to be set; then the number has to do
            if not plan.after["connections"] or plan.after["connections"]["total"] != 0:
                self._add_switch(plan, wanted["connections_enabled"])
        elif any(on is not wanted["connections_enabled"] for on in self._enabled.values()):
            plan.after["enabled_connections"] = sorted(self._enabled) if wanted["connections_enabled"] else []
            self._add_switch(plan, wanted["connections_enabled"])

    def _add_switch(self, plan, enabled):
        verb = "enable" if enabled else "disable"
        self._add(plan, "%s all connections" % verb, "PATCH", "connections", verb)

    def _plan_port(self, plan, wanted):
        port = wanted.get("port")
        if port is None or port == plan.after["port"]:
            return
        if plan.after["port"] is None:
            raise StateError("The agent does not tell its port. It is not changed, because that would stop the agent on every run.", option="port")
        plan.warnings.append(
            "Changing the port stops the agent. Start it on its host (datasentinel start agent); it then listens on port %d, "
            "and agent_url has to say so." % port)
        plan.after.update(port=port, running=False)
        plan.steps.append(Step("set the port to %d" % port, lambda: self._move(wanted, port)))

    def _add(self, plan, what, method, *segments, body=None):
        plan.steps.append(Step(what, lambda: self._write(what, method, segments, body)))

    def _write(self, what, method, segments, body=None):
        """Send a change. Which calls an agent knows depends on its version (U-15)."""
        self._call(what, method, segments, body, {"api-token": self._key} if self._key else None)

    def _call(self, what, method, segments, body, headers):
        try:
            self._client.call(method, ("api",) + segments, what, body=body, headers=headers)
        except AnswerError as error:
            if error.status in (404, 405):
                error.message += " This is not supported by this agent version."
            raise

    def _set_key(self, token):
        """Replace the key that ``token`` is; an agent that has none yet takes its first without one (17.8)."""
        headers = {} if token in (None, self._key) else {"api-token": token}
        try:
            self._call("set the license key", "PUT", ("server", "token"), {"value": self._key}, headers)
        except AnswerError as error:
            if error.status in (401, 403):
                error.message += (" To replace a key, give the one that the agent has as agent_token, and the new one as license_key; "
                                  "for an agent that has none yet, leave agent_token out.")
            raise

    def _stop(self, current):
        self._write("stop the agent", "PUT", ("agent", "stop"))
        if not until(self._is_silent, STOP_TIMEOUT):
            raise WaitTimeout("The agent was told to stop, but still answers after %d s. Does something on its host start it again?" % STOP_TIMEOUT)
        self._left = dict(current, running=False)

    def _is_silent(self):
        try:
            self._reader.status(())
        except RequestError:
            return True
        return False

    def _move(self, wanted, port):
        """Change the port after a last look at everything else, since nobody answers afterwards."""
        last = self.read(wanted, fresh=True)
        self._write("set the port to %d" % port, "PATCH", ("agent", "port", port))
        self._left = dict(last, port=port, running=False)


def _check_proxy(proxy, after):
    missing = ["proxy." + name for name in ("host", "port") if not after[name]]
    if missing:
        raise StateError("The agent has no proxy yet; to set one, %s %s needed too." % (
            " and ".join(missing), "is" if len(missing) == 1 else "are"), option=missing[0])
    if proxy.get("password") and not after["user"]:
        raise StateError("proxy.user is needed together with proxy.password; the agent's proxy has no user.", option="proxy.user")
    if after["user"] and "password" not in proxy:
        raise StateError(
            "proxy.password is needed to change a proxy that has a user, because the whole record is written and the stored password "
            "cannot be read. Give an empty text if there is none.", option="proxy.password")


def _nobody_listens(error):
    """Say whether it is certain that no agent runs; a lost connection or silence proves nothing."""
    return "got no answer: connection refused" in error.message


def run(params, client, check_mode):
    """Converge the agent's settings, then have it try its upload server if asked to."""
    agent = Agent(client, params)
    change = converge(agent, params, check_mode)
    result = {"agent": change.after}
    outcome = Outcome(change.changed, result, change.diff(agent.kind, agent.runtime), change.warnings)
    if "license_key" in params:
        is_in_use = change.before["license_key_in_use"]
        result["license_key_action"] = "unchanged" if is_in_use else "to_be_set" if check_mode else "set"
    if params["test_upload"]:
        result["upload_test"] = None
        if change.after["running"] and not check_mode:
            _test_upload(Reader(client, params.get("license_key")), outcome, change.done)
    return outcome


def _test_upload(reader, outcome, done):
    try:
        outcome.result["upload_test"] = reader.test_upload()
        if not outcome.result["upload_test"]["reachable"]:
            server = outcome.result["agent"]["upload_server"] or {}
            raise StateError(
                "The agent does not reach its upload server %s:%s: %s. Check upload_server and proxy, and that the agent's host may reach it." % (
                    server.get("host"), server.get("port"), outcome.result["upload_test"]["message"]))
    except (RequestError, StateError) as error:
        if outcome.changed:
            error.facts["done"] = done
        error.result = dict(outcome.result, changed=outcome.changed, diff=outcome.diff)
        error.warnings = outcome.warnings
        raise


DEFINITION = Definition("datasentinel_agent", ("datasentinel_agent",), OPTIONS, connect, run, prepare)
