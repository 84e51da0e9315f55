# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running jobs side by side, each with a log, and saying on one line when each begins and ends."""

from __future__ import annotations

import concurrent.futures
import os
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import paths
import processes
from report import Count


@dataclass(frozen=True)
class Outcome:
    """What came out of a job, and, when it failed, what to show instead of the end of its log."""

    count: Count = Count()
    note: str = ''
    excerpt: str = ''


@dataclass(frozen=True)
class Job:
    """A named piece of work, given its log file; begins once the jobs that it needs have succeeded."""

    name: str
    work: Callable
    needs: tuple = ()


@dataclass
class Run:
    """What became of the jobs."""

    counts: dict = field(default_factory=dict)
    seconds: dict = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    @property
    def total(self) -> Count:
        return sum(self.counts.values(), Count())

    def rows(self) -> list:
        return [(name, seconds, self.counts[name]) for name, seconds in self.seconds.items()]

    def say(self, text: str) -> None:
        print(f'[{time.monotonic() - self.started:6.1f} s] {text}', flush=True)

    def skip(self, name: str, reason: str) -> None:
        self.say(f'SKIPPED  {name}: {reason}')
        self.counts[name] = Count(skipped=1)


def run_jobs(jobs: list, run: Run) -> None:
    """Run the jobs, in the order given as far as their needs allow, three at a time for each two processors: all of them wait now and then."""
    workers = max(1, min(len(jobs), (os.cpu_count() or 1) * 3 // 2))
    waiting, running = list(jobs), {}
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        while waiting or running:
            for job in [job for job in waiting if any(run.counts.get(need, Count()).failed for need in job.needs)]:
                waiting.remove(job)
                run.counts[job.name] = Count(failed=1)
                run.say(f'NOT RUN  {job.name}: something it needs has failed')
            ready = [job for job in waiting if all(need in run.counts for need in job.needs)]
            for job in ready[: workers - len(running)]:
                waiting.remove(job)
                running[pool.submit(_run_one, job, run)] = job
            done = _wait(running)
            for future in done:
                run.counts[running.pop(future).name] = future.result().count


def _wait(running: dict) -> set:
    try:
        return concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done
    except KeyboardInterrupt:
        processes.end_all()
        raise


def _run_one(job: Job, run: Run) -> Outcome:
    log = paths.LOGS / f'{job.name}.log'
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    run.say(f'begin    {job.name}')
    begin = time.monotonic()
    try:
        outcome = job.work(log)
    except processes.CommandFailed as failure:
        log = failure.log
        outcome = Outcome(Count(failed=1), failure.reason)
    except Exception:  # one broken job must not hide what the others find
        with log.open('a') as out:
            traceback.print_exc(file=out)
        outcome = Outcome(Count(failed=1), 'the test tool itself failed')
    run.seconds[job.name] = time.monotonic() - begin
    _say_end(job, outcome, run, log)
    return outcome


def _say_end(job: Job, outcome: Outcome, run: Run, log: Path) -> None:
    word = 'FAILED  ' if outcome.count.failed else 'ok      '
    text = f'{word} {job.name} ({run.seconds[job.name]:.0f} s)'
    if outcome.count != Count():
        text += f': {outcome.count}'
    if outcome.note:
        text += f' -- {outcome.note}'
    if outcome.count.failed:
        text += f'\n--- from {log.relative_to(paths.ROOT)} ---\n{outcome.excerpt or processes.tail(log)}\n---'
    run.say(text)
