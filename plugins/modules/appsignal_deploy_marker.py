#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: appsignal_deploy_marker
short_description: Tell AppSignal by hand that a revision was deployed
version_added: 1.0.0
description:
  - Makes a deploy marker, unless there is one of the revision already. With O(appsignal_token), it is looked for among the site's markers
    first; AppSignal itself would make another one each time.
  - B(Prefer to set the revision in the application.) Have the playbook set E(APP_REVISION), or the option C(revision) of AppSignal's
    integration, on each host, and AppSignal makes the marker when the first request comes. Errors of a host that still runs the old version
    are then filed under the old revision. What is made by hand holds for everything that comes after it, wherever it comes from.
  - AppSignal says that both ways cannot be used together. The module warns if the newest markers seem to come from the application.
  - When it is not known what became of a request, the module looks again before it fails. It never posts twice.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.appsignal
  - runwatch.observability.appsignal_site
  - runwatch.observability.attributes
  - runwatch.observability.attributes.appsignal
attributes:
  check_mode:
    support: full
    details:
      - Looks for the marker, and makes none.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Without O(appsignal_token) nothing can be looked for. Then every run makes a marker and is changed; the module warns of that.
      - It is not documented how soon AppSignal lists a new marker. A run that follows sooner makes another one,
        unless this one waited with O(confirm=true).
options:
  revision:
    description:
      - What was deployed. Links to the difference need a full Git hash, but any text will do.
    type: str
    required: true
  user:
    description:
      - Who deployed it. Markers that AppSignal makes by itself name nobody, which is how the module tells them apart.
    type: str
    default: ansible
  repository:
    description:
      - Address or branch of the Git repository.
    type: str
  method:
    description:
      - V(push) uses the Push API with O(appsignal_push_key), O(app) and O(environment). AppSignal's own integrations do the same,
        but it is not documented any more. AppSignal may make an application of a name that it does not know; with O(appsignal_token),
        the application is looked up first, so that a misspelled name fails.
      - V(api) uses the older REST API with O(appsignal_token). AppSignal has deprecated that for deploy markers, so the module warns.
    type: str
    choices:
      - push
      - api
    default: push
  when_exists:
    description:
      - What to do if the revision has a marker, but another revision was deployed since. This is so after a rollback.
      - With V(skip), nothing is made, and the module warns. With V(create), another marker is made.
      - If the newest marker is of this revision, nothing is made in any case.
    type: str
    choices:
      - skip
      - create
    default: skip
  confirm:
    description:
      - Whether to wait until AppSignal lists the marker. Needs O(appsignal_token).
    type: bool
    default: false
  confirm_timeout:
    description:
      - How many seconds AppSignal may need for that. As long is waited when it is not known what became of a request.
    type: int
    default: 60
notes:
  - Run the task once for a deployment (C(run_once)), not on each host.
  - A revision is looked for among the newest 500 markers.
  - The key and the token are part of the address here, as AppSignal takes them in no other way. The module keeps them out of messages;
    proxies may log them.
seealso:
  - module: runwatch.observability.appsignal_deploy_info
  - module: runwatch.observability.appsignal_deploy_stats
  - module: runwatch.observability.appsignal_marker
  - name: AppSignal deploy markers
    description: How AppSignal learns which revision runs.
    link: https://docs.appsignal.com/application/markers/deploy-markers
"""

EXAMPLES = r"""
- name: Preferred - have the application report its revision, and make no marker by hand
  ansible.builtin.lineinfile:
    path: /etc/shop/environment
    regexp: ^APP_REVISION=
    line: APP_REVISION=9c1d2e3f00
    mode: "0640"
  notify: Restart shop

- name: Tell AppSignal of a deployment by hand
  runwatch.observability.appsignal_deploy_marker:
    appsignal_push_key: "{{ vault_appsignal_push_key }}"
    appsignal_token: "{{ vault_appsignal_token }}"
    app: shop
    environment: production
    revision: 9c1d2e3f00
    user: "{{ lookup('ansible.builtin.env', 'USER') }}"
    repository: main
  delegate_to: localhost
  run_once: true

- name: Tell it of a rollback to a revision that it knows
  runwatch.observability.appsignal_deploy_marker:
    app: shop
    environment: production
    revision: 8b0c1d2e00
    when_exists: create
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
marker:
  description: The marker that was found or made. In check mode the one that would be made.
  returned: success or failure of a request
  type: dict
  contains:
    id:
      description: Id of the marker. V(null) if it is not known.
      type: str
      returned: always
      sample: 64aa00000000000000000001
    revision:
      description: The revision.
      type: str
      returned: always
      sample: 9c1d2e3f00
    user:
      description: Who deployed it. V(null) if AppSignal made the marker by itself.
      type: str
      returned: always
      sample: ansible
    repository:
      description: The O(repository) as it was given. AppSignal does not tell what it has.
      type: str
      returned: always
      sample: main
    created_at:
      description: When the marker was made. V(null) if it is not known.
      type: str
      returned: always
      sample: "2026-03-01T09:00:00.000Z"
action:
  description:
    - V(announced) if the marker was made, or would be in check mode; V(unchanged) if it was there.
    - V(failed) if it was not made, V(uncertain) if that is not known, V(not_attempted) if nothing was tried.
  returned: success or failure of a request
  type: str
  sample: announced
site_id:
  description: Id of the site. V(null) without O(appsignal_token).
  returned: success or failure of a request
  type: str
  sample: 5f0000000000000000000001
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(permission), V(not_found), V(state), V(rate_limit), V(answer), V(transport)) and
      C(retryable); where known also C(status), C(detail), C(method), C(url), C(option), C(maybe_done).
    - C(maybe_done) says whether the marker may have been made all the same.
  returned: failure
  type: dict
  sample:
    kind: authentication
    status: 401
    method: POST
    url: https://push.appsignal.com/1/markers
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._appsignal.marking import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
