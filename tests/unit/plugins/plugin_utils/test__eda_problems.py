# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes and goes between two looks at Datasentinel's problems."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, AuthenticationError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer
from ansible_collections.runwatch.observability.plugins.module_utils._secrets import Scrubber
from ansible_collections.runwatch.observability.plugins.plugin_utils._eda import datasentinel_problems as problems

A, B = "db-1@a", "db-1@b"


def entry(message, check="custom", state="CRITICAL", kind="PROBLEM"):
    return {"message": message, "check_name": check, "check_state": state, "notification_type": kind}


class Platform:
    """Lists the problems of each instance; a list entry that is an error is raised."""

    scrubber = Scrubber()

    def __init__(self, **listed):
        self.listed = {"db-1@" + name: value for name, value in listed.items()}

    def get(self, *segments, doing):
        told = self.listed[segments[-2]]
        if isinstance(told, Exception):
            raise told
        return Answer(200, told, {})


def watch(**params):
    given_params = dict({"instances": [A, B], "tags": None, "name": None, "window": 60, "allow_empty": True, "report_existing": False}, **params)
    return problems.Watch(given_params)


def told(events):
    return [(event["origin"]["instance"], event["origin"]["status"], event["origin"]["new"], event["payload"]["message"]) for event in events]


def test_what_is_there_at_the_start_is_told_on_request_only():
    platform = Platform(a=[entry("old")], b=[])
    assert watch().look(platform) == []
    assert told(watch(report_existing=True).look(platform)) == [(A, "open", True, "old")]


def test_problems_are_told_when_they_come_and_when_they_go():
    platform, watching = Platform(a=[entry("old")], b=[]), watch()
    watching.look(platform)
    platform.listed[B] = [entry("new")]
    assert told(watching.look(platform)) == [(B, "open", True, "new")]
    assert watching.look(platform) == []
    platform.listed[A] = []
    assert told(watching.look(platform)) == [(A, "closed", False, "old")]


def test_figures_do_not_make_another_problem_but_a_state_does():
    platform, watching = Platform(a=[entry("Memory at 91.5 %", "memory", "WARNING")], b=[]), watch()
    watching.look(platform)
    platform.listed[A] = [entry("Memory at 93 %", "memory", "WARNING")]
    assert watching.look(platform) == []
    platform.listed[A] = [entry("Memory at 97 %", "memory", "CRITICAL")]
    assert told(watching.look(platform)) == [(A, "closed", False, "Memory at 93 %"), (A, "open", True, "Memory at 97 %")]


@pytest.mark.parametrize("shape", [
    lambda entries: entries,
    lambda entries: {"pg_instance": A, "problems": entries},
    lambda entries: [one["message"] for one in entries],
], ids=["objects", "wrapped", "strings"])
def test_every_shape_of_a_list(shape):
    platform, watching = Platform(a=shape([]), b=[]), watch()
    watching.look(platform)
    platform.listed[A] = shape([entry("new")])
    assert told(watching.look(platform)) == [(A, "open", True, "new")]


def test_what_is_no_problem_any_more_is_none():
    platform, watching = Platform(a=[entry("new")], b=[]), watch(report_existing=True)
    watching.look(platform)
    platform.listed[A] = [entry("new", kind="RECOVERY")]
    assert told(watching.look(platform)) == [(A, "closed", False, "new")]


def test_one_instance_that_cannot_be_asked_leaves_the_others(caplog):
    platform, watching = Platform(a=AnswerError("No such instance.", 404), b=[]), watch()
    with caplog.at_level(logging.WARNING):
        watching.look(platform)
        platform.listed[B] = [entry("new")]
        assert told(watching.look(platform)) == [(B, "open", True, "new")]
    assert [record.message for record in caplog.records] == ["datasentinel_problems: No such instance. The other instances are watched."]


@pytest.mark.parametrize("report_existing, expected", [(False, []), (True, [(A, "open", True, "old")])])
def test_what_is_there_at_the_start_may_be_seen_later(report_existing, expected):
    platform, watching = Platform(a=AnswerError("Broken.", 500), b=[]), watch(report_existing=report_existing)
    watching.look(platform)
    platform.listed[A] = [entry("old")]
    assert told(watching.look(platform)) == expected
    platform.listed[A] = [entry("old"), entry("new")]
    assert told(watching.look(platform)) == [(A, "open", True, "new")]


def test_no_instance_that_can_be_asked_is_an_error():
    with pytest.raises(AnswerError):
        watch().look(Platform(a=AnswerError("Broken.", 500), b={"one": [], "other": []}))


def test_a_refused_login_is_an_error_at_once():
    with pytest.raises(AuthenticationError):
        watch().look(Platform(a=AuthenticationError("Refused.", 401), b=[]))


def test_an_instance_that_was_out_of_reach_has_its_problems_still():
    platform, watching = Platform(a=[entry("old")], b=[]), watch()
    watching.look(platform)
    platform.listed[A] = AnswerError("Broken.", 500)
    assert watching.look(platform) == []
    platform.listed[A] = [entry("old")]
    assert watching.look(platform) == []


MESSAGES = st.lists(st.sampled_from(["Disk at 1 %", "Disk at 2 %", "Down", "Slow"]))


@given(MESSAGES, MESSAGES)
def test_differences_make_one_list_into_the_other(before, now):
    opened, closed = problems.differences([entry(text) for text in before], [entry(text) for text in now])

    def counted(texts):
        return sorted(text.translate(str.maketrans("12", "##")) for text in texts)

    rest = counted(before)
    for one in counted(gone["message"] for gone in closed):
        rest.remove(one)
    assert sorted(rest + counted(come["message"] for come in opened)) == counted(now)


def test_an_id_is_an_identity():
    assert problems.identity({"id": 7, "message": "x"}) == problems.identity({"id": "7", "message": "y"})
    assert problems.identity({"id": 7}) != problems.identity({"id": 8})
