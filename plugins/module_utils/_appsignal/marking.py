# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Announcing a deployment by hand (fact sheet B.2, B.3 and B.7), the module appsignal_deploy_marker.

AppSignal does not tell equal markers apart, so a marker is looked for among those that GraphQL lists before it is made.
"""

from __future__ import annotations

from .._announce import ANNOUNCED, Announcement, announce
from .._definition import Definition, Outcome
from .._errors import ObservabilityError, OptionError
from .._http import ANYTHING
from .api import require
from .markers import LOOKED_THROUGH, read_markers
from .sites import SITE_OPTIONS, check_site, site_of
from .surfaces import Surfaces

# So many of the newest markers tell how an application reports its revisions.
RECENT = 10

_DEPRECATED = (
    "AppSignal has deprecated making deploy markers by its REST API, and may remove that at any time. "
    "Have the application report its revision itself, or use method=push.")
_BLIND = (
    "Without appsignal_token it cannot be seen whether AppSignal has this marker already, so each run makes another one. Run the task once for a deployment.")


class Log:
    """The deploy markers of a site, and whether one of them is what is wanted."""

    def __init__(self, clients, site_id, again):
        self._clients, self._site_id, self._again = clients, site_id, again
        self.markers = []

    def find(self, wanted):
        """Return the newest marker of each wanted revision, or ``None``; with ``again`` only if no other revision was deployed since."""
        revisions = {entry["revision"] for entry in wanted}

        def enough(found):
            return self._again or len(found) >= LOOKED_THROUGH or revisions <= {marker["revision"] for marker in found}

        self.markers = read_markers(self._clients.graphql, self._site_id, enough).found
        seen = self.markers[:1] if self._again else self.markers
        return [next((marker for marker in seen if marker["revision"] == entry["revision"]), None) for entry in wanted]

    def warnings(self, entry):
        """Return what is wrong with announcing by hand here."""
        texts = []
        newest = self.markers[0] if self.markers else None
        if entry.found is not None and entry.action != ANNOUNCED and entry.found["id"] != newest["id"]:
            texts.append(
                "AppSignal has a deploy marker of revision %s from %s, and newer ones, the newest of revision %s. It was not made again; "
                "after a rollback, when_exists=create does that." % (entry.found["revision"], entry.found["created_at"], newest["revision"]))
        # Markers that AppSignal made itself name no user.
        reported = next((marker for marker in self.markers[:RECENT] if not marker["user"]), None)
        if reported is not None:
            texts.append(
                "AppSignal has a deploy marker that names no user, of revision %s. It seems to come from the application, which reports its "
                "revision itself. AppSignal says that both ways cannot be used together: leave this task out." % reported["revision"])
        return texts


def prepare(params):
    """Check everything that can be checked before a request."""
    for option in ("revision", "user", "repository"):
        if params[option] is not None and not params[option].strip():
            raise OptionError(option, "must not be empty.")
    if params["confirm_timeout"] < 1:
        raise OptionError("confirm_timeout", "has to be at least 1 second, not %s." % params["confirm_timeout"])
    check_site(params, needed=params["method"] == "api")
    if params["method"] == "push":
        check_pushing(params)
    if params["method"] == "api" or params["confirm"]:
        require(params, "appsignal_token")
    return dict(params, wanted={name: params[name] for name in ("revision", "user", "repository") if params[name] is not None})


def check_pushing(params):
    """Check what it takes to use the key of an application. AppSignal may make an application of a name that it does not know (fact sheet F 19)."""
    for option in ("app", "environment"):
        if params[option] is None:
            raise OptionError(option, "is needed for method=push, which names the application by it%s." % (
                " and knows no site_id" if params["site_id"] is not None else ""))
    require(params, "appsignal_push_key")


def application(params):
    """Return the application as the key's requests name it."""
    return {"name": params["app"], "environment": params["environment"]}


def _push(params, clients, site_id, doing):
    answer = clients.push.call("POST", ("1", "markers"), doing, query=application(params), body=params["wanted"], form=ANYTHING)
    if answer.status != 200:
        raise answer.complain("only 200 says that it was taken")


def _create(params, clients, site_id, doing):
    body = {"marker": dict(params["wanted"], kind="deploy")}
    clients.legacy.call("POST", ("api", site_id, "markers.json"), doing, body=body, form=ANYTHING)


_POST = {"push": _push, "api": _create}


def run(params, clients, check_mode):
    """Make the marker, unless it is there."""
    entry = Announcement(params["wanted"])
    log = find = site_id = None
    if params["appsignal_token"]:
        site_id = site_of(params, clients)
        log = Log(clients, site_id, params["when_exists"] == "create")
        find = log.find
    warnings = [] if find else [_BLIND]
    doing = "announce revision %s" % params["revision"]
    try:
        announce(
            [entry], find, lambda wanted: _POST[params["method"]](params, clients, site_id, doing), check_mode, True,
            params["confirm"], params["confirm_timeout"])
    except ObservabilityError as error:
        error.result = dict(_result(entry, site_id), changed=entry.changed)
        error.warnings = warnings
        raise
    if log:
        warnings += log.warnings(entry)
    if entry.action == ANNOUNCED and params["method"] == "api":
        warnings.append(_DEPRECATED)
    if entry.action == ANNOUNCED and find and not check_mode and entry.found is None:
        _look_again(entry, find)
    return Outcome(entry.changed, _result(entry, site_id), _diff(entry, params) if entry.changed else None, warnings)


def _look_again(entry, find):
    """Note the marker that was made, which its creation does not tell. It may take longer to appear."""
    try:
        entry.found = find([entry.wanted])[0]
    except ObservabilityError:
        pass


def _result(entry, site_id):
    found = entry.found or {}
    shown = dict({"user": None, "repository": None}, **entry.wanted)
    return {
        "marker": dict(shown, id=found.get("id"), created_at=found.get("created_at"), user=found.get("user", shown["user"])),
        "action": entry.action, "site_id": site_id}


def _diff(entry, params):
    header = "deploy marker of revision %s" % params["revision"]
    return {"before": {}, "after": entry.wanted, "before_header": header, "after_header": header}


DEFINITION = Definition(
    "appsignal_deploy_marker", ("appsignal",),
    dict(
        SITE_OPTIONS,
        revision={"type": "str", "required": True},
        user={"type": "str", "default": "ansible"},
        repository={"type": "str"},
        method={"type": "str", "choices": ["push", "api"], "default": "push"},
        when_exists={"type": "str", "choices": ["skip", "create"], "default": "skip"},
        confirm={"type": "bool", "default": False},
        confirm_timeout={"type": "int", "default": 60},
    ),
    Surfaces, run, prepare)
