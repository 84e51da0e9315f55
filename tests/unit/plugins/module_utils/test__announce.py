# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils import _announce
from ansible_collections.runwatch.observability.plugins.module_utils._announce import Announcement, announce
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, TransportError, WaitTimeout


class Board:
    """A place for announcements, which shows them after some looks."""

    def __init__(self, *texts, delay=0, fault=None):
        self.texts = list(texts)
        self.posts = []
        self.looks = 0
        self.delay = delay
        self.fault = fault

    def find(self, wanted):
        self.looks += 1
        visible = self.texts if self.looks > self.delay else []
        return [text if text in visible else None for text in wanted]

    def post(self, wanted):
        self.posts.append(wanted)
        if self.fault is None or getattr(self.fault, "took_effect", False):
            self.texts.extend(wanted)
        if self.fault:
            raise self.fault


def lost(took_effect):
    error = TransportError("Could not post: the connection was lost.", maybe_done=True)
    error.took_effect = took_effect
    return error


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch):
    monkeypatch.setattr(_announce, "until", until_tries)


def until_tries(look, timeout):
    """Stands in for waiting: one look a second, and no waiting."""
    return any(look() for dummy in range(timeout))


def entries_of(*texts):
    return [Announcement(text) for text in texts]


def fates(entries):
    return {entry.wanted: entry.action for entry in entries}


@given(st.lists(st.text(min_size=1), unique=True), st.lists(st.text(min_size=1), unique=True), st.booleans())
def test_posts_exactly_what_is_missing_and_nothing_twice(wanted, known, check_mode):
    board, entries = Board(*known), entries_of(*wanted)

    announce(entries, board.find, board.post, check_mode)

    missing = [text for text in wanted if text not in known]
    assert board.posts == ([missing] if missing and not check_mode else [])
    assert fates(entries) == {text: "announced" if text in missing else "unchanged" for text in wanted}
    assert [entry.changed for entry in entries] == [text in missing for text in wanted]
    if not check_mode:
        again = entries_of(*wanted)
        announce(again, board.find, board.post)
        assert not any(entry.changed for entry in again)
        assert len(board.posts) <= 1


def test_without_a_way_to_look_everything_is_posted():
    board, entries = Board("a"), entries_of("a", "b")

    announce(entries, None, board.post)

    assert board.posts == [["a", "b"]]
    assert all(entry.changed and entry.found is None for entry in entries)


def test_without_looking_first_everything_is_posted_and_can_be_confirmed():
    board, entries = Board(), entries_of("a", "b")

    announce(entries, board.find, board.post, look_first=False, confirm=True, patience=5)

    assert (board.looks, board.posts) == (1, [["a", "b"]])
    assert [entry.found for entry in entries] == ["a", "b"]


def test_post_of_unknown_fate_stands_when_it_turns_up():
    board, entries = Board(delay=3, fault=lost(took_effect=True)), entries_of("a")

    announce(entries, board.find, board.post, patience=5)

    assert board.posts == [["a"]]
    assert (entries[0].action, entries[0].found) == ("announced", "a")


def test_post_of_unknown_fate_is_not_repeated_when_it_does_not_turn_up():
    board, entries = Board(fault=lost(took_effect=False)), entries_of("a")

    with pytest.raises(TransportError, match="could not be seen within 5 s. The next run looks again first"):
        announce(entries, board.find, board.post, patience=5)

    assert board.posts == [["a"]]
    assert (entries[0].action, entries[0].changed) == ("uncertain", True)


def test_post_of_unknown_fate_without_a_way_to_look():
    board, entries = Board(fault=lost(took_effect=True)), entries_of("a")

    with pytest.raises(TransportError, match="if it was, another run announces it twice"):
        announce(entries, None, board.post, patience=5)

    assert entries[0].action == "uncertain"


def test_looking_after_a_post_of_unknown_fate_may_fail_too():
    board, entries = Board(fault=lost(took_effect=True)), entries_of("a")
    answers = [[None]]

    def find(wanted):
        if not answers:
            raise AnswerError("Could not look.", 502)
        return answers.pop()

    with pytest.raises(TransportError, match="the connection was lost"):
        announce(entries, find, board.post, patience=5)

    assert entries[0].action == "uncertain"


def test_refused_post_is_not_looked_for():
    board, entries = Board("a", fault=AnswerError("Refused.", 400)), entries_of("a", "b")

    with pytest.raises(AnswerError) as caught:
        announce(entries, board.find, board.post, patience=5)

    assert caught.value.message == "Refused."
    assert board.looks == 1
    assert fates(entries) == {"a": "unchanged", "b": "failed"}


def test_nothing_is_posted_when_looking_fails():
    def find(wanted):
        raise AnswerError("Could not look.", 502)

    board, entries = Board(), entries_of("a")

    with pytest.raises(AnswerError) as caught:
        announce(entries, find, board.post)

    assert caught.value.message == "Could not look. Nothing was announced."
    assert board.posts == []
    assert fates(entries) == {"a": "not_attempted"}


def test_batches_before_a_failed_one_stand_and_those_after_it_are_not_attempted():
    board, entries = Board("b"), entries_of("a", "b", "c", "d")

    def post(wanted):
        if wanted == ["c"]:
            raise AnswerError("Refused.", 400)
        board.post(wanted)

    with pytest.raises(AnswerError):
        announce(entries, board.find, post, batches=lambda missing: [[entry] for entry in missing])

    assert fates(entries) == {"a": "announced", "b": "unchanged", "c": "failed", "d": "not_attempted"}


def test_confirmation_waits_until_all_can_be_seen():
    board, entries = Board(delay=4), entries_of("a", "b")

    announce(entries, board.find, board.post, confirm=True, patience=5)

    assert [entry.found for entry in entries] == ["a", "b"]
    assert fates(entries) == {"a": "announced", "b": "announced"}


def test_confirmation_that_does_not_come():
    board, entries = Board(delay=100), entries_of("a", "b")

    with pytest.raises(WaitTimeout, match="was made, but 2 of 2 could not be read back within 5 s"):
        announce(entries, board.find, board.post, confirm=True, patience=5)

    assert fates(entries) == {"a": "announced", "b": "announced"}


def test_confirmation_of_one_that_does_not_come():
    with pytest.raises(WaitTimeout, match="was made, but it could not be read back within 5 s; it may only take longer to appear"):
        announce(entries_of("a"), Board(delay=100).find, Board().post, confirm=True, patience=5)


def test_nobody_waits_unless_told_to():
    with pytest.raises(TransportError, match="it could not be seen within 0 s"):
        announce(entries_of("a"), Board().find, Board(fault=lost(took_effect=False)).post)


def test_confirmation_that_fails_says_that_the_announcement_was_made():
    board, entries = Board(), entries_of("a")

    def find(wanted):
        if board.posts:
            raise AnswerError("Could not look.", 502)
        return [None]

    with pytest.raises(AnswerError, match="Could not look. The announcement was made before that."):
        announce(entries, find, board.post, confirm=True, patience=5)


def test_no_confirmation_in_check_mode():
    board, entries = Board(), entries_of("a")

    announce(entries, board.find, board.post, check_mode=True, confirm=True, patience=5)

    assert (board.looks, board.posts) == (1, [])
