# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instances as hosts of an inventory (fact sheet 5.5, 9.2 and 13); what the inventory plugin datasentinel needs of the platform."""

from __future__ import annotations

import re

from .._definition import Definition, Outcome
from .._errors import OptionError
from . import instances_info
from .active import active_instances, parse_filter
from .platform import connect

# What hosts tell of their instances. Figures that change all the time are left to datasentinel_instance_info.
FIELDS = ("pg_instance", "name", "host", "server", "version", "version_full", "port", "enabled", "tags")
# What can stand for a host: a leading dash would be an option to ssh.
_HOST_NAME = re.compile(r"[^\s\x00-\x1f\x7f-][^\x00-\x1f\x7f]*")


def prepare(params):
    """Check what can be checked before a request."""
    wanted = None if params["tags"] is None else parse_filter("tags", params["tags"])
    return instances_info.prepare(dict(params, tags=wanted, query=None))


def read(params, client, check_mode):
    """Return the instances with metrics that ``tags`` accepts, and the connections that are named, as dicts of ``FIELDS``.

    An instance has the fields that are known of it; ``port`` and ``enabled`` are known of connections that are named.
    """
    named = instances_info.read(dict(params, names=params["names"] or []), client, check_mode).result
    known = {}
    for instance in active_instances(client, params["window"], params["tags"]) + named["instances"]:
        known.setdefault(str(instance["pg_instance"] or ""), {}).update(instance)
    found = [_told(name, known[name]) for name in sorted(known) if _HOST_NAME.fullmatch(name)]
    warnings = ["There is no connection %s (names); it is not in the inventory." % name for name in named["missing"]]
    warnings += ["The instance %r is left out of the inventory: that cannot be the name of a host." % name
                 for name in sorted(known) if not _HOST_NAME.fullmatch(name)]
    return Outcome(False, {"instances": found}, warnings=warnings)


def _told(name, instance):
    instance = dict(instance, pg_instance=name, host=name.partition("@")[0])
    return {field: instance[field] for field in FIELDS if instance.get(field) is not None}


def hosts(found, hostname):
    """Return {name of a host: list of its instances}. ``hostname`` is the field that names hosts.

    Instances with the same ``host`` share one. Raises ``OptionError`` if instances would share another name.
    """
    named = {}
    for instance in found:
        named.setdefault(instance[hostname] or instance["pg_instance"], []).append(instance)
    for name, sharing in named.items():
        if len(sharing) > 1 and hostname != "host":
            raise OptionError("hostname", "%s would be one host, %s; use pg_instance in place of %s." % (
                " and ".join(instance["pg_instance"] for instance in sharing), name, hostname))
    return named


def in_common(sharing):
    """Return the fields, and within ``tags`` the tags, that are the same in all instances of the list ``sharing``."""
    first = sharing[0]
    same = {field: value for field, value in first.items() if all(instance.get(field) == value for instance in sharing)}
    return dict(same, tags={tag: value for tag, value in first["tags"].items() if all(
        instance["tags"].get(tag) == value for instance in sharing)})


OPTIONS = {
    "window": {"type": "int", "default": 60},
    "tags": {"type": "raw"},
    "names": {"type": "list", "elements": "str"},
    "not_found_pattern": {"type": "str"},
}

DEFINITION = Definition("datasentinel_inventory", ("datasentinel",), OPTIONS, connect, read, prepare)
