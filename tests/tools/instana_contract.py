# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Holds what the modules ask of the Instana backend against the vendor's OpenAPI document, version 3.0.

A plain validator would let most mistakes pass: the document decides between schemas by discriminators without `oneOf`, forbids
no additional properties, and declares the value of a tag filter as an object.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import paths
from endpoint_tables import callers
from jsonschema import Draft4Validator, FormatChecker

DOCUMENT = Path(os.environ.get('INSTANA_OPENAPI') or paths.ROOT.parent / 'shared' / 'contracts' / 'instana-openapi.json')
NOT_AT_HAND = f'the OpenAPI document of the Instana backend is not at hand ({DOCUMENT}); INSTANA_OPENAPI may name it'
JSON = 'application/json'
# What the document says of these properties is not what is meant.
CORRECTIONS = {('TagFilter', 'value'): {'type': ['string', 'number', 'boolean']}}
# Required properties that are not: the errata of the operation say that a rule that is being made has no id yet.
NOT_REQUIRED = {'ServiceConfig': {'id'}}
KEYWORDS = (
    'type', 'enum', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'minItems', 'maxItems',
    'uniqueItems',
)
_PARAMETER = re.compile(r'\{[^}]*\}|<[^>]*>')
_FORMATS = FormatChecker(formats=())
for _name, _bits in (('int32', 31), ('int64', 63)):
    _FORMATS.checks(_name)(lambda value, limit=2**_bits: not isinstance(value, int) or -limit <= value < limit)


@lru_cache(maxsize=None)
def at_hand() -> Contract | None:
    """The contract, or None where its document is missing; read once."""
    return Contract(json.loads(DOCUMENT.read_text())) if DOCUMENT.is_file() else None


def examine(contract: Contract, calls: list) -> tuple:
    """(violations, covered) of calls as the sandbox keeps them; those of strangers do not count.

    Violations are texts. Covered is a set of (method, path as the document writes it, module) that were answered well.
    """
    violations, covered = [], set()
    for call in calls:
        modules = callers({'answered': [call['caller']]})
        if not modules:
            continue
        operation = contract.operation(call['method'], call['path'])
        found = contract.violations(call)
        violations += [f'{", ".join(sorted(modules))}: {call["method"]} {call["path"]}: {text}' for text in found]
        if operation and call['status'] and call['status'] < 300 and call['fault'] is None:
            covered |= {(call['method'], operation.path, module) for module in modules}
    return violations, covered


class Watch:
    """Examines what a running sandbox was asked since the last time."""

    def __init__(self, sandbox: object) -> None:
        self._sandbox = sandbox
        self._seen = 0

    def violations(self) -> list:
        calls = self._sandbox.control('GET', f'calls?since={self._seen}')
        self._seen += len(calls)
        return examine(at_hand(), calls)[0] if at_hand() else []


@dataclass(frozen=True)
class Operation:
    """One method of one path, as the document has it."""

    path: str
    content: dict

    def parameters(self, place: str) -> dict:
        return {parameter['name']: parameter for parameter in self.content.get('parameters') or [] if parameter['in'] == place}


