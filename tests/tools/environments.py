# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python interpreters that are there, and virtual environments made from them once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import paths
import processes

PROBE = 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2])'


@dataclass(frozen=True)
class Core:
    """One release of ansible-core and the Python versions that its controller runs on, best first."""

    version: str
    requirement: str
    pythons: tuple

    @property
    def python(self) -> Path | None:
        return next((interpreters()[python] for python in self.pythons if python in interpreters()), None)

    @property
    def environment(self) -> Environment:
        return Environment(f'core-{self.version}', self.python, ('units.txt', 'integration.txt'), (self.requirement,))

    @property
    def clean(self) -> Environment:
        """What a user has who did no more than the README asks for."""
        return Environment(f'clean-{self.version}', self.python, (), (self.requirement, 'requests', 'jmespath'))

    @property
    def with_rulebook(self) -> Environment:
        """For ansible-rulebook, and for the playbooks that it runs."""
        return Environment(f'eda-{self.version}', self.python, ('eda.txt',), (self.requirement,))

    @property
    def with_sphinx(self) -> Environment:
        """For the documentation site."""
        return Environment(f'site-{self.version}', self.python, ('site.txt',), (self.requirement,))

    @property
    def with_psycopg(self) -> Environment:
        """For community.postgresql, whose modules need psycopg where they run."""
        return Environment(f'postgresql-{self.version}', self.python, ('postgresql.txt',), (self.requirement,))

    @property
    def with_awx(self) -> Environment:
        """For the modules of awx.awx, a stand-in of AWX, ansible-builder and ansible-runner."""
        return Environment(f'awx-{self.version}', self.python, ('awx.txt',), (self.requirement,))

    @property
    def execution_environment(self) -> Environment:
        """What an execution environment has: ansible-core, and what the collection says that it needs."""
        return Environment(f'ee-{self.version}', self.python, (paths.ROOT / 'meta' / 'ee-requirements.txt',), (self.requirement,))


CORES = {
    core.version: core
    for core in (
        Core('2.16', 'ansible-core~=2.16.0', ('3.12', '3.11', '3.10')),
        Core('2.18', 'ansible-core~=2.18.0', ('3.13', '3.12', '3.11')),
        Core('2.19', 'ansible-core~=2.19.0', ('3.13', '3.12', '3.11')),
        Core('2.20', 'ansible-core~=2.20.0', ('3.13', '3.14', '3.12')),
        Core('2.21', 'ansible-core~=2.21.0', ('3.13', '3.14', '3.12')),
        Core('2.22', 'ansible-core==2.22.0rc1', ('3.13', '3.14', '3.15')),
    )
}


@dataclass(frozen=True)
class Environment:
    """A virtual environment: its name, its interpreter, requirement files and further requirements."""

    name: str
    interpreter: Path
    files: tuple
    extra: tuple = ()

    @property
    def path(self) -> Path:
        return paths.VENVS / self.name

    @property
    def bin(self) -> Path:
        return self.path / 'bin'

    @property
    def python(self) -> Path:
        return self.bin / 'python'

    @property
    def log(self) -> Path:
        return paths.LOGS / f'venv-{self.name}.log'

    def fingerprint(self) -> str:
        parts = [str(self.path), str(self.interpreter.resolve()), *self.extra]
        parts += [(paths.REQUIREMENTS / name).read_text() for name in self.files]
        return hashlib.sha256('\0'.join(parts).encode()).hexdigest()

    def is_ready(self) -> bool:
        stamp = self.path / '.stamp'
        return self.python.exists() and stamp.exists() and stamp.read_text() == self.fingerprint()

    def ensure(self) -> None:
        """Make the environment unless one with the same requirements stands already."""
        paths.VENVS.mkdir(parents=True, exist_ok=True)
        with (paths.VENVS / f'{self.name}.lock').open('w') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.is_ready():
                self._make()

    def _make(self) -> None:
        self.log.unlink(missing_ok=True)
        shutil.rmtree(self.path, ignore_errors=True)
        processes.check([self.interpreter, '-m', 'venv', self.path], self.log)
        install = [self.python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile', *self.extra]
        for name in self.files:
            install += ['--requirement', paths.REQUIREMENTS / name]
        processes.check(install, self.log)
        (self.path / '.stamp').write_text(self.fingerprint())


@lru_cache(maxsize=None)
def interpreters() -> dict:
    """Map of version ("3.12") to an interpreter that runs and can make virtual environments."""
    found = {}
    for candidate in _candidates():
        version = _probe(candidate)
        if version:
            found.setdefault(version, candidate)
    return found


def version_of(python: Path) -> str:
    """The version ("3.12") of one of the interpreters that were found."""
    return next(version for version, found in interpreters().items() if found == python)


def _candidates() -> list:
    candidates = [Path(sys.executable)] if sys.prefix == sys.base_prefix else []
    for folder in os.environ.get('PATH', '').split(os.pathsep):
        candidates += sorted(Path(folder).glob('python3*')) if folder else []
    pyenv = Path(os.environ.get('PYENV_ROOT') or Path.home() / '.pyenv')
    candidates += sorted(pyenv.glob('versions/3.*/bin/python3.*'), key=_version_key, reverse=True)
    return [path for path in candidates if re.fullmatch(r'python(3(\.\d+)?)?', path.name) and os.access(path, os.X_OK)]


def _version_key(path: Path) -> list:
    return [int(number) for number in re.findall(r'\d+', path.parts[-3])]


def _probe(python: Path) -> str | None:
    """Version of an interpreter, or None when it does not run (a pyenv shim) or cannot make environments."""
    try:
        result = subprocess.run(
            [str(python), '-c', PROBE], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.strip() if result.returncode == 0 else None


def minor(version: str) -> int:
    return int(version.split('.')[1])


def at_least(version: str) -> Path:
    """The interpreter that runs this tool when it will do (found without looking further), else the newest one that does."""
    own = f'{sys.version_info[0]}.{sys.version_info[1]}'
    if minor(own) >= minor(version) and _probe(Path(sys.executable)):
        return Path(sys.executable)
    able = [found for found in interpreters() if minor(found) >= minor(version)]
    if not able:
        sys.exit(f'No usable Python {version} or newer was found; it has to be able to make virtual environments (the venv module with ensurepip).')
    return interpreters()[max(able, key=minor)]


def sandbox() -> Environment:
    return Environment('sandbox', at_least('3.10'), ('sandbox.txt',))


def demo() -> Environment:
    return Environment('demo', at_least('3.10'), ('demo.txt', 'sandbox.txt'))


def lint() -> Environment:
    return Environment('lint', at_least('3.11'), ('lint.txt',))


def importer() -> Environment:
    return Environment('importer', at_least('3.11'), ('importer.txt',))


def mutation() -> Environment | None:
    """What the unit tests need, and what changes the code under them."""
    core = CORES['2.21']
    return Environment('mutation', core.python, ('mutation.txt', 'units.txt'), (core.requirement,)) if core.python else None


def module_python() -> Environment | None:
    """The oldest Python that modules support, with the oldest libraries that they work with."""
    python = interpreters().get('3.9')
    return Environment('module-3.9', python, ('module.txt',)) if python else None
