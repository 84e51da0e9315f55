# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tag filter expressions (fact sheet B.6): written naturally, sent as Instana's tree, compared without regard to order.

A filter is a mapping ``{name, operator, value, key, entity}``; a list means all of them; ``{and: [...]}`` and
``{or: [...]}`` combine them.
"""

from __future__ import annotations

import json

from .._errors import OptionError

OPERATORS = (
    "EQUALS", "CONTAINS", "LESS_THAN", "LESS_OR_EQUAL_THAN", "GREATER_THAN", "GREATER_OR_EQUAL_THAN", "NOT_EMPTY", "NOT_EQUAL",
    "NOT_CONTAIN", "IS_EMPTY", "NOT_BLANK", "IS_BLANK", "STARTS_WITH", "ENDS_WITH", "NOT_STARTS_WITH", "NOT_ENDS_WITH", "REGEX_MATCH",
)
ALONE = ("NOT_EMPTY", "IS_EMPTY", "NOT_BLANK", "IS_BLANK")  # operators without a value
ENTITIES = ("NOT_APPLICABLE", "DESTINATION", "SOURCE")
_LIMITS = {"name": 128, "key": 512}
_FIELDS = ("name", "operator", "value", "key", "entity")
_ANSWERED = ("stringValue", "numberValue", "booleanValue")  # what answers add to a filter


def parse(option, given):
    """Return ``given`` in the form that :func:`shown` returns; an empty list is ``None``. Raises ``OptionError``."""
    return shown(_tree(option, given)) if given else None


def shown(tree):
    """Return Instana's ``tree`` (dict) as it is written naturally: a list of filters, or a mapping ``{or: [...]}``."""
    natural = _natural(tree)
    return natural["and"] if "and" in natural else natural if "or" in natural else [natural]


def to_wire(natural):
    """Return the tree that Instana takes, made from what :func:`shown` returns."""
    if isinstance(natural, list):
        natural = {"and": natural}
    for operator in ("and", "or"):
        if operator in natural:
            return {"type": "EXPRESSION", "logicalOperator": operator.upper(), "elements": [to_wire(element) for element in natural[operator]]}
    return dict({"type": "TAG_FILTER", "entity": ENTITIES[0]}, **natural)


def _tree(option, given):
    """Return Instana's tree for what was given; its own form is understood too."""
    if isinstance(given, list):
        given = {"and": given}
    if not isinstance(given, dict):
        raise OptionError(option, "has to be a mapping with name and value, or a list of such mappings, not %r." % (given,))
    if given.get("type") == "EXPRESSION":
        given = {str(given.get("logicalOperator")).lower(): given.get("elements")}
    operator = next(iter(given), None)
    if operator not in ("and", "or"):
        return _leaf(option, given)
    elements = given[operator]
    if len(given) > 1 or not isinstance(elements, list) or not elements:
        raise OptionError(option, "%s has to be a list that is not empty, and the only key of its mapping." % operator)
    return {"type": "EXPRESSION", "logicalOperator": operator.upper(),
            "elements": [_tree("%s[%d]" % (option, number), element) for number, element in enumerate(elements)]}


def _leaf(option, given):
    given = {key: value for key, value in given.items() if value is not None and key != "type" and key not in _ANSWERED}
    unknown = sorted(str(key) for key in given if key not in _FIELDS)
    if unknown:
        raise OptionError(option, "%s is none of %s; filters are combined by a list, or by and, or." % (unknown[0], ", ".join(_FIELDS)))
    for field in ("name", "key"):
        value = given.get(field, None if field == "name" else "-")
        if not isinstance(value, str) or not value.strip() or len(value) > _LIMITS[field]:
            raise OptionError(option, "%s has to be a text of 1 to %d characters." % (field, _LIMITS[field]))
    operator = _word(option + ".operator", given.get("operator", OPERATORS[0]), OPERATORS)
    if (operator in ALONE) == ("value" in given):
        raise OptionError(option, "%s %s value." % (operator, "takes no" if operator in ALONE else "needs a"))
    if not isinstance(given.get("value", ""), (str, int, float)):
        raise OptionError(option, "value has to be a text, a number or a boolean, not %r." % (given["value"],))
    entity = _word(option + ".entity", given.get("entity", ENTITIES[0]), ENTITIES)
    return dict(given, type="TAG_FILTER", operator=operator, entity=entity)


def _word(option, value, known):
    word = "_".join(str(value).upper().replace("-", " ").replace("_", " ").split())
    if word not in known:
        raise OptionError(option, "%r is none of %s." % (value, ", ".join(known)))
    return word


def _natural(tree):
    """Return ``tree`` as nested natural mappings; an expression of one element is that element."""
    if tree.get("type") != "EXPRESSION":
        return _natural_leaf(tree)
    operator = str(tree.get("logicalOperator")).lower()
    elements = {}
    for element in map(_natural, tree.get("elements") or []):
        for part in element.get(operator, [element]):
            elements[json.dumps(part, sort_keys=True)] = part
    return next(iter(elements.values())) if len(elements) == 1 else {operator: [elements[text] for text in sorted(elements)]}


def _natural_leaf(leaf):
    value = leaf.get("value")
    if value is None:
        value = next((leaf[field] for field in _ANSWERED if leaf.get(field) is not None), None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    fields = {"name": leaf.get("name"), "operator": leaf.get("operator"), "value": value, "key": leaf.get("key"), "entity": leaf.get("entity")}
    if fields["entity"] == ENTITIES[0]:
        del fields["entity"]
    return {field: found for field, found in fields.items() if found is not None}
