# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of maintenance windows: their shape, their files, and who may write them."""

from __future__ import annotations

import copy
import json
import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import window_records as records
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError, WaitTimeout

RECORD = {
    "format": 1, "name": "Billing upgrade", "state": "open", "opened_at": "2026-11-20T22:00:00Z", "opened_by": "ann@ctl", "until": None, "comment": None,
    "closed_at": None, "closed_by": None, "instances": [
        {"name": "db-1@crm", "before": {"enabled": True, "reason": ""}, "state": "silenced", "problem": None},
        {"name": "db-2@crm", "before": {"enabled": False, "reason": "A silence."}, "state": "left_off", "problem": None},
        {"name": "db-3@crm", "before": {"enabled": None, "reason": None}, "state": "unknown", "problem": None}]}
MOMENT = st.integers(0, 253402300799).map(lambda seconds: records._times.iso8601(seconds * 1000))
CHARACTERS = st.characters(blacklist_categories=("C", "Z"), whitelist_characters=" ")  # what str.isprintable knows
PRINTABLE = st.text(CHARACTERS)
NAME = st.text(CHARACTERS, min_size=1, max_size=records.LONGEST_NAME).filter(str.strip)


@st.composite
def any_record(draw):
    """Any record that the module could have written."""
    state = draw(st.sampled_from(["open", "closed"]))
    states = [word for word in records._STATES if state == "open" or word not in records.TO_RESTORE]
    instances = []
    for name in draw(st.lists(PRINTABLE, unique=True, max_size=4)):
        fate = draw(st.sampled_from(states))
        before = {"left_off": False, "unknown": None}.get(fate, True)
        reason, problem = draw(st.none() | st.text()), draw(st.none() | st.text())
        instances.append({"name": name, "before": {"enabled": before, "reason": reason}, "state": fate, "problem": problem})
    return {
        "format": 1, "name": draw(NAME), "state": state, "opened_at": draw(MOMENT), "opened_by": draw(PRINTABLE), "until": draw(st.none() | MOMENT),
        "comment": draw(st.none() | PRINTABLE), "closed_at": draw(MOMENT) if state == "closed" else None,
        "closed_by": "bob@ctl" if state == "closed" else None, "instances": instances}


def store(tmp_path):
    return records.Store(str(tmp_path / "records"))


def save(store, record):
    with store.locked():
        store.save(record)


@settings(max_examples=30)
@given(any_record())
def test_every_record_comes_back_as_it_was_written(tmp_path_factory, record):
    place = store(tmp_path_factory.mktemp("store"))
    assert records.check(copy.deepcopy(record)) == record
    try:
        save(place, record)
    except UnicodeEncodeError:
        pytest.fail("a name that cannot be written")
    assert place.load() == {record["name"]: record} and place.load_readable() == ({record["name"]: record}, [])


@given(any_record(), st.data())
def test_what_is_no_record_is_refused_and_never_anything_else(record, data):
    """Whatever is put in the place of a part, the answer is the record or a ``ValueError``."""
    broken = copy.deepcopy(record)
    spot = data.draw(st.sampled_from([broken] + broken["instances"] + [entry["before"] for entry in broken["instances"]]))
    key = data.draw(st.sampled_from(sorted(spot)))
    if data.draw(st.booleans()):
        del spot[key]
    else:
        spot[key] = data.draw(st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.text()))
    try:
        assert records.check(broken) == broken
        assert set(broken) == set(record)
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize("change, says", [
    ({"format": 2}, "its format is 2, and this version"),
    ({"format": True}, "format of it is True"),
    ({"state": "ajar"}, "state is 'ajar'"),
    ({"state": "closed"}, "state is closed, and closed_at is None"),
    ({"closed_at": "2026-11-20T23:00:00Z"}, "state is open, and closed_at"),
    ({"until": "tomorrow"}, "until: 'tomorrow' is no point in time"),
    ({"name": 7}, "name of it is 7"),
    ({"extra": 1}, "it does not have the keys format, name"),
    ({"instances": [7]}, r"instances\[0\] does not have the keys"),
    ({"instances": [RECORD["instances"][0]] * 2}, "db-1@crm is there twice"),
    ({"instances": [dict(RECORD["instances"][0], state="left_off")]}, r"state of instances\[0\] is 'left_off', and alerting was True before"),
    ({"instances": [dict(RECORD["instances"][0], state="lost")]}, "'lost'"),
    ({"instances": [dict(RECORD["instances"][0], before={"enabled": 1, "reason": ""})]}, "enabled of .* is 1"),
    ({"state": "closed", "closed_at": "2026-11-20T23:00:00Z", "closed_by": "x"}, "it is closed, and db-1@crm is silenced"),
])
def test_a_refusal_says_what_is_wrong(change, says):
    with pytest.raises(ValueError, match=says):
        records.check(dict(copy.deepcopy(RECORD), **change))


