# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking for secrets in what a run printed and left behind, in every form that they commonly take."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Iterable, Mapping
from urllib.parse import quote, quote_plus


def forms(secret: str) -> set:
    """The secret as it is, URL-encoded, JSON-encoded, and within any base64 text (such as that of `user:secret`)."""
    found = {secret, quote(secret, safe=''), quote(secret), quote_plus(secret), json.dumps(secret)[1:-1]}
    raw = secret.encode()
    for before in range(3):
        encoded = base64.b64encode(b'\0' * before + raw).decode()
        first = (before * 8 + 5) // 6
        last = (before + len(raw)) * 8 // 6
        found.add(encoded[first:last])
        found.add(encoded[first:last].replace('+', '-').replace('/', '_'))
    return {form for form in found if len(form) >= 6}


def leaks(secrets: Mapping[str, str], texts: Mapping[str, str]) -> list:
    """Sentences, one for each secret (named, never shown) that stands in one of the named texts."""
    found = []
    for name, secret in sorted(secrets.items()):
        wanted = forms(secret)
        found += [f'the secret {name} stands in {where}' for where, text in texts.items() if any(form in text for form in wanted)]
    return found


def file_texts(folders: Iterable[Path]) -> dict:
    """Contents of every file below the folders."""
    files = [path for folder in folders for path in sorted(folder.rglob('*')) if path.is_file()]
    return {str(path): path.read_bytes().decode(errors='replace') for path in files}
