# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A watchdog that closes a maintenance window at its deadline even if every controller is gone, the module datasentinel_watchdog.

Alerting does not come back by itself (fact sheet section 8). So a program that needs nothing but Python and requests is left
on a host that lasts, and the host's own scheduler starts it.
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext

from .. import (
    _answers, _batch, _definition, _errors, _files, _http, _options, _query, _reconcile, _retry, _secrets, _times, _version, _wait)
from .._definition import Definition, Outcome
from .._errors import OptionError
from .._reconcile import Plan, Resource, Step, converge
from . import active, alerting, maintenance, platform, schedulers, tags, watchdog_files, watchdog_program, window_records
from .schedulers import SchedulerError
from .watchdog_files import FORMAT, Files

# A schedule that is this much earlier than asked for is as good: the program waits for the deadline of the record.
TOLERANCE = 2 * 60000
# What the program consists of; a test runs it with nothing else.
_MODULES = (
    _answers, _batch, _definition, _errors, _files, _http, _options, _query, _reconcile, _retry, _secrets, _times, _version, _wait,
    active, alerting, maintenance, platform, schedulers, tags, watchdog_files, watchdog_program, window_records)
# What they stand in, and the few things that they take from ansible-core, which may be missing on the host.
_STAND_INS = {
    "__main__.py": "from runwatch_observability._datasentinel.watchdog_program import main\n\nraise SystemExit(main())\n",
    "runwatch_observability/__init__.py": "",
    "runwatch_observability/_datasentinel/__init__.py": "",
    "ansible/__init__.py": "",
    "ansible/module_utils/__init__.py": "",
    "ansible/module_utils/basic.py":
        "def missing_required_lib(library):\n    return 'The Python library %s is missing.' % library\n",
    "ansible/module_utils/common/__init__.py": "",
    "ansible/module_utils/common/parameters.py": "class AnsibleFallbackNotFound(Exception):\n    pass\n",
}
# What requests reads from the environment, which a scheduler does not hand on.
_ENVIRONMENT = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "all_proxy", "no_proxy",
                "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def program():
    """Return the program as the bytes of a zip file that Python runs; the same sources give the same bytes."""
    import io
    import zipfile
    package = __package__.rpartition(".")[0]
    files = dict(_STAND_INS)
    for module in _MODULES:
        path = module.__name__[len(package) + 1:].replace(".", "/")
        files["runwatch_observability/%s.py" % path] = module.__loader__.get_source(module.__name__)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path), text, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def prepare(params):
    """Check everything that can be checked on the host itself."""
    window_records.check_name(params["name"])
    window_records.check_directory(params["directory"])
    if params["until"] == "":
        raise OptionError("until", "must not be empty; a watchdog needs a deadline.")
    return dict(maintenance.prepare_deadline(params), directory=os.path.normpath(params["directory"]))


def connect(params, definition):
    """Return a client, which is never used: it shows early whether the options, and the libraries, will do."""
    return platform.connect(params, definition) if params["state"] == "present" else maintenance.Nobody()


def run(params, client, check_mode):
    """Have a watchdog, or none."""
    store = window_records.Store(params["directory"])
    is_present = params["state"] == "present"
    with nullcontext() if check_mode else store.locked(create=is_present):
        watchdog = Watchdog(Files.of_window(params["directory"], params["name"]))
        wanted = {"name": params["name"]}
        if is_present:
            window = store.load().get(params["name"])
            end = maintenance.deadline(params, window if window and window["state"] == window_records.OPEN else None)
            wanted.update(until=end, scheduler=schedulers.choose(params["scheduler"]), settings=_settings(params))
        change = converge(watchdog, wanted, check_mode)
    result = {"watchdog": change.after, "action": change.action}
    return Outcome(change.changed, result, change.diff(watchdog.kind, watchdog.runtime), change.warnings + _warnings(wanted, check_mode))


