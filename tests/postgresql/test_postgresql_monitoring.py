# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes a real server from initdb to `connected: true`, one step a test, in order; each run is searched for the passwords."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from cluster import ACCESS, IS_ROOT, ME
from secret_search import file_texts, leaks

PLAY = Path(__file__).resolve().parent / 'play.yml'
PASSWORD, NEW_PASSWORD = (f'pâss {secrets.token_hex(12)}\'"%s{{}}\\&' for dummy in range(2))
BLOCK = """\
# BEGIN monitoring as datasentinel (runwatch.observability)
host all "datasentinel" 127.0.0.1/32 scram-sha-256
# END monitoring as datasentinel (runwatch.observability)
"""
PLAN = [
    'create the user datasentinel',
    'grant pg_monitor to datasentinel',
    'grant CONNECT on database closed, which is closed to the public, to datasentinel',
    'create the extension pg_stat_statements in database postgres',
    "set pg_stat_statements.track: default -> 'all'",
    "set shared_preload_libraries: 'auto_explain' -> 'auto_explain, pg_stat_statements', at the next start",
    "set track_activity_query_size: '1024' -> '65536', at the next start",
]
NOT_CONNECTED = 'is stored, but not connected to PostgreSQL'
PENDING = 'has to be restarted before shared_preload_libraries and track_activity_query_size take effect'

BY_TCP = {'postgresql_monitoring_login_unix_socket': None, 'postgresql_monitoring_login_host': '127.0.0.1', 'postgresql_monitoring_become_user': ''}


@dataclass(frozen=True)
class Result:
    code: int
    output: str

    @property
    def changed(self):
        return int(re.search(r'changed=(\d+)', self.output)[1])

    @property
    def plan(self):
        """What the role says that it changes, in order."""
        return re.findall(r'^changed: \[localhost\] => \(item=(.*?)\)(?: =>|$)', self.output, re.MULTILINE)

    @property
    def left_behind(self):
        return json.loads(json.loads('"%s"' % re.search(r'"msg": "result=(.*)"', self.output)[1]))


@pytest.fixture
def run(server, sandbox, collections, tmp_path):
    """Run the play; it has to succeed without a warning, unless `fails` or `warns` is what it has to say, and may give no password away."""
    def run_play(*arguments, cluster=server, fails='', warns='', password=PASSWORD, **variables):
        given = {
            'postgresql_monitoring_become_user': ME.pw_name if IS_ROOT else '',
            'postgresql_monitoring_login_unix_socket': str(cluster.sockets),
            'postgresql_monitoring_login_port': cluster.port,
            'postgresql_monitoring_login_user': 'postgres',
            'postgresql_monitoring_restart_command': str(cluster.restart_command),
            'postgresql_monitoring_addresses': ['127.0.0.1'],
            'postgresql_monitoring_password': password,
            'monitoring_password': password,
            **{f'sandbox_{name}': value for name, value in sandbox.facts.items()},
            **variables,
        }
        result, folder = _play(arguments, {key: value for key, value in given.items() if value is not None}, collections, tmp_path)
        texts = {'output': result.output, 'log of the server': cluster.log.read_text(), **file_texts([folder])}
        assert leaks({'PASSWORD': PASSWORD, 'NEW_PASSWORD': NEW_PASSWORD}, texts) == []
        assert (result.code != 0) == bool(fails) and fails in result.output, result.output[-6000:]
        warnings = re.findall(r'^\[(?:DEPRECATION )?WARNING\].*', result.output, re.MULTILINE)
        assert len(warnings) == bool(warns) and all(warns in warning for warning in warnings), warnings
        return result
    return run_play


def _play(arguments, variables, collections, work):
    folder = work / 'left'
    for name in ('home/remote', 'tmp'):
        (folder / name).mkdir(parents=True, exist_ok=True)
    file = work / 'variables.json'
    file.touch(mode=0o600)
    file.write_text(json.dumps(variables))
    programs = Path(sys.executable).parent
    process = subprocess.run(
        [str(programs / 'ansible-playbook'), '-vvv', '--extra-vars', f'@{file}', *arguments, str(PLAY)],
        cwd=folder,
        env={
            'PATH': f'{programs}{os.pathsep}{os.environ["PATH"]}',
            'HOME': str(folder / 'home'),
            'TMPDIR': str(folder / 'tmp'),
            'LC_ALL': 'C.UTF-8',
            'ANSIBLE_COLLECTIONS_PATH': collections,
            'ANSIBLE_LOG_PATH': str(folder / 'ansible.log'),
            'ANSIBLE_PIPELINING': 'true',
            'ANSIBLE_BECOME_ALLOW_SAME_USER': str('ansible_become_method' in variables),
            'ANSIBLE_REMOTE_TEMP': str(folder / 'home' / 'remote'),
            'ANSIBLE_PYTHON_INTERPRETER': sys.executable,
            'ANSIBLE_LOCALHOST_WARNING': 'false',
            'ANSIBLE_INVENTORY_UNPARSED_WARNING': 'false',
            'ANSIBLE_NOCOLOR': 'true',
        },
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False,
    )
    return Result(process.returncode, process.stdout.decode()), folder


