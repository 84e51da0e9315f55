# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a secret could come to light while a playbook runs: what is closed by default is opened, and what does not last is looked at in time.

What a run prints, logs and leaves behind is there when it is over. Files that it removed and processes that ended are not: for those a
thread looks on, as anybody on the host could.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from pathlib import Path
from typing import Iterator, Mapping

INTERVAL = 0.05  # seconds; whatever a module does takes longer

# All that roles and plays remember with set_fact goes into the fact cache.
MODULE_DEFAULTS = {'ansible.builtin.set_fact': {'cacheable': True}}

# The code of a module, which holds no values, and is compressed, so that none could be found.
_CODE = re.compile(r'ansible_.+_payload\.zip')
# What stands in the file in which core carries a module and its options where it cannot pipe them.
_CARRIER = b'_ansiballz_main'


def opened(folder: Path) -> dict:
    """The settings with which ansible-playbook shows diffs, caches facts and writes retry files, the latter two below the folder."""
    return {
        'ANSIBLE_DIFF_ALWAYS': 'true',
        'ANSIBLE_CACHE_PLUGIN': 'jsonfile',
        'ANSIBLE_CACHE_PLUGIN_CONNECTION': str(folder / 'facts'),
        'ANSIBLE_RETRY_FILES_ENABLED': 'true',
        'ANSIBLE_RETRY_FILES_SAVE_PATH': str(folder / 'retry'),
    }


class Watch:
    """Looks on, as a context manager, while processes with this environment run, whose HOME is below the folder that is watched."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._looks = (_Processes(environment), _Files(folder))
        self._over = threading.Event()
        self._failure = None
        self._thread = threading.Thread(target=self._look_on)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._over.set()
        self._thread.join()
        if self._failure:
            raise self._failure

    def texts(self) -> dict:
        """What was seen, by where it was."""
        return {where: text for look in self._looks for where, text in look.texts().items()}

    def _look_on(self) -> None:
        try:
            while not self._over.wait(INTERVAL):
                for look in self._looks:
                    look()
        except Exception as error:  # else the run would pass for one that was watched
            self._failure = error


class _Processes:
    """What /proc tells of the processes of a run: their command lines, which everybody can read, and their environments.

    What the run itself was given in its environment is there by the user's will, and is not counted. Whoever has the same HOME
    belongs to the run, and so do children.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._given = {f'{name}={value}'.encode() for name, value in environment.items()}
        self._mark = f'HOME={environment["HOME"]}'.encode()
        self._ours, self._others, self._undecided = set(), set(), set()
        self._seen = {}

    def __call__(self) -> None:
        there = {name for name in os.listdir('/proc') if name.isdigit()}
        for known in (self._ours, self._others, self._undecided):
            known &= there
        for pid in there - self._others:
            self._look_at(pid)

    def texts(self) -> dict:
        return {where: b'\n'.join(sorted(lines)).decode(errors='replace') for where, lines in self._seen.items()}

    def _look_at(self, pid: str) -> None:
        command, environment = _read(f'/proc/{pid}/cmdline'), _read(f'/proc/{pid}/environ').split(b'\0')
        if pid not in self._ours:
            if self._mark not in environment and _parent(pid) not in self._ours:
                # A process that has just been made still looks like its parent.
                (self._others if pid in self._undecided else self._undecided).add(pid)
                return
            self._ours.add(pid)
        name = _read(f'/proc/{pid}/comm').decode(errors='replace').strip()
        self._seen.setdefault(f'the command line of a process ({name})', set()).add(command.replace(b'\0', b' '))
        self._seen.setdefault(f'the environment of a process ({name})', set()).update(set(environment) - self._given)


class _Files:
    """The files below a folder, of which a second link is kept, so that they can be read when they are gone.

    Where core cannot pipe a module, the file in which it carries it holds the options too; that is no leak if only the user can enter
    the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = Path(tempfile.mkdtemp(prefix='kept-', dir=folder.parent))
        self._links = {}  # inode: (where the file was, the link to it, whether the folder was closed to others)

    def __call__(self) -> None:
        for entry in _files(self._folder):
            if entry.inode() in self._links or _CODE.fullmatch(entry.name):
                continue
            path, link = Path(entry.path), self._kept / str(len(self._links))
            try:
                is_closed = not path.parent.stat().st_mode & 0o077
                os.link(path, link, follow_symlinks=False)
            except FileNotFoundError:
                continue
            self._links[entry.inode()] = path, link, is_closed

    def texts(self) -> dict:
        found = {}
        for path, link, is_closed in self._links.values():
            content = link.read_bytes()
            if not (path.exists() and path.samefile(link)) and not (is_closed and _CARRIER in content):
                found[f'{path}, which is gone since ({link.name})'] = content.decode(errors='replace')
        return found


def _files(folder: Path | str) -> Iterator[os.DirEntry]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    yield entry
    except FileNotFoundError:
        pass


def _read(path: str) -> bytes:
    """The contents, or nothing of a process that has ended or is somebody else's."""
    try:
        with open(path, 'rb') as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b''


def _parent(pid: str) -> str:
    fields = _read(f'/proc/{pid}/stat').rpartition(b')')[2].split()
    return fields[1].decode() if fields else ''
