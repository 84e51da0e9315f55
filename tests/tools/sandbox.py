# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs the sandbox in the foreground; standard output carries only the line of JSON that it prints when it is ready."""

from __future__ import annotations

import os
import sys

import environments
import paths
from steps import step


def main() -> None:
    environment = environments.sandbox()
    if not environment.is_ready():
        with step('Making a virtual environment for the sandbox', sys.stderr):
            environment.ensure()
    os.execv(environment.python, [str(environment.python), str(paths.SANDBOX)])


if __name__ == '__main__':
    main()
