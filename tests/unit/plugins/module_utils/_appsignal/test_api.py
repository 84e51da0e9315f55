# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import api
from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.deploys import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError

PARAMS = {
    "appsignal_url": "https://appsignal.com/api/v2/", "validate_certs": True, "ca_path": None,
    "client_cert": None, "client_key": None, "use_proxy": True, "timeout": 30, "retries": 3,
}


@pytest.mark.parametrize("data, expected", [
    ({"error": "Not found"}, ("Not found", None)),
    ({"error": "some_slug", "message": "Readable"}, ("Readable (some_slug)", "some_slug")),
    ({"error": "some_slug", "message": "Readable", "details": {"field": "x"}}, ('Readable (some_slug, {"field": "x"})', "some_slug")),
    ({"message": "Readable"}, ("Readable", None)),
    ({}, (None, None)),
    ("text", (None, None)),
])
def test_text_of_an_error(data, expected):
    assert api.explain(data) == expected


def test_connects_with_a_token():
    api.connect({**PARAMS, "appsignal_token": "canary-token"}, DEFINITION).close()


def test_a_token_is_needed():
    with pytest.raises(OptionError, match="APPSIGNAL_API_TOKEN"):
        api.connect({**PARAMS, "appsignal_token": None}, DEFINITION)
