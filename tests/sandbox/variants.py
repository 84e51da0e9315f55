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
    _choice("missing_resource", "404_error | 404_empty | 200_error", "any call on a connection, role or user that does not exist"),
    _choice("put_connection", "merge | reset", "fields which PUT of a connection omits: kept, or back to defaults"),
    _choice("pg_unreachable", "stored_201 | refused_400 | stored_500", "POST of a connection whose PostgreSQL does not answer (host ends with .invalid)"),
    _number("connect_delay_polls", 0, "GETs of a new connection that still say connected: false"),
    _choice("answer_order", "as_sent | shuffled", "order of tags, roles and filter sets in answers"),
    # Datasentinel platform
    _choice("platform_version", "2026.05 | 2023.03 | absent", "release told by GET /ds-api/; 2023.03 does not know the roles field of users"),
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
    _choice("problem_code", "201 | 200", "success of POST problems"),
    # Datasentinel agent
    _choice("agent_write_code", "200 | 201 | 204", "success of every write to the agent"),
    _choice("agent_api_token_code", "401 | 403", "missing or wrong api-token"),
    _choice("agent_switches", "hyphenated | underscored | absent", "how GET of an agent connection names the collection switches"),
    _choice("agent_switch_values", "bool | on_off", "how it shows them"),
    _choice("agent_setters", "present | 404 | 405", "collection-rate and sql-max-size setters"),
    _choice("agent_version", "3.9.2 | 2.2.9", "agent release; 2.2.9 lacks three fields of the status"),
    _choice("agent_proxy_password", "clear | masked | absent", "password in GET proxy and in the status"),
    _choice("agent_test_upload_failure", "200_error | 400_error | 500", "POST test-upload while the upload server (.invalid) is out of reach"),
    _choice("agent_stop_effect", "down | stays_up", "after stop or a port change: connections are reset until restarted, or nothing happens"),
    # Instana
    _choice("instana_agent_code", "204 | 200 | 201", "success of posting an event to the agent"),
    _number("event_visibility_delay_polls", 0, "GETs of /api/events before a new event is visible"),
    _choice("presence_matching", "substring | word", "how online/offline in the title of a change makes it a presence event"),
    _choice("presence_type", "presence | change", "type of a presence event in answers; eventTypeFilters=CHANGE follows it"),
    _number("instana_rate_limit", 10000, "backend calls an hour, then 429"),
    # AppSignal
    _choice("deploys_stats_unknown", "404 | 422 | nulls | zeros | empty", "deploys/stats of a revision without data"),
    _number("stats_after_polls", 0, "polls of any revision before its statistics appear"),
    _choice("revision_matching", "exact | prefix", "whether a short revision finds the full one"),
    _choice("deploys_stats_window", "accepted | required | refused", "from and to in deploys/stats"),
    _choice("foreign_site", "404 | 403", "a site which the token cannot see"),
    _choice("appsignal_invalid_body", "422 | 400", "a body with missing, mistyped or unknown fields"),
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
