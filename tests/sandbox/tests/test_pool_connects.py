# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pool that logs in where no PostgreSQL is; tests/postgresql has it log in to a real one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from .conftest import CONNECTION, Client

PATH = "/pool/pg-instances/x"


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody else can listen on meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_it_pretends_unless_told_otherwise(sandbox: Client, closed_port: int) -> None:
    sandbox.platform("POST", PATH, {**CONNECTION, "host": "127.0.0.1", "port": closed_port})
    assert sandbox.platform("GET", PATH).json()["connected"] is True


def test_it_tells_the_truth_of_each_moment(sandbox: Client, closed_port: int) -> None:
    sandbox.platform("POST", PATH, {**CONNECTION, "host": "127.0.0.1", "port": closed_port})
    sandbox.variants(pool_connects="really")
    assert sandbox.platform("GET", PATH).json()["connected"] is False
    sandbox.variants(pool_connects="pretends")
    assert sandbox.platform("GET", PATH).json()["connected"] is True


@pytest.mark.parametrize("value,code,stored", [("stored_201", 201, True), ("refused_400", 400, False), ("stored_500", 500, True)])
def test_a_server_that_does_not_answer(sandbox: Client, closed_port: int, value: str, code: int, stored: bool) -> None:
    sandbox.variants(pool_connects="really", pg_unreachable=value)
    assert sandbox.platform("POST", PATH, {**CONNECTION, "host": "127.0.0.1", "port": closed_port}).status_code == code
    assert sandbox.platform("GET", PATH).status_code == (200 if stored else 404)


def test_what_answers_need_not_be_postgresql(sandbox: Client) -> None:
    sandbox.variants(pool_connects="really")
    origin = urlsplit(sandbox.origin)
    sandbox.platform("POST", PATH, {**CONNECTION, "host": origin.hostname, "port": origin.port})
    assert sandbox.platform("GET", PATH).json()["connected"] is False


def test_nobody_logs_in_to_a_disabled_connection(sandbox: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sandbox.platform("POST", PATH, {**CONNECTION, "host": "127.0.0.1", "port": listener.getsockname()[1]})
        sandbox.platform("PATCH", f"{PATH}/disable")
        sandbox.variants(pool_connects="really")
        assert sandbox.platform("GET", PATH).json()["connected"] is False
        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()
