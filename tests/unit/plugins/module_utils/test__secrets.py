# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils import _secrets

SPEC = {
    "name": {"type": "str"},
    "token": {"type": "raw", "no_log": True},
    "items": {"type": "list", "elements": "dict", "options": {"password": {"no_log": True}, "host": {}}},
    "one": {"type": "dict", "options": {"key": {"no_log": True}}},
}
PARAMS = {"name": "a", "token": {"token": "t-0-k-e-n", "expires": "2026"}, "one": {"key": "k-e-y"},
          "items": [{"password": "p-w-1", "host": "h"}, {"password": None, "host": "i"}]}


@given(st.text(min_size=4), st.text(), st.text())
def test_no_secret_survives_scrubbing(secret, before, after):
    scrubbed = _secrets.Scrubber([secret]).scrub(before + secret + after + quote(secret, safe=""))
    assert secret in _secrets.HIDDEN or secret not in scrubbed or secret not in before + secret + after


def test_secrets_in_addresses_are_scrubbed_too():
    assert "p%40ss%2Fword" not in _secrets.Scrubber(["p@ss/word"]).scrub("https://x/?token=p%40ss%2Fword")


def test_masking_hides_nested_secrets_and_nothing_else():
    assert _secrets.mask_options(PARAMS, SPEC) == {
        "name": "a", "token": _secrets.HIDDEN, "one": {"key": _secrets.HIDDEN},
        "items": [{"password": _secrets.HIDDEN, "host": "h"}, {"password": None, "host": "i"}]}


@pytest.mark.parametrize("credentials", ["user:password", "user:p@ss", "user:p/ss?#", "user: p"])
def test_credentials_in_an_address_are_masked(credentials):
    assert _secrets.mask_options({"name": "https://%s@host" % credentials}, SPEC)["name"] == "https://%s@host" % _secrets.HIDDEN


def test_all_secret_texts_are_found():
    assert _secrets.secret_values(PARAMS, SPEC) == {"t-0-k-e-n", "2026", "k-e-y", "p-w-1"}


def test_a_basic_header_is_as_the_standard_says():
    assert _secrets.basic_credentials("user", "pass") == "Basic dXNlcjpwYXNz"


def test_where_core_masks_it_is_told_what(monkeypatch):
    told = []
    monkeypatch.setattr(_secrets, "_register", told.append)
    assert (_secrets.register_secret("t0ken"), _secrets.register_secret("")) == ("t0ken", "")
    assert told == ["t0ken"]
    monkeypatch.setattr(_secrets, "_register", None)  # before 2.22
    assert _secrets.register_secret("t0ken") == "t0ken"


@pytest.mark.parametrize("entry", ["text", 5, None])
def test_what_core_refuses_anyhow_holds_no_secret_options(entry):
    assert _secrets.secret_values({"items": [entry], "one": entry}, SPEC) == set()
    assert _secrets.mask_options({"items": [entry]}, SPEC) == {"items": [entry]}
