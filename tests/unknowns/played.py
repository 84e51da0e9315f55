# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which unknown a test is about, and which answers to it are played."""

from __future__ import annotations

import itertools

import pytest

ROWS = set()
PLAYED = {}


def unknown(*rows: str, **variants: object):
    """Say that a test is about `rows` of section 20, and run it with every combination of these answers.

    The test takes the answers as arguments of their names; the fixture `sandbox` plays them already.
    """
    ROWS.update(rows)
    for name, values in variants.items():
        PLAYED.setdefault(name, set()).update(values)
    names = sorted(variants)
    combinations = list(itertools.product(*(variants[name] for name in names)))

    def decorate(test):
        if not names:
            return test
        ids = ['-'.join(str(value) for value in combination) for combination in combinations]
        return pytest.mark.parametrize('answers', [dict(zip(names, combination)) for combination in combinations], ids=ids)(test)

    return decorate
