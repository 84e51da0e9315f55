# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the integration targets are and which variables they get."""

from __future__ import annotations

import os
import secrets

import paths


def names() -> list:
    """The targets that are run for themselves."""
    aliases = {path.parent.name: path.read_text().split() for path in sorted(paths.TARGETS.glob('*/aliases'))}
    return [name for name, words in aliases.items() if not {'hidden', 'disabled'} & set(words)]


def share() -> list:
    """The targets of this run: all of them, or with SHARE=2/3 in the environment the second of three shares."""
    number, of = map(int, os.environ.get('SHARE', '1/1').split('/'))
    return names()[number - 1 :: of]


def canaries() -> dict:
    """Values to use as secrets, which nothing else can contain; some need encoding in URLs, some would break a header."""
    values = {name: f'{name} {secrets.token_hex(12)}&+/%' for name in ('canary_password', 'canary_password_2', 'canary_text')}
    values.update({name: secrets.token_hex(16) for name in ('canary_token', 'canary_key')})
    return values


def variables(sandbox_facts: dict) -> dict:
    return {**{f'sandbox_{name}': value for name, value in sandbox_facts.items()}, **canaries()}
