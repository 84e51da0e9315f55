# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Options of modules that write what they fetch to a file."""

    DOCUMENTATION = r"""
options:
  dest:
    description:
      - The file to write, on the host that runs this task, as an absolute path. Its directory has to exist.
      - It appears whole or not at all, and is left alone if it holds the same already.
    type: path
  mode:
    description:
      - The permissions of the file, as octal digits in quotes.
    type: str
    default: "0600"
"""
