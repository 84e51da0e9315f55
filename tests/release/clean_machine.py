# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A machine on which a user did no more than the README asks for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import paths


class Result(NamedTuple):
    code: int
    output: str


class Clean:
    """A user's machine: ansible-core, the libraries that modules need, and the collection out of its tarball."""

    def __init__(self, programs: Path, home: Path, collections: Path) -> None:
        self.programs, self.home, self.collections = programs, home, collections

    @property
    def collection(self) -> Path:
        return self.collections / 'ansible_collections' / paths.NAMESPACE / paths.NAME

    def run(self, program: str, *arguments: object, folder: Path | None = None, **environment: str) -> Result:
        """Run one of Ansible's programs, with nothing of this user's settings."""
        process = subprocess.run(
            [str(part) for part in (self.programs / program, *arguments)],
            cwd=folder or self.home,
            env={
                'PATH': f'{self.programs}{os.pathsep}{os.environ["PATH"]}',
                'HOME': str(self.home),
                'LC_ALL': 'C.UTF-8',
                'ANSIBLE_COLLECTIONS_PATH': str(self.collections),
                'ANSIBLE_DEPRECATION_WARNINGS': 'true',
                'ANSIBLE_LOCALHOST_WARNING': 'false',
                'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
                'ANSIBLE_NOCOLOR': 'true',
                **environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
            text=True,
        )
        return Result(process.returncode, process.stdout)

    def check(self, program: str, *arguments: object, **more: object) -> str:
        """The same; the output of a program that has to succeed, without a warning."""
        result = self.run(program, *arguments, **more)
        assert result.code == 0, result.output
        assert '[WARNING]' not in result.output and '[DEPRECATION WARNING]' not in result.output, result.output
        return result.output
