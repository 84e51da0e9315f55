# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AppSignal holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

METRICS = ["transaction_duration", "transaction_queue_duration", "cpu", "memory_usage"]


@dataclass
class Revision:
    site_id: str
    revision: str
    throughput: float = 0
    mean: float = 0
    error_rate: float = 0
    actions: list[dict[str, Any]] = field(default_factory=list)
    available_after_polls: int = 0
    polls: int = 0


class AppSignal:
    """Sites that the token can see, and the revisions that have reported to them."""

    def __init__(self, sites: list[str]) -> None:
        self.sites = sites
        self.revisions: list[Revision] = []

    def put(self, revision: Revision) -> None:
        self.revisions = [known for known in self.revisions if (known.site_id, known.revision) != (revision.site_id, revision.revision)]
        self.revisions.append(revision)

    def find(self, site_id: str, revision: str, prefix: bool) -> Optional[Revision]:
        of_site = [known for known in self.revisions if known.site_id == site_id]
        exact = next((known for known in of_site if known.revision == revision), None)
        return exact or next((known for known in of_site if prefix and known.revision.startswith(revision)), None)
