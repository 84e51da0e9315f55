# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of incidents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from ...world import World
from .access import instant

FIELDS = {"Exception": "exceptionIncidents", "Performance": "performanceIncidents", "Anomaly": "anomalyIncidents", "Log": "logIncidents"}


def lists_of_incidents(world: World, site_id: str) -> dict[str, Any]:
    """A resolver for each field of an application that lists incidents."""
    of_site = [incident for incident in world.appsignal.incidents if incident["site_id"] == site_id]
    fields: dict[str, Any] = {field: _listing([incident for incident in of_site if incident["type"] == kind]) for kind, field in FIELDS.items()}
    return {**fields, "incidents": _listing(of_site)}


def _listing(incidents: list[dict[str, Any]]) -> Callable[..., list[dict[str, Any]]]:
    def resolve(
        info: Any, namespaces: Optional[list[str]] = None, marker: Optional[str] = None, state: Optional[str] = None, actionName: Optional[str] = None,
        query: Optional[str] = None, limit: Optional[int] = None, offset: int = 0, order: str = "LAST",
    ) -> list[dict[str, Any]]:
        def fits(incident: dict[str, Any]) -> bool:
            return (
                state in (None, incident["state"])
                and (not namespaces or incident["namespace"] in namespaces)
                and (marker is None or incident["counts"].get(marker, 0) > 0)
                and (actionName is None or actionName in incident["action_names"])
                and (query or "") in f"{incident['name']} {incident['message']}"
            )

        found = sorted(filter(fits, incidents), key=lambda incident: incident["number"])
        if order == "LAST":
            found.sort(key=lambda incident: instant(incident["last_occurred_at"]), reverse=True)
        page = found[offset:]
        return [_described(incident) for incident in (page if limit is None else page[:limit])]

    return resolve


def _described(incident: dict[str, Any]) -> dict[str, Any]:
    """All fields of all types; the schema shows those of its own."""
    return {
        "__typename": f"{incident['type']}Incident",
        "id": f"incident-{incident['number']}", "number": incident["number"], "state": incident["state"], "severity": incident["severity"],
        "description": "", "count": incident["count"], "createdAt": "2026-03-01T09:00:00Z", "lastOccurredAt": incident["last_occurred_at"],
        "updatedAt": incident["last_occurred_at"], "digests": [f"digest-{incident['number']}"], "notificationFrequency": "ALWAYS",
        "namespace": incident["namespace"], "actionNames": incident["action_names"],
        "exceptionName": incident["name"], "exceptionMessage": incident["message"], "firstBacktraceLine": "app/models/order.rb:12",
        "errorGroupingStrategy": "CLASS", "perMarkerCount": lambda info, marker=None: incident["counts"].get(marker, 0),
        "mean": 82.4, "totalDuration": 1240.0, "hasNPlusOne": False,
        "alertState": "OPEN", "trigger": {"id": "trigger-1", "name": incident["name"], "metricName": "cpu", "kind": "HostCPUUsage"},
        "tags": [{"key": "hostname", "value": "db-1"}],
    }
