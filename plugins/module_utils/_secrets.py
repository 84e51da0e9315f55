# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping secrets out of everything that leaves a task.

From ansible-core 2.22 on, results are no longer scrubbed by core. Results are therefore free of secrets by
construction; texts that quote a server or a library go through :class:`Scrubber`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import quote, quote_plus

try:
    from ansible.module_utils.secrets import register_secret as _register
except ImportError:  # ansible-core before 2.22 masks nothing at run time
    _register = None

HIDDEN = "VALUE_NOT_SHOWN"
# What stands before the host of an address; refused by the modules, but shown with the parameters otherwise.
_CREDENTIALS = re.compile(r"(://).*@", re.DOTALL)
# Shorter strings would blot out unrelated text.
_SHORTEST = 4


def register_secret(value):
    """Have the running core mask ``value`` (str) wherever it is displayed; a no-op before ansible-core 2.22."""
    if _register is not None and value:
        _register(value)
    return value


def stop_registering():
    """Have :func:`register_secret` do nothing: what a module registers, core adds to its result, which ``async`` keeps in a file."""
    global _register
    _register = None


def basic_credentials(username, password):
    """Return the value of a Basic ``Authorization`` header; its encoded form is registered as a secret too."""
    encoded = base64.b64encode(("%s:%s" % (username, password)).encode("utf-8")).decode("ascii")
    return "Basic " + register_secret(encoded)


def fingerprint(value):
    """Return a one-way digest (hex) of a secret, for use as part of a cache key."""
    return hashlib.sha256(str(value).encode("utf-8")).hexdigest()


class Scrubber:
    """Replaces known secrets, also in their URL-quoted form, in any text."""

    def __init__(self, secrets=()):
        self._forms = []
        self.add(*secrets)

    def add(self, *secrets):
        """Learn more secrets; anything but a text of some length is ignored."""
        for secret in secrets:
            if isinstance(secret, str) and len(secret) >= _SHORTEST:
                self._forms.extend(sorted({secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}, key=len, reverse=True))

    def scrub(self, text):
        """Return ``text`` (str) with every secret replaced."""
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return text

    def scrub_all(self, value):
        """Return ``value`` (texts, numbers, lists and dicts) with every text in it scrubbed."""
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, list):
            return [self.scrub_all(entry) for entry in value]
        if isinstance(value, dict):
            return {key: self.scrub_all(entry) for key, entry in value.items()}
        return value


def mask_options(params, argument_spec):
    """Return a copy of ``params`` (dict) in which the value of every ``no_log`` option, also nested, is hidden.

    Credentials in an address are hidden too.
    """
    masked = {}
    for name, value in params.items():
        spec = argument_spec.get(name, {})
        if value is None:
            masked[name] = None
        elif spec.get("no_log"):
            masked[name] = HIDDEN
        elif spec.get("options") and isinstance(value, list):
            masked[name] = [mask_options(item, spec["options"]) if isinstance(item, dict) else item for item in value]
        elif spec.get("options") and isinstance(value, dict):
            masked[name] = mask_options(value, spec["options"])
        else:
            masked[name] = _CREDENTIALS.sub(r"\1%s@" % HIDDEN, value) if isinstance(value, str) else value
    return masked


def secret_values(params, argument_spec):
    """Return the set of texts given in ``no_log`` options, also nested ones and parts of mappings."""
    found = set()
    for name, value in params.items():
        spec = argument_spec.get(name, {})
        if spec.get("no_log"):
            found.update(_texts(value))
        elif spec.get("options"):
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, dict):
                    found.update(secret_values(item, spec["options"]))
    return found


def _texts(value):
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return set().union(*(_texts(item) for item in value)) if value else set()
    return set()
