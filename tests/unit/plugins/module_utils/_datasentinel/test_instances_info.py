# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel import instances_info
from ansible_collections.runwatch.observability.plugins.module_utils._errors import AnswerError, NotFound, OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._http import Answer

CONNECTION = {"host": "db1", "port": 5432, "user": "ds", "password": "canary", "tags": "a=1", "enabled": True, "connected": True}


class Pool:
    def __init__(self, *names, missing=NotFound("gone", 404), rows=()):
        self.names, self.missing, self.rows, self.bodies = names, missing, list(rows), []

    def get(self, *segments, doing):
        if segments[-1] not in self.names:
            raise self.missing
        return Answer(200, dict(CONNECTION, name=segments[-1]), {})

    def read_by_post(self, *segments, doing, body):
        self.bodies.append(body)
        return Answer(201, self.rows, {})


def read(pool, **given):
    params = dict({"names": None, "window": 60, "not_found_pattern": None, "query": None}, **given)
    return instances_info.read(instances_info.prepare(params), pool, False).result


def test_reads_by_name_in_the_order_given():
    result = read(Pool("a", "b"), names=["b", "x", "a", "b"])
    assert [instance["name"] for instance in result["instances"]] == ["b", "a"] and result["missing"] == ["x"]
    assert "canary" not in str(result)


def test_no_names_are_no_instances():
    assert read(Pool("a"), names=[]) == {"instances": [], "missing": []}


def test_an_unclear_answer_is_an_error_unless_a_pattern_knows_it():
    pool = Pool(missing=AnswerError("?", 400, detail="Not found: a"))
    with pytest.raises(AnswerError):
        read(pool, names=["a"])
    assert read(pool, names=["a"], not_found_pattern="not found")["missing"] == ["a"]


@pytest.mark.parametrize("tags", ['{"environment": "production"}', {"environment": "production"}, "environment=production"])
def test_without_names_the_metrics_tell(tags):
    pool = Pool(rows=[{"pg_instance": "db1@:9342", "server": "s", "tags": tags, "version": "17.2", "password": "canary"}])
    result = read(pool, query="[].name")
    instance, = result["instances"]
    assert (instance["name"], instance["tags"], instance["wal_size"]) == (":9342", {"environment": "production"}, None)
    assert result["query_result"] == [":9342"] and "canary" not in str(result)
    body, = pool.bodies
    assert sorted(body) == ["from", "output", "to", "utc_time"] and body["from"] < body["to"]


@pytest.mark.parametrize("given, option", [
    ({"names": ["a", "b/c"]}, "names[1]"),
    ({"window": 0}, "window"),
    ({"not_found_pattern": "("}, "not_found_pattern"),
    ({"query": "[?"}, "query"),
])
def test_bad_options_are_named(given, option):
    with pytest.raises(OptionError) as caught:
        read(Pool(), **given)
    assert caught.value.facts["option"] == option
