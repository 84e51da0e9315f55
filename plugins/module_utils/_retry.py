# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, and how long is waited before that."""

from __future__ import annotations

import os
import time

try:
    from urllib3.exceptions import MaxRetryError
    from urllib3.util.retry import Retry
except ImportError:  # told by _http, which cannot work without
    MaxRetryError, Retry = Exception, object

LONGEST_WAIT = 60  # seconds that a server may make us wait before we give up


def retry(times, reads):
    """Return the policy for requests that only read, or for those that change something.

    A change is repeated only if it certainly was not carried out: no connection came about, or the answer was 429.
    """
    return _Retry(
        total=times, connect=times, read=times if reads else 0, status=times, redirect=0, other=0,
        allowed_methods=None, raise_on_status=False,
        status_forcelist=frozenset((429, 502, 503, 504) if reads else (429,)))


class _Retry(Retry):
    """urllib3's retry, with full jitter, ``X-RateLimit-Reset`` (Instana fact sheet B.2), and a longest wait."""

    def get_backoff_time(self):
        """Return seconds to wait before the next try: growing, jittered, at most 10 seconds."""
        return _pause(len(self.history))

    def get_retry_after(self, response):
        """Return the seconds that the server asks for, or ``None``."""
        reset = response.headers.get("X-RateLimit-Reset")
        if response.headers.get("Retry-After") is None and reset and reset.isdigit() and response.status == 429:
            return max(0.0, int(reset) - time.time())
        try:
            return super().get_retry_after(response)
        except Exception:  # an unreadable Retry-After says nothing
            return None

    def is_retry(self, method, status_code, has_retry_after=False):
        """Say whether ``status_code`` is worth another try; only those that were asked for, with or without a hint."""
        return bool(self.total and status_code in self.status_forcelist)

    def increment(self, method=None, url=None, response=None, error=None, _pool=None, _stacktrace=None):
        """Count a try; give up at once when the server asks for a longer wait than we allow."""
        if response is not None and (self.get_retry_after(response) or 0) > LONGEST_WAIT:
            raise MaxRetryError(_pool, url)
        return super().increment(method, url, response, error, _pool, _stacktrace)


def wait(tries):
    """Wait as long as before any other try that follows ``tries`` (at least 1) others."""
    time.sleep(_pause(tries))


def _pause(tries):
    return min(10.0, 0.25 * 2 ** tries) * (0.5 + _jitter() / 2) if tries else 0


def _jitter():
    return int.from_bytes(os.urandom(2), "big") / 65535.0
