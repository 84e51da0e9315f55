# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError
from ansible_collections.runwatch.observability.plugins.module_utils._instana import backend, events

PARAMS = {
    "instana_agent_url": "http://localhost:42699", "instana_url": None, "instana_token": None, "validate_certs": True, "ca_path": None,
    "client_cert": None, "client_key": None, "use_proxy": True, "timeout": 30, "retries": 3,
}


@pytest.mark.parametrize("data, expected", [
    ({"errors": ["name is empty", "start is missing"]}, ("name is empty; start is missing", None)),
    ({"code": 400, "message": "bad parameter"}, ("bad parameter", 400)),
    ({"error": "Unauthorized", "message": "Invalid API token"}, ("Invalid API token", None)),
    ({"error": "Unauthorized"}, ("Unauthorized", None)),
    ({"errors": []}, (None, None)),
    (["text"], (None, None)),
])
def test_text_of_an_error(data, expected):
    assert backend.explain(data) == expected


@pytest.mark.parametrize("given, has_backend", [
    ({}, False),
    ({"instana_url": "https://unit-tenant.instana.io/api/", "instana_token": "canary-token"}, True),
])
def test_the_backend_is_used_only_if_it_is_named(given, has_backend):
    clients = events.connect({**PARAMS, **given}, events.DEFINITION)

    assert (clients.backend is not None) == has_backend
    clients.close()


@pytest.mark.parametrize("given, missing", [
    ({"instana_url": "https://unit-tenant.instana.io"}, "instana_token"), ({"instana_token": "canary-token"}, "instana_url")])
def test_half_of_the_credentials_is_an_error(given, missing):
    with pytest.raises(OptionError) as caught:
        events.connect({**PARAMS, **given}, events.DEFINITION)

    assert caught.value.facts["option"] == missing
    assert "canary" not in str(caught.value)
