# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The floor: the calls that converging many instances needs at the least, from a bare script, with nothing around them."""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter


def main() -> None:
    phase, variables = sys.argv[1], json.loads(Path(sys.argv[2]).read_text())
    begin = time.monotonic()
    instances = log_in(variables)
    work = {'create': instances.create, 'no-op': instances.look}[phase]
    with ThreadPoolExecutor(variables['concurrency']) as pool:
        list(pool.map(work, variables['fleet']))
    Path(os.environ['BENCH_TIMES']).write_text(json.dumps([[phase, time.monotonic() - begin]]))


def log_in(variables: dict) -> Instances:
    session = requests.Session()
    session.trust_env = False  # else each call looks for proxies and .netrc
    session.verify = variables['ca_path']
    session.mount('https://', HTTPAdapter(pool_maxsize=variables['concurrency']))
    answer = session.post(f'{variables["platform_url"]}/ds-api/user-token', auth=(variables['platform_username'], variables['platform_password']))
    answer.raise_for_status()
    session.headers['user-token'] = answer.json()['user-token']
    return Instances(session, f'{variables["platform_url"]}/ds-api/pool/pg-instances', variables['monitoring_password'])


class Instances:
    def __init__(self, session: requests.Session, url: str, password: str) -> None:
        self._session, self._url, self._password = session, url, password

    def look(self, item: dict, expected: int = 200) -> None:
        answer = self._session.get(f'{self._url}/{item["name"]}')
        assert answer.status_code == expected, answer.text
        answer.json()

    def create(self, item: dict) -> None:
        self.look(item, 404)
        tags = ','.join(f'{key}={value}' for key, value in item['tags'].items())
        body = {'host': item['host'], 'port': 5432, 'user': 'datasentinel', 'password': self._password, 'tags': tags}
        self._session.post(f'{self._url}/{item["name"]}', json=body).raise_for_status()
        self.look(item)


if __name__ == '__main__':
    main()
