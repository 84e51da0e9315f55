# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scheduler starts at the deadline: closes the window as the module would, then removes all traces of the watchdog.

It acts by what it finds: without settings nobody wants it any more, and the deadline is the one that the record has by then.
"""

from __future__ import annotations

import os
import sys
import time

from .._errors import ObservabilityError
from . import schedulers, window_records
from .maintenance import DEFINITION
from .watchdog_files import Files

FIRST_PAUSE, LONGEST_PAUSE, LONGEST = 30, 15 * 60, 12 * 3600  # seconds between tries, and for all of them
_LOOK_AGAIN = 60  # seconds, while the deadline is still to come


def main():
    """Watch over the window whose settings are in the file that is named on the command line; return the exit code."""
    return watch(Files.of_settings(sys.argv[1]))


def watch(files, clock=time.time, sleep=time.sleep, say=None):
    """Close the window at its deadline, and try again for hours while that fails; return the exit code."""
    say, pause, end = say or _say, FIRST_PAUSE, None
    while True:
        settings = files.load()
        if settings is None:
            say("There is nothing to watch over any more.")
            return 0
        left = deadline(settings) - clock()
        if left > 0:
            sleep(min(left, _LOOK_AGAIN))
            continue
        os.environ.update(settings["environment"])
        if close(settings, say):
            return 0 if clean_up(files, settings, say) else 1
        end = end or clock() + LONGEST
        if clock() >= end:
            say("Given up. Close the window by hand, with runwatch.observability.datasentinel_maintenance_window and state absent.")
            return 1
        sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def deadline(settings):
    """Return when the window has to be closed, in seconds since the epoch; 0 if there is nothing to be closed."""
    record = _record(settings)
    if record is None or record["state"] != window_records.OPEN:
        return 0
    return window_records.milliseconds(record["until"] or settings["until"]) / 1000


def close(settings, say):
    """Close the window and return whether it is closed."""
    import socket
    params = {name: spec.get("default") for name, spec in DEFINITION.argument_spec().items()}
    params.update(settings["connection"], name=settings["name"], directory=settings["directory"], state="absent",
                  by="watchdog on %s" % socket.gethostname())
    result, warnings = DEFINITION.answer(params, False, False)
    for line in result.get("report", []) + warnings + ([result["msg"]] if "msg" in result else []):
        say(line)
    return not result.get("failed")


def clean_up(files, settings, say):
    """Remove the watchdog, unless it has been set up anew meanwhile; return whether that went well."""
    try:
        with window_records.Store(settings["directory"]).locked():
            if files.load() == settings and deadline(settings) == 0:
                try:
                    schedulers.choose(settings["scheduler"]).cancel(files.key, settings["job"])
                finally:
                    files.remove()
    except (ObservabilityError, OSError) as error:
        say("The window is closed, but the watchdog could not be removed: %s" % error)
        return False
    return True


def _say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()  # for whoever reads the scheduler's log meanwhile


def _record(settings):
    return window_records.Store(settings["directory"]).load_readable()[0].get(settings["name"])
