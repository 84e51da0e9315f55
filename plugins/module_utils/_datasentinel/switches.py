# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collection switches of agent connections: how to set them, and how to find them in an answer (fact sheet 11.6, U-13)."""

from __future__ import annotations

from typing import NamedTuple

from .._errors import OptionError
from .agent import told


class Switch(NamedTuple):
    """One switch: the option's name, its Ansible type (``bool`` or ``int``), and the names it may have in an answer."""

    name: str
    type: str
    read_as: tuple

    @property
    def word(self):
        """The switch's word in paths."""
        return self.name.replace("_", "-")

    def path(self, value):
        """Return the path segments after the connection's name that set ``value``."""
        if self.type == "bool":
            return ("%s-%s" % ("enable" if value else "disable", self.word),)
        return (self.word, str(value))


SWITCHES = (
    Switch("samples", "bool", ("samples", "query_samples")),
    Switch("lock_monitoring", "bool", ("lock_monitoring",)),
    Switch("lock_monitoring_delay", "int", ("lock_monitoring_delay",)),
    Switch("table_monitoring", "bool", ("table_monitoring",)),
    Switch("query_monitoring", "bool", ("query_monitoring",)),
    Switch("query_monitoring_min_calls", "int", ("query_monitoring_min_calls",)),
    Switch("query_monitoring_min_time", "int", ("query_monitoring_min_time",)),
    Switch("query_monitoring_optimize", "bool", ("query_monitoring_optimize",)),
)
OPTIONS = {switch.name: {"type": switch.type} for switch in SWITCHES}
_WORDS = {"on": True, "true": True, "yes": True, "enabled": True, "off": False, "false": False, "no": False, "disabled": False}


def read(answer):
    """Return {switch name: value}, ``None`` where the agent does not tell; names in any spelling are understood."""
    known = told(answer)
    return {
        switch.name: next((_value(switch, known[name]) for name in switch.read_as if name in known), None)
        for switch in SWITCHES
    }


def _value(switch, raw):
    if switch.type == "bool":
        return raw if isinstance(raw, bool) else _WORDS.get(str(raw).strip().lower(), bool(raw) if raw in (0, 1) else None)
    try:
        return int(raw)
    except (TypeError, ValueError):
        return None


def check(item, where):
    """Raise ``OptionError`` for a number below zero; the real limits are not documented."""
    for switch in SWITCHES:
        if switch.type == "int" and item.get(switch.name, 0) < 0:
            raise OptionError(where + switch.name, "has to be 0 or more, not %s." % item[switch.name])
