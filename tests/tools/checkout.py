# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Importing the collection from a plain checkout, which need not lie where Ansible would look for it."""

from __future__ import annotations

import contextlib
import importlib
import sys

import paths


def make_importable() -> None:
    """Let `import ansible_collections.runwatch.observability` find this checkout."""
    link = paths.CACHE / 'collections' / 'ansible_collections' / paths.NAMESPACE / paths.NAME
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.resolve() != paths.ROOT:
        link.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            link.symlink_to(paths.ROOT)
    sys.path.insert(0, str(link.parents[2]))
    importlib.invalidate_caches()
    sys.modules.pop('ansible_collections', None)
