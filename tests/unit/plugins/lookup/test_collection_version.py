# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections are found where Ansible finds them."""

from __future__ import annotations

import json

import pytest

from ansible_collections.runwatch.observability.plugins.lookup import collection_version
from ansible_collections.runwatch.observability.plugins.module_utils._version import VERSION


class Package:
    def __init__(self, folder):
        self.__path__ = [str(folder)]


@pytest.fixture
def version(monkeypatch, tmp_path):
    """The version of a collection that lies in tmp_path."""
    def look():
        monkeypatch.setattr(collection_version.importlib, "import_module", lambda name: Package(tmp_path))
        return collection_version._version("some.thing")
    return look


def test_it_reads_the_manifest_of_an_installed_collection(version, tmp_path):
    (tmp_path / "MANIFEST.json").write_text(json.dumps({"collection_info": {"version": "4.2.0"}}))
    (tmp_path / "galaxy.yml").write_text("version: 1.0.0")
    assert version() == "4.2.0"


def test_it_reads_galaxy_yml_of_a_checkout(version, tmp_path):
    (tmp_path / "galaxy.yml").write_text("version: 1.0.0")
    assert version() == "1.0.0"


def test_some_do_not_tell(version, tmp_path):
    assert version() == "unknown"
    (tmp_path / "galaxy.yml").write_text("name: thing")
    assert version() == "unknown"


def test_this_collection_is_there_and_another_is_not():
    assert collection_version._version("runwatch.observability") == VERSION
    assert collection_version._version("runwatch.nothing") == ""
    assert collection_version._version("nobody.nothing") == ""
