# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of the platform (fact sheet section 7), the modules datasentinel_user and datasentinel_user_info."""

from __future__ import annotations

import re
import threading

from .. import _query
from .._batch import check_batch_options, converge_all, items_of, one_or_many, place
from .._definition import Definition
from .._errors import OptionError, StateError
from .._http import check_segment
from .._reconcile import Plan
from .listed import NO_RESTRICTION, Listed
from .platform import connect, version

PLURAL = "users"
ITEM_OPTIONS = {
    "state": {"type": "str", "choices": ["present", "absent"]},
    "password": {"type": "str", "no_log": True},
    "update_password": {"type": "str", "choices": ["on_create", "always"], "no_log": False},
    "privilege": {"type": "str", "choices": ["read", "read write", "admin"]},
    "profile": {"type": "str", "choices": ["developer", "data admin"]},
    "live_360": {"type": "bool"},
    "roles": {"type": "list", "elements": "str"},
    "comment": {"type": "str"},
    "ldap": {"type": "bool"},
    "force": {"type": "bool"},
}
DEFAULTS = {"state": "present", "update_password": "on_create", "force": False}
# What PUT takes, but for the password. How a user logs in is settled for good when it is created (fact sheet U-11).
FIELDS = ("privilege", "profile", "live_360", "roles", "comment")
BUILT_IN = "datasentinel"
SEVERAL_ROLES_SINCE = (2024, 4)


def public(raw):
    """Return what is shown of the platform's object ``raw``; ``None`` is what it does not tell (fact sheet U-8)."""
    return {
        "id": raw.get("id"),
        "login": raw.get("login"),
        "email": raw.get("email"),
        "privilege": raw.get("privilege"),
        "profile": raw.get("profile"),
        "live_360": _flag(raw.get("live_360")),
        "roles": _roles(raw),
        "comment": raw["comment"] or "" if "comment" in raw else None,
        "ldap": _flag(raw.get("ldap")),
    }


def _flag(value):
    """Read what may come as a bool, as a number, or as either in quotes."""
    return None if value is None else str(value).lower() in ("1", "true")


def _roles(raw):
    if isinstance(raw.get("roles"), list):
        return sorted({str(name) for name in raw["roles"]} - {NO_RESTRICTION})
    if "role" in raw:
        return [] if raw["role"] in (None, "", NO_RESTRICTION) else [raw["role"]]
    return None


class Users(Listed):
    """The calls of ``/ds-api/users``."""

    kind = "user"
    path = "users"
    identity = "email"
    runtime = ("id", "login")

    def __init__(self, client):
        super().__init__(client)
        self._told = set().union(*self.known.values())
        self._alike = {}
        for email in self.known:
            self._alike.setdefault(email.casefold(), []).append(email)
        self._takes_several = True if "roles" in self._told else None
        self._lock = threading.Lock()

    def public(self, raw):
        return public(raw)

    def spelled(self, name):
        alike = self._alike.get(name.casefold(), [name])
        if name in alike:
            return name
        if len(alike) > 1:
            raise StateError("There is no user %s, but %s; spell the one that is meant." % (name, " and ".join(alike)))
        return alike[0]

    def read(self, wanted, fresh=False):
        user, roles = super().read(wanted, fresh), wanted.get("roles", ())
        if user and "roles" not in self._told and len(roles) > 1 and user["roles"] in [[role] for role in roles]:
            user["roles"] = None  # where a single role is shown, it may be one of several
        return user

    def plan(self, wanted, current):
        email = self.spelled(wanted["email"])
        if wanted["state"] == "absent":
            if current and str(current["login"]).lower() == BUILT_IN:
                raise StateError("The user %s is the built-in administrator, who is never deleted." % email)
            return Plan(None, [self.step("DELETE", email)] if current else [])
        if len(wanted.get("roles", ())) > 1 and not self._takes_roles():
            raise StateError("This platform is older than 2024.04 and knows one role a user only; user %s is to have %s." % (
                email, " and ".join(wanted["roles"])), option="roles")
        return self._update(email, wanted, current) if current else self._creation(email, wanted)

    def _creation(self, email, wanted):
        self.require_for_creation(
            wanted, ("privilege", "profile"), "left to the platform's defaults, the user would be an unrestricted administrator")
        ldap = wanted.get("ldap", False)
        if not ldap:
            self.require_for_creation(wanted, ("password",), "only users who log in by LDAP (ldap) have none")
        given = {field: wanted[field] for field in FIELDS if field in wanted}
        body = self._body(dict(dict.fromkeys(FIELDS), **given), is_stated="roles" in given)
        body.update({"ldap": True} if ldap else {"password": wanted["password"]})
        untold = [field for field in ("comment", "ldap") if field not in self._told]
        after = dict(public({"email": email, "login": email.partition("@")[0].lower()}), live_360=True, roles=[], comment="", ldap=ldap)
        after.update(given, **dict.fromkeys(untold))
        hidden = [field for field in untold if wanted.get(field)] + ([] if ldap else ["password"])
        return Plan(after, [self.step("POST", email, body)], tuple(hidden))

    def _update(self, email, wanted, current):
        given = {field: wanted[field] for field in FIELDS if field in wanted}
        untold = tuple(field for field in given if current[field] is None)
        after = dict(current, **{field: value for field, value in given.items() if field not in untold})
        sets_password = "password" in wanted and wanted["update_password"] == "always"
        self._check_login(email, wanted, current, sets_password)
        warnings = self._doubts(email, untold, wanted["force"])
        if after == current and not sets_password and not (untold and wanted["force"]):
            return Plan(current, warnings=warnings)
        # The platform may take what is not sent back to its defaults (fact sheet U-10).
        body = self._body(dict(current, **given), is_stated="roles" in given)
        if sets_password:
            body["password"] = wanted["password"]
        return Plan(after, [self.step("PUT", email, body)], untold + (("password",) if sets_password else ()), warnings)

    @staticmethod
    def _check_login(email, wanted, current, sets_password):
        if current["ldap"] is None:
            return
        if wanted.get("ldap", current["ldap"]) != current["ldap"]:
            raise StateError("The user %s logs in %s, and that cannot be changed; delete the user and create it again." % (
                email, "by LDAP" if current["ldap"] else "with a password of its own"), option="ldap")
        if sets_password and current["ldap"]:
            raise StateError("The user %s logs in by LDAP and has no password here." % email, option="password")

    def _doubts(self, email, untold, force):
        if untold and force:
            return ["The platform does not show %s of user %s; with force, it is sent and reported as changed on every run." % (
                " and ".join(untold), email)]
        if "roles" in untold and not self._told & {"role", "roles"}:
            return ["The platform does not show the roles of user %s, so they were not compared; with force, they are sent." % email]
        return []

    def _body(self, target, is_stated):
        """Return what to send for ``target``, whose roles the task states or were read; ``None`` is left out."""
        body = {field: target[field] for field in ("privilege", "profile", "comment") if target[field] is not None}
        if target["live_360"] is not None:
            body["live_360"] = int(target["live_360"])  # the manual says text, its samples are numbers
        roles = target["roles"]
        if roles is None:
            return body
        if "roles" in self._told or is_stated and self._takes_roles():
            return dict(body, roles=roles)
        return dict(body, role=roles[0] if roles else NO_RESTRICTION)

    def _takes_roles(self):
        """Say whether a user may have several roles; asks for the platform's version once, where nothing else tells."""
        with self._lock:
            if self._takes_several is None:
                self._takes_several = (version(self.client) or SEVERAL_ROLES_SINCE) >= SEVERAL_ROLES_SINCE
            return self._takes_several


