# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes and pods (fact sheet A.8), the module appsignal_kubernetes_info. Neither requests nor answers are published."""

from __future__ import annotations

from .. import _query
from .._definition import Definition
from .._extra import extra_fields
from .api import connect
from .asking import frame
from .sites import SITE_OPTIONS, check_site, site_fields, site_of

PATHS = {"nodes": ("nodes",), "pods": ("pods",), "pods_overview": ("pods", "overview")}


def prepare(params):
    """Check everything that can be checked before a request, and put the request together."""
    check_site(params)
    body = frame(params)
    return dict(_query.prepare(params), body=dict(body, **extra_fields(params, body)))


def read(params, client, check_mode):
    """Read what is asked for; whatever it is, it is returned as it came."""
    site_id, what = site_of(params, client), params["what"]
    body = dict(site_fields(params, {"site_id": site_id}), **params["body"])
    answer = client.read_by_post("api", "v2", "kubernetes", *PATHS[what], doing="read the Kubernetes %s" % what.replace("_", " "), body=body)
    return _query.outcome(params, "raw", answer.data, what=what, site_id=site_id)


INFO = Definition(
    "appsignal_kubernetes_info", ("appsignal",),
    dict(
        SITE_OPTIONS, **_query.OPTIONS,
        what={"type": "str", "required": True, "choices": list(PATHS)},
        from_time={"type": "str"},
        to_time={"type": "str"},
        extra={"type": "dict"},
    ),
    connect, read, prepare)
