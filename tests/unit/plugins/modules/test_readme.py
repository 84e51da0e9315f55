# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README names everything that there is, and nothing that there is not."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._options import CONNECTIONS

PACKAGE = "ansible_collections.runwatch.observability.plugins"
ROOT = Path(__file__).resolve().parents[4]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def stems(pattern):
    return {path.stem for path in ROOT.glob(pattern) if path.stem != "__init__"}


def filters():
    made = [importlib.import_module("%s.filter.%s" % (PACKAGE, stem)).FilterModule().filters() for stem in stems("plugins/filter/*.py")]
    return {name for names in made for name in names}


def first_column(header):
    """The names in the first column of the README's table with this header."""
    rows = README.partition("\n| %s |" % header)[2].partition("\n\n")[0].splitlines()[2:]
    return [re.findall("`([a-z0-9_]+)`", row.split("|")[1]) for row in rows]


def test_modules():
    named = set()
    for row in first_column("module"):
        named.update(name for name in row if name != "_info")
        named.update(name + "_info" for name in row if "_info" in row and name != "_info")
    assert named == stems("plugins/modules/*.py")


@pytest.mark.parametrize("header, there", [
    ("role", {path.name for path in (ROOT / "roles").iterdir() if path.is_dir()}),
    ("plugin", stems("plugins/inventory/*.py") | stems("plugins/callback/*.py") | stems("plugins/lookup/*.py") | filters()),
    ("playbook", stems("playbooks/*.yml")),
])
def test_the_rest(header, there):
    assert {name for row in first_column(header) for name in row} == there


@pytest.mark.parametrize("name", sorted(CONNECTIONS))
def test_the_variables_of_each_product(name):
    assert [variable for option in CONNECTIONS[name].options for variable in option.env if "`%s`" % variable not in README] == []


def test_every_version_was_tested_and_nothing_failed():
    versions = re.search("^MATRIX = (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1].split()
    table = README.partition("<!-- written by make matrix -->")[2].partition("<!-- end -->")[0]
    rows = [row for row in table.splitlines() if row.startswith("| 2.")]
    assert [re.match(r"\| (2\.\d+)\.", row)[1] for row in rows] == versions
    assert [row for row in rows if "failed" in row or row.count("passed") != 3] == []
