# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._definition import Definition, Outcome
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError


class Client:
    def close(self):
        pass


def execute(params, **more):
    options = {name: {"type": "str"} for name in ("name", "id")}
    return Definition(
        "thing", (), options, lambda params, definition: Client(), lambda params, client, check_mode: Outcome(False, {}),
        rules={"required_one_of": [("name", "id")]}, **more).execute(params, False)


def test_a_null_is_no_value_although_ansible_core_takes_it_for_one():
    def prepare(params):
        raise AssertionError("too late")

    with pytest.raises(OptionError, match="^id: null is no value; give one of these: name, id$"):
        execute({"id": None, "name": None}, prepare=prepare)


@pytest.mark.parametrize("params", [{"id": None, "name": "a"}, {"id": "1", "name": None}, {"id": "", "name": None}])
def test_one_value_is_enough(params):
    assert execute(params).changed is False
