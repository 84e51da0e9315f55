# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords as PostgreSQL stores them."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stringprep
import unicodedata
from base64 import b64decode, b64encode

from ansible.errors import AnsibleFilterError

ITERATIONS = 4096
_BASE64 = "[A-Za-z0-9+/]+=*"
_VERIFIER = re.compile(r"SCRAM-SHA-256\$(\d+):({0})\${0}:{0}".format(_BASE64))
_PROHIBITED = (
    stringprep.in_table_a1, stringprep.in_table_c12, stringprep.in_table_c21_c22, stringprep.in_table_c3, stringprep.in_table_c4,
    stringprep.in_table_c5, stringprep.in_table_c6, stringprep.in_table_c7, stringprep.in_table_c8, stringprep.in_table_c9,
)


def scram_sha_256(password, stored=""):
    """Return ``stored`` if it is a verifier of the password, otherwise a new verifier (RFC 5803)."""
    password = "" if password is None else str(password)  # ansible-core before 2.19 hands vault texts over as objects
    if not password:
        raise AnsibleFilterError("scram_sha_256: the password is empty.")
    if _VERIFIER.fullmatch(password):
        return password
    match = _VERIFIER.fullmatch(stored or "")
    if match:
        iterations, salt = int(match[1]), b64decode(match[2])
        if hmac.compare_digest(_verifier(password, salt, iterations), stored):
            return stored
    return _verifier(password, os.urandom(16), ITERATIONS)


def _verifier(password, salt, iterations):
    salted = hashlib.pbkdf2_hmac("sha256", _prepared(password).encode(), salt, iterations)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    texts = tuple(b64encode(part).decode() for part in (salt, stored_key, server_key))
    return "SCRAM-SHA-256$%d:" % iterations + "%s$%s:%s" % texts


def _prepared(password):
    """The password as PostgreSQL and its clients normalise it (SASLprep, RFC 4013); as it is where that is not possible."""
    if password.isascii():
        return password
    mapped = "".join(" " if stringprep.in_table_c12(char) else char for char in password if not stringprep.in_table_b1(char))
    text = unicodedata.normalize("NFKC", mapped)
    if not text or any(prohibits(char) for char in text for prohibits in _PROHIBITED):
        return password
    if any(stringprep.in_table_d1(char) for char in text):  # right to left: all of it, or nothing
        if any(stringprep.in_table_d2(char) for char in text) or not (stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])):
            return password
    return text


class FilterModule:
    """The filter of this file."""

    def filters(self):
        return {"scram_sha_256": scram_sha_256}
