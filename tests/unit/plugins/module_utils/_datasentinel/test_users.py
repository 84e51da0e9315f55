# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import users
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError, StateError

EMAIL = "jane@example.com"
LIST, VERSION, GET = ("GET", "users"), ("GET", ""), ("GET", "users/" + EMAIL)
POST, PUT, DELETE = ("POST", "users/" + EMAIL), ("PUT", "users/" + EMAIL), ("DELETE", "users/" + EMAIL)
RIGHTS = {"privilege": "read", "profile": "developer"}
NEW = dict(RIGHTS, password="canary")
OLD_PLATFORM = {"datasentinel_version": "2023.03"}


def jane(**fields):
    return dict({"id": 7, "login": "jane", "email": EMAIL, "privilege": "read", "profile": "developer", "live_360": 1}, **fields)


def only_role(raw):
    """A user as a platform shows it that knows the field `role`."""
    shown = {key: raw[key] for key in ("id", "login", "email", "privilege", "profile", "live_360") if key in raw}
    names = raw.get("roles", [raw.get("role")])
    return dict(shown, role=names[0] if names and names[0] else "No restriction")


def converge(platform, check_mode=False, **given):
    names = users.DEFINITION.options
    defaults = {name: names[name].get("default") for name in names}
    params = dict(defaults, **dict({"email": None if "users" in given else EMAIL}, **given))
    return users.run(users.prepare(params), platform, check_mode)


def test_creates_and_reads_back(platform):
    server = platform()
    outcome = converge(server, roles=["b", "a", "a"], live_360=False, comment="On call", **NEW)
    assert server.requests == [LIST, VERSION, POST, GET]
    assert server.bodies == [{
        "password": "canary", "privilege": "read", "profile": "developer", "live_360": 0, "roles": ["a", "b"], "comment": "On call"}]
    assert outcome.result["action"] == "created" and outcome.result["user"]["roles"] == ["a", "b"]
    assert "canary" not in str(outcome) and outcome.diff["after"]["password"] == "(set, not shown)"


def test_what_is_not_given_is_left_to_the_platform(platform):
    server = platform()
    converge(server, **NEW)
    assert server.bodies == [NEW] and server.requests == [LIST, POST, GET]


def test_ldap_user(platform):
    server = platform([], [jane(email="x@example.com", roles=[], ldap=False)])
    converge(server, ldap=True, roles=[], **RIGHTS)
    assert server.bodies == [dict(RIGHTS, ldap=True, roles=[])]


@pytest.mark.parametrize("given, missing", [
    ({}, "privilege and profile are needed too: .* unrestricted administrator"),
    ({"password": "canary", "privilege": "read"}, "profile is needed too"),
    (RIGHTS, "password is needed too: only users who log in by LDAP"),
    (dict(RIGHTS, ldap=False), "password is needed too"),
])
def test_creation_needs_to_be_told(platform, given, missing):
    server = platform()
    with pytest.raises(StateError, match=missing):
        converge(server, check_mode=True, **given)
    assert not server.writes()


def test_equal_user_costs_one_request(platform):
    server = platform([], [jane(role="a", live_360="1")])
    assert not converge(server, live_360=True, roles=["a"], **NEW).changed
    assert server.requests == [LIST]


def test_update_sends_back_everything_that_can_be_read(platform):
    server = platform([], [jane(roles=["a"], comment="c", ldap=False)])
    outcome = converge(server, privilege="read write")
    assert server.bodies == [{"privilege": "read write", "profile": "developer", "live_360": 1, "roles": ["a"], "comment": "c"}]
    assert server.requests == [LIST, PUT, GET]
    assert outcome.diff["before"]["privilege"] == "read" and outcome.diff["after"]["privilege"] == "read write"


@given(
    st.fixed_dictionaries({}, optional={
        "privilege": st.sampled_from(["read", "admin"]), "profile": st.sampled_from(["developer", "data admin"]),
        "live_360": st.booleans(), "roles": st.lists(st.sampled_from("abc"), max_size=3), "comment": st.text(max_size=3)}),
    st.booleans())
