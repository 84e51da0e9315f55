# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sources under ansible-rulebook: who is let in, what ends them, and that no secret comes to light."""

from __future__ import annotations

import base64
import json
import socket

import pytest
import trustme
from rulebook import free_port, listens, send

RULES = [
    {'name': 'End', 'condition': 'event.observability.title == "the-end"', 'action': {'shutdown': {'message': 'This is the end.'}}},
    {'name': 'Print', 'condition': 'event.observability.new is defined', 'action': {'debug': {'msg': 'GOT {{ event.observability.title }}'}}},
]


def ruleset(source, **args):
    return {'name': f'{source} {len(args)}', 'hosts': 'localhost', 'rules': RULES, 'sources': [
        {f'runwatch.observability.{source}': args, 'filters': [{'runwatch.observability.normalize': {}}]}]}


def alert(title):
    return {'pg_instance': 'db@a', 'check_name': title, 'check_state': 'CRITICAL', 'message': 'm', 'notification_type': 'PROBLEM', 'extra_data': {}}


def test_they_take_messages_outlive_an_outage_and_end_when_told(sandbox, rulebooks, tmp_path):
    sandbox.control('POST', 'seed', {'connections': [{'name': 'a', 'host': 'db'}]})
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / 'ca.pem')
    authority.issue_cert('localhost').private_key_and_cert_chain_pem.write_to_path(tmp_path / 'served.pem')
    plain, with_tls, appsignal = free_port(), free_port(), free_port()
    rulebook = rulebooks.start([
        ruleset('datasentinel_webhook', port=plain),
        ruleset('datasentinel_webhook', port=with_tls, certfile=str(tmp_path / 'served.pem')),
        ruleset('appsignal_webhook', port=appsignal),
        ruleset('datasentinel_problems', instances=['db@a'], interval=1, report_existing=True, retries=0),
    ])
    rulebook.until(lambda: all(listens(port) for port in (plain, with_tls, appsignal)), 'the webhooks')
    only_who_has_the_token_is_let_in(rulebooks, rulebook, plain)

    tokens = rulebooks.tokens
    path = f'/?token={tokens["DATASENTINEL_WEBHOOK_TOKEN"]}'
    assert send(with_tls, alert('over-tls'), path, scheme='https', ca=str(tmp_path / 'ca.pem')) == 204
    rulebook.says('GOT over-tls')
    marker = {'time': '2026-01-10 10:45:41 +0100', 'marker_id': 'm1', 'site': 'shop', 'environment': 'production', 'revision': 'abc123'}
    assert send(appsignal, {'marker': marker}, path) == 401, 'the token of another source'
    assert send(appsignal, {'marker': marker}, f'/?token={tokens["APPSIGNAL_WEBHOOK_TOKEN"]}') == 204
    rulebook.says('GOT Deployment of shop abc123 to production')

    an_outage_is_outlived(sandbox, rulebook)
    # A signal would end Java, and with it the process, without asking anybody.
    assert send(plain, alert('the-end'), path) == 204
    assert rulebook.code() == 0
    assert not any(listens(port) for port in (plain, with_tls, appsignal))
    assert 'Traceback' not in rulebook.output and 'ERROR' not in rulebook.output, rulebook.output[-8000:]
    assert not [secret for secret in (*tokens.values(), sandbox.facts['platform_password']) if secret in rulebook.output]


def only_who_has_the_token_is_let_in(rulebooks, rulebook, port):
    token = rulebooks.tokens['DATASENTINEL_WEBHOOK_TOKEN']
    basic = base64.b64encode(f'ds:{token}'.encode()).decode()
    assert send(port, alert('none')) == 401
    assert send(port, alert('none'), '/?token=wrong') == 401
    assert send(port, alert('none'), Authorization='Bearer wrong') == 401
    assert send(port, alert('none'), '/', Authorization=f'Basic {base64.b64encode(b"ds:wrong").decode()}') == 401
    assert send(port, alert('in-the-address'), f'/some/path?token={token}') == 204
    assert send(port, alert('as-bearer'), Authorization=f'Bearer {token}') == 204
    assert send(port, alert('as-password'), Authorization=f'Basic {basic}') == 204
    for title in ('in-the-address', 'as-bearer', 'as-password'):
        rulebook.says(f'GOT {title}')
    for body, code in ((b'', 400), (b'{', 400), (b'[]', 400), (json.dumps({'a': 'x' * 1100000}).encode(), 413)):
        assert send(port, body, f'/?token={token}') == code
    assert 'GOT none' not in rulebook.output and 'without the right token was refused' in rulebook.output
    assert basic not in rulebook.output


def an_outage_is_outlived(sandbox, rulebook):
    sandbox.control('POST', 'seed', {'problems': [{'pg_instance': 'db@a', 'message': 'Before'}]})
    rulebook.says('GOT custom')
    sandbox.control('POST', 'faults', {'kind': 'status', 'status': 503, 'times': -1, 'path': '/ds-api/'})
    rulebook.says('It is tried again.')
    sandbox.control('DELETE', 'faults')
    sandbox.control('POST', 'sessions/expire')
    rulebook.says('it works again')
    sandbox.control('POST', 'seed', {'problems': [{'pg_instance': 'db@a', 'message': 'After'}]})
    rulebook.says('GOT custom', times=2)


def test_a_mistake_ends_the_rulebook(sandbox, rulebooks):
    rulebook = rulebooks.start([ruleset('datasentinel_problems', instances=['db@a'], platform_password='not the password')])
    assert rulebook.code() == 1
    assert 'datasentinel_problems: ' in rulebook.output and 'Check platform_username and platform_password' in rulebook.output
    assert 'not the password' not in rulebook.output


class TestWithoutTheRuleEngine:
    """Sources run as ansible-rulebook runs them, by path, and nothing else of it."""

    @pytest.fixture
    def told(self, rulebooks, collections):
        def run(source, **args):
            path = collections / f'ansible_collections/runwatch/observability/extensions/eda/plugins/event_source/{source}.py'
            result = rulebooks.run('python', '-c', f'import asyncio, runpy; asyncio.run(runpy.run_path({str(path)!r})["main"](None, {args!r}))')
            assert result.returncode == 1
            return result.stderr.strip().splitlines()[-1]
        return run

    def test_nobody_at_the_address(self, told):
        assert 'instana_events: ' in (text := told('instana_events', instana_url='https://localhost:1', retries=0)) and 'localhost:1' in text

    def test_a_taken_port(self, told):
        with socket.create_server(('127.0.0.1', 0)) as taken:
            port = taken.getsockname()[1]
            assert f'appsignal_webhook: could not listen on 127.0.0.1:{port}: ' in told('appsignal_webhook', host='127.0.0.1', port=port)

    def test_a_file_that_is_no_certificate(self, told, tmp_path):
        (tmp_path / 'nothing.pem').touch()
        text = told('datasentinel_webhook', port=free_port(), certfile=str(tmp_path / 'nothing.pem'))
        assert 'datasentinel_webhook: could not listen' in text or 'certfile' in text
