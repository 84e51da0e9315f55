# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What pool connections (platform) and agent connections have in common (fact sheet 5 and 11.5).

Both carry ``host, port, user, password, tags``, are enabled and disabled by calls of their own, and are written whole.
"""

from __future__ import annotations

from .._errors import NotFound, OptionError, WaitTimeout
from .._http import check_segment
from .._reconcile import Plan, Resource, Step
from .._wait import until
from . import tags as tag_format

DEFAULT_PORT = 5432
FIELDS = ("host", "port", "user", "tags")

ITEM_OPTIONS = {
    "state": {"type": "str", "choices": ["present", "absent"]},
    "host": {"type": "str"},
    "port": {"type": "int"},
    "user": {"type": "str"},
    "password": {"type": "str", "no_log": True},
    "tags": {"type": "raw"},
    "tags_mode": {"type": "str", "choices": ["replace", "merge"]},
    "enabled": {"type": "bool"},
    "update_password": {"type": "str", "choices": ["on_create", "always"], "no_log": False},
}
DEFAULTS = {"state": "present", "tags_mode": "replace", "update_password": "on_create"}
WAIT_OPTIONS = {
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 60},
}


def merge_tags(of_task, of_item):
    """The task's tags are for all items; an item adds its own, which win."""
    return dict(tag_format.parse("tags", of_task), **tag_format.parse("tags", of_item))


def prepare_item(item, where, reserved_names=()):
    """Check one item (dict of what was given) and return it with tags as a mapping. ``where`` prefixes option names."""
    check_segment(where + "name", item["name"])
    if item["name"] in reserved_names:
        raise OptionError(where + "name", "%r is a word of the API itself; choose another name." % item["name"])
    if "tags" in item:
        item["tags"] = tag_format.parse(where + "tags", item["tags"])
    if "port" in item and not 1 <= item["port"] <= 65535:
        raise OptionError(where + "port", "has to be between 1 and 65535, not %s." % item["port"])
    for option in ("host", "user", "password"):
        if option in item and not item[option].strip():
            raise OptionError(where + option, "must not be empty.")
    return item


class Connections(Resource):
    """Planning and writing for both kinds of connection; the subclasses know how to read theirs."""

    kind = "connection"
    path = ()  # segments of the address under which connections of this kind live
    runtime = ("connected",)

    def __init__(self, client):
        self.client = client

    def create(self, name, body):
        """Add the connection ``name``."""
        self.write("POST", name, doing="create %s %s" % (self.kind, name), body=body)

    def update(self, name, body):
        """Write the whole record of ``name``."""
        self.write("PUT", name, doing="update %s %s" % (self.kind, name), body=body)

    def delete(self, name):
        """Delete ``name``; that it is gone already is fine."""
        try:
            self.write("DELETE", name, doing="delete %s %s" % (self.kind, name))
        except NotFound:
            pass  # somebody else was faster

    def switch(self, name, segments, what):
        """Send one of the body-less PATCH calls; ``segments`` is a tuple of what follows the name."""
        self.write("PATCH", name, *segments, doing=what)

    def write(self, method, *segments, doing, body=None):
        """Send a change to a path below the kind's own."""
        self.client.write(method, *(self.path + segments), doing=doing, body=body)

    def public(self, raw):
        """Return what may be shown of an answer: never the password (fact sheet U-1)."""
        return {
            "name": raw.get("name"),
            "host": raw.get("host"),
            "port": number(raw.get("port")),
            "user": raw.get("user"),
            "tags": tag_format.from_wire(raw.get("tags")),
            "enabled": raw.get("enabled"),
            "connected": raw.get("connected"),
        }

    def predicted(self, wanted, current):
        """Return the public object that will stand when ``wanted`` is reached."""
        after = dict(current or self.public({"name": wanted["name"], "port": DEFAULT_PORT, "enabled": True}))
        after.update({field: wanted[field] for field in FIELDS + ("enabled",) if field in wanted})
        if current and "tags" in wanted and wanted["tags_mode"] == "merge":
            after["tags"] = dict(current["tags"], **wanted["tags"])
        return after

    def plan(self, wanted, current):
        name = wanted["name"]
        if wanted["state"] == "absent":
            steps = [Step("delete %s %s" % (self.kind, name), lambda: self.delete(name))] if current else []
            return Plan(None, steps)
        if current is None:
            self.require_for_creation(wanted, ("host", "user", "password"))
        after = self.predicted(wanted, current)
        steps, hidden = [], ()
        password_alone = "password" in wanted and wanted["update_password"] == "always"
        if current is None:
            steps.append(Step("create %s %s" % (self.kind, name), lambda: self.create(name, self._body(after, wanted))))
            hidden = ("password",)
        elif password_alone or any(after[field] != current[field] for field in FIELDS):
            steps.append(Step("update %s %s" % (self.kind, name), lambda: self.update(name, self._body(after, wanted))))
            # The whole record is written, and the platform may forget a password that is not in it (fact sheet U-2).
            hidden = ("password",) if "password" in wanted else ()
        if after["enabled"] is not None and after["enabled"] != (current["enabled"] if current else True):
            verb = "enable" if after["enabled"] else "disable"
            steps.append(self.switch_step(name, (verb,), "%s %s %s" % (verb, self.kind, name)))
        if steps:
            after["connected"] = None  # only the platform can tell
        return Plan(after, steps, hidden)

    def switch_step(self, name, segments, what):
        """Return the step that sends a PATCH call."""
        return Step(what, lambda: self.switch(name, segments, what))

    @staticmethod
    def _body(after, wanted):
        body = {"host": after["host"], "port": after["port"], "user": after["user"], "tags": tag_format.to_wire(after["tags"])}
        if "password" in wanted:
            body["password"] = wanted["password"]
        return body


def number(value):
    """Return ``value`` as an int, or ``None`` if it is none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def waiter(params):
    """Return the function that waits until a connection is ``connected``, or ``None`` if waiting is not asked for."""
    if params["wait_timeout"] < 1:
        raise OptionError("wait_timeout", "has to be at least 1 second, not %s." % params["wait_timeout"])

    def wait(resource, wanted, change):
        if wanted["state"] == "absent" or not change.after or change.after["enabled"] is False:
            return

        def look():
            if not change.after["connected"]:
                change.after = resource.read(wanted, fresh=True) or change.after
            return change.after["connected"]

        if not until(look, params["wait_timeout"]):
            raise WaitTimeout(
                "The connection %s is stored, but was not connected to PostgreSQL at %s:%s within %d s. "
                "Check that the server listens there, and the monitoring user's access." %
                (wanted["name"], change.after["host"], change.after["port"], params["wait_timeout"]))

    def tell(resource, wanted, change):
        if change.changed and change.after and change.after["enabled"] and change.after["connected"] is False:
            change.warnings.append("The connection %s is stored, but not connected to PostgreSQL at %s:%s (yet)." % (
                wanted["name"], change.after["host"], change.after["port"]))

    return wait if params["wait"] else tell