def test_an_update_changes_what_is_given_and_nothing_else(platform, given_fields, in_text):
    before = jane(roles=["a"], comment="c", ldap=False, live_360="1" if in_text else 1)
    server = platform([], [before])
    outcome = converge(server, **given_fields)
    expected = dict(users.public(before), **given_fields)
    expected["roles"] = sorted(set(expected["roles"]))
    assert outcome.result["user"] == expected
    assert outcome.changed == (expected != users.public(before)) == bool(server.writes())
    for body in server.bodies:
        assert set(body) == {"privilege", "profile", "live_360", "roles", "comment"}
    assert not outcome.warnings


def test_no_roles_is_given_as_an_empty_list(platform):
    server = platform([], [jane(roles=["a"])])
    assert converge(server, roles=[]).changed and server.bodies[0]["roles"] == []
    assert not converge(server, roles=[]).changed


class TestPasswords:
    def test_is_sent_on_creation_only(self, platform):
        server = platform([], [jane(roles=[])])
        assert not converge(server, password="canary").changed
        converge(server, password="canary", privilege="admin")
        assert "password" not in server.bodies[0]

    def test_always(self, platform):
        server = platform([], [jane(roles=[])])
        outcome = converge(server, password="canary", update_password="always")
        assert outcome.changed and server.bodies[0]["password"] == "canary"
        assert outcome.diff["after"]["password"] == "(set, not shown)" and "canary" not in str(outcome)

    def test_ldap_users_have_none(self, platform):
        with pytest.raises(StateError, match="has no password here"):
            converge(platform([], [jane(roles=[], ldap=True)]), password="canary", update_password="always")


class TestLdap:
    @pytest.mark.parametrize("real", [True, False])
    def test_is_settled_on_creation(self, platform, real):
        server = platform([], [jane(roles=[], ldap=real)])
        assert not converge(server, ldap=real).changed
        with pytest.raises(StateError, match="cannot be changed; delete the user and create it again"):
            converge(server, ldap=not real)
        assert not server.writes()

    def test_is_not_sent_where_it_cannot_be_read(self, platform):
        server = platform([], [jane(roles=[])])
        assert not converge(server, ldap=True, force=True).changed


class TestUntoldFields:
    def test_are_not_sent_alone(self, platform):
        server = platform([], [jane(role="a")], shown=only_role)
        assert not converge(server, comment="c").changed
        assert server.requests == [LIST]

    def test_are_sent_with_another_change(self, platform):
        server = platform([], [jane(role="a")], shown=only_role)
        outcome = converge(server, comment="c", privilege="admin")
        assert server.bodies == [{"privilege": "admin", "profile": "developer", "live_360": 1, "role": "a", "comment": "c"}]
        assert outcome.diff["after"]["comment"] == "(set, not shown)" and not outcome.warnings

    def test_are_sent_by_force(self, platform):
        server = platform([], [jane(role="a")], shown=only_role)
        for dummy in range(2):
            outcome = converge(server, comment="c", force=True)
            assert outcome.changed and "does not show comment of user jane@example.com" in outcome.warnings[0]

    def test_roles_that_nothing_tells_are_warned_about(self, platform):
        server = platform([], [jane()])
        outcome = converge(server, roles=["a"])
        assert not outcome.changed and "does not show the roles" in outcome.warnings[0]
        assert converge(server, roles=["a"], force=True).changed and server.bodies[0]["roles"] == ["a"]


