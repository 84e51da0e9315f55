# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copies of the collection: as a tree that tools can work in, as a tarball, as an installation."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import paths
import processes


def files() -> list:
    """Every file of the checkout that git tracks or would track."""
    command = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    listed = subprocess.run(command, cwd=paths.ROOT, stdout=subprocess.PIPE, check=True).stdout.decode()
    return sorted(name for name in set(listed.split('\0')) if name and os.path.lexists(paths.ROOT / name))


def stage(target: Path) -> Path:
    """A fresh copy below `target`, in the folders that Ansible expects; returns the collection's own folder."""
    shutil.rmtree(target, ignore_errors=True)
    collection = target / 'ansible_collections' / paths.NAMESPACE / paths.NAME
    for name in files():
        copy = collection / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(paths.ROOT / name, copy, follow_symlinks=False)
    return collection


def stage_with_git(target: Path) -> Path:
    """The same as a git repository of its own, for tools that ask git what belongs to the collection."""
    collection = stage(target)
    for command in (['init', '--quiet'], ['add', '--all']):
        subprocess.run(['git', *command], cwd=collection, check=True)
    return collection


def build(ansible_galaxy: Path, work: Path, log: Path) -> Path:
    """Build the collection's tarball in `work`, the only one there."""
    for old in work.glob('*.tar.gz'):
        old.unlink()
    collection = stage(work / 'source')
    processes.check([ansible_galaxy, 'collection', 'build', '--force', '--output-path', work, collection], log, env=quiet())
    (tarball,) = work.glob('*.tar.gz')
    return tarball


def install(ansible_galaxy: Path, tarball: Path, target: Path, log: Path) -> Path:
    """Install the tarball, and nothing else, below `target`; returns the collection's folder."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    command = [ansible_galaxy, 'collection', 'install', '--offline', '--collections-path', target, tarball]
    processes.check(command, log, env=quiet())
    return target / 'ansible_collections' / paths.NAMESPACE / paths.NAME


def installed(ansible_galaxy: Path, log: Path) -> Path:
    """A folder of collections with nothing but this one, as a user would install it; made once for what the checkout holds."""
    digest = hashlib.sha256()
    for name in files():
        digest.update(f'{name}\0'.encode() + (paths.ROOT / name).read_bytes())
    work = paths.CACHE / 'installed'
    work.mkdir(parents=True, exist_ok=True)
    folder, stamp = work / 'collections', work / 'stamp'
    with (work / 'lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != digest.hexdigest():
            stamp.unlink(missing_ok=True)
            install(ansible_galaxy, build(ansible_galaxy, work, log), folder, log)
            stamp.write_text(digest.hexdigest())
    return folder


def quiet() -> dict:
    """The environment without the user's Ansible settings, and with a place for what Ansible keeps."""
    empty = paths.CACHE / 'ansible.cfg'
    empty.touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith('ANSIBLE_')}
    return dict(environment, ANSIBLE_CONFIG=str(empty), ANSIBLE_HOME=str(paths.CACHE / 'ansible'), ANSIBLE_NOCOLOR='true', NO_COLOR='1')
