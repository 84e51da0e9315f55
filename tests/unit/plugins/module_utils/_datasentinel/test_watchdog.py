# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Setting up a watchdog, what it does when it is started, and what schedulers make of it."""

from __future__ import annotations

import json
import os
import shlex
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import (
    maintenance, schedulers, watchdog, watchdog_files, watchdog_program, window_records)
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._times import iso8601

NOW = 1790000000000
A = "db-1@crm"
CONNECTION = {"platform_url": "https://ds.example.com", "platform_username": "automation", "platform_password": "canary-password", "platform_token": None,
              "validate_certs": True, "ca_path": None, "client_cert": None, "client_key": None, "use_proxy": True, "timeout": 30, "retries": 0}


class Host:
    """The schedulers of a host: ``jobs`` of at as {number: (minute, script)}, and the units that systemd knows. Refuses what it does not know."""

    def __init__(self):
        self.commands = []
        self.jobs = {}
        self.active = set()
        self.loaded = 0
        self.missing = set()
        self.chatter = ""
        self._number = 0

    def __call__(self, command, environment, script=""):
        self.commands.append(command)
        assert "canary" not in json.dumps([command, script])
        if command[0] in self.missing:
            raise schedulers.SchedulerError("Could not run %s: it is not installed on this host." % command[0])
        return getattr(self, command[0])(environment, script, *command[1:])

    def at(self, environment, script, option, value):
        assert set(environment) == {"PATH", "LC_ALL", "SHELL", "TZ"} and environment["TZ"] == "UTC"
        if option == "-c":
            if value not in self.jobs:
                raise schedulers.SchedulerError("Cannot find jobid %s" % value)
            return self.jobs[value][1]
        assert option == "-t"
        self._number += 1
        self.jobs[str(self._number)] = (value, script)
        return "warning: commands will be executed using /bin/sh\njob %d at Mon Sep 21 16:14:00 2026\n%s" % (self._number, self.chatter)

    def atrm(self, environment, script, number):
        del self.jobs[number]
        return ""

    def systemctl(self, environment, script, *arguments):
        arguments = [argument for argument in arguments if argument != "--user"]
        verb, unit = arguments[0], arguments[-1]
        if verb == "daemon-reload":
            self.loaded += 1
        elif verb == "restart":
            self.active.add(unit)
        elif verb == "disable":
            assert arguments[1] == "--now"
            self.active.discard(unit)
        elif verb == "is-active":
            if unit not in self.active:
                raise schedulers.SchedulerError("inactive")
        else:
            assert verb == "enable"
        return ""


