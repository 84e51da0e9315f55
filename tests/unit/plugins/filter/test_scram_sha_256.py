# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifiers have to be the ones that PostgreSQL makes of the same password, salt and number of iterations."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.filter.scram_sha_256 import FilterModule, _prepared, scram_sha_256

# The user's password of RFC 7677, section 3, as PostgreSQL stores it.
PENCIL = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="


def test_the_example_of_the_standard():
    assert scram_sha_256("pencil", PENCIL) == PENCIL


def test_a_new_verifier_has_a_new_salt():
    first, second = scram_sha_256("pencil"), scram_sha_256("pencil")
    assert first != second
    assert scram_sha_256("pencil", first) == first


@pytest.mark.parametrize("stored", [PENCIL, "", None, "md5a6343a68d964ca596d9752250d54bb8a", "pen", PENCIL[:-4]])
def test_what_is_no_verifier_of_the_password_is_replaced(stored):
    new = scram_sha_256("pen", stored)
    assert new != stored and new.startswith("SCRAM-SHA-256$4096:")


def test_the_number_of_iterations_is_the_stored_one():
    fewer = PENCIL.replace("4096", "4095")
    assert scram_sha_256("pencil", fewer) != fewer


def test_a_verifier_is_left_alone():
    assert scram_sha_256(PENCIL) == PENCIL == scram_sha_256(PENCIL, "other")


@pytest.mark.parametrize("nothing", ["", None])
def test_no_password_is_refused(nothing):
    with pytest.raises(AnsibleFilterError, match="the password is empty"):
        scram_sha_256(nothing)


@settings(max_examples=20)
@given(st.text(min_size=1))
def test_any_password_has_a_verifier_that_is_kept(password):
    verifier = scram_sha_256(password)
    assert scram_sha_256(password, verifier) == verifier


@pytest.mark.parametrize("password,prepared", [
    ("I\u00adX", "IX"),  # the examples of RFC 4013, section 3
    ("user", "user"),
    ("\u00aa", "a"),
    ("\u2168", "IX"),
    ("a\u00a0b", "a b"),
    ("\u00ad", "\u00ad"),  # nothing would be left
    ("\u0627\u0031", "\u0627\u0031"),  # right to left, but not at its end
    ("\u0627b\u0627", "\u0627b\u0627"),
    ("\u0627\u0628", "\u0627\u0628"),
    ("\x07", "\x07"),  # ASCII is taken as it is
    ("\u00e9\x07", "\u00e9\x07"),  # a control character: taken as it is
    ("e\u0301", "\u00e9"),
    ("\U0001f600", "\U0001f600"),
])
def test_passwords_are_normalised(password, prepared):
    assert _prepared(password) == prepared


def test_it_is_there_under_its_name():
    assert FilterModule().filters() == {"scram_sha_256": scram_sha_256}
