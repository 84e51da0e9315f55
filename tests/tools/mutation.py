# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mutation testing: changes the code in one small place at a time, and looks whether the tests notice.

A mutant that survives is either killed by a better test or explained in `tests/mutation.toml`; anything else is a failure.
What came out is written to `tests/mutation.md` when all files were looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import environments
import mutants
import paths
import processes
import staging
from jobs import Job, Outcome, Run, run_jobs
from report import Count

WORK = paths.CACHE / 'mutation'
TIMEOUT = 30  # seconds for the tests of one mutant, after which it counts as noticed: it may loop for ever
UNITS = 'tests/unit/plugins/module_utils/'


@dataclass(frozen=True)
class Piece:
    """A file to change, and the unit tests that concern it."""

    module: str
    tests: tuple

    @property
    def name(self) -> str:
        return Path(self.module).stem.lstrip('_')

    @property
    def path(self) -> str:
        return f'plugins/module_utils/{self.module}'

    @property
    def test_files(self) -> list:
        return sorted({str(file.relative_to(paths.ROOT)) for test in self.tests for file in (paths.ROOT / UNITS).glob(test)})


PIECES = (
    Piece('_reconcile.py', ('test__reconcile*.py',)),
    Piece('_announce.py', ('test__announce*.py',)),
    Piece('_batch.py', ('test__batch*.py',)),
    Piece('_appsignal/gate.py', ('_appsignal/test_gate*.py',)),
)


def main() -> int:
    pieces = parse()
    environment = environments.mutation()
    if not environment:
        sys.exit('No Python was found that ansible-core 2.21 runs on.')
    environment.ensure()
    run, found = Run(), {}
    try:
        run_jobs([Job(f'mutation-{piece.name}', partial(mutate, environment, piece, found)) for piece in pieces], run)
    except KeyboardInterrupt:
        sys.exit('Stopped before the end; run it again to go on from there.')
    if len(found) == len(PIECES):
        mutants.write_page([found[piece.module] for piece in PIECES])
    print(f'\n{mutants.table(list(found.values()))}' if found else '')
    return 1 if run.total.failed else 0


def parse() -> list:
    names = [piece.name for piece in PIECES]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('names', nargs='*', metavar='NAME', help=f'files to look at, of {", ".join(names)}; all of them without')
    wanted = parser.parse_args().names
    unknown = sorted(set(wanted) - set(names))
    if unknown:
        parser.error(f'{unknown[0]} is none of {", ".join(names)}')
    return [piece for piece in PIECES if piece.name in (wanted or names)]


def mutate(environment: environments.Environment, piece: Piece, found: dict, log: Path) -> Outcome:
    """Look at all mutants of a file, or at those that are left from an earlier run of the same code and tests."""
    folder = WORK / piece.name
    collection = staging.stage(folder / 'tree')
    settings = {**staging.quiet(), 'PYTHONPATH': str(folder / 'tree'), 'HYPOTHESIS_STORAGE_DIRECTORY': str(paths.CACHE / 'hypothesis')}
    where = {'cwd': collection, 'env': settings}
    arguments = ['-x', '-q', '--tb=short', '-p', 'no:cacheprovider', '--hypothesis-profile=mutation', *piece.test_files]
    processes.check([environment.python, '-m', 'pytest', *arguments], log, **where)  # they have to pass as they are
    config, session, stamp = folder / 'cosmic-ray.toml', folder / 'session.sqlite', folder / 'stamp'
    config.write_text(configuration(piece, arguments))
    cosmic_ray, wanted = [environment.python, Path(__file__).with_name('mutation_worker.py')], fingerprint(environment, piece, collection)
    if not (session.exists() and stamp.exists() and stamp.read_text() == wanted):
        processes.check([*cosmic_ray, 'init', '--force', config, session], log, **where)
        stamp.write_text(wanted)
    processes.check([*cosmic_ray, 'exec', config, session], log, **where, timeout=4 * 3600)
    dumped = subprocess.run([str(part) for part in (*cosmic_ray, 'dump', session)], stdout=subprocess.PIPE, env=settings, check=True).stdout
    finding = mutants.judge(piece.module, [json.loads(line) for line in dumped.splitlines()])
    found[piece.module] = finding
    return Outcome(Count(passed=finding.killed + finding.spared, failed=len(finding.complaints)), finding.summary, '\n\n'.join(finding.complaints))


def configuration(piece: Piece, arguments: list) -> str:
    values = {'module-path': piece.path, 'timeout': TIMEOUT, 'excluded-modules': [], 'test-command': shlex.join(arguments)}
    lines = [f'{name} = {json.dumps(value)}' for name, value in values.items()]
    return '\n'.join(['[cosmic-ray]', *lines, '[cosmic-ray.distributor]', 'name = "local"', ''])


def fingerprint(environment: environments.Environment, piece: Piece, collection: Path) -> str:
    """Changes with whatever may change what becomes of a mutant."""
    files = [collection / name for name in (piece.path, *piece.test_files, 'tests/unit/conftest.py')]
    words = set(re.findall(r'\w+', ' '.join(file.read_text() for file in files)))
    files += [file for file in sorted((collection / 'plugins/module_utils').glob('*.py')) if file.stem in words]
    parts = [environment.fingerprint().encode(), *(file.read_bytes() for file in files)]
    return hashlib.sha256(b'\0'.join(parts)).hexdigest()


if __name__ == '__main__':
    sys.exit(main())