@pytest.fixture
def pool(sandbox):
    """Whether the platform's pool is connected; it logs in really."""
    sandbox.control('PUT', 'variants', {'pool_connects': 'really'})
    return lambda: {each['name']: each['connected'] for each in sandbox.control('GET', 'state')['platform']['connections']}


def test_check_mode_shows_every_change_and_makes_none(server, run):
    before = server.files()

    result = run('--check', '--diff')

    assert result.plan == PLAN
    assert all(f'+{line}' in result.output for line in BLOCK.splitlines())
    assert PENDING in result.output
    assert server.files() == before
    assert server.ask("SELECT FROM pg_roles WHERE rolname = 'datasentinel'") == []
    assert server.ask("SELECT FROM pg_extension WHERE extname = 'pg_stat_statements'") == []


def test_the_first_run_makes_them(server, run, pool):
    result = run(monitor_as='early', warns=NOT_CONNECTED)

    assert result.plan == PLAN
    assert PENDING in result.output
    assert pool() == {'early': False}  # pg_stat_statements cannot be read before the restart
    assert result.left_behind['waiting_for_restart'] == ['shared_preload_libraries', 'track_activity_query_size']
    assert server.hba.read_text() == BLOCK + ACCESS
    assert server.ask(
        "SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = 'datasentinel'"
    ) == [(True, False, False, False, False, False)]
    assert server.ask("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = 'datasentinel'::regrole") == [('pg_monitor',)]
    assert server.ask("SELECT rolpassword ~ '^SCRAM-SHA-256[$]' FROM pg_authid WHERE rolname = 'datasentinel'") == [(True,)]
    assert server.ask("SELECT extname FROM pg_extension WHERE extname = 'pg_stat_statements'") == [('pg_stat_statements',)]
    assert server.ask('SHOW shared_preload_libraries') == [('auto_explain',)]  # until the restart


def test_the_second_run_changes_nothing_and_says_what_is_pending(server, run):
    before = server.files()

    result = run(ansible_become_method='ansible.builtin.su')

    assert result.changed == 0
    assert PENDING in result.output
    assert server.files() == before


def test_it_restarts_where_that_is_allowed(server, run):
    result = run(postgresql_monitoring_restart=True)

    assert result.changed == 1
    assert result.left_behind['waiting_for_restart'] == []
    assert server.ask('SHOW shared_preload_libraries') == [('auto_explain, pg_stat_statements',)]
    assert server.ask('SHOW track_activity_query_size') == [('64kB',)]
    assert server.ask('SHOW "pg_stat_statements.track"') == [('all',)]


def test_nothing_is_left_to_do_and_the_platform_is_connected(server, run, pool):
    before = server.files()

    result = run(postgresql_monitoring_restart=True, monitor_as='orders')

    assert result.changed == 1  # the new instance
    assert not result.left_behind['changed']
    assert 'WARNING' not in result.output
    assert server.files() == before
    assert pool()['orders'] is True


def test_a_new_password_is_the_only_change(server, run, pool):
    result = run(password=NEW_PASSWORD, monitor_as='guess', monitoring_password=PASSWORD, warns=NOT_CONNECTED)
    assert result.changed == 2 and result.plan == []
    assert pool()['guess'] is False

    result = run(password=NEW_PASSWORD, monitor_as='renewed')
    assert not result.left_behind['changed']
    assert pool()['renewed'] is True

    seen = [query for (query,) in server.ask('SELECT query FROM pg_stat_statements')]
    assert any('SCRAM-SHA-256' in query for query in seen)
    assert leaks({'PASSWORD': PASSWORD, 'NEW_PASSWORD': NEW_PASSWORD}, {'statistics': '\n'.join(seen)}) == []


@pytest.mark.thorough
def test_variables_reach_the_server(server, run, pool):
    variables = {
        'postgresql_monitoring_track': 'top',
        'postgresql_monitoring_track_utility': False,
        'postgresql_monitoring_track_activity_query_size': 2048,  # less than there is
        'postgresql_monitoring_member_of': ['pg_monitor', 'pg_signal_backend'],
        'postgresql_monitoring_addresses': ['127.0.0.1', '192.0.2.0/24', '2001:db8::1', 'ds.example.com'],
        'postgresql_monitoring_require_tls': True,
    }

    plan = [
        'grant pg_signal_backend to datasentinel',
        "set pg_stat_statements.track: 'all' -> 'top'",
        "set pg_stat_statements.track_utility: 'on' -> 'off'",
    ]
    before = server.files()

    assert run(**variables, only_check=True).plan == plan
    assert server.files() == before

    assert run(**variables).plan == plan
    assert server.ask('SHOW "pg_stat_statements.track"') == [('top',)]
    assert server.ask('SHOW "pg_stat_statements.track_utility"') == [('off',)]
    assert re.findall(r'^hostssl all "datasentinel" (\S+) scram-sha-256$', server.hba.read_text(), re.MULTILINE) == [
        '127.0.0.1/32', '192.0.2.0/24', '2001:db8::1/128', 'ds.example.com'
    ]
    assert not run(**variables, monitor_as='encrypted').left_behind['changed']
    assert pool()['encrypted'] is True


