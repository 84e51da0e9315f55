# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One shape for what the three products tell, so that one condition of a rulebook fits all of them."""

from __future__ import annotations

import re

from ...module_utils import _times
from ...module_utils._errors import OptionError
from .texts import harmless

OPEN, CLOSED = "open", "closed"
_SEVERITIES = {"critical": "critical", "10": "critical", "warning": "warning", "5": "warning", "ok": "info", "info": "info", "-1": "info", "-2": "info"}
# As the role announce_deployment calls its events.
_DEPLOYMENT = re.compile(r"Deployment of (?P<application>.+) (?P<revision>\S+) to (?P<environment>.+) (?P<phase>started|succeeded|failed)")
_EMPTY = {
    "product": "", "kind": "problem", "status": OPEN, "new": True, "severity": "unknown", "title": "", "text": "", "entity": "", "id": "", "time": "",
    "application": "", "environment": "", "revision": "", "phase": "", "url": "",
}


def normalized(event):
    """Return ``event`` (dict, of one of the collection's sources) with ``observability`` added; every key of it is always there.

    Whatever has no ``origin`` is from elsewhere, and returned as it is.
    """
    origin, payload = event.get("origin"), event.get("payload")
    if not isinstance(origin, dict) or not isinstance(payload, dict) or origin.get("product") not in _READERS:
        return event
    told = _READERS[origin["product"]](payload)
    known = {key: origin[key] for key in ("product", "new", "status") if key in origin}
    known["entity"] = origin.get("instance") or told.get("entity")
    # A rulebook's condition fails on a missing key, and compares only values of one type.
    shape = {key: _EMPTY[key] if value is None else value for key, value in dict(_EMPTY, **dict(told, **known)).items()}
    return dict(harmless(event), observability=harmless({key: value if key == "new" else str(value) for key, value in shape.items()}))


def _datasentinel(payload):
    """Fact sheet section 8. Of ``notification_type``, PROBLEM is the only value that is known; any other one means that it is over."""
    kind = str(payload.get("notification_type") or "PROBLEM").upper()
    is_open = kind == "PROBLEM" and str(payload.get("check_state")).upper() != "OK"
    return {
        "status": OPEN if is_open else CLOSED, "new": is_open, "severity": severity(payload.get("check_state")),
        "title": payload.get("check_name") or payload.get("message"), "text": payload.get("message"), "entity": payload.get("pg_instance"),
        "id": payload.get("id"), "time": moment(payload.get("event_time")),
    }


def _instana(payload):
    """Fact sheet B.7. What the role announce_deployment announced is told as a deployment."""
    title = str(payload.get("problem") or "")
    found = _DEPLOYMENT.fullmatch(title)
    kind = "problem" if payload.get("type") in ("incident", "issue") else "change"
    return dict(
        found.groupdict() if found else {}, kind="deployment" if found else kind, title=title, text=payload.get("detail"), id=payload.get("eventId"),
        severity=severity(payload.get("severity")), entity=payload.get("entityLabel"), time=moment(payload.get("start")))


def _appsignal(payload):
    """Fact sheet C.7: one key says what it is about, and holds the rest. Nothing tells a severity."""
    key = next((key for key in ("marker", "exception", "performance", "alert") if isinstance(payload.get(key), dict)), None)
    inner = payload[key] if key else payload
    told = {
        "application": inner.get("site"), "entity": inner.get("site"), "environment": inner.get("environment"), "revision": inner.get("revision"),
        "url": inner.get("url"), "time": moment(inner.get("time")), "text": inner.get("message"),
    }
    if key == "marker":
        title = "Deployment of %s %s to %s" % tuple(inner.get(name) or "" for name in ("site", "revision", "environment"))
        return dict(told, kind="deployment", severity="info", title=title, id=inner.get("marker_id"))
    if key == "alert":  # its fields are not documented
        is_over = str(inner.get("state")).lower() in ("closed", "resolved", "archived")
        return dict(told, status=CLOSED if is_over else OPEN, new=not is_over, title=inner.get("name") or "alert", id=inner.get("id"))
    title = inner.get("exception") if key == "exception" else "Slow: %s" % inner.get("action") if key else "message"
    return dict(told, kind="problem" if key else "change", title=title, id=inner.get("incident_id") or inner.get("number"),
                text=inner.get("message") or inner.get("action"))


_READERS = {"datasentinel": _datasentinel, "instana": _instana, "appsignal": _appsignal}


def severity(value):
    """Return critical, warning, info or unknown for a state or a number."""
    return _SEVERITIES.get(str(value).strip().lower(), "unknown")


def moment(value):
    """Return a time as ISO 8601 in UTC, or an empty text. Without a zone it is taken for UTC, since none is documented."""
    if value is None or isinstance(value, bool):
        return ""
    text = str(value).strip()
    text = text[:-3].rstrip() + "Z" if text.endswith("UTC") else text
    if not text[:1].isdigit():
        return ""
    try:
        return _times.iso8601(_times.instant("time", text, 0))
    except (OptionError, OverflowError):
        return ""
