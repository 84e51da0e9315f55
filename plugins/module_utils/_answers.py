# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading what a server answered, and putting it into words."""

from __future__ import annotations

import json
import re

_EXCERPT = 300  # characters of an answer quoted in a message


def decode(text, content_type):
    """Return (data, problem): the decoded JSON, or what is wrong with the body. An empty body is ``None``."""
    if not text.strip():
        return None, None
    if is_page(text, content_type):
        return None, "an HTML page instead of JSON (%s)" % _html_title(text)
    try:
        return json.loads(text, parse_constant=_no_constant), None
    except (ValueError, RecursionError):
        cut = text.lstrip()[:1] in ("{", "[") and text.rstrip()[-1:] not in ("}", "]")
        return None, "cut-off JSON" if cut else "something that is not JSON (%s)" % excerpt(text, 80)


def is_page(text, content_type):
    """Say whether an answer is an HTML page, as of a proxy or a portal."""
    return "json" not in content_type.lower() and text.lstrip()[:1] == "<"


def is_only_an_error(data):
    """Say whether an answer tells of an error and of nothing else, whatever its code says."""
    return isinstance(data, dict) and bool(data.get("error") or data.get("errors")) and set(data) <= {"error", "errors", "message", "code", "details"}


def shape(data):
    """Return in words what kind of JSON value ``data`` is."""
    return {dict: "an object", list: "a list", str: "a text", type(None): "nothing"}.get(type(data), "a bare value")


def _no_constant(name):
    raise ValueError("%s is not JSON" % name)


def _html_title(text):
    found = re.search(r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    return excerpt(found.group(1), 80) if found else "without a title"


def excerpt(text, length=_EXCERPT):
    """Return ``text`` on one line, cut to ``length`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length] + "..."
