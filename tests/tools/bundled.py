# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Collections out of the PyPI package `ansible`, which carries many of them."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import paths
import processes


def collection(python: Path, bundle: str, name: str, log: Path) -> Path:
    """A folder of collections with one of those that a version of the package (`ansible==14.*`) has, downloaded once."""
    target = paths.CACHE / 'bundled' / bundle / name
    if not target.exists():
        work = target.with_name(f'{target.name}.new')
        shutil.rmtree(work, ignore_errors=True)
        download = [python, '-m', 'pip', 'download', '--quiet', '--no-deps', '--python-version', '3.13', '--dest', work]
        processes.check([*download, bundle], log)
        (wheel,) = work.glob('*.whl')
        folder = f'ansible_collections/{name.replace(".", "/")}/'
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(work / 'unpacked', [member for member in archive.namelist() if member.startswith(folder)])
        (work / 'unpacked').rename(target)
        shutil.rmtree(work)
    return target
