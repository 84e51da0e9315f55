# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Having a command run at a moment, by systemd or by the daemon of ``at``, whoever is still there then.

A job is told from others by its ``key``, which stands in its command. Moments are milliseconds since the epoch.
"""

from __future__ import annotations

import os
import re
import shlex
import time

from .. import _files
from .._errors import ObservabilityError

_LONGEST = 30  # seconds that a scheduler may need to answer
_NO_DAEMON = re.compile("no atd running|can't (open|signal)", re.IGNORECASE)


class SchedulerError(ObservabilityError):
    """The scheduler is missing, or refuses."""

    kind = "scheduler"


class At:
    """Debian's and everybody else's ``at``."""

    name = "at"

    def __init__(self):
        self.warnings = []

    def schedule(self, key, command, moment):
        """Have ``command`` (list of str) run at ``moment``, or up to a minute later; return what names the job.

        It runs only if the file named last is still there.
        """
        line = " ".join(shlex.quote(part) for part in command)
        script = "[ ! -e %s ] || exec %s\n" % (shlex.quote(command[-1]), line)
        minute = time.strftime("%Y%m%d%H%M", time.gmtime(-(-moment // 60000) * 60))
        told = _run(["at", "-t", minute], _clean_environment(), script)
        found = re.search(r"^job (\S+) at ", told, re.MULTILINE)
        if not found:
            raise SchedulerError("Could not schedule the watchdog: at did not tell the number of the job, but %r." % _brief(told))
        if _NO_DAEMON.search(told):
            self.warnings.append("The watchdog is scheduled, but atd does not seem to run on this host. It will not act until atd is started.")
        return found.group(1)

    def is_scheduled(self, key, job):
        """Say whether the job is waiting. Numbers of jobs may be used again, so what it does is looked at too."""
        try:
            return bool(job) and key in _run(["at", "-c", job], _clean_environment())
        except SchedulerError:
            return False

    def cancel(self, key, job):
        """Have the job forgotten if it is waiting."""
        if self.is_scheduled(key, job):
            _run(["atrm", job], _clean_environment())


class Systemd:
    """Timers of the system's manager for root, of the user's own manager for everybody else."""

    name = "systemd"

    def __init__(self):
        self.warnings = []
        self._is_root = os.geteuid() == 0
        self._folder = "/etc/systemd/system" if self._is_root else os.path.expanduser("~/.config/systemd/user")

    def schedule(self, key, command, moment):
        """Have ``command`` (list of str) run at ``moment``; return what names the job."""
        self._check_lingering()
        service, timer = self._paths(key)
        try:
            os.makedirs(self._folder, exist_ok=True)
            for path, text in ((service, service_unit(command)), (timer, timer_unit(moment))):
                _files.save({"dest": path, "file_mode": 0o644}, text.encode("utf-8"), False)
        except (OSError, _files.FileError) as error:
            raise SchedulerError("Could not schedule the watchdog: %s" % error) from None
        unit = os.path.basename(timer)
        self._systemctl("daemon-reload")
        self._systemctl("enable", unit)
        self._systemctl("restart", unit)
        return unit

    def is_scheduled(self, key, job):
        """Say whether the timer is there and active."""
        if not all(os.path.exists(path) for path in self._paths(key)):
            return False
        try:
            self._systemctl("is-active", os.path.basename(self._paths(key)[1]))
        except SchedulerError:
            return False
        return True

    def cancel(self, key, job):
        """Stop and remove the timer. A service that is running goes on; it sees for itself that it is not wanted."""
        service, timer = self._paths(key)
        if os.path.exists(timer):
            self._systemctl("disable", "--now", os.path.basename(timer))
        there = [path for path in (service, timer) if os.path.exists(path)]
        for path in there:
            os.unlink(path)
        if there:
            self._systemctl("daemon-reload")

    def _paths(self, key):
        return [os.path.join(self._folder, "runwatch-%s.%s" % (key, kind)) for kind in ("service", "timer")]

    def _systemctl(self, *arguments):
        environment = dict(os.environ)
        if not self._is_root:
            environment.setdefault("XDG_RUNTIME_DIR", "/run/user/%d" % os.geteuid())
        return _run(["systemctl"] + ([] if self._is_root else ["--user"]) + list(arguments), environment)

    def _check_lingering(self):
        """Without lingering, the user's manager and its timers end with the user's last session."""
        if self._is_root:
            return
        import pwd
        user = pwd.getpwuid(os.geteuid()).pw_name
        if not os.path.exists("/var/lib/systemd/linger/" + user):
            raise SchedulerError(
                "Could not schedule the watchdog: the timers of %s end with the session. Run 'loginctl enable-linger %s' once, "
                "use become, or set scheduler to at." % (user, user))


def service_unit(command):
    """Return the text of the service that runs ``command`` once."""
    return "[Unit]\nDescription=Closes a maintenance window at its deadline (runwatch.observability)\n\n[Service]\nType=oneshot\nExecStart=%s\n" % " ".join(
        _quoted(part) for part in command)


def timer_unit(moment):
    """Return the text of the timer that starts the service at ``moment``, or as soon as the host is up again after that."""
    when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(-(-moment // 1000)))
    return ("[Unit]\nDescription=Deadline of a maintenance window (runwatch.observability)\n\n"
            "[Timer]\nOnCalendar=%s\nAccuracySec=1s\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n" % when)


def _quoted(part):
    """Return ``part`` as one word of a unit's command, in which systemd replaces nothing."""
    for character, instead in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        part = part.replace(character, instead)
    return '"%s"' % part


def choose(name):
    """Return the scheduler that is called ``name``; ``auto`` is systemd where it runs the host, else at."""
    if name == "auto":
        name = "systemd" if os.path.isdir("/run/systemd/system") else "at"
    return {"systemd": Systemd, "at": At}[name]()


def _clean_environment():
    """Return what ``at`` needs. It keeps its environment with the job, where secrets must not be; in UTC no hour comes twice."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "SHELL": "/bin/sh", "TZ": "UTC"}


def _run(command, environment, script=""):
    """Run ``command`` and return what it printed. Raises ``SchedulerError``."""
    import subprocess
    try:
        done = subprocess.run(  # pylint: disable=ansible-bad-function  # no module is at hand, and in the watchdog's program there is none
            command, input=script.encode("utf-8"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, cwd="/",
            timeout=_LONGEST, check=False)
    except FileNotFoundError:
        raise SchedulerError(
            "Could not run %s: it is not installed on this host. Install it, or choose another scheduler (systemd or at)." % command[0]) from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SchedulerError("Could not run %s: %s." % (command[0], error)) from None
    told = done.stdout.decode("utf-8", errors="replace")
    if done.returncode:
        raise SchedulerError("%s failed with code %d: %s" % (" ".join(command[:3]), done.returncode, _brief(told) or "it did not say why."))
    return told


def _brief(text):
    return " ".join(text.split())[:300]
