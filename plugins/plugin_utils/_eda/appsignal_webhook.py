# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AppSignal's integration of the kind webhook sends (fact sheet C.7)."""

from __future__ import annotations

from . import webhook

DEFINITION = webhook.definition("appsignal_webhook", "APPSIGNAL_WEBHOOK_TOKEN", 5002)


async def main(queue, args):
    """The source: listen until cancelled."""
    await webhook.serve(queue, args, DEFINITION, "appsignal")
