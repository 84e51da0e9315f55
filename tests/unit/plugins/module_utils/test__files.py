# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files appear whole, with their mode, and only when they differ."""

from __future__ import annotations

import hashlib
import os
import stat

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils import _files
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def save(path, content, mode, check_mode=False):
    return _files.save({"dest": str(path), "file_mode": mode}, content, check_mode)


def test_a_file_is_written_once(tmp_path):
    dest = tmp_path / "report.pdf"
    assert save(dest, b"one", 0o640, check_mode=True)[0] and not dest.exists()
    assert save(dest, b"one", 0o640)[0]
    assert dest.read_bytes() == b"one" and mode_of(dest) == 0o640
    assert not save(dest, b"one", 0o640)[0]
    assert save(dest, b"one", 0o600)[0] and mode_of(dest) == 0o600
    assert save(dest, b"two", 0o600)[0] and dest.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["report.pdf"]


def test_a_file_is_told_by_its_size_and_checksum(tmp_path):
    dest, sums = tmp_path / "rows", {text: hashlib.sha256(text).hexdigest() for text in (b"one", b"secret")}
    predicted = save(dest, b"one", 0o640, check_mode=True)
    dummy, facts, diff = predicted
    assert facts == {"dest": str(dest), "size": 3, "checksum": sums[b"one"]}
    assert (diff["before"], diff["after"]) == ("", {"size": 3, "sha256": sums[b"one"], "mode": "0640"})
    assert save(dest, b"one", 0o640) == predicted
    dummy, facts, diff = save(dest, b"secret", 0o600)
    assert diff["before"] == {"size": 3, "sha256": sums[b"one"], "mode": "0640"}
    assert diff["after"] == {"size": 6, "sha256": sums[b"secret"], "mode": "0600"} and "secret" not in str(diff)


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert save(tmp_path / "link", b"new", 0o600)[0]
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"new"


def test_what_cannot_be_replaced_stays_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "kept").write_bytes(b"old")

    def refuse(*paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_files.os, "replace", refuse)
    with pytest.raises(_files.FileError, match="Could not write .*kept: No space left on device"):
        save(tmp_path / "kept", b"new", 0o600)
    assert (tmp_path / "kept").read_bytes() == b"old" and os.listdir(tmp_path) == ["kept"]


@pytest.mark.parametrize("dest, mode, option, says", [
    ("", "0600", "dest", "is a directory; name the file in it"),
    ("missing/file", "0600", "dest", "the directory .*missing does not exist"),
    ("file", "rw", "mode", "octal digits"),
    ("file", "70000", "mode", "octal digits"),
])
def test_wrong_values_are_refused(tmp_path, dest, mode, option, says):
    with pytest.raises(OptionError, match=says) as caught:
        _files.check({"dest": str(tmp_path / dest), "mode": mode})
    assert caught.value.facts["option"] == option


@pytest.mark.parametrize("mode, number", [("0640", 0o640), ("600", 0o600), ("0o644", 0o644)])
def test_modes_are_octal(tmp_path, mode, number):
    assert _files.check({"dest": str(tmp_path / "new"), "mode": mode}) == number
    assert _files.check({"dest": None, "mode": mode}) == number


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(_files.os, "access", lambda path, mode: (path, mode) != (str(tmp_path), os.W_OK))
    with pytest.raises(OptionError, match="dest: the directory .* is not writable for the user that runs this task"):
        _files.check({"dest": str(tmp_path / "new"), "mode": "0600"})


def test_a_path_has_to_be_whole():
    with pytest.raises(OptionError, match="dest: 'report.pdf' has to be an absolute path"):
        _files.check({"dest": "report.pdf", "mode": "0600"})
