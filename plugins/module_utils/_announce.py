# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Announcing once: look for an equal announcement, then post, and never post twice.

The same for events, release markers and deploy markers. What is announced, how it is found and how it is posted come
from the caller.
"""

from __future__ import annotations

from ._errors import ObservabilityError, RequestError, WaitTimeout
from ._wait import until

ANNOUNCED, UNCHANGED, FAILED, UNCERTAIN, NOT_ATTEMPTED = "announced", "unchanged", "failed", "uncertain", "not_attempted"


class Announcement:
    """One announcement: what is ``wanted``, what was ``found`` of it (or ``None``), and what was done about it."""

    def __init__(self, wanted, found=None, action=NOT_ATTEMPTED):
        self.wanted = wanted
        self.found = found
        self.action = action

    @property
    def changed(self):
        """Whether it was, may have been, or in check mode would be posted."""
        return self.action in (ANNOUNCED, UNCERTAIN)


def announce(entries, find, post, check_mode=False, look_first=True, confirm=False, patience=0, batches=lambda missing: [missing]):
    """Post those of ``entries`` (list of :class:`Announcement`) that cannot be found, and note in each what became of it.

    ``find(list of wanted)`` returns what equals each of them, or ``None`` for those that are not there; without it,
    nothing can be looked for. ``post(list of wanted)`` sends one batch; ``batches`` splits the missing ones.
    Without ``look_first`` all are posted, and looked for only afterwards.
    ``patience`` are the seconds that an announcement needs at most to be found, which are waited for with ``confirm``,
    and when it is not known what became of a post. Raises the error of ``post`` or ``WaitTimeout``; the entries hold then
    what was done all the same.
    """
    if find and look_first:
        try:
            _look(entries, find)
        except ObservabilityError as error:
            error.message += " Nothing was announced."
            raise
    missing = [entry for entry in entries if entry.found is None]
    for entry in entries:
        entry.action = NOT_ATTEMPTED if entry.found is None else UNCHANGED
    for batch in batches(missing) if missing else []:
        if not check_mode:
            _post(batch, find, post, patience)
        for entry in batch:
            entry.action = ANNOUNCED
    if confirm and not check_mode:
        _confirm(missing, find, patience)


def _look(entries, find):
    """Note what can be found of ``entries``, and say whether that is all of them."""
    open_entries = [entry for entry in entries if entry.found is None]
    if open_entries:
        for entry, found in zip(open_entries, find([entry.wanted for entry in open_entries])):
            entry.found = found
    return all(entry.found is not None for entry in entries)


def _post(batch, find, post, patience):
    """Post ``batch``. If its fate is unknown, it stands only if all of it can be found; it is never posted again."""
    try:
        post([entry.wanted for entry in batch])
    except RequestError as error:
        if not error.maybe_done:
            _mark(batch, FAILED)
            raise
        if not (find and _turns_up(batch, find, patience)):
            _mark(batch, UNCERTAIN)
            error.message += " It is not known whether it was announced; " + (
                "it could not be seen within %d s. The next run looks again first." % patience if find else
                "if it was, another run announces it twice.")
            raise


def _turns_up(batch, find, patience):
    try:
        return until(lambda: _look(batch, find), patience)
    except RequestError:
        return False


def _mark(batch, action):
    for entry in batch:
        entry.action = action if entry.found is None else ANNOUNCED


def _confirm(posted, find, patience):
    try:
        seen = until(lambda: _look(posted, find), patience)
    except RequestError as error:
        error.message += " The announcement was made before that."
        raise
    if not seen:
        hidden = sum(entry.found is None for entry in posted)
        raise WaitTimeout(
            "The announcement was made, but %s could not be read back within %d s; it may only take longer to appear." %
            ("%d of %d" % (hidden, len(posted)) if posted[1:] else "it", patience))