class Contract:
    """The document, asked about single requests."""

    def __init__(self, document: dict) -> None:
        self._schemas = document['components']['schemas']
        self._paths = [(_pattern(path), path, methods) for path, methods in sorted(document['paths'].items(), key=_rank)]

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a decoded path means; a path without parameters wins."""
        for pattern, template, methods in self._paths:
            if method.lower() in methods and pattern.fullmatch(path):
                return Operation(template, methods[method.lower()])
        return None

    def violations(self, call: dict) -> list:
        """What is wrong with a call (method, path, query, body), in words."""
        operation = self.operation(call['method'], call['path'])
        if operation is None:
            return ['the document has no such operation']
        return self._in_query(operation.parameters('query'), call['query']) + self._in_body(operation.content.get('requestBody'), call['body'])

    def _in_query(self, declared: dict, given: dict) -> list:
        missing = [f'query: {name} is missing' for name, parameter in declared.items() if parameter.get('required') and name not in given]
        unknown = [f'query: {name} is not declared' for name in given if name not in declared]
        wrong = []
        for name in set(given) & set(declared):
            schema = self._flat(declared[name]['schema'])
            wrong += self._errors(schema, _typed(schema, given[name]), f'query: {name}')
        return sorted(missing + unknown + wrong)

    def _in_body(self, declared: dict | None, body: object) -> list:
        if not declared:
            return [] if body is None else ['body: there should be none']
        if body is None:
            return ['body: it is missing'] if declared.get('required') else []
        if JSON not in declared['content']:
            return ['body: it should not be JSON']
        return self._errors(declared['content'][JSON]['schema'], body, 'body')

    def _errors(self, schema: dict, value: object, place: str) -> list:
        errors = Draft4Validator(self._closed(schema, value), format_checker=_FORMATS).iter_errors(value)
        return sorted('.'.join([place, *map(str, error.absolute_path)]) + f': {error.message}' for error in errors)

    def _closed(self, schema: dict, value: object) -> dict:
        """The schema as it holds for this value: references resolved, discriminators decided, nothing undeclared, nothing read-only."""
        flat = self._flat(schema)
        if value is None and flat.get('nullable'):
            return {}
        discriminator = flat.get('discriminator')
        if discriminator and isinstance(value, dict):
            name, mapping = discriminator['propertyName'], discriminator['mapping']
            if value.get(name) not in mapping:
                return {'required': [name], 'properties': {name: {'enum': sorted(mapping)}}}
            flat = self._flat({'$ref': mapping[value[name]]})
        closed = {keyword: flat[keyword] for keyword in KEYWORDS if keyword in flat}
        if isinstance(value, list) and 'items' in flat:
            closed['items'] = [self._closed(flat['items'], entry) for entry in value]
        if isinstance(value, dict) and ('properties' in flat or flat.get('additionalProperties')):
            closed.update(self._members(flat, value))
        return closed

    def _members(self, flat: dict, value: dict) -> dict:
        declared = {name: schema for name, schema in flat.get('properties', {}).items() if not self._flat(schema).get('readOnly')}
        others = flat.get('additionalProperties')
        if others:
            declared.update({name: others if isinstance(others, dict) else {} for name in value if name not in flat.get('properties', {})})
        required = [name for name in flat.get('required', []) if name in declared]
        members = {'properties': {name: self._closed(schema, value.get(name)) for name, schema in declared.items()}, 'additionalProperties': False}
        return {**members, 'required': required} if required else members

    def _flat(self, schema: dict) -> dict:
        """The schema without references and `allOf`; what decides between others is kept only where it stands itself."""
        name = None
        while '$ref' in schema:
            name = schema['$ref'].rpartition('/')[2]
            schema = self._schemas[name]
        flat = {key: value for key, value in schema.items() if key != 'allOf'}
        for part in map(self._flat, schema.get('allOf', [])):
            flat['properties'] = {**part.get('properties', {}), **flat.get('properties', {})}
            flat['required'] = sorted({*part.get('required', []), *flat.get('required', [])})
        if name in NOT_REQUIRED:
            flat['required'] = sorted({*flat.get('required', [])} - NOT_REQUIRED[name])
        corrected = {key: correction for (owner, key), correction in CORRECTIONS.items() if owner == name}
        return {**flat, 'properties': {**flat.get('properties', {}), **corrected}} if corrected else flat


def _pattern(path: str) -> re.Pattern:
    return re.compile('[^/]+'.join(re.escape(part) for part in _PARAMETER.split(path)))


def _rank(item: tuple) -> tuple:
    return len(_PARAMETER.findall(item[0])), item[0]


def _typed(schema: dict, given: object) -> object:
    """A value of a query, which is text, in the type that the schema asks for; as it is if that is not possible."""
    kind = schema.get('type')
    if kind == 'array':
        return [_typed(schema['items'], entry) for entry in (given if isinstance(given, list) else [given])]
    if kind == 'boolean':
        return {'true': True, 'false': False}.get(given, given)
    if kind in ('integer', 'number') and isinstance(given, str) and re.fullmatch(r'-?\d+', given):
        return int(given)
    return given