@given(NAME, NAME)
def test_names_of_files_are_safe_and_differ(first, second):
    key = records.key_of(first)
    assert records._FILE.fullmatch(key + ".json") and len(key) < 120
    assert (key == records.key_of(second)) == (first == second)


@given(st.text())
def test_a_name_is_taken_as_it_is_or_refused(name):
    try:
        records.check_name(name)
    except OptionError:
        return
    assert name.strip() and name.isprintable() and name.encode("utf-8")


def test_files_and_directory_are_for_their_owner_alone(tmp_path):
    place = store(tmp_path)
    assert place.load() == {} and not os.path.exists(place.directory)
    save(place, RECORD)
    assert stat.S_IMODE(os.stat(place.directory).st_mode) == 0o700
    for name in os.listdir(place.directory):
        assert stat.S_IMODE(os.stat(os.path.join(place.directory, name)).st_mode) == 0o600
    assert sorted(os.listdir(place.directory)) == [".lock", os.path.basename(place.path(RECORD["name"]))]


def test_what_is_no_record_is_named_and_stays(tmp_path):
    place = store(tmp_path)
    save(place, RECORD)
    path = place.path("Another")
    contents = {"{": "Expecting", "[" * 100000: "no record", json.dumps(RECORD): "it is the record of another window, 'Billing upgrade'", "\xff": "no record"}
    for content, says in contents.items():
        with open(path, "w", encoding="latin-1") as file:
            file.write(content)
        with pytest.raises(records.RecordError, match=says) as caught:
            place.load()
        assert path in caught.value.message and "Nothing was done" in caught.value.message and caught.value.facts["path"] == path
        found, complaints = place.load_readable()
        assert list(found) == [RECORD["name"]] and complaints == [caught.value.message]
    for stranger in ("notes.txt", ".x.json", "billing.json"):
        (tmp_path / "records" / stranger).write_text("{")
    os.unlink(path)
    assert list(place.load()) == [RECORD["name"]]


def test_one_at_a_time(tmp_path):
    place = store(tmp_path)
    with place.locked():
        with pytest.raises(WaitTimeout, match="Another task has been at work on the maintenance windows in .*records for 0 s"):
            with place.locked(wait=0):
                pass
    with place.locked(wait=0):
        pass


def test_a_directory_that_will_not_do_is_told(tmp_path):
    with store(tmp_path).locked(create=False):
        assert not (tmp_path / "records").exists()
    (tmp_path / "records").write_text("")
    with pytest.raises(records.RecordError, match="Could not use .*records: File exists"):
        with store(tmp_path).locked():
            pass
    with pytest.raises(records.RecordError, match="Could not read .*records: Not a directory"):
        store(tmp_path).load()
    os.unlink(tmp_path / "records")
    (tmp_path / "records").mkdir()
    os.chmod(tmp_path / "records", 0o777)
    with pytest.raises(records.RecordError, match="writable for everybody"):
        with store(tmp_path).locked():
            pass
    with pytest.raises(OptionError, match="directory: 'records' has to be an absolute path"):
        records.check_directory("records")
    with pytest.raises(OptionError, match="directory: .* characters that do not show"):
        records.check_directory("/a\nb")


def test_reports():
    assert records.report(RECORD, 0) == [
        "Maintenance window 'Billing upgrade' is open since 2026-11-20T22:00:00Z, without a deadline; opened by ann@ctl.",
        "Silenced (1): db-1@crm",
        "Left alone, because alerting was off before (1): db-2@crm (A silence)",
        "Not known to the platform (1): db-3@crm"]
    entry = dict(RECORD["instances"][0], state="still_off", problem="No template.")
    closed = dict(RECORD, state="closed", closed_at="2026-11-21T00:30:00Z", closed_by="job 42", comment="CHG1", instances=[entry])
    assert records.report(closed, 0) == [
        "Maintenance window 'Billing upgrade' was open for 2 h 30 min, from 2026-11-20T22:00:00Z to 2026-11-21T00:30:00Z; opened by ann@ctl, closed by job 42.",
        "Comment: CHG1",
        "Enabled again, but off for another reason (1): db-1@crm (No template)"]


@given(any_record(), st.integers(0, 10 ** 14))
def test_every_record_can_be_told(record, now):
    assert records.seconds_open(record, now) >= 1
    assert records.is_overdue(record, now) in (True, False)
    text = "\n".join(records.report(record, now))
    assert all(entry["name"] in text for entry in record["instances"])
