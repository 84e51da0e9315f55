# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of the platform and of agents: what both have in common, and what each has alone."""

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import agent_connections, connections, instances
from ansible_collections.runwatch.observability.plugins.module_utils._errors import (
    BY_STATUS, AnswerError, AuthenticationError, BatchError, OptionError, StateError, TransportError, WaitTimeout)
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer

RECORD = {"host": "db-1", "port": 5432, "user": "ds", "tags": "team=crm", "enabled": True, "connected": True}
NEW = {"host": "db-1", "user": "ds", "password": "canary"}
READ, POST, PUT, DELETE = ("GET", "a"), ("POST", "a"), ("PUT", "a"), ("DELETE", "a")
ENABLE, DISABLE, LIST, STATUS = ("PATCH", "a/enable"), ("PATCH", "a/disable"), ("GET", ""), ("GET", "status")


class Pool:
    """Holds connections as the server tells them, without their passwords, and notes requests as (method, path below the kind's own).

    ``refuse`` maps a request to the errors of its next tries. A new connection is ``connected`` after some reads.
    ``status`` is what an agent tells of itself.
    """

    status = {"server": "pg-agent-01"}

    def __init__(self, *names, refuse=None, reads_until_connected=0, **record):
        self.known = {name: dict(RECORD, name=name, **record) for name in names}
        self.refuse = {request: list(errors) for request, errors in (refuse or {}).items()}
        self.patience = reads_until_connected
        self.requests = []
        self.bodies = []

    def writes(self):
        return [request for request in self.requests if request[0] != "GET"]

    def get(self, *segments, doing):
        path = self._begin("GET", segments)
        if not path:
            return Answer(200, list(self.known.values()), {})
        if segments == ("api", "agent", "status"):
            return Answer(200, self.status, {})
        if path[0] not in self.known:
            raise error(404)
        record = self.known[path[0]]
        if record["connected"] is False:
            self.patience -= 1
            record["connected"] = self.patience < 0
        return Answer(200, {key: value for key, value in record.items() if key != "name"}, {})

    def write(self, method, *segments, doing, body=None):
        name, *action = self._begin(method, segments)
        self.bodies.append(body)
        if method == "DELETE":
            del self.known[name]
        elif method == "PATCH":
            if action[0] in ("enable", "disable"):
                self.known[name]["enabled"] = action[0] == "enable"
            elif action[0].startswith(("enable-", "disable-")):
                verb, dummy, word = action[0].partition("-")
                self.known[name][word] = verb == "enable"
            else:
                self.known[name][action[0]] = action[1]
        else:
            known = self.known.setdefault(name, {"name": name, "enabled": True})
            known.update({key: value for key, value in body.items() if key != "password"}, connected=not self.patience)

    def _begin(self, method, segments):
        path = segments[3 if segments[0] == "ds-api" else 2:]
        request = (method, "/".join(path))
        self.requests.append(request)
        errors = self.refuse.get(request)
        if errors:
            raise errors.pop(0)
        return path


def error(status, detail="", **more):
    return BY_STATUS.get(status, AnswerError)("Refused.", status, detail=detail, **more)


def converge(module, pool, check_mode=False, **given):
    definition = module.DEFINITION
    defaults = {name: spec.get("default") for name, spec in definition.options.items()}
    params = dict(defaults, **dict({} if module.PLURAL in given else {"name": "a"}, **given))
    return definition.run(definition.prepare(params), pool, check_mode)


@pytest.fixture(autouse=True)
def slept(monkeypatch):
    """Time passes by sleeping only."""
    moment = [0.0]

    def sleep(seconds):
        moment[0] += seconds

    until = connections.until
    monkeypatch.setattr(connections, "until", lambda look, timeout: until(look, timeout, clock=lambda: moment[0], sleep=sleep))
    return moment


@pytest.fixture(params=[instances, agent_connections], ids=["platform", "agent"])
def module(request):
    return request.param


def shown(outcome):
    """The one connection of a result, without what only one of the products tells."""
    (entry,) = [value for key, value in outcome.result.items() if key != "action"]
    return entry and {key: entry[key] for key in ("name", "host", "port", "user", "tags", "enabled", "connected")}


def test_a_connection_is_created_once(module):
    pool = Pool()
    outcome = converge(module, pool, tags={"team": "crm"}, **NEW)
    assert pool.writes() == [POST]
    assert pool.bodies == [{"host": "db-1", "port": 5432, "user": "ds", "tags": "team=crm", "password": "canary"}]
    assert outcome.changed and outcome.result["action"] == "created"
    assert shown(outcome) == {"name": "a", "host": "db-1", "port": 5432, "user": "ds", "tags": {"team": "crm"}, "enabled": True, "connected": True}
    assert outcome.diff["before"] == "" and outcome.diff["after"]["password"] == "(set, not shown)"
    assert "canary" not in str(outcome)
    assert not converge(module, pool, tags={"team": "crm"}, **NEW).changed and pool.writes() == [POST]


