# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module datasentinel_token: one login for a whole play."""

from __future__ import annotations

from .._definition import Definition, Outcome
from .._errors import OptionError
from .platform import connect, expiry, request_token, utc


def run(params, client, check_mode):
    """Log in once. Also in check mode, since a login changes nothing and later tasks need the token."""
    token = request_token(client, params["platform_username"], params["platform_password"])
    ends = expiry(token)
    return Outcome(False, {"token": token, "expires": utc(ends) if ends else None, "expires_epoch": ends})


def prepare(params):
    """A token cannot be had with a token."""
    if not (params["platform_username"] and params["platform_password"]):
        raise OptionError("platform_username", "is needed to log in, and platform_password too.")
    return params


DEFINITION = Definition("datasentinel_token", ("datasentinel",), {}, connect, run, prepare, secret_result=True)
