# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which site it is, and the modules that list applications and incidents."""

from __future__ import annotations

import pytest

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal import apps, incidents, sites
from ansible_collections.runwatch.observability.plugins.module_utils._errors import OptionError, StateError

ORGANIZATIONS = [
    {"id": "o1", "name": "Acme", "slug": "acme", "apps": [
        {"id": "s1", "name": "shop", "environment": "production", "logs": {"sources": [{"id": "l1"}]}, "namespaces": [{"id": "n", "name": "web"}]},
        {"id": "s2", "name": "shop", "environment": "staging", "logs": {"sources": []}, "namespaces": None}]},
    {"id": "o2", "name": "Zoo", "slug": "zoo", "apps": [{"id": "s3", "name": "Blog", "environment": "production"}]},
]
INCIDENT = {"__typename": "ExceptionIncident", "id": "i1", "number": 1, "exceptionName": "E", "perMarkerCount": 3, "hasNPlusOne": False}


class Api:
    """Has only GraphQL beside it."""

    def __init__(self, graphql):
        self.graphql = graphql


def looked_up(graphql, **given):
    params = {**dict.fromkeys(sites.SITE_OPTIONS), **given}
    sites.check_site(params)
    return sites.site_of(params, Api(graphql))


@pytest.mark.parametrize("given, site", [
    ({"site_id": "any"}, "any"), ({"app": "shop", "environment": "staging"}, "s2"), ({"app": " SHOP", "environment": "Production"}, "s1"),
    ({"app": "blog"}, "s3"),
])
def test_a_site_by_its_name(fake_graphql, given, site):
    assert looked_up(fake_graphql(viewer={"organizations": ORGANIZATIONS}), **given) == site


def test_applications_are_asked_for_once(fake_graphql):
    graphql = fake_graphql(viewer={"organizations": ORGANIZATIONS})

    assert [looked_up(graphql, app="shop", environment=environment) for environment in ("production", "staging")] == ["s1", "s2"]
    assert len(graphql.asked) == 1


@pytest.mark.parametrize("given, says", [
    ({"app": "shop"}, "The token sees 2 sites of the application shop: shop in production (site_id s1, organization acme), shop in staging (site_id s2, "
                      "organization acme). Give environment or site_id."),
    ({"app": "Blog", "environment": "staging"}, "The token sees no application Blog in the environment staging in AppSignal. It sees Blog in production, "
                                                "shop in production, shop in staging."),
])
def test_none_or_many_say_what_there_is(fake_graphql, given, says):
    with pytest.raises(StateError) as caught:
        looked_up(fake_graphql(viewer={"organizations": ORGANIZATIONS}), **given)
    assert (caught.value.message, caught.value.facts["option"]) == (says, "app")


@pytest.mark.parametrize("count, says", [(0, "It sees none at all."), (22, "app 18 in x, app 19 in x and 2 more.")])
def test_what_there_is_may_be_nothing_or_much(fake_graphql, count, says):
    found = [{"id": str(number), "name": "app %02d" % number, "environment": "x"} for number in range(count)]
    with pytest.raises(StateError) as caught:
        looked_up(fake_graphql(viewer={"organizations": [{"apps": found}]}), app="shop")
    assert caught.value.message.endswith(says)


@pytest.mark.parametrize("given, says", [
    ({}, "site_id: is needed, or app and environment"), ({"environment": "x"}, "app: is needed beside environment"), ({"app": " "}, "app: must not be empty"),
    ({"site_id": "s", "app": "shop"}, "app: cannot be given beside site_id"), ({"site_id": "a/b"}, "site_id: 'a/b' cannot be used"),
])
def test_choices_that_are_none(given, says):
    with pytest.raises(OptionError) as caught:
        looked_up(None, **given)
    assert caught.value.message.startswith(says)


def test_applications_with_details(fake_graphql, run_module):
    graphql = fake_graphql(viewer={"organizations": ORGANIZATIONS[:1]})

    outcome = run_module(apps.INFO, graphql, site_id=None, details=["log_sources", "namespaces"], query="[].site_id")
    assert "environment logs { sources { id name type fmt } } namespaces { id name } }" in graphql.asked[0][0]
    assert outcome.result["apps"] == [
        {"site_id": "s1", "name": "shop", "environment": "production", "organization": {"id": "o1", "name": "Acme", "slug": "acme"},
         "log_sources": [{"id": "l1"}], "namespaces": [{"id": "n", "name": "web"}]},
        {"site_id": "s2", "name": "shop", "environment": "staging", "organization": {"id": "o1", "name": "Acme", "slug": "acme"},
         "log_sources": [], "namespaces": []}]
    assert (outcome.result["app"], outcome.result["query_result"]) == (None, ["s1", "s2"])


@pytest.mark.parametrize("given", [{"site_id": "s3"}, {"site_id": None, "app": "blog"}])
def test_one_application(fake_graphql, run_module, given):
    outcome = run_module(apps.INFO, fake_graphql(viewer={"organizations": ORGANIZATIONS}), **given)

    assert outcome.result["app"]["site_id"] == "s3" and outcome.result["apps"] == [outcome.result["app"]]