def test_a_new_connection_may_be_disabled_at_once(module):
    pool = Pool()
    assert shown(converge(module, pool, enabled=False, **NEW))["enabled"] is False
    assert pool.writes() == [POST, DISABLE]


def test_creation_needs_what_the_server_needs(module):
    pool = Pool()
    with pytest.raises(StateError, match="does not exist yet; to create it, user and password are needed too"):
        converge(module, pool, host="db-1")
    assert not pool.writes()


@pytest.mark.parametrize("given, writes, change", [
    ({"port": 5433}, [PUT], {"port": 5433}),
    ({"host": "db-2"}, [PUT], {"host": "db-2"}),
    ({"tags": "team=ops"}, [PUT], {"tags": {"team": "ops"}}),
    ({"tags": {}}, [PUT], {"tags": {}}),
    ({"tags": {"stage": "test"}, "tags_mode": "merge"}, [PUT], {"tags": {"team": "crm", "stage": "test"}}),
    ({"tags": {"team": "crm"}, "tags_mode": "merge"}, [], {}),
    ({"enabled": False}, [DISABLE], {"enabled": False}),
    ({"port": 5433, "enabled": False}, [PUT, DISABLE], {"port": 5433, "enabled": False}),
    ({"enabled": True}, [], {}),
    ({"password": "canary"}, [], {}),
    ({}, [], {}),
])
def test_what_is_given_is_reached_and_the_rest_left_alone(module, given, writes, change):
    pool, before = Pool("a"), dict(RECORD, name="a", tags={"team": "crm"})
    predicted = converge(module, pool, check_mode=True, **given)
    assert not pool.writes()
    outcome = converge(module, pool, **given)
    assert pool.writes() == writes
    assert shown(outcome) == dict(before, **change)
    assert predicted.diff == outcome.diff and predicted.changed == outcome.changed == bool(writes)
    assert not converge(module, pool, **given).changed and pool.writes() == writes


def test_a_disabled_connection_is_enabled(module):
    pool = Pool("a", enabled=False)
    assert converge(module, pool, enabled=True).changed and pool.writes() == [ENABLE]


def test_the_whole_record_is_written_and_the_password_only_if_it_is_given(module):
    pool = Pool("a")
    assert "password" not in converge(module, pool, port=5433).diff["after"]
    assert converge(module, pool, port=5434, password="canary").diff["after"]["password"] == "(set, not shown)"
    assert pool.bodies == [
        {"host": "db-1", "port": 5433, "user": "ds", "tags": "team=crm"},
        {"host": "db-1", "port": 5434, "user": "ds", "tags": "team=crm", "password": "canary"}]


def test_a_password_that_cannot_be_compared_is_written_each_time_on_demand(module):
    pool = Pool("a")
    assert [converge(module, pool, password="canary", update_password="always").changed for dummy in range(2)] == [True, True]
    assert pool.writes() == [PUT, PUT]


def test_a_connection_is_deleted_once(module):
    pool = Pool("a")
    predicted = converge(module, pool, check_mode=True, state="absent")
    outcome = converge(module, pool, state="absent")
    assert predicted == outcome and outcome.result["action"] == "deleted" and shown(outcome) is None
    assert not converge(module, pool, state="absent").changed and pool.writes() == [DELETE]


def test_somebody_else_may_delete_first(module):
    assert converge(module, Pool("a", refuse={DELETE: [error(404)]}), state="absent").result["action"] == "deleted"


def test_a_lost_answer_is_settled_by_looking(module):
    pool = Pool()
    send = pool.write

    def lose(*args, **options):
        send(*args, **options)
        raise TransportError("Lost.", maybe_done=True)

    pool.write = lose
    assert converge(module, pool, **NEW).result["action"] == "created" and pool.writes() == [POST]


@pytest.mark.parametrize("port", ["5432", 5432.0])
def test_a_port_may_come_as_text(module, port):
    assert not converge(module, Pool("a", port=port), port=5432).changed


@pytest.mark.parametrize("port", [None, "", "auto", float("inf")])
def test_a_port_that_is_no_number_is_not_known(module, port):
    assert shown(converge(module, Pool("a", port=port)))["port"] is None


@pytest.mark.parametrize("given, option", [
    ({"name": "a/b"}, "name"), ({"port": 0}, "port"), ({"port": 65536}, "port"), ({"host": " "}, "host"), ({"user": ""}, "user"),
    ({"password": ""}, "password"), ({"tags": ["a"]}, "tags"), ({"wait_timeout": 0}, "wait_timeout"), ({"concurrency": 0}, "concurrency"),
])
def test_wrong_values_are_refused_before_a_request(module, given, option):
    pool = Pool()
    with pytest.raises(OptionError) as caught:
        converge(module, pool, **given)
    assert caught.value.facts["option"] == option and not pool.requests


