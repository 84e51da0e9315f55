# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters for the texts that Datasentinel uses: tags, and the names of instances (fact sheet 5.5 and 13)."""

from __future__ import annotations

from functools import wraps

from ansible.errors import AnsibleFilterError

from ..module_utils._datasentinel import tags as tag_format
from ..module_utils._errors import OptionError
from ..module_utils._http import check_segment


def _filter(function):
    """Have wrong values fail as those of filters do."""
    @wraps(function)
    def called(*values, **named):
        try:
            return function(*values, **named)
        except OptionError as error:
            for value in (*values, *named.values()):
                str(value)  # what is undefined says so itself
            raise AnsibleFilterError(str(error)) from None
    return called


@_filter
def tags(given):
    """Return tags, given as a mapping or as ``k=v,k=v``, as a mapping of texts."""
    return tag_format.parse("datasentinel_tags", given)


@_filter
def tags_string(given):
    """Return the same as ``k=v,k=v``."""
    return tag_format.to_wire(tag_format.parse("datasentinel_tags_string", given))


@_filter
def instance_name(name, host):
    """Return the name under which alerting and metrics know the instance ``name`` on ``host``."""
    for part, value in (("name", name), ("host", host)):
        _check("datasentinel_instance_name: " + part, value)
    if "@" in host:
        raise OptionError("datasentinel_instance_name: host", "%r must not contain '@', which ends the host." % host)
    return "%s@%s" % (host, name)


@_filter
def instance_parts(pg_instance):
    """Return ``host`` and ``name`` of an instance."""
    _check("datasentinel_instance_parts", pg_instance)
    host, dummy, name = pg_instance.partition("@")
    if not (host and name):
        raise OptionError("datasentinel_instance_parts", "%r is not of the form host@name." % pg_instance)
    return {"host": host, "name": name}


def _check(what, value):
    if not isinstance(value, str):
        raise OptionError(what, "has to be a text, not %r." % (value,))
    check_segment(what, value)


class FilterModule:
    """The filters by their names."""

    def filters(self):
        """Return them."""
        return {
            "datasentinel_tags": tags,
            "datasentinel_tags_string": tags_string,
            "datasentinel_instance_name": instance_name,
            "datasentinel_instance_parts": instance_parts,
        }