def prepare(params):
    """Check everything that can be checked before a request."""
    check_batch_options(params)
    items, seen = items_of(params, PLURAL, "email", ITEM_OPTIONS), {}
    for number, item in enumerate(items):
        where, email = place(params, PLURAL, number), item["email"]
        _check_item(item, where)
        if seen.setdefault(email.casefold(), email) != email:
            raise OptionError(where + "email", "%r and %r may be the same to the platform." % (seen[email.casefold()], email))
    return dict(params, items=items)


def _check_item(item, where):
    check_segment(where + "email", item["email"])
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", item["email"]):
        raise OptionError(where + "email", "%r is no e-mail address." % item["email"])
    if item["state"] == "absent" and item["email"].partition("@")[0].lower() == BUILT_IN:
        raise OptionError(where + "email", "%r would be the built-in administrator, who is never deleted." % item["email"])
    if "password" in item and not item["password"].strip():
        raise OptionError(where + "password", "must not be empty.")
    if "password" in item and item.get("ldap"):
        raise OptionError(where + "password", "is not possible together with ldap: the directory checks it.")
    if "roles" in item:
        item["roles"] = _checked_roles(where + "roles", item["roles"])


def _checked_roles(option, names):
    for name in names:
        if not name.strip():
            raise OptionError(option, "a role without a name is not possible; for no role, give an empty list.")
        if name.strip().casefold() == NO_RESTRICTION.casefold():
            raise OptionError(option, "%r is what the platform calls having no role; give an empty list." % name)
    return sorted(set(names))


def run(params, client, check_mode):
    """Converge one user or many."""
    return converge_all(Users(client), params["items"], params, check_mode, PLURAL, "user")


def read(params, client, check_mode):
    """Return all users, or the one that is asked for."""
    resource = Users(client)
    if params["email"] is None:
        found = [public(raw) for raw in resource.known.values()]
    else:
        user = resource.read(params)
        found = [user] if user else []
    return _query.outcome(params, PLURAL, found)


_OPTIONS, _RULES = one_or_many(PLURAL, "email", ITEM_OPTIONS, DEFAULTS)

DEFINITION = Definition("datasentinel_user", ("datasentinel",), _OPTIONS, connect, run, prepare, _RULES)

INFO = Definition(
    "datasentinel_user_info", ("datasentinel",), dict({"email": {"type": "str"}}, **_query.OPTIONS),
    connect, read, _query.prepare)