@pytest.mark.parametrize("port", [1, 65535])
def test_ports_have_their_range(module, port):
    assert shown(converge(module, Pool("a"), port=port))["port"] == port


def test_many_share_what_the_task_gives(module):
    pool = Pool("a")
    entries = [{"name": "a", "tags": "stage=test"}, {"name": "b", "tags": {"team": "ops"}}, {"name": "c", "state": "absent"}]
    outcome = converge(module, pool, tags="team=crm", **{module.PLURAL: entries}, **NEW)
    told = outcome.result[module.PLURAL]
    assert [entry["action"] for entry in told] == ["updated", "created", "unchanged"]
    assert [entry["tags"] for entry in told[:2]] == [{"team": "crm", "stage": "test"}, {"team": "ops"}]
    with pytest.raises(OptionError, match=r"%s\[1\]\.port: has to be between 1 and 65535, not 0" % module.PLURAL):
        converge(module, pool, **{module.PLURAL: [{"name": "a"}, {"name": "b", "port": 0}]})


# Waiting

def test_waiting_ends_when_the_connection_stands(module, slept):
    outcome = converge(module, Pool(reads_until_connected=3), wait=True, **NEW)
    assert shown(outcome)["connected"] is True and outcome.warnings == []
    assert 0 < slept[0] < 60


def test_waiting_has_an_end(module, slept):
    with pytest.raises(WaitTimeout, match="a is stored, but was not connected to PostgreSQL at db-1:5432 within 7 s") as caught:
        converge(module, Pool(reads_until_connected=99), wait=True, wait_timeout=7, **NEW)
    assert slept == [7.0]
    assert (caught.value.result["changed"], caught.value.result["action"]) == (True, "created")
    assert caught.value.facts["done"] == ["create %s a" % ("connection" if module is instances else "agent connection")]


def test_waiting_for_a_connection_that_is_there_says_nothing_of_changes(module):
    with pytest.raises(WaitTimeout) as caught:
        converge(module, Pool("a", connected=False, reads_until_connected=99), wait=True)
    assert caught.value.result["changed"] is False and "done" not in caught.value.facts


@pytest.mark.parametrize("given", [{"enabled": False, **NEW}, {"state": "absent"}])
def test_nothing_is_waited_for_where_nothing_can_come(module, slept, given):
    converge(module, Pool(reads_until_connected=99), wait=True, **given)
    assert slept == [0.0]


def test_in_check_mode_nothing_is_waited_for(module, slept):
    assert converge(module, Pool(reads_until_connected=99), check_mode=True, wait=True, **NEW).changed
    assert slept == [0.0]


def test_one_of_many_that_does_not_connect_fails_alone(module):
    pool = Pool("a", "b")
    pool.known["b"].update(connected=False)
    pool.patience = 99
    with pytest.raises(BatchError) as caught:
        converge(module, pool, wait=True, wait_timeout=1, port=5432, **{module.PLURAL: [{"name": "a"}, {"name": "b"}]})
    assert [entry["action"] for entry in caught.value.result[module.PLURAL]] == ["unchanged", "failed"]


def test_who_does_not_wait_is_told_that_it_does_not_stand_yet(module):
    pool = Pool(reads_until_connected=99)
    assert converge(module, pool, **NEW).warnings == ["The connection a is stored, but not connected to PostgreSQL at db-1:5432 (yet)."]
    assert converge(module, pool, **NEW).warnings == []


# The platform alone

def test_the_platform_tells_the_name_that_alerting_uses():
    assert converge(instances, Pool(), check_mode=True, **NEW).result["instance"]["pg_instance"] == "db-1@a"
    assert converge(instances, Pool(), **NEW).result["instance"]["pg_instance"] == "db-1@a"
    assert converge(instances, Pool("a", host=None)).result["instance"]["pg_instance"] is None


def test_each_connection_of_the_platform_is_read_by_its_name():
    pool = Pool("a", "b")
    converge(instances, pool, instances=[{"name": "a"}, {"name": "b"}], concurrency=1)
    assert pool.requests == [("GET", "a"), ("GET", "b")]


def test_how_the_platform_says_that_there_is_none_can_be_told():
    def pool(status, *details):
        return Pool(refuse={READ: [error(status, detail) for detail in details]})

    with pytest.raises(AnswerError, match="If that means that it does not exist, say so with not_found_pattern"):
        converge(instances, pool(400, "Unknown connection a"), **NEW)
    assert converge(instances, pool(400, "Unknown connection a"), not_found_pattern="unknown CONNECTION", **NEW).result["action"] == "created"
    for status in (401, 403, 500):
        with pytest.raises(AnswerError) as caught:
            converge(instances, pool(status, "Unknown connection a"), not_found_pattern="unknown", **NEW)
        assert caught.value.status == status and "not_found_pattern" not in caught.value.message
    with pytest.raises(OptionError, match="not_found_pattern: is not a regular expression"):
        converge(instances, Pool(), not_found_pattern="(")