@pytest.fixture
def host(monkeypatch, tmp_path):
    host = Host()
    monkeypatch.setattr(schedulers, "_run", host)
    monkeypatch.setattr(maintenance, "present_moment", lambda: NOW)
    monkeypatch.setattr(schedulers.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(schedulers.Systemd, "_check_lingering", lambda self: None)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return host


def have(directory, state="present", check_mode=False, scheduler="at", **given):
    params = {option: spec.get("default") for option, spec in watchdog.DEFINITION.options.items()}
    params.update(CONNECTION, name="Upgrade", state=state, directory=str(directory), scheduler=scheduler)
    params.update(given)
    return watchdog.run(watchdog.prepare(params), None, check_mode)


def files(directory):
    return watchdog_files.Files.of_window(str(directory), "Upgrade")


def record(directory, **given):
    """Have an open window over an instance that is silenced."""
    store = window_records.Store(str(directory))
    entry = {"name": A, "before": {"enabled": True, "reason": ""}, "state": "silenced", "problem": None}
    found = {"format": 1, "name": "Upgrade", "state": "open", "opened_at": iso8601(NOW), "opened_by": "ann", "until": None, "comment": None,
             "closed_at": None, "closed_by": None, "instances": [entry]}
    with store.locked():
        store.save(dict(found, **given))


@pytest.mark.parametrize("scheduler", ["at", "systemd"])
def test_the_ladder(host, tmp_path, scheduler):
    predicted = have(tmp_path / "x", check_mode=True, scheduler=scheduler, duration="2h")
    assert not (tmp_path / "x").exists() and not host.jobs and not host.active
    created = have(tmp_path / "x", scheduler=scheduler, duration="2h")
    assert (created.changed, created.result["action"], created.diff) == (True, "created", predicted.diff)
    job = created.result["watchdog"].pop("job")
    assert predicted.result["watchdog"].pop("job") is None and predicted.result == created.result
    assert created.result["watchdog"] == {"name": "Upgrade", "until": "2026-09-21T16:13:20Z", "scheduler": scheduler, "scheduled": True}
    assert created.diff["after"]["credentials"] == "(set, not shown)" and "canary" not in str(created)
    mine = files(tmp_path / "x")
    assert stat.S_IMODE(os.stat(mine.folder).st_mode) == 0o700 and "canary-password" in open(mine.settings, encoding="ascii").read()
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in (mine.program, mine.settings)} == {0o600}

    assert not have(tmp_path / "x", scheduler=scheduler, duration="2h").changed
    assert not have(tmp_path / "x", scheduler=scheduler, duration="121m").changed  # it waits for the record by itself
    later = have(tmp_path / "x", scheduler=scheduler, duration="3h")
    assert (later.result["action"], later.result["watchdog"]["until"]) == ("updated", "2026-09-21T17:13:20Z")
    assert len(host.jobs) + len(host.active) == 1 and "credentials" not in later.diff["after"]
    earlier = have(tmp_path / "x", scheduler=scheduler, duration="179m")
    assert earlier.result["watchdog"]["until"] == "2026-09-21T17:12:20Z"
    count = len(host.commands)
    renewed = have(tmp_path / "x", scheduler=scheduler, duration="179m", platform_password="canary-2")
    assert renewed.changed and renewed.diff["after"]["credentials"] and mine.load()["connection"]["platform_password"] == "canary-2"
    assert {command[1].replace("--user", "is-active") for command in host.commands[count:]} == {"-c" if scheduler == "at" else "is-active"}

    assert have(tmp_path / "x", "absent", check_mode=True).changed and mine.exist()
    gone = have(tmp_path / "x", "absent")
    assert (gone.changed, gone.result) == (True, {"watchdog": None, "action": "deleted"})
    assert os.listdir(mine.folder) == [] and not host.jobs and not host.active
    assert not [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    count = len(host.commands)
    assert not have(tmp_path / "x", "absent").changed and len(host.commands) == count
    assert job and not have(tmp_path / "y", "absent").changed and not (tmp_path / "y").exists()


def test_a_job_that_is_lost_is_scheduled_again_and_a_number_used_again_is_not_taken_for_it(host, tmp_path):
    have(tmp_path, duration="2h")
    host.jobs["1"] = ("202609211614", "echo something else")
    again = have(tmp_path, duration="2h")
    assert again.changed and again.diff["before"]["scheduled"] is False and again.result["watchdog"]["job"] == "2"
    assert host.jobs["1"][1] == "echo something else"
    assert have(tmp_path, scheduler="systemd", duration="2h").result["watchdog"]["scheduler"] == "systemd"
    assert list(host.jobs) == ["1"] and len(host.active) == 1


def test_what_at_is_given(host, tmp_path):
    have(tmp_path / "it's here", until="2026-09-21T16:13:00Z")
    have(tmp_path / "it's here", until="2026-09-21T16:20:01Z")
    (minute, script), = host.jobs.values()
    mine = files(tmp_path / "it's here")
    assert minute == "202609211621" and shlex.split(script) == ["[", "!", "-e", mine.settings, "]", "||", "exec", sys.executable, mine.program, mine.settings]


def test_a_missing_scheduler_leaves_no_credentials_behind(host, tmp_path):
    host.missing = {"at"}
    with pytest.raises(schedulers.SchedulerError, match="Could not run at: it is not installed"):
        have(tmp_path, duration="2h")
    assert os.listdir(files(tmp_path).folder) == []


def test_a_daemon_that_does_not_run_is_warned_of(host, tmp_path):
    host.chatter = "Can't open /run/atd.pid to signal atd. No atd running?\n"
    assert "atd does not seem to run" in have(tmp_path, duration="2h").warnings[0]
    assert have(tmp_path, duration="2h").warnings == []


def test_the_deadline(host, tmp_path):
    record(tmp_path, opened_at=iso8601(NOW - 3600000))
    assert have(tmp_path, duration="2h").result["watchdog"]["until"] == iso8601(NOW + 3600000)
    for given, says in (({"duration": "1h"}, "is over; it was opened"), ({"until": ""}, "until: must not be empty"), ({"until": "-1s"}, "which is over")):
        with pytest.raises(OptionError, match=says):
            have(tmp_path, **given)
    record(tmp_path, state="closed", closed_at=iso8601(NOW), closed_by="ann", instances=[])
    assert have(tmp_path, duration="2h").result["watchdog"]["until"] == iso8601(NOW + 2 * 3600000)


def test_a_password_is_preferred_to_a_token_and_a_token_that_ends_is_warned_of(host, tmp_path):
    import base64
    token = "x.%s.y" % base64.urlsafe_b64encode(json.dumps({"exp": NOW // 1000 * 2}).encode()).decode()
    have(tmp_path, duration="2h", platform_token=token)
    assert files(tmp_path).load()["connection"]["platform_token"] is None
    alone = {"platform_username": None, "platform_token": {"token": token}}
    assert have(tmp_path, duration="2h", **alone).warnings == []
    assert files(tmp_path).load()["connection"]["platform_token"] == token
    warning, = have(tmp_path, until=iso8601(NOW * 2 + 1000), **alone).warnings
    assert warning.startswith("platform_token ends 20") and "before the watchdog of 'Upgrade' acts" in warning


def test_settings_that_cannot_be_read_are_replaced_or_removed(host, tmp_path):
    have(tmp_path, duration="2h")
    for state, action in (("present", "updated"), ("absent", "deleted")):
        with open(files(tmp_path).settings, "w", encoding="ascii") as file:
            file.write("{")
        assert have(tmp_path, state, duration="2h").result["action"] == action
    assert os.listdir(files(tmp_path).folder) == []


def test_it_stands_by(host, tmp_path):
    assert watchdog_files.standing_by(str(tmp_path), "Upgrade") is None
    have(tmp_path, duration="2h")
    assert watchdog_files.standing_by(str(tmp_path), "Upgrade") == {"until": "2026-09-21T16:13:20Z", "scheduler": "at"}


class Clock:
    """Time that passes only while somebody sleeps; ``then`` are (seconds, function) to be called on the way."""

    def __init__(self, then=()):
        self.seconds = NOW / 1000
        self.slept = []
        self._then = list(then)

    def __call__(self):
        return self.seconds

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.seconds += seconds
        while self._then and self._then[0][0] <= self.seconds - NOW / 1000:
            self._then.pop(0)[1]()


def watch(directory, clock, closings=()):
    """Run the program with attempts to close that end as ``closings`` say (``True`` for well); return (code, what it said)."""
    said, closings = [], list(closings)

    def close(settings, say):
        if closings.pop(0):
            record(directory, state="closed", closed_at=iso8601(NOW), closed_by="watchdog", instances=[])
            return True
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watchdog_program, "close", close)
        code = watchdog_program.watch(files(directory), clock, clock.sleep, said.append)
    assert not closings
    return code, said


def test_it_closes_at_the_deadline_and_removes_itself(host, tmp_path):
    record(tmp_path)
    have(tmp_path, until="+90s")
    clock = Clock()
    assert watch(tmp_path, clock, [True]) == (0, []) and clock.slept == [60, 30]
    assert os.listdir(files(tmp_path).folder) == [] and not host.jobs


def test_it_waits_for_the_deadline_that_the_record_has_by_then(host, tmp_path):
    record(tmp_path, until=iso8601(NOW + 100000))
    have(tmp_path, until="+10s")
    clock = Clock([(60, lambda: record(tmp_path, until=iso8601(NOW + 200000)))])
    assert watch(tmp_path, clock, [True])[0] == 0 and sum(clock.slept) == 200


def test_it_tries_again_for_hours(host, tmp_path):
    record(tmp_path)
    have(tmp_path, until="+1s")
    clock = Clock()
    assert watch(tmp_path, clock, [False, False, False, True])[0] == 0 and clock.slept == [1, 30, 60, 120]
    record(tmp_path)
    have(tmp_path, until="+1s")
    clock = Clock()
    code, said = watch(tmp_path, clock, [False] * 53)
    assert code == 1 and "Close the window by hand" in said[-1] and max(clock.slept) == 900 and 12 * 3600 <= sum(clock.slept) < 13 * 3600
    assert files(tmp_path).load()


def test_it_ends_when_nobody_wants_it_any_more(host, tmp_path):
    record(tmp_path)
    have(tmp_path, until="+1h")
    assert watch(tmp_path, Clock([(120, lambda: have(tmp_path, "absent"))])) == (0, ["There is nothing to watch over any more."])
    have(tmp_path, until="+1h")
    clock = Clock([(60, lambda: record(tmp_path, state="closed", closed_at=iso8601(NOW), closed_by="ann", instances=[]))])
    assert watch(tmp_path, clock, [True])[0] == 0 and clock.slept == [60]


def test_one_that_was_set_up_anew_meanwhile_stays(host, tmp_path):
    record(tmp_path)
    have(tmp_path, until="+1s")
    settings = files(tmp_path).load()
    have(tmp_path, until="+1h")
    assert watchdog_program.clean_up(files(tmp_path), settings, print) and files(tmp_path).load()
    assert watchdog_program.clean_up(files(tmp_path), files(tmp_path).load(), print) and files(tmp_path).load()  # the window is open


def test_a_schedule_that_cannot_be_removed_is_told_but_no_credentials_stay(host, tmp_path, monkeypatch):
    have(tmp_path, until="+1s")
    monkeypatch.setattr(schedulers.At, "cancel", lambda self, key, job: (dummy for dummy in ()).throw(schedulers.SchedulerError("No.")))
    said = []
    assert not watchdog_program.clean_up(files(tmp_path), files(tmp_path).load(), said.append) and not files(tmp_path).exist()
    assert said == ["The window is closed, but the watchdog could not be removed: No."]


class FakePlatform(BaseHTTPRequestHandler):
    """Plays a platform that knows one instance, which is silenced, and takes any token."""

    silenced = {A}
    calls = []

    def do_GET(self):
        self._answer()

    def do_PATCH(self):
        self.silenced.clear()
        self._answer()

    def _answer(self):
        self.calls.append((self.command, self.path, self.headers["user-token"]))
        body = json.dumps({"enabled": not self.silenced, "reason": ""}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *dummy):
        pass


def test_the_program_needs_nothing_of_the_collection_or_of_ansible(host, tmp_path):
    server = HTTPServer(("127.0.0.1", 0), FakePlatform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        record(tmp_path, until="2026-01-01T00:00:00Z")
        have(tmp_path, until="+1s", platform_url="http://127.0.0.1:%d" % server.server_port, platform_token="canary", platform_password=None, use_proxy=False)
        mine = files(tmp_path)
        where = subprocess.run(
            [sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[1]); import ansible.module_utils.basic as basic, "
             "runwatch_observability._datasentinel.watchdog_program as program; print(basic.__file__, program.__file__)", mine.program],
            stdout=subprocess.PIPE, cwd="/", check=True).stdout.decode()
        assert where.count(mine.program) == 2
        done = subprocess.run([sys.executable, mine.program, mine.settings], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", check=False,
                              env={"PATH": str(tmp_path / "nothing")})
    finally:
        server.shutdown()
        server.server_close()
    text = done.stdout.decode()
    assert done.returncode == 0 and "Alerting again (1): db-1@crm" in text and "closed by watchdog on " in text and "canary" not in text
    assert [call[:2] for call in FakePlatform.calls] == [("GET", "/ds-api/alerting/db-1@crm/status"), ("PATCH", "/ds-api/alerting/db-1@crm/enable"),
                                                         ("GET", "/ds-api/alerting/db-1@crm/status")]
    assert window_records.Store(str(tmp_path)).load()["Upgrade"]["state"] == "closed" and os.listdir(mine.folder) == []


def test_the_same_sources_make_the_same_program():
    assert watchdog.program() == watchdog.program()


def test_units(host, tmp_path):
    have(tmp_path / '100% "$HOME"\\n', scheduler="systemd", until="2026-09-21T16:13:20Z")
    folder = tmp_path / "home/.config/systemd/user"
    service, timer = sorted(folder.iterdir())
    assert "OnCalendar=2026-09-21 16:13:20 UTC\nAccuracySec=1s\nPersistent=true\n" in timer.read_text()
    line, = [line for line in service.read_text().splitlines() if line.startswith("ExecStart=")]
    assert '100%% \\"$$HOME\\"\\\\n/watchdog/' in line and line.count('"') == 6 + 4
    assert service.stem == timer.stem == "runwatch-" + files(tmp_path / '100% "$HOME"\\n').key


@given(st.lists(st.text(st.characters(min_codepoint=32, blacklist_categories=("Cs", "Cc", "Zl", "Zp"))), min_size=1, max_size=3))
def test_words_of_a_command_come_through_a_unit(words):
    """What systemd undoes: quotes and backslashes as a shell does, then its own % and $."""
    line = schedulers.service_unit(words).splitlines()[-1].partition("=")[2]
    assert [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)] == words


def test_lingering_is_asked_for(monkeypatch):
    monkeypatch.setattr(schedulers.os, "geteuid", lambda: 1000)
    monkeypatch.setattr("pwd.getpwuid", lambda uid: SimpleNamespace(pw_name="nobody-like-that"))
    with pytest.raises(schedulers.SchedulerError, match="loginctl enable-linger nobody-like-that"):
        schedulers.Systemd().schedule("key", ["x"], NOW)


def test_the_scheduler_is_chosen_by_what_runs_the_host(monkeypatch):
    for is_there, name in ((True, "systemd"), (False, "at")):
        monkeypatch.setattr(schedulers.os.path, "isdir", lambda path, is_there=is_there: is_there)
        assert schedulers.choose("auto").name == name


@pytest.mark.parametrize("command, says", [
    (["no-such-program"], "Could not run no-such-program: it is not installed"),
    (["sh", "-c", "echo You do not have permission to use at. >&2; exit 1"], "sh -c echo.* failed with code 1: You do not have permission to use at."),
    (["sh", "-c", "exit 3"], "failed with code 3: it did not say why"),
])
def test_programs_that_fail_are_told(command, says):
    with pytest.raises(schedulers.SchedulerError, match=says):
        schedulers._run(command, {"PATH": os.environ["PATH"]})
    assert schedulers._run(["cat"], {"PATH": os.environ["PATH"]}, "héllo") == "héllo"
