# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: deployment_events
type: notification
short_description: Announce plays to Instana as events
version_added: 1.0.0
author:
  - runwatch contributors (@runwatch)
description:
  - Gives an Instana agent one event for each play, from its begin to its end, when the play is over. Playbooks need no change.
  - A play that went well is a change. One in which a task failed or a host was unreachable is an issue, which is closed at once since
    its end is known; failures that were ignored or rescued do not count.
  - It never makes a run fail. When an event cannot be given to the agent, there is one warning.
  - Nothing is announced in check mode.
extends_documentation_fragment:
  - runwatch.observability.instana.agent_plugin
requirements:
  - enable it with C(callbacks_enabled = runwatch.observability.deployment_events) in the section C([defaults]) of C(ansible.cfg), or
    with E(ANSIBLE_CALLBACKS_ENABLED)
options:
  only_tagged:
    description:
      - Announce only plays that have one of these tags, such as V(deployment). All plays if it is empty.
      - What counts are the tags of the play itself, not those of its tasks, nor what the run is limited to.
    type: list
    elements: str
    default: []
    env:
      - name: RUNWATCH_DEPLOYMENT_EVENTS_ONLY_TAGGED
    ini:
      - section: callback_deployment_events
        key: only_tagged
  failure_severity:
    description:
      - Severity of the event of a play that failed.
    type: str
    choices:
      - critical
      - warning
    default: critical
    env:
      - name: RUNWATCH_DEPLOYMENT_EVENTS_FAILURE_SEVERITY
    ini:
      - section: callback_deployment_events
        key: failure_severity
notes:
  - The agent is one that the controller can reach, usually one on the controller itself. The events belong to its host.
  - The headline is the name of the play, with C(failed) behind it where it did. A title that holds C(online) or C(offline) may be shown
    as a presence event.
  - The text tells the playbook, how many hosts took part, and which of them failed at which task. A task is named as it stands in the
    playbook, so that no value gets there. What a task answered is not sent.
  - A play with C(serial) is one event. A run that is interrupted announces the plays that were over by then.
  - A play in which no host did anything is not announced.
seealso:
  - module: runwatch.observability.instana_event
"""

EXAMPLES = r"""
# ansible.cfg
#
# [defaults]
# callbacks_enabled = runwatch.observability.deployment_events
#
# [instana]
# instana_agent_url = http://agent.example.com:42699
#
# [callback_deployment_events]
# only_tagged = deployment

- name: Deploy billing-api {{ version }}
  hosts: billing
  tags: deployment
  roles:
    - billing_api
