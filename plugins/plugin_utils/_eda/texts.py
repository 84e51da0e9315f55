# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
r"""Texts of others on their way into playbooks.

ansible-rulebook hands events to playbooks as extra variables, and Ansible takes these for templates. A message such as
``{{ lookup('pipe', '...') }}``, which anybody may be able to bring about, would be executed. So it must never be one.

Nor must it become one: a rulebook renders ``"{{ event.payload.message }}"`` with Jinja's native types, which evaluate what looks like a literal of
Python. So ``"\x7b\x7b 7 * 7 }}"`` with its quotes would be a template after that, and so would ``"{" "{ 7 * 7 }}"``.
"""

from __future__ import annotations

import re

# A brace that begins a template, or would at the end of a literal, of a line of one, or of the text; and the escapes of {, % and #.
_OPENING = re.compile(r"""\{(?=[{%#"'\\]|\Z)|\\(?=(?:x|u00|U000000)(?:2[35]|7[bB])|0?4[35]|173|N\{)""")


def harmless(value):
    """Return ``value`` (what JSON can hold) with a blank inside whatever would begin a template, in keys too."""
    if isinstance(value, str):
        return _OPENING.sub(r"\g<0> ", value)
    if isinstance(value, dict):
        return {harmless(key): harmless(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [harmless(entry) for entry in value]
    return value


def event(product, payload, **origin):
    """Return what a source puts into the queue: the vendor's own object, and where it is from.

    ``origin`` is what the object itself does not tell: ``instance``, ``status``, and ``new`` (false for what was told before and has changed).
    """
    return {"payload": harmless(payload), "origin": dict({"product": product}, **harmless(origin))}
