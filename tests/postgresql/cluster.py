# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A PostgreSQL server of one's own, in a folder and on a port that nobody else uses."""

from __future__ import annotations

import datetime
import os
import pwd
import shlex
import socket
import subprocess
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

# PostgreSQL refuses to run as root.
IS_ROOT = os.geteuid() == 0
ME = pwd.getpwuid(os.geteuid())
OWNER = pwd.getpwnam('nobody') if IS_ROOT else ME

# The last line of access would keep everybody out, so that one which comes after it would not help.
ACCESS = 'local all all peer map=tests\nlocal replication all peer map=tests\nhost all all 127.0.0.1/32 reject\n'
# Everything that passes goes to the log; passwords of other ways than the role's would be stored as MD5 hashes.
CONFIGURATION = """
listen_addresses = '127.0.0.1'
unix_socket_directories = '{sockets}'
shared_preload_libraries = 'auto_explain'
password_encryption = 'md5'
log_statement = 'all'
log_min_duration_statement = 0
ssl = on
fsync = off
"""


class Cluster:
    """A server; the user who runs the tests may log in through its socket as postgres."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.data, self.sockets, self.log = folder / 'data', folder / 'sockets', folder / 'log'
        self.sockets.mkdir()
        for path in (folder, self.sockets):
            os.chown(path, OWNER.pw_uid, OWNER.pw_gid)
        self.hba, self.settings = self.data / 'pg_hba.conf', self.data / 'postgresql.auto.conf'
        self.port = _free_port()
        self.restart_command = self._restart_script(folder)

    def create(self) -> None:
        self._program('initdb', '--username=postgres', '--auth=reject', '--no-sync', '--locale=C', '--encoding=UTF8', self.data)
        self.hba.write_text(ACCESS)
        (self.data / 'pg_ident.conf').write_text(f'tests {ME.pw_name} postgres\n')
        with (self.data / 'postgresql.conf').open('a') as out:
            out.write(CONFIGURATION.format(sockets=self.sockets))
        self._make_certificate()

    def copy_as_standby(self, primary: Cluster) -> None:
        """Not with pg_basebackup, which does not run as root's peer: from the files of a primary that rests."""
        primary.stop()
        self._program('cp', '-R', primary.data, self.data)
        (self.data / 'standby.signal').touch()
        with (self.data / 'postgresql.conf').open('a') as out:
            out.write(f"unix_socket_directories = '{self.sockets}'\n")
        primary.start()

    def start(self, options: str = '') -> None:
        self._program('pg_ctl', '-D', self.data, '-l', self.log, '-w', '-o', f'-p {self.port} {options}', 'start')

    def stop(self) -> None:
        self._program('pg_ctl', '-D', self.data, '-m', 'fast', '-w', 'stop')

    def ask(self, query: str, database: str = 'postgres') -> list:
        with psycopg.connect(host=str(self.sockets), port=self.port, user='postgres', dbname=database, autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def let_in(self, user: str, method: str) -> None:
        """One more user, at the end of what is not for everybody."""
        rules = self.hba.read_text().replace(ACCESS, '')
        self.hba.write_text(f'{rules}host all {user} 127.0.0.1/32 {method}\n{ACCESS}')
        self.ask('SELECT pg_reload_conf()')

    def files(self) -> dict:
        """What says who may log in and how the server is set."""
        return {path.name: path.read_text() for path in (self.hba, self.settings)}

    def _program(self, name: str, *arguments: object) -> None:
        owner = {'user': OWNER.pw_uid, 'group': OWNER.pw_gid, 'extra_groups': []} if IS_ROOT else {}
        path = f'{self.programs}{os.pathsep}{os.environ["PATH"]}'
        command = [name, *(str(argument) for argument in arguments)]
        subprocess.run(
            command, check=True, cwd=self.sockets, env={**_libraries(self.programs), 'PATH': path, 'LC_ALL': 'C.UTF-8'},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, **owner
        )

    def _make_certificate(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'localhost')])
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(days=1))
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        for file, content in (('server.key', private), ('server.crt', certificate)):
            path = self.data / file
            path.touch(mode=0o600)
            path.write_bytes(content)
            os.chown(path, OWNER.pw_uid, OWNER.pw_gid)

    def _restart_script(self, folder: Path) -> Path:
        """What `postgresql_monitoring_restart_command` runs, as the user who runs the tests."""
        owner = ['setpriv', f'--reuid={OWNER.pw_uid}', f'--regid={OWNER.pw_gid}', '--clear-groups'] if IS_ROOT else []
        libraries = ['env', *(f'{name}={value}' for name, value in _libraries(self.programs).items())]
        command = [*owner, *libraries, self.programs / 'pg_ctl', '-D', self.data, '-l', self.log, '-m', 'fast', '-w', 'restart']
        script = folder / 'restart'
        script.write_text(f'#!/bin/sh\ncd /\nexec {shlex.join(str(part) for part in command)}\n')
        script.chmod(0o755)
        return script


def _libraries(programs: Path) -> dict:
    """What programs need that were unpacked and not installed."""
    root = programs.parents[4]
    folders = [] if root == Path('/') else [str(folder) for folder in (root / 'usr/lib').glob('*-linux-gnu*')]
    return {'LD_LIBRARY_PATH': os.pathsep.join(folders)} if folders else {}


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(('127.0.0.1', 0))
        return bound.getsockname()[1]
