# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags: mappings for people, ``key=value,key=value`` on the wire (fact sheet section 13)."""

from __future__ import annotations

from .._errors import OptionError

# Created by the product itself; what happens to user tags of these names is not known.
RESERVED = ("pg_instance", "pg_version", "server", "database")


def parse(option, given):
    """Return tags as a dict of str. ``given`` is a mapping or the vendor's string; an empty one means no tags.

    Raises ``OptionError`` for whatever the wire format cannot carry.
    """
    if isinstance(given, str):
        pairs = pairs_of(option, given)
    elif isinstance(given, dict):
        pairs = [(key, value_text(option, key, value)) for key, value in given.items()]
    else:
        raise OptionError(option, "has to be a mapping or a text like environment=production,datacenter=lyon.")
    tags = {}
    for key, value in pairs:
        check_pair(option, key, value)
        if key in tags:
            raise OptionError(option, "the tag %r is given twice." % key)
        if key in RESERVED:
            raise OptionError(option, "%r is a tag that Datasentinel sets by itself; choose another name." % key)
        tags[key] = value
    return tags


def check_pair(option, key, value):
    """Raise ``OptionError`` unless the wire format can carry ``key=value`` (both str)."""
    if not isinstance(key, str) or not key.strip():
        raise OptionError(option, "a tag without a name is not possible.")
    for text, what, forbidden in ((key, "name", ",="), (value, "value", ",")):
        if text != text.strip():
            raise OptionError(option, "the %s %r begins or ends with a blank." % (what, text))
        for character in forbidden:
            if character in text:
                raise OptionError(option, "the %s %r must not contain %r." % (what, text, character))
        if any(ord(character) < 32 for character in text):
            raise OptionError(option, "the %s %r contains a control character." % (what, text))


def pairs_of(option, text):
    """Return the vendor's string as a list of (key, value). Raises ``OptionError``."""
    if not text.strip():
        return []
    pairs = []
    for part in text.split(","):
        key, separator, value = part.partition("=")
        if not separator:
            raise OptionError(option, "%r is not of the form key=value." % part)
        pairs.append((key.strip(), value.strip()))
    return pairs


def value_text(option, key, value):
    """Return a tag's value as text; numbers are fine. Raises ``OptionError`` for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise OptionError(option, "the value of tag %r has to be a text; put it in quotes (it is %s)." % (key, type(value).__name__))


def from_wire(value):
    """Return the platform's tags as a dict; tolerant, since nothing can be done about odd ones."""
    if isinstance(value, dict):
        return {str(key): str(entry) for key, entry in value.items()}
    pairs = (part.partition("=") for part in str(value or "").split(",") if part.strip())
    return {key.strip(): entry.strip() for key, dummy, entry in pairs}


def to_wire(tags):
    """Return tags (dict) in the wire format, in the order given."""
    return ",".join("%s=%s" % pair for pair in tags.items())
