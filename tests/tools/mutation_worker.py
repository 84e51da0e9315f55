# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The program `cosmic-ray` with pytest loaded once: each mutant is tried in a fork of it, which takes a fifth of the time."""

from __future__ import annotations

import os
import shlex
import signal
import sys

import ansible.module_utils.basic  # the libraries that the code under test needs
import hypothesis
import pytest
import requests
from cosmic_ray import cli, mutating
from cosmic_ray.work_item import TestOutcome

LOADED = (ansible.module_utils.basic, hypothesis, requests)


def run_tests(command: str, timeout: float) -> tuple:
    """Run pytest with the arguments in `command`; what takes longer than `timeout` seconds counts as a failure."""
    child = os.fork()
    if child == 0:
        signal.alarm(int(timeout))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.dont_write_bytecode = True
        os._exit(pytest.main(shlex.split(command)))
    dummy, status = os.waitpid(child, 0)
    return (TestOutcome.SURVIVED if status == 0 else TestOutcome.KILLED), ''


mutating.run_tests = run_tests
sys.exit(cli.main())
