# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statistics of a revision (fact sheet A.4 and A.6), the module appsignal_deploy_stats."""

from __future__ import annotations

import math
import time
from typing import NamedTuple

from .. import _query, _times
from .._definition import Definition, Outcome
from .._errors import AnswerError, GateError, NotFound, OptionError, RequestError
from .._wait import until
from . import gate
from .api import connect, is_wrong_request
from .asking import at_least, frame
from .baselines import baseline_of
from .sites import SITE_OPTIONS, check_site, confirm_site, site_of

SOURCES = ("deploys_stats", "tracing_actions", "auto")
LIMITS = gate.Limits._fields
# How far back the actions are looked at unless told otherwise.
DEFAULT_FROM = "-1h"


class Reading(NamedTuple):
    """What a source tells of one revision; ``raw`` is its answer, or ``refusal`` the error that stands for no data.

    ``actions`` and ``namespaces`` are what a source that knows them tells of each, as results show it.
    """

    revision: str
    source: str
    figures: gate.Figures = gate.Figures()
    raw: object = None
    actions: tuple = ()
    namespaces: tuple = ()
    refusal: object = None

    def public(self):
        """Return what results show; the same keys for every source."""
        return dict(
            self.figures.public(), revision=self.revision, source=self.source, raw=self.raw,
            actions=list(self.actions), namespaces=list(self.namespaces))


def ask_deploys_stats(client, params, revision):
    """Ask for the statistics that AppSignal itself keeps of a revision."""
    body = dict({"site_id": params["site_id"], "revision": revision}, **params["frame"])
    answer = client.read_by_post("api", "v2", "deploys", "stats", doing="read the statistics of revision %s" % revision, body=body)
    raw = answer.mapping() if answer.data is not None else {}
    return Reading(revision, "deploys_stats", gate.figures(raw), raw)


def ask_tracing_actions(client, params, revision):
    """Ask for the actions of a revision and combine them."""
    times = dict({"from": params["default_from"], "to": _times.iso8601(_now())}, **params["frame"])
    body = dict({"site_id": params["site_id"], "revision": revision}, **times)
    if params["namespaces"]:
        body["namespaces"] = params["namespaces"]
    raw = client.read_by_post("api", "v2", "tracing", "actions", doing="read the actions of revision %s" % revision, body=body).mappings()
    return Reading(
        revision, "tracing_actions", gate.combined([gate.figures(row) for row in raw]), raw,
        tuple(_action(row) for row in raw), tuple(_by_namespace(raw)))


def _action(row):
    known = {name: row.get(name) for name in ("namespace", "action", "digest", "has_npo")}
    return dict(known, **gate.figures(row)._asdict())


def _by_namespace(rows):
    """Return the figures of each namespace, in the order in which they come."""
    groups = {}
    for row in rows:
        name = row.get("namespace")
        groups.setdefault(name if isinstance(name, str) else None, []).append(gate.figures(row))
    return [dict(gate.combined(group).public(), namespace=name) for name, group in groups.items()]


_ASK = {"deploys_stats": ask_deploys_stats, "tracing_actions": ask_tracing_actions}


def ask(client, params, revision):
    """Return the :class:`Reading` of the first source that has data, else that of the last one."""
    reading = None
    for source in params["sources"]:
        last = source == params["sources"][-1]
        try:
            reading = _ASK[source](client, params, revision)
        except AnswerError as error:
            if error.status not in (400, 404, 422) or last and not _means_no_data(error):
                if source == "deploys_stats" and error.status in (400, 422):
                    error.message += " Set source to tracing_actions, or give from_time and to_time."
                raise
            reading = Reading(revision, source, refusal=error)
        if reading.figures.has_data:
            break
    return reading


def _means_no_data(error):
    return error.status == 404 or error.status == 422 and not is_wrong_request(error)


class Watch:
    """Asks for a revision until there is enough to judge, and lets it settle."""

    def __init__(self, client, params):
        self._client = client
        self._params = params
        self._last = None
        self._first_data = None
        self._began = time.monotonic()

    def reading(self, check_mode):
        """Return the :class:`Reading` to be judged. In check mode nothing is waited for."""
        params = self._params
        if check_mode:
            return ask(self._client, params, params["revision"])
        until(self._look, params["wait_timeout"], params["delay"], params["delay"], time.monotonic, time.sleep)
        if self._first_data is not None and params["settle_time"]:
            time.sleep(max(0, self._first_data + params["settle_time"] - time.monotonic()))
            self._look()
        if isinstance(self._last, RequestError):
            raise self._last
        return self._last

    def seconds(self):
        """Return how long it has been watching."""
        return round(time.monotonic() - self._began)

    def _look(self):
        """Ask once, and say whether that is enough. A failure that may pass is only the end if nothing better follows."""
        try:
            self._last = ask(self._client, self._params, self._params["revision"])
        except RequestError as error:
            if not error.failure()["retryable"]:
                raise
            self._last = error
            return False
        found = self._last.figures
        if found.has_data and self._first_data is None:
            self._first_data = time.monotonic()
        return found.has_data and (found.throughput or 0) >= (self._params["limits"].min_throughput or 0)