@pytest.mark.thorough
def test_parameters_that_are_kept_elsewhere_are_left_alone_and_a_login_may_have_a_password(server, run):
    server.ask("SET password_encryption = 'scram-sha-256'; CREATE ROLE chief SUPERUSER LOGIN PASSWORD 'cHief-0f-all'")
    server.let_in('chief', 'scram-sha-256')
    before = server.settings.read_text()

    by_tcp = {**BY_TCP, 'postgresql_monitoring_login_user': 'chief', 'postgresql_monitoring_login_password': 'cHief-0f-all'}
    result = run(postgresql_monitoring_set_parameters=False, **by_tcp)

    assert result.plan == []
    assert 'cHief-0f-all' not in result.output
    assert server.hba.read_text().startswith(BLOCK)  # for the one address, without TLS again
    assert result.left_behind['not_set'] == ["pg_stat_statements.track = 'all'"]
    assert "WARNING: monitoring needs pg_stat_statements.track = 'all'" in result.output
    assert server.settings.read_text() == before


@pytest.mark.thorough
def test_a_run_that_was_cut_off_before_the_reload_is_made_good(server, run):
    server.hba.write_text(server.hba.read_text())  # newer than what the server has read
    server.ask("ALTER SYSTEM SET pg_stat_statements.track = 'all'")

    assert run().changed == 1

    assert server.ask('SELECT modification < pg_conf_load_time() FROM pg_stat_file(\'pg_hba.conf\')') == [(True,)]
    assert server.ask('SHOW "pg_stat_statements.track"') == [('all',)]


def test_a_login_that_may_do_nothing_is_refused(server, run):
    server.ask('CREATE ROLE clerk LOGIN')
    server.let_in('clerk', 'trust')

    run(fails='logs in to PostgreSQL as clerk, who is no superuser', postgresql_monitoring_login_user='clerk', **BY_TCP)


@pytest.mark.parametrize('name,value,says', [
    pytest.param('user', 'chief', 'The user chief has SUPERUSER, which monitoring does not need', marks=pytest.mark.thorough),  # who is made above
    ('password', '', 'postgresql_monitoring_password has to be a password'),
    ('addresses', ['192.0.2.1 trust'], 'postgresql_monitoring_addresses a list of IP addresses'),
    ('addresses', ['192.0.2.300'], 'invalid input syntax for type inet'),
    ('member_of', ['pg_monitor', 'nothing'], 'role \\"nothing\\" does not exist'),
])
def test_what_would_not_do_is_refused(server, run, name, value, says):
    before = server.files()

    run(fails=says, **{f'postgresql_monitoring_{name}': value})

    assert server.files() == before


def test_a_file_that_postgresql_cannot_read_is_left_alone(server, run):
    access = server.hba.read_text()
    server.hba.write_text(f'{access}host all all nonsense\n')

    run(fails='and would not load what the role adds to it. It says of line', postgresql_monitoring_addresses=['192.0.2.1'])

    assert server.hba.read_text() == f'{access}host all all nonsense\n'
    server.hba.write_text(access)


def test_what_the_command_line_says_cannot_be_changed(server, run):
    before = server.files()
    server.stop()
    server.start('-c pg_stat_statements.track=top')

    run(fails='pg_stat_statements.track would have to be changed, but the server was started with it on its command line')

    assert server.files() == before
    server.stop()
    server.start()


@pytest.mark.thorough
def test_a_user_with_odd_letters(server, run, pool):
    user = 'Mr. "O\'Neill" %s \\'

    assert run(postgresql_monitoring_user=user, monitor_as='odd').plan[0] == f'create the user {user}'
    assert pool()['odd'] is True


@pytest.mark.thorough
def test_a_user_of_before_gets_what_it_lacks(server, run):
    server.ask('CREATE ROLE older NOLOGIN NOINHERIT')
    server.ask('GRANT pg_monitor TO older')

    assert run(postgresql_monitoring_user='older').plan[0] == 'let the user older log in with the rights it is given'
    assert server.ask("SELECT rolcanlogin, pg_has_role('older', 'pg_read_all_stats', 'USAGE') FROM pg_roles WHERE rolname = 'older'") == [(True, True)]


def test_a_standby_gets_parameters_and_access(standby, run):
    standby.settings.write_text('')
    standby.hba.write_text(ACCESS)
    standby.start()

    result = run(cluster=standby, postgresql_monitoring_restart=True)

    assert result.plan == [change for change in PLAN if change.startswith('set ')]
    assert result.left_behind['in_recovery'] is True
    assert standby.hba.read_text() == BLOCK + ACCESS
    assert standby.ask('SHOW shared_preload_libraries') == [('auto_explain, pg_stat_statements',)]