class TestSingleRole:
    def test_no_restriction_is_no_role(self, platform):
        server = platform([], [jane(role="No restriction")])
        assert not converge(server, roles=[]).changed

    def test_an_old_platform_gets_one_role(self, platform):
        server = platform([], [jane(role="a")], shown=only_role, version=OLD_PLATFORM)
        converge(server, roles=["b"])
        assert server.bodies[-1]["role"] == "b" and "roles" not in server.bodies[-1]
        converge(server, roles=[])
        assert server.bodies[-1]["role"] == "No restriction"

    @pytest.mark.parametrize("existing", [[], [jane(role="a")]])
    def test_an_old_platform_does_not_know_several(self, platform, existing):
        server = platform([], existing, shown=only_role, version=OLD_PLATFORM)
        with pytest.raises(StateError, match="older than 2024.04 and knows one role"):
            converge(server, roles=["a", "b"], **NEW)
        assert not server.writes()

    @pytest.mark.parametrize("version", [{}, {"version": "v2.0.0"}, {"datasentinel_version": "2026.05"}, {"version": "2024.04"}])
    def test_any_other_platform_gets_roles(self, platform, version):
        server = platform([], [jane(role="a")], shown=only_role, version=version)
        converge(server, roles=["b"])
        assert server.bodies[0]["roles"] == ["b"]

    def test_the_version_is_asked_once(self, platform):
        server = platform([], [jane(role="a")], shown=only_role, refuse={VERSION: [(404, "")]})
        converge(server, roles=["b"], users=[{"email": EMAIL}, dict(NEW, email="a@example.com"), dict(NEW, email="b@example.com")])
        assert server.requests.count(VERSION) == 1

    def test_the_version_is_not_asked_for_equal_roles(self, platform):
        server = platform([], [jane(role="a")], shown=only_role)
        converge(server, roles=["a"])
        assert server.requests == [LIST]

    def test_the_one_shown_may_stand_for_several(self, platform):
        server = platform([], [jane(roles=["c"])], shown=only_role)
        first = converge(server, roles=["a", "b"])
        assert first.changed and server.bodies[0]["roles"] == ["a", "b"]
        assert first.result["user"]["roles"] is None and not first.warnings
        assert not converge(server, roles=["a", "b"]).changed


class TestSpelling:
    def test_the_platforms_spelling_is_used(self, platform):
        server = platform([], [jane(roles=[])])
        converge(server, email="Jane@Example.com", privilege="admin")
        assert server.writes() == [PUT]

    def test_an_exact_match_wins(self, platform):
        server = platform([], [jane(roles=[], email="JANE@example.com"), jane(roles=[])])
        converge(server, state="absent")
        assert server.writes() == [DELETE]

    def test_who_is_meant_has_to_be_clear(self, platform):
        server = platform([], [jane(roles=[], email="JANE@example.com"), jane(roles=[])])
        with pytest.raises(StateError, match="no user Jane@example.com, but JANE@example.com and jane@example.com"):
            converge(server, email="Jane@example.com", state="absent")


def test_deletes(platform):
    server = platform([], [jane(roles=[])])
    assert converge(server, state="absent").result == {"user": None, "action": "deleted"}
    assert not converge(server, state="absent").changed


def test_the_built_in_user_stays(platform):
    server = platform([], [jane(login="Datasentinel")])
    with pytest.raises(StateError, match="built-in administrator"):
        converge(server, state="absent")
    assert not server.writes()


def test_entries_carry_the_email(platform):
    outcome = converge(platform([], [jane(roles=[])]), users=[{"email": EMAIL, "state": "absent"}, {"email": "x@example.com", "state": "absent"}])
    assert [(entry["email"], entry["action"]) for entry in outcome.result["users"]] == [(EMAIL, "deleted"), ("x@example.com", "unchanged")]


@pytest.mark.parametrize("given, option", [
    ({"email": "jane"}, "email"),
    ({"email": "a@b@c"}, "email"),
    ({"email": "@example.com"}, "email"),
    ({"email": "jane@"}, "email"),
    ({"email": "ja ne@example.com"}, "email"),
    ({"email": "a/b@example.com"}, "email"),
    ({"email": "Datasentinel@localhost", "state": "absent"}, "email"),
    ({"password": ""}, "password"),
    ({"password": "canary", "ldap": True}, "password"),
    ({"roles": [""]}, "roles"),
    ({"roles": ["No restriction"]}, "roles"),
    ({"max_failures": 0}, "max_failures"),
    ({"users": [{"email": EMAIL}, {"email": "JANE@example.com"}]}, "users[1].email"),
    ({"ldap": True, "users": [{"email": EMAIL, "password": "canary"}]}, "users[0].password"),
])
def test_bad_options_are_named(platform, given, option):
    server = platform()
    with pytest.raises(OptionError) as caught:
        converge(server, **given)
    assert caught.value.facts["option"] == option
    assert not server.requests and "canary" not in str(caught.value)


def test_reading(platform):
    server = platform([], [jane(roles=["a"], password="canary", api_key="canary")])
    everyone = users.read({"email": None, "query": None}, server, False).result["users"]
    assert everyone == users.read({"email": "JANE@example.com", "query": None}, server, False).result["users"]
    assert everyone == [dict(jane(), live_360=True, roles=["a"], comment=None, ldap=None)]
    assert users.read({"email": "x@example.com", "query": None}, server, False).result["users"] == []