def _settings(params):
    connection = {name: params[name] for name in DEFINITION.connection_options() if name != "in_process"}
    if connection["platform_username"] and connection["platform_password"]:
        connection["platform_token"] = None  # it might be over by then
    elif connection["platform_token"]:
        connection["platform_token"] = platform.usable_token(connection["platform_token"])
    for name in ("ca_path", "client_cert", "client_key"):
        connection[name] = connection[name] and os.path.abspath(connection[name])
    return {
        "format": FORMAT, "name": params["name"], "directory": params["directory"], "python": sys.executable, "connection": connection,
        "environment": {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}}


def _warnings(wanted, check_mode):
    if "settings" not in wanted:
        return []
    warnings = [] if check_mode else list(wanted["scheduler"].warnings)
    token = wanted["settings"]["connection"]["platform_token"]
    ends = platform.expiry(token) if token else None
    if ends is not None and ends * 1000 < wanted["until"]:
        warnings.append(
            "platform_token ends %s, before the watchdog of %r acts. Give platform_username and platform_password, which do not end." % (
                platform.utc(ends), wanted["name"]))
    return warnings


class Watchdog(Resource):
    """A watchdog on this host. What is wanted has, if there shall be one, ``until`` (milliseconds), ``scheduler`` and ``settings``."""

    kind = "watchdog of"
    runtime = ("job",)

    def __init__(self, files):
        self._files = files
        self._told = None

    def read(self, wanted, fresh=False):
        if not self._files.exist():
            return None
        self._told = told = self._files.load()
        found = {"name": wanted["name"], "until": None, "scheduler": None, "job": None, "scheduled": False}
        if told is not None:
            found.update({key: told[key] for key in ("until", "scheduler", "job")})
            found["scheduled"] = schedulers.choose(told["scheduler"]).is_scheduled(self._files.key, told["job"])
        return found

    def plan(self, wanted, current):
        if "settings" not in wanted:
            return Plan(None, [Step("remove the watchdog of %s" % wanted["name"], self._remove)] if current else [])
        told = self._told if current and self._told else {}
        is_timely = bool(told) and 0 <= wanted["until"] - window_records.milliseconds(told["until"]) <= TOLERANCE
        until = told["until"] if is_timely else _times.iso8601(wanted["until"])
        settings = dict(wanted["settings"], until=until, scheduler=wanted["scheduler"].name, job=told.get("job"))
        stays = is_timely and current["scheduled"] and all(told[key] == settings[key] for key in ("scheduler", "python"))
        content = program()
        steps = []
        if not stays:
            steps.append(Step("schedule the watchdog of %s" % wanted["name"], lambda: self._set_up(wanted, settings, content)))
        elif told != settings or not self._files.has_program(content):
            steps.append(Step("renew the watchdog of %s" % wanted["name"], lambda: self._write(settings, content)))
        after = {"name": wanted["name"], "until": until, "scheduler": settings["scheduler"], "job": settings["job"] if stays else None, "scheduled": True}
        secrets = ("credentials",) if told.get("connection") != settings["connection"] else ()
        return Plan(after, steps, hidden=secrets)

    def _write(self, settings, content):
        self._files.save_program(content)
        self._files.save(settings)

    def _set_up(self, wanted, settings, content):
        self._cancel()
        # With the new job's name only once it has one; until then, nothing stands for the old one any more.
        self._write(dict(settings, job=None), content)
        command = [settings["python"], self._files.program, self._files.settings]
        try:
            settings["job"] = wanted["scheduler"].schedule(self._files.key, command, window_records.milliseconds(settings["until"]))
        except SchedulerError:
            self._files.remove()  # credentials are not left where nothing uses them
            raise
        self._files.save(settings)

    def _remove(self):
        self._cancel()
        self._files.remove()

    def _cancel(self):
        if self._told is not None:
            schedulers.choose(self._told["scheduler"]).cancel(self._files.key, self._told["job"])


DEFINITION = Definition(
    "datasentinel_watchdog", ("datasentinel",),
    dict(
        window_records.OPTIONS,
        state={"type": "str", "choices": ["present", "absent"], "default": "present"},
        until={"type": "str"},
        duration={"type": "str"},
        scheduler={"type": "str", "choices": ["auto", "systemd", "at"], "default": "auto"},
    ),
    connect, run, prepare,
    {"mutually_exclusive": [("until", "duration")], "required_if": [("state", "present", ("until", "duration"), True)]})
