# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Datasentinel's notification channel of the kind webhook sends (fact sheet section 8)."""

from __future__ import annotations

from . import webhook

DEFINITION = webhook.definition("datasentinel_webhook", "DATASENTINEL_WEBHOOK_TOKEN", 5001)


async def main(queue, args):
    """The source: listen until cancelled."""
    await webhook.serve(queue, args, DEFINITION, "datasentinel")