def prepare(params):
    """Check everything that can be checked before a request."""
    check_site(params)
    for option in ("revision", "baseline"):
        if params[option] is not None and not params[option].strip():
            raise OptionError(option, "must not be empty.")
    if params["baseline"] == params["revision"]:
        raise OptionError("baseline", "is the revision itself; give another one to compare with.")
    at_least(params, 0, "wait_timeout", "settle_time")
    at_least(params, 1, "delay")
    source = params["source"]
    if params["namespaces"] and source == "deploys_stats":
        raise OptionError("namespaces", "needs source tracing_actions or auto; deploys_stats knows no namespaces.")
    # What cannot be limited to namespaces would give other figures.
    narrow = ("tracing_actions",) if source == "auto" and params["namespaces"] else None
    return dict(
        params, limits=_limits(params), sources=narrow or (SOURCES[:2] if source == "auto" else (source,)),
        default_from=_times.iso8601(_times.instant("from_time", DEFAULT_FROM, _now())), frame=frame(params, _now()),
        query=_query.compiled("query", params["query"]) if params["query"] is not None else None,
        assertions=[_assertion("assertions[%d]" % number, given) for number, given in enumerate(params["assertions"])])


def _limits(params):
    limits = gate.Limits(**{option: params[option] for option in LIMITS})
    for option, value in limits._asdict().items():
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise OptionError(option, "has to be a number of at least 0, not %s." % value)
    if limits.max_error_rate is not None and limits.max_error_rate > 100:
        raise OptionError("max_error_rate", "is in percent, so more than 100 makes no sense (%s was given)." % limits.max_error_rate)
    if limits.compares and params["baseline"] is None:
        option = "max_error_rate_increase" if limits.max_error_rate_increase is not None else "max_mean_increase_percent"
        raise OptionError("baseline", "is needed for %s." % option)
    return limits


def _assertion(option, given):
    """Return (function, what to say if it is not true)."""
    mapping = given if isinstance(given, dict) else {"that": given}
    that = mapping.get("that")
    if not isinstance(that, str) or set(mapping) - {"that", "msg"}:
        raise OptionError(option, "has to be a JMESPath expression, or a mapping with that (the expression) and msg.")
    return _query.compiled(option, that), mapping.get("msg") or "%s is not true" % that


def run(params, client, check_mode):
    """Read the statistics, judge them, and fail if they are not good enough."""
    site_id = site_of(params, client)
    # Found out before the waiting: afterwards it would be late to learn that it cannot be.
    params = dict(params, site_id=site_id, baseline=baseline_of(params, client, site_id))
    watch = Watch(client, params)
    current = watch.reading(check_mode)
    baseline = ask(client, params, params["baseline"]) if params["baseline"] is not None else None
    for reading in (current, baseline):
        if reading and isinstance(reading.refusal, NotFound):
            confirm_site(client, site_id)
            break
    result = _result(params, current, baseline)
    failed = _violations(params, current, baseline, result) if current.figures.has_data else []
    missing = [] if current.figures.has_data else [_no_data("revision", current, watch.seconds())]
    if baseline and params["limits"].compares and not baseline.figures.has_data:
        missing.append(_no_data("baseline", baseline))
    if baseline is None and params["limits"].compares:
        missing.append("AppSignal has no data of a revision before %s (no deploy marker tells of one)" % params["revision"])
    result["verdict"] = "fail" if failed else "no_data" if missing else "pass"
    result["reasons"] = failed + missing
    result["summary"] = gate.summary(result, params["limits"])
    if params["query"]:
        result["query_result"] = params["query"](result)
    return _end(params, check_mode, result)


def _result(params, current, baseline):
    figures = baseline.figures if baseline else gate.Figures()
    return dict(
        current.public(), site_id=params["site_id"], baseline=baseline.public() if baseline else None, increase=gate.increase(current.figures, figures))


def _violations(params, current, baseline, result):
    texts = gate.violations(current.figures, baseline.figures if baseline else None, params["limits"])
    return texts + [text for holds, text in params["assertions"] if holds(result) is not True]


def _no_data(what, reading, seconds=0):
    return "AppSignal has no data of %s %s%s%s" % (
        what, reading.revision, " after %d s" % seconds if seconds else "",
        " (it says: %s)" % reading.refusal.detail if reading.refusal else "")


def _end(params, check_mode, result):
    """Return the outcome, or raise it as an error. In check mode nothing has been deployed that could have data."""
    text, missing = "; ".join(result["reasons"]) + ".", result["verdict"] == "no_data"
    if missing:
        text += " No traffic may have reached it, its data may be too old, or the application reports it under another name."
    else:
        text = "Revision %s did not pass: %s" % (params["revision"], text)
    fails = params["fail_on_violation"] and (result["verdict"] == "fail" or missing and params["on_no_data"] == "fail")
    if fails and not (missing and check_mode):
        error = GateError(text, verdict=result["verdict"])
        error.result = dict(result, changed=False)
        raise error
    return Outcome(False, result, warnings=[text] if missing and (fails or params["on_no_data"] == "warn") else [])


def _now():
    return int(time.time() * 1000)


DEFINITION = Definition(
    "appsignal_deploy_stats", ("appsignal",),
    dict(
        {name: {"type": "float"} for name in LIMITS}, **SITE_OPTIONS, **_query.OPTIONS,
        revision={"type": "str", "required": True},
        baseline={"type": "str"},
        source={"type": "str", "choices": list(SOURCES), "default": "deploys_stats"},
        from_time={"type": "str"},
        to_time={"type": "str"},
        namespaces={"type": "list", "elements": "str"},
        wait_timeout={"type": "int", "default": 0},
        delay={"type": "int", "default": 15},
        settle_time={"type": "int", "default": 0},
        on_no_data={"type": "str", "choices": ["fail", "warn", "pass"], "default": "fail"},
        assertions={"type": "list", "elements": "raw", "default": []},
        fail_on_violation={"type": "bool", "default": True},
    ),
    connect, run, prepare,
)
