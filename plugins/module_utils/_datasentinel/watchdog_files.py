# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a watchdog leaves in ``<directory>/watchdog`` until it is not needed any more: its program and its settings.

The settings hold credentials, so both are for their owner alone. Where there are no settings, there is no watchdog.
"""

from __future__ import annotations

import json
import os

from .. import _files
from .window_records import key_of

FORMAT = 1
_KEYS = {"format", "name", "directory", "until", "scheduler", "job", "python", "environment", "connection"}


class Files:
    """The files of one watchdog. Its ``key`` tells it from others on this host, also among the jobs of a scheduler."""

    def __init__(self, folder, key):
        self.key = key
        self.folder = folder
        self.program = os.path.join(folder, key + ".pyz")
        self.settings = os.path.join(folder, key + ".json")

    @classmethod
    def of_window(cls, directory, name):
        """Return the files for the window ``name``, the record of which is in ``directory`` (a normal path)."""
        import hashlib
        # Windows of one name in two directories have watchdogs of their own.
        place = hashlib.sha256(directory.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        return cls(os.path.join(directory, "watchdog"), "%s-%s" % (key_of(name), place))

    @classmethod
    def of_settings(cls, path):
        """Return the files that belong to the settings in ``path``."""
        folder, name = os.path.split(path)
        return cls(folder, os.path.splitext(name)[0])

    def exist(self):
        """Say whether there is anything to remove."""
        return os.path.exists(self.program) or os.path.exists(self.settings)

    def load(self):
        """Return the settings (dict), or ``None`` if there are none that can be understood."""
        try:
            with open(self.settings, "rb") as file:
                settings = json.loads(file.read())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        return settings if isinstance(settings, dict) and set(settings) == _KEYS and settings["format"] == FORMAT else None

    def has_program(self, content):
        """Say whether the program is there as ``content`` (bytes)."""
        try:
            with open(self.program, "rb") as file:
                return file.read() == content
        except (FileNotFoundError, NotADirectoryError):
            return False

    def save_program(self, content):
        """Write the program (bytes)."""
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        _files.save({"dest": self.program, "file_mode": 0o600}, content, False)

    def save(self, settings):
        """Write the settings."""
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        _files.save({"dest": self.settings, "file_mode": 0o600}, json.dumps(settings, indent=1).encode("ascii") + b"\n", False)

    def remove(self):
        """Remove what is there; the settings last, so that what is left can be found again."""
        for path in (self.program, self.settings):
            if os.path.exists(path):
                os.unlink(path)


def standing_by(directory, name):
    """Return ``{until, scheduler}`` of the watchdog of a window, or ``None``."""
    try:
        settings = Files.of_window(os.path.normpath(directory), name).load()
    except OSError:
        return None
    return settings and {"until": settings["until"], "scheduler": settings["scheduler"]}
