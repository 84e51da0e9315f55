# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The instances that sent metrics lately: the only list of instances that the platform has (fact sheet 9.2, U-6)."""

from __future__ import annotations

import json
import time

from .._errors import OptionError
from . import tags as tag_format

_TOLD = ("pg_instance", "server", "version", "version_full", "start_time", "uptime", "wal_size")


def check_window(minutes, option="window"):
    """Raise ``OptionError`` unless ``minutes`` can be looked back."""
    if minutes < 1:
        raise OptionError(option, "has to be at least 1 minute, not %s." % minutes)


def parse_filter(option, given):
    """Return a filter (mapping, or the vendor's ``k=v,k=v``) as {tag: list of accepted values}. Raises ``OptionError``.

    A value may be a list, and a key of the text may come several times: any of the values is accepted then.

    Tags that the product sets by itself (``pg_instance``, ``pg_version``, ``server``) are fine here.
    """
    if isinstance(given, str):
        pairs, given = tag_format.pairs_of(option, given), {}
        for key, value in pairs:
            given.setdefault(key, []).append(value)
    if not isinstance(given, dict):
        raise OptionError(option, "has to be a mapping or a text like environment=production,datacenter=lyon.")
    wanted = {}
    for key, values in given.items():
        values = [tag_format.value_text(option, key, value) for value in (values if isinstance(values, list) else [values])]
        if not values:
            raise OptionError(option, "the tag %r has no value; leave it out to accept any." % key)
        for value in values:
            tag_format.check_pair(option, key, value)
        wanted[key] = values
    if not wanted:
        raise OptionError(option, "holds no tag, which would mean every instance.")
    return wanted


def active_instances(client, minutes, wanted=None):
    """Return the instances with metrics in the last ``minutes`` as dicts; of those only the ones that ``wanted`` accepts.

    ``wanted`` comes from :func:`parse_filter`. The platform filters by tags with a single value; how it combines them is
    not documented (U-18), so all of it is applied to its answer too.
    """
    now = time.time()
    begin, end = (time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(moment)) for moment in (now - 60 * minutes, now))
    body = {"from": begin, "to": end, "utc_time": True, "output": "json"}
    single = [{"tag": tag, "value": values[0]} for tag, values in (wanted or {}).items() if len(values) == 1]
    if single:
        body["filters"] = single
    answer = client.read_by_post("ds-api", "activity", "pg-instance-infos", doing="list the instances with metrics", body=body)
    found = [_described(row) for row in answer.mappings()]
    return [instance for instance in found if _accepted(instance, wanted or {})]


def _accepted(instance, wanted):
    known = dict(instance["tags"], pg_instance=instance["pg_instance"], server=instance["server"], pg_version=instance["version"])
    return all(known.get(tag) in values for tag, values in wanted.items())


def _described(row):
    # <host>@<connection>, see fact sheet 5.5
    name = str(row.get("pg_instance")).partition("@")[2]
    return dict({key: row.get(key) for key in _TOLD}, name=name, tags=tags_of(row.get("tags")))


def tags_of(value):
    """Return the tags of an instance as a dict; they may come as JSON in a text (fact sheet 13)."""
    try:
        value = json.loads(value)
    except (TypeError, ValueError):
        pass
    return tag_format.from_wire(value)
