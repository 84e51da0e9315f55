# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A role's rules: sets of tags that an instance has to carry, of which one has to fit (fact sheet section 6).

Inside they are a frozenset of frozensets of (tag, value), so that order and repetition mean nothing. People write
``[{tag: value, ...}, ...]``, the platform ``[{filters: [{tag: ..., value: ...}, ...]}, ...]``; both are understood.
"""

from __future__ import annotations

from .._errors import OptionError
from . import tags


def parse(option, given):
    """Return the rules in ``given``, a list in either form or both. Raises ``OptionError`` for what can be no rule."""
    if not isinstance(given, list) or not given:
        raise OptionError(option, "has to be a list of rules such as [{application: billing, environment: production}]; "
                                  "without any rule, what the role would show is not known.")
    return frozenset(_parse_rule("%s[%d]" % (option, number), rule) for number, rule in enumerate(given))


def _parse_rule(option, rule):
    if not isinstance(rule, dict):
        raise OptionError(option, "has to be a mapping of tags to values, not %r." % (rule,))
    pairs = _filters(option, rule["filters"]) if _is_vendors(rule) else rule.items()
    if not pairs:
        raise OptionError(option, "holds no tag; what such a rule would show is not known.")
    return frozenset(_parse_pair(option, tag, value) for tag, value in pairs)


def _is_vendors(rule):
    return list(rule) == ["filters"] and isinstance(rule["filters"], list)


def _filters(option, filters):
    for number, entry in enumerate(filters):
        if not isinstance(entry, dict) or sorted(entry) != ["tag", "value"]:
            raise OptionError("%s.filters[%d]" % (option, number), "has to be a mapping with tag and value, and nothing else.")
    return [(entry["tag"], entry["value"]) for entry in filters]


def _parse_pair(option, tag, value):
    if isinstance(value, (list, dict)):
        raise OptionError(option, "tag %r has to have one value; for either-or, write one rule for each value." % (tag,))
    text = tags.value_text(option, tag, value)
    tags.check_pair(option, tag, text)
    return tag, text


def from_wire(access):
    """Return the rules in the platform's ``access``; tolerant, since nothing can be done about odd ones."""
    return frozenset(
        frozenset((str(entry.get("tag")), str(entry.get("value"))) for entry in element.get("filters") or ())
        for element in access or ())


def to_wire(rules):
    """Return ``rules`` in the platform's form, sorted."""
    return [{"filters": [{"tag": tag, "value": value} for tag, value in pairs]} for pairs in _sorted(rules)]


def shown(rules):
    """Return ``rules`` in people's form, sorted. One that asks for two values of one tag is shown in the platform's."""
    return [dict(pairs) if len(dict(pairs)) == len(pairs) else wire
            for pairs, wire in zip(_sorted(rules), to_wire(rules))]


def in_words(rules):
    """Return the tags that ``rules`` mention, as ``tag=value``, sorted."""
    return sorted({"%s=%s" % pair for pairs in rules for pair in pairs})


def _sorted(rules):
    return sorted(sorted(pairs) for pairs in rules)
