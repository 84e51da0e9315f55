# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Options of modules that converge many items in one task."""

    DOCUMENTATION = r"""
options:
  concurrency:
    description:
      - With a list of items, how many requests may be under way at once, reads and writes alike.
      - If not given, up to 8 reads run side by side and writes go one at a time, because the vendor does not
        say how concurrent writes are taken.
    type: int
  max_failures:
    description:
      - With a list of items, stop beginning further items after that many have failed.
      - If not given, all items are tried. A refused login always ends the task at once.
    type: int
  results:
    description:
      - With a list of items, which of them the result holds. The summary always counts all of them.
      - V(changed) holds those that were changed or failed, V(failed) those that failed or were not attempted.
    type: str
    choices:
      - all
      - changed
      - failed
    default: all
"""
