# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saying no as AWX does."""

from __future__ import annotations


class Refused(Exception):
    """An answer with an error status; ``errors`` is its body."""

    def __init__(self, errors: dict, status: int = 400) -> None:
        super().__init__(str(errors))
        self.errors = errors
        self.status = status


def refuse(field: str, message: str) -> None:
    """Raise the answer to a wrong value of a field."""
    raise Refused({field: [message]})