def test_one_application_that_is_not_there(fake_graphql, run_module):
    with pytest.raises(StateError, match="^The token sees no site none in AppSignal."):
        run_module(apps.INFO, fake_graphql(viewer={"organizations": ORGANIZATIONS}), site_id="none")


# Incidents

def test_incidents_of_a_deployment(fake_graphql, run_module):
    markers = [{"id": "m2", "revision": "b", "createdAt": "2026-03-02"}, {"id": "m1", "revision": "a", "createdAt": "2026-03-01"}]
    graphql = fake_graphql(app=lambda variables: {"deployMarkers": markers, "exceptionIncidents": [INCIDENT]})

    outcome = run_module(incidents.INFO, graphql, kind="exception", revision="a", state="OPEN", search="E", namespaces=["web"], action_name="Orders#show")
    assert graphql.asked[1][1] == {
        "site": "site", "limit": 100, "offset": 0, "marker": "m1", "state": "OPEN", "query": "E", "namespaces": ["web"], "actionName": "Orders#show",
        "order": "ID"}
    assert outcome.result == {
        "site_id": "site", "marker": "m1", "truncated": False,
        "incidents": [{"kind": "exception", "id": "i1", "number": 1, "exception_name": "E", "count_in_deploy": 3, "has_n_plus_one": False}]}
    with pytest.raises(StateError, match="^AppSignal has no deploy marker of revision c."):
        run_module(incidents.INFO, graphql, revision="c")


@pytest.mark.parametrize("trigger, shown", [({"id": "t1", "metricName": "cpu"}, {"id": "t1", "metric_name": "cpu"}), (None, None)])
def test_an_anomaly_tells_its_trigger(fake_graphql, run_module, trigger, shown):
    found = [{"__typename": "AnomalyIncident", "id": "i1", "trigger": trigger}]

    outcome = run_module(incidents.INFO, fake_graphql(app={"anomalyIncidents": found}), kind="anomaly")
    assert outcome.result["incidents"] == [{"kind": "anomaly", "id": "i1", "trigger": shown}]


def test_a_revision_is_looked_for_on_many_pages(fake_graphql, run_module):
    markers = [{"id": str(number), "revision": str(number), "createdAt": "2026-03-01T%02d:%02d:00Z" % divmod(number, 60)} for number in range(250)][::-1]
    graphql = fake_graphql(app=lambda variables: {
        "deployMarkers": markers[variables["offset"]:][:variables["limit"]], "exceptionIncidents": []})

    assert run_module(incidents.INFO, graphql, kind="exception", revision="120").result["marker"] == "120"
    assert len(graphql.asked) == 3  # two pages of markers, one of incidents


@pytest.mark.parametrize("count, most, shown, truncated, asked", [
    (100, 1000, 100, False, 2), (250, 1000, 250, False, 3), (250, 100, 100, True, 2), (99, 99, 99, False, 1),
])
def test_pages_of_incidents(fake_graphql, run_module, count, most, shown, truncated, asked):
    found = [{"__typename": "LogIncident", "id": str(number)} for number in range(count)]
    graphql = fake_graphql(app=lambda variables: {"logIncidents": found[variables["offset"]:][:variables["limit"]]})

    result = run_module(incidents.INFO, graphql, kind="log", max_items=most).result
    assert (len(result["incidents"]), result["truncated"], len(graphql.asked)) == (shown, truncated, asked)


def test_pages_that_never_change_end(fake_graphql, run_module):
    page = [{"__typename": "LogIncident", "id": str(number)} for number in range(100)]

    assert len(run_module(incidents.INFO, fake_graphql(app={"logIncidents": page}), kind="log").result["incidents"]) == 100


@pytest.mark.parametrize("kind", incidents.KINDS)
@pytest.mark.parametrize("by_marker", [True, False])
def test_a_question_uses_what_it_declares(kind, by_marker):
    text = incidents.question(incidents.KINDS[kind], by_marker)
    declared, body = text.split(") {", 1)

    assert text.count("{") == text.count("}")
    assert all(body.count(part.split(":")[0]) for part in declared.split("(")[1].split(", "))


@pytest.mark.parametrize("given, says", [
    ({"kind": "anomaly", "revision": "a"}, "revision: is not possible with kind=anomaly, only with all, exception, performance."),
    ({"kind": "all", "search": "x"}, "search: is not possible with kind=all, only with exception, performance."),
    ({"marker": "m", "revision": "a"}, "revision: cannot be given beside marker"), ({"marker": ""}, "marker: must not be empty"),
    ({"max_items": 0}, "max_items: has to be at least 1"),
])
def test_incidents_that_cannot_be_asked_for(run_module, given, says):
    with pytest.raises(OptionError) as caught:
        run_module(incidents.INFO, None, **given)
    assert caught.value.message.startswith(says)