"""

import os
import time
from contextlib import contextmanager

from ansible.module_utils.common.parameters import AnsibleFallbackNotFound
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.callback import CallbackBase

from ..module_utils._definition import Definition
from ..module_utils._instana import agent, events
from ..module_utils._options import CONNECTIONS, address_fallback, connection_spec
from ..plugin_utils._environment import empty_variables_hidden
from ..plugin_utils._in_process import plain

DEFINITION = Definition("deployment_events", ("instana_agent",), {}, agent.connect, run=None)
_MOST_NAMES = 10  # hosts that are named in a text


class Play:
    """A play under way: when it began, which hosts took part, and what went wrong on them."""

    def __init__(self, play, playbook):
        self.uuid = play._uuid
        self.hosts = set()
        self._failed = {}  # the tasks by host
        self._unreachable = set()
        self._name = plain(play.get_name()).strip()
        self._playbook = playbook
        self._began = _now()

    def note_failure(self, host, task):
        """Note at which task a host failed."""
        self.hosts.add(host)
        self._failed[host] = task

    def note_unreachable(self, host):
        """Note that a host could not be reached."""
        self.hosts.add(host)
        self._unreachable.add(host)

    def event(self, failure_severity):
        """Return the event that tells of it, which ends now."""
        is_failed = bool(self._failed or self._unreachable)
        severity = failure_severity if is_failed else "change"
        return events.Event(
            self._name + " failed" if is_failed else self._name, self._text(), events.SEVERITIES[severity], self._began,
            max(0, _now() - self._began), incident=False, path=None, fixed=True)

    def _text(self):
        sentences = ["Playbook %s, %d host%s." % (self._playbook, len(self.hosts), "" if len(self.hosts) == 1 else "s")]
        by_task = {}
        for host, task in self._failed.items():
            by_task.setdefault(task, []).append(host)
        sentences += ["Failed at %s: %s." % (task, _names(hosts)) for task, hosts in by_task.items()]
        if self._unreachable:
            sentences.append("Unreachable: %s." % _names(self._unreachable))
        return " ".join(sentences)


class CallbackModule(CallbackBase):
    """Follows the plays of a run, and announces each when it is over."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "runwatch.observability.deployment_events"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self):
        super().__init__()
        self._playbook = ""
        self._play = None

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """Set the options."""
        with empty_variables_hidden("instana_agent"):
            super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)

    def v2_playbook_on_start(self, playbook):
        with self._harmless():
            self._playbook = os.path.basename(plain(playbook._file_name))

    def v2_playbook_on_play_start(self, play):
        with self._harmless():
            if self._play and self._play.uuid == play._uuid:
                return  # the next batch of a play with serial
            self._announce()
            self._play = Play(play, self._playbook) if self._concerns(play) else None

    def v2_runner_on_start(self, host, task):
        with self._harmless():
            if self._play:
                self._play.hosts.add(host.get_name())

    def v2_runner_on_failed(self, result, ignore_errors=False):
        with self._harmless():
            if self._play and not ignore_errors and not _is_rescued(result._task):
                self._play.note_failure(result._host.get_name(), _label(result._task))

    def v2_runner_on_unreachable(self, result):
        with self._harmless():
            if self._play and not boolean(result._task.ignore_unreachable, strict=False):
                self._play.note_unreachable(result._host.get_name())

    def v2_playbook_on_stats(self, stats):
        with self._harmless():
            self._announce()

    @contextmanager
    def _harmless(self):
        """Turn whatever goes wrong into a warning of one line."""
        try:
            yield
        except Exception as error:
            self._display.warning("deployment_events: %s" % " ".join(str(error).split()))

    def _concerns(self, play):
        """Say whether the play is one to announce."""
        tags = set(self.get_option("only_tagged"))
        return not boolean(play.check_mode, strict=False) and (not tags or bool(tags.intersection(map(str, play.tags))))

    def _announce(self):
        """Give the event of the play that was under way to the agent."""
        play, self._play = self._play, None
        if play and play.hosts:  # otherwise no host matched
            event = play.event(self.get_option("failure_severity"))
            client = DEFINITION.connect(self._params(), DEFINITION)
            try:
                events.post(client, [event])
            finally:
                client.close()  # nothing stays open for the processes that are forked for tasks

    def _params(self):
        names = set(connection_spec("instana_agent")) - {"in_process"}
        params = {name: plain(self.get_option(name)) for name in names}
        params["instana_agent_url"] = params["instana_agent_url"] or _default_address()
        return params


def _default_address():
    option = next(entry for entry in CONNECTIONS["instana_agent"].options if entry.address)
    try:
        return address_fallback(*option.env, option.default)
    except AnsibleFallbackNotFound:
        return option.default


def _is_rescued(task):
    """Say whether ``task`` stands in a block that has a rescue for it."""
    inner, outer = task, task._parent
    while outer is not None:
        rescue = getattr(outer, "rescue", None) or ()
        if rescue and all(entry._uuid != inner._uuid for part in (rescue, outer.always) for entry in part):
            return True
        inner, outer = outer, outer._parent
    return False


def _label(task):
    """Return how the playbook names ``task``, without the values that its name may have been filled with."""
    written = getattr(task, "_ds", None)
    name = written.get("name") if isinstance(written, dict) else None
    return plain(name) if isinstance(name, str) and name else "a task of %s" % task.action


def _names(hosts):
    hosts = sorted(hosts)
    more = ["and %d more" % (len(hosts) - _MOST_NAMES)] if len(hosts) > _MOST_NAMES else []
    return ", ".join(hosts[:_MOST_NAMES] + more)


def _now():
    return int(time.time() * 1000)