def test_an_unknown_login_is_not_taken_for_a_missing_connection():
    with pytest.raises(AuthenticationError):
        converge(instances, Pool(refuse={READ: [error(401, "not found")]}), not_found_pattern="not found", **NEW)


# Agents alone

def test_one_list_serves_all_connections_of_an_agent():
    pool = Pool("a", "b")
    converge(agent_connections, pool, connections=[{"name": "a"}, {"name": "b"}, {"name": "c", "state": "absent"}])
    assert pool.requests == [LIST, STATUS]


@pytest.mark.parametrize("check_mode", [False, True])
def test_an_agents_connection_has_the_name_that_the_platform_gives_it(check_mode):
    pool = Pool("a")
    outcome = converge(agent_connections, pool, check_mode, connections=[{"name": "a"}, dict(NEW, name=":9342")])
    assert [entry["pg_instance"] for entry in outcome.result["connections"]] == ["pg-agent-01@a", "pg-agent-01@:9342"]


@pytest.mark.parametrize("status", [{}, {"server": ""}, {"server": None}])
def test_of_an_agent_that_does_not_tell_its_name_no_name_is_made_up(status):
    pool = Pool("a")
    pool.status = status
    assert converge(agent_connections, pool).result["connection"]["pg_instance"] is None


@pytest.mark.parametrize("name", ["enable", "disable"])
def test_words_of_the_agents_paths_are_no_names(name):
    with pytest.raises(OptionError, match="name: '%s' is a word of the API itself" % name):
        converge(agent_connections, Pool(), name=name, **NEW)


def test_switches_are_set_one_by_one_and_only_if_they_differ():
    pool = Pool("a", **{"samples": False, "lock-monitoring-delay": 5, "table_monitoring": "on"})
    outcome = converge(agent_connections, pool, samples=True, lock_monitoring_delay=7, table_monitoring=True)
    assert pool.writes() == [("PATCH", "a/enable-samples"), ("PATCH", "a/lock-monitoring-delay/7")]
    assert (outcome.diff["before"]["samples"], outcome.diff["after"]["samples"]) == (False, True)
    assert outcome.warnings == []


def test_a_new_connection_gets_its_switches_after_it_is_made():
    pool = Pool()
    outcome = converge(agent_connections, pool, query_monitoring=False, **NEW)
    assert pool.writes() == [POST, ("PATCH", "a/disable-query-monitoring")]
    assert outcome.result["connection"]["query_monitoring"] is False and outcome.warnings == []


def test_a_switch_that_the_agent_does_not_tell_is_set_each_time_unless_told_otherwise():
    pool = Pool("a")
    pool.write = lambda method, *segments, doing, body=None: pool.requests.append((method, "/".join(segments[2:])))
    outcome = converge(agent_connections, pool, samples=True, table_monitoring=True)
    assert outcome.changed and pool.writes() == [("PATCH", "a/enable-samples"), ("PATCH", "a/enable-table-monitoring")]
    assert outcome.warnings == [
        "The agent does not tell how samples, table_monitoring of connection a stands, so it is set and reported as changed on every run. "
        "Set unreadable_switches to on_create to set it only with a new connection."]
    outcome = converge(agent_connections, pool, samples=True, unreadable_switches="on_create")
    assert not outcome.changed and outcome.warnings == []


def test_no_switch_is_set_on_what_is_deleted():
    pool = Pool("a")
    converge(agent_connections, pool, state="absent", samples=True)
    assert pool.writes() == [DELETE]


def test_a_connection_that_vanishes_while_it_is_written_is_told():
    pool = Pool("a")
    pool.write = lambda method, *segments, doing, body=None: pool.known.clear()
    assert converge(agent_connections, pool, port=5433).warnings == [
        "The agent connection a is not there after the change, although the server accepted it."]


def test_reading_an_agent():
    pool = Pool("a", "b", samples=True)
    read = agent_connections.INFO.run
    found = read({"name": None, "query": None}, pool, False).result["connections"]
    assert [(entry["name"], entry["tags"], entry["samples"]) for entry in found] == [("a", {"team": "crm"}, True), ("b", {"team": "crm"}, True)]
    assert [entry["name"] for entry in read({"name": "b", "query": None}, pool, False).result["connections"]] == ["b"]
    assert read({"name": "c", "query": None}, pool, False).result["connections"] == []
