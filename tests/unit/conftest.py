# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes `ansible_collections.runwatch.observability` importable from a plain checkout."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from pathlib import Path

import hypothesis

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = 'ansible_collections.runwatch.observability'

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile('default', deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile('default')
hypothesis.settings.register_profile('repeated', max_examples=25)
# A mutant is met by all of these examples or by none, in every run.
hypothesis.settings.register_profile(
    'mutation', max_examples=25, derandomize=True, database=None, deadline=None, phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate))


def _is_importable() -> bool:
    try:
        return importlib.util.find_spec(COLLECTION) is not None
    except ModuleNotFoundError:
        return False


def _link_checkout() -> Path:
    link = ROOT / '.cache' / 'collections' / 'ansible_collections' / 'runwatch' / 'observability'
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.resolve() != ROOT:
        link.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            link.symlink_to(ROOT)
    return link.parents[2]


if not _is_importable():
    sys.path.insert(0, str(_link_checkout()))
    importlib.invalidate_caches()
    sys.modules.pop('ansible_collections', None)
