# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counting what ran, from what the test programs wrote themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f'{self.passed} passed, {self.failed} failed, {self.skipped} skipped'

    @property
    def ran(self) -> bool:
        return self.passed + self.failed > 0


def junit(*files: Path, irrelevant: str = '') -> Count:
    """Sum of the test cases in JUnit files; those skipped with an irrelevant reason are left out."""
    count = Count()
    for file in files:
        for case in ElementTree.parse(file).getroot().iter('testcase'):
            if case.find('failure') is not None or case.find('error') is not None:
                count += Count(failed=1)
            elif case.find('skipped') is None:
                count += Count(passed=1)
            elif case.find('skipped').text != irrelevant:
                count += Count(skipped=1)
    return count


def timings(rows: list) -> str:
    """A table of (name, seconds, count) rows, slowest first."""
    width = max(len(name) for name, _seconds, _count in rows)
    ordered = sorted(rows, key=lambda row: row[1], reverse=True)
    return '\n'.join(f'{name:{width}}  {seconds:6.1f} s  {count}' for name, seconds, count in ordered)
