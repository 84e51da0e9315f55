# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counting nodes as an automation controller does, but for its patience: what it would drop in silence is an error here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import jq
import yaml

PREFIX = 'runwatch.observability.'
FACTS = {'infra_type', 'infra_bucket', 'device_type'}


@dataclass
class Node:
    """A node as the controller keeps it: what was said of it first, and which modules met it how often."""

    name: str
    canonical_facts: dict
    facts: dict
    modules: set = field(default_factory=set)
    count: int = 0


class Counting:
    """The queries of a collection, ready to run."""

    def __init__(self, path: Path) -> None:
        self.texts = {module.removeprefix(PREFIX): entry['query'] for module, entry in yaml.safe_load(path.read_text()).items()}
        self._programs = {module: jq.compile(text) for module, text in self.texts.items()}

    def found(self, module: str, result: object) -> list:
        """What the query of a module yields for a result; ValueError if it fails, nothing without a query."""
        return self._programs[module].input_value(result).all() if module in self._programs else []

    def nodes(self, events: list) -> list:
        """The nodes of a job. Events are pairs of a module's name and its result."""
        nodes = {}
        for module, result in events:
            for entry in self.found(module, result):
                facts = hashable(entry['canonical_facts'])
                node = nodes.setdefault(facts, Node(entry['name'], entry['canonical_facts'], entry['facts']))
                node.modules.add(module)
                node.count += 1
        return list(nodes.values())

    def names(self, *events: tuple) -> list:
        return sorted(node.name for node in self.nodes(events))


def hashable(value: object) -> object:
    """What the controller compares facts by; TypeError for a null anywhere in them."""
    if isinstance(value, dict):
        return tuple(sorted((key, hashable(entry)) for key, entry in value.items()))
    if isinstance(value, list):
        return tuple(hashable(entry) for entry in value)
    if value is None:
        raise TypeError('null in canonical_facts')
    return value
