# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the sandbox plays what the vendors do not publish: one table, one row a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

Value = Union[str, int]


@dataclass(frozen=True)
class Variant:
    """A question with its possible answers: named choices, or a number of at least zero."""

    name: str
    default: Value
    choices: tuple[str, ...]  # empty = a number
    meaning: str

    def checked(self, value: object) -> Value:
        """The value in the form in which it is kept; ValueError for any other."""
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise ValueError(f"{self.name}: {value!r} is not a value")
        if self.choices:
            if str(value) not in self.choices:
                raise ValueError(f"{self.name}: {value!r} is none of {', '.join(self.choices)}")
            return str(value)
        if not isinstance(value, int) or value < 0:
            raise ValueError(f"{self.name}: {value!r} is not a number of at least 0")
        return value


def _choice(name: str, choices: str, meaning: str) -> Variant:
    """A row whose first choice is the default."""
    values = tuple(choice.strip() for choice in choices.split("|"))
    return Variant(name, values[0], values, meaning)


def _number(name: str, default: int, meaning: str) -> Variant:
    return Variant(name, default, (), meaning)


# The first choice is the likeliest reading of the fact sheets, and the default. Where a
# sheet favours none, it is the one that asks most of a client.
TABLE = (
    # Datasentinel, platform and agent
    _choice("connection_password", "clear | masked | absent", "password in GET of a connection"),
    _choice("existing_connection", "409 | 400_error | 200_error", "POST on a connection that exists"),
    _choice("missing_resource",
            "404_error | 404_empty | 200_error",
            "any call on a connection, role or user that does not exist, and all of alerting but the status"),
    _choice("put_connection", "merge | reset", "fields which PUT of a connection omits: kept, or back to defaults"),
    _choice("pg_unreachable", "stored_201 | refused_400 | stored_500", "POST of a connection whose PostgreSQL does not answer (host ends with .invalid)"),
    _choice("pool_connects", "pretends | really", "connections of the pool: nobody logs in, or the sandbox does, and connected tells the truth"),
    _number("connect_delay_polls", 0, "GETs of a new connection that still say connected: false"),
    _choice("answer_order", "as_sent | shuffled", "order of tags, roles and filter sets in answers"),
    # Datasentinel platform
    _choice("platform_version",
            "2026.05 | 2023.03 | v2.0.0 | absent",
            "release told by GET /ds-api/, v2.0.0 in the old form; 2023.03 does not know the roles field of users"),
    _number("token_lifetime", 86400, "seconds that a user token lives"),
    _choice("token_inspection_auth", "optional | required", "GET user-token without basic authentication"),
    _choice("privilege_refusal", "403 | 401", "a valid token whose user is not an administrator"),
    _choice("password_change_effect", "tokens_kept | tokens_revoked", "tokens of a user whose password changes"),
    _choice("put_user", "merge | reset", "fields which PUT of a user omits: kept, or back to defaults"),
    _choice("user_object", "role_and_roles | role | roles_comment_ldap", "which role fields GET of a user shows"),
    _choice("live_360", "integer | string", "type of live_360 in answers"),
    _choice("email_case", "sensitive | insensitive | lowered", "e-mail look-up; lowered also answers in lower case"),
    _choice("role_unknown_tag", "400 | 404 | 422 | delayed", "role rule on a tag that no connection carries; delayed = 400, then accepted"),
    _number("tag_delay", 0, "refused tries before a tag counts in role rules (at least 1 for role_unknown_tag=delayed)"),
    _choice("no_restriction_role", "hidden | listed", "whether GET /roles shows the built-in No restriction"),
    _choice("alerting_blocker", "none | platform_off | filter_silence | no_template", "what keeps alerting off although it is enabled"),
    _choice("alerting_enable_answer", "state | optimistic", "PATCH enable while blocked: answers the state, or enabled: true"),
    _choice("alerting_reason", "blocker | silence", "which of two causes the reason names"),
    _choice("alerting_switch_answer", "state | status | empty | 204", "PATCH enable and disable: the state, a sentence, nothing, or nothing with 204"),
    _choice("repeated_silence", "one | stacked | 409", "PATCH disable of an instance that is silenced: nothing more, one silence more, or refused"),
    _choice("problem_code", "201 | 200", "success of POST problems"),
    _choice("problem_list", "objects | wrapped | strings", "GET problems: a list of objects, an object that holds it, or a list of messages"),
    _choice("activity_names", "both | current | former", "session-history, full-report and session-history-report go by these names, or by their former ones"),
    _choice("activity_filters", "and | or", "several filters of one question: all of them, or any"),
    _choice("activity_numbers", "float | integer", "whole numbers in the rows of metrics: 4029.0 or 4029"),
    _choice("report_code", "200 | 201", "success of reports"),
    _choice("report_parameters", "any | documented", "parameters of table-, instance-, server-, query- and data-size-report beyond the common ones"),
    _choice("report_mail_answer", "status | empty", "body of the answer when a report is sent by mail"),
    # Datasentinel agent
    _choice("agent_write_code", "200 | 201 | 204", "success of every write to the agent"),
    _choice("agent_api_token_code", "401 | 403", "missing or wrong api-token"),
    _choice("agent_key_check", "all | writes | once_set", "calls that ask for the key: all that should, writes only, or none until the agent has a key"),
    _choice("agent_key_change", "open | guarded", "PUT of a key without api-token, to an agent that has one already"),
    _choice("agent_switches", "hyphenated | underscored | absent", "how GET of an agent connection names the collection switches"),
    _choice("agent_switch_values", "bool | on_off", "how it shows them"),
    _choice("agent_setters", "present | 404 | 405", "collection-rate and sql-max-size setters"),
    _choice("agent_version", "3.9.2 | 2.2.9", "agent release; 2.2.9 lacks three fields of the status"),
    _choice("agent_status_parts", "shown | absent", "proxy and upload_server in the status"),
    _choice("agent_high_rate", "kept | low", "status after collection-rate/high without the PostgreSQL extension"),
    _choice("agent_proxy_password", "clear | masked | absent", "password in GET proxy and in the status"),
    _choice("agent_test_upload_failure", "200_error | 400_error | 500", "POST test-upload while the upload server (.invalid) is out of reach"),
    _choice("agent_stop_effect", "down | stays_up", "after stop or a port change: connections are reset until restarted, or nothing happens"),
    # Instana
    _choice("instana_agent_code", "204 | 200 | 201", "success of posting an event to the agent"),
    _number("event_visibility_delay_polls", 0, "GETs of /api/events before a new event is visible"),
    _choice("presence_matching", "substring | word", "how online/offline in the title of a change makes it a presence event"),
    _choice("presence_type", "presence | change", "type of a presence event in answers; eventTypeFilters=CHANGE follows it"),
    _choice("closed_event_state", "closed | close | MANUALLY_CLOSED", "state of an event that is over"),
    _number("event_close_delay_polls", 0, "answers that still show an event open after it was closed by hand"),
    _choice("events_partly_found", "listed | empty", "body of 206, when some of the events asked for by their ids do not exist"),
    _choice("new_service_config", "last | first", "place of a new service configuration"),
    _number("instana_rate_limit", 10000, "backend calls an hour, then 429"),
    _choice("instana_lacking_permission",
            "none | CanConfigureReleases | CanConfigureMaintenanceWindows | CanManuallyCloseIssue | CanConfigureEumApplications | ConfigureServiceMapping",
            "what the API token may not do"),
    _choice("instana_forbidden_body", "error | errors | empty", "body of 403"),
    _choice("instana_delete_code", "204 | 200 | 202", "success of deleting a release or a maintenance window"),
    _choice("instana_delete_unknown", "404 | 204", "deleting a release or a maintenance window that does not exist"),
    _choice("release_bounds", "exclusive | inclusive", "from and to of a list of releases"),
    _number("release_default_hours", 0, "hours that a list of releases without from reaches back; 0 = all"),
    _number("release_default_results", 0, "releases in a list without maxResults, the newest ones; 0 = all"),
    _choice("release_unknown_scope", "dropped | 400 | 422", "a release that names an application or service which is not there"),
    _choice("release_put_unknown", "404 | created", "PUT on a release that does not exist"),
    _choice("maintenance_put_answer", "200 | 200_empty | 202", "success of PUT of a window; after 202 it is UNSCHEDULED, and waits for a refresh"),
    _choice("maintenance_put", "reset | merge", "optional fields which PUT of a window omits: back to defaults, or kept"),
    _choice("maintenance_expired_id", "reusable | 400", "a new schedule under the id of an expired window"),
    _choice("maintenance_timezone", "required | optional", "timezoneId of a recurrent window"),
    _choice("maintenance_rrule", "as_sent | normalised", "rrule in answers"),
    _choice("maintenance_needless_pause", "accepted | 400", "pause of a paused or expired window, resume of one that is not paused"),
    # AppSignal
    _choice("deploys_stats_unknown", "404 | 422 | nulls | zeros | empty", "deploys/stats of a revision without data"),
    _number("stats_after_polls", 0, "polls of any revision before its statistics appear"),
    _choice("revision_matching", "exact | prefix", "whether a short revision finds the full one"),
    _choice("deploys_stats_window", "accepted | required | refused", "from and to in deploys/stats"),
    _choice("foreign_site", "404 | 403", "a site which the token cannot see"),
    _choice("appsignal_invalid_body", "422 | 400", "a body with missing, mistyped or unknown fields"),
    _choice("graphql_errors", "400 | 200", "code under which GraphQL tells errors"),
    _choice("appsignal_account", "normal | restricted", "whether GraphQL refuses to answer this account"),
    _choice("marker_order", "newest_first | oldest_first", "order of lists of markers"),
    _choice("marker_bounds", "inclusive | exclusive", "from and to, start and end of lists of markers"),
    _number("marker_visibility_polls", 0, "lists of markers before a new one is in them"),
    _number("marker_default_limit", 0, "markers in a list of the older interface without limit; 0 = all"),
    _choice("marker_create_answer", "201 | 200 | empty", "success of making a marker by the older interface; empty = 200 without a body"),
    _choice("custom_marker_id", "shown | absent", "ids of custom markers in lists and after making one"),
    _choice("push_unknown_app", "created | 401 | 404", "deploy marker for an application that is not there"),
    _choice("endpoint_key_check", "none | 401", "public endpoint with a wrong key: 200, and nothing happens, or refused"),
    _choice("auth_body", "message | user | empty", "body of GET auth"),
    _choice("metric_case", "lower | upper", "metric_type, and resolution in answers"),
    _choice("available_tags", "objects | lists", "tags in type_and_tags: an object or a list of keys for each series"),
    _choice("traces_cursor", "either | column | object", "cursor of lists of traces: the name of a column, which carries no place, or an object with a time"),
    _choice("traces_duration", "duration | duration_ms", "field for the least duration of traces"),
    _choice("traces_bounds", "exclusive | inclusive", "from and to of lists of traces"),
    _choice("tracing_scope", "site_id | site_ids", "how action_edges, slow_events, slow_events/actions and kubernetes name the site"),
    _choice("kubernetes_answer", "list | object", "what kubernetes answers"),
    _choice("cron_field", "expression | cron", "field of test_cron that holds the expression"),
    _choice("cron_verdict", "422 | valid_flag", "test_cron of a wrong expression: refused, or an answer that says valid: false"),
)

_ROWS = {row.name: row for row in TABLE}


class Variants:
    """The value that each row has now."""

    def __init__(self) -> None:
        self._set: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        return self._set.get(name, _ROWS[name].default)

    def change(self, values: dict[str, object]) -> None:
        """Take all the values, or none of them."""
        unknown = sorted(set(values) - set(_ROWS))
        if unknown:
            raise ValueError(f"no such variant: {', '.join(unknown)}")
        self._set.update({name: _ROWS[name].checked(value) for name, value in values.items()})

    def clear(self) -> None:
        self._set.clear()

    def values(self) -> dict[str, Value]:
        return {name: self[name] for name in _ROWS}
