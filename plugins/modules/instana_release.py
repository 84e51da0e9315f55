#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: instana_release
short_description: Mark releases in Instana, each of them once
version_added: 1.0.0
description:
  - Creates, changes and removes release markers, which Instana draws on the dashboards of applications and services.
  - Instana makes another marker for each request, also for the same name, time and scope. The module looks for an equal one first, and
    makes one only if there is none. When it is not known what became of a request, it looks again before it fails, and never asks twice.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.instana
  - runwatch.observability.attributes
  - runwatch.observability.attributes.instana
attributes:
  check_mode:
    support: full
    details:
      - Whether Instana knows the names of O(applications) and O(services) shows only when a release is written.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Without a fixed O(start), a run that follows later than O(window) makes another release.
      - With O(id), names that Instana does not know are asked for again by each run.
options:
  name:
    description:
      - Name of the release, up to 256 characters. There is no other field for a version, an environment or a link.
      - One of O(name) and O(id) has to be given.
    type: str
  id:
    description:
      - Id of a release that is there, to change or remove it. What is not given is left alone.
      - Instana chooses ids itself.
    type: str
  state:
    description:
      - Whether the release should be there.
      - With V(absent) and without O(id), all releases of the same name, O(start) and scope are removed.
    type: str
    choices:
      - present
      - absent
    default: present
  start:
    description:
      - When the release began. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or milliseconds
        since 1970, where numbers below 100000000000 are seconds; V(now); or relative such as V(-15m).
      - If not given, it is now; with O(id), it is left alone.
    type: str
  window:
    description:
      - How far apart the starts of two equal releases may be, such as V(90s), V(15m) or V(1h30m).
      - If not given, it is V(1h) for an O(start) that is not given, V(now) or relative. A fixed O(start) is then equal in the same millisecond.
    type: str
  applications:
    description:
      - Names of application perspectives on whose dashboards the release is shown, at most 10.
      - Without O(applications) and O(services) it is shown everywhere.
    type: list
    elements: str
  services:
    description:
      - Services on whose dashboards the release is shown, and on those of all application perspectives that hold them. At most 10.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the service. If several have it, Instana decides which of them are meant.
        type: str
        required: true
      scoped_to:
        description:
          - Names of application perspectives, at most 10. The release is then shown for the service inside these only.
        type: list
        elements: str
notes:
  - The API token needs C(canConfigureReleases), also for reading.
  - What Instana does with the name of an application or service that it does not know is not documented. If it leaves it out, the module
    warns; a release that lacks a part of the scopes for that reason counts as the one that was asked for, so that no run makes another.
  - Backends older than 190 (SaaS) or 191 (self-hosted) ignore scopes.
seealso:
  - module: runwatch.observability.instana_release_info
  - module: runwatch.observability.instana_event
  - name: Instana REST API, releases
    description: The vendor's reference.
    link: https://instana.github.io/openapi/#tag/Releases
"""

EXAMPLES = r"""
- name: Mark a release on all dashboards, once in an hour
  runwatch.observability.instana_release:
    instana_url: https://unit-tenant.instana.io
    instana_token: "{{ vault_instana_token }}"
    name: billing-api 4.2.0
  delegate_to: localhost
  run_once: true

- name: Mark it where it belongs, at the time at which the deployment began
  runwatch.observability.instana_release:
    name: billing-api 4.2.0 (canary)
    start: "{{ deployment_began }}"
    applications:
      - Billing
    services:
      - name: ledger
        scoped_to:
          - Billing
          - Finance
  register: marked

- name: Say in its name how it went
  runwatch.observability.instana_release:
    id: "{{ marked.release.id }}"
    name: billing-api 4.2.0 (rolled back)

- name: Take it away
  runwatch.observability.instana_release:
    id: "{{ marked.release.id }}"
    state: absent
"""

RETURN = r"""
release:
  description:
    - The release as it stands after the task, in check mode as it would stand; V(null) when it is gone.
  returned: success
  type: dict
  contains:
    id:
      description: Id that Instana gave it. V(null) in check mode if it does not exist yet.
      type: str
      returned: always
      sample: q0J7mZ3vTt2dVbX1aKfN9w
    name:
      description: Name of the release.
      type: str
      returned: always
      sample: billing-api 4.2.0
    start:
      description: When it began, in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000000
    start_time:
      description: When it began, as ISO 8601.
      type: str
      returned: always
      sample: "2026-09-21T14:13:20Z"
    applications:
      description: Names of the application perspectives on whose dashboards it is shown.
      type: list
      elements: str
      returned: always
      sample: [Billing]
    services:
      description: Services on whose dashboards it is shown; C(scoped_to) are the application perspectives to which that is limited.
      type: list
      elements: dict
      returned: always
      sample:
        - name: ledger
          scoped_to: [Billing, Finance]
    last_updated:
      description: When it was last changed, in milliseconds since 1970.
      type: int
      returned: always
      sample: 1790000000321
action:
  description:
    - What was done, or would be done. One of V(created), V(updated), V(deleted), V(unchanged).
  returned: success
  type: str
  sample: created
rate_limit:
  description:
    - How many calls the backend still takes in this hour, as its newest answer told; V(null) if it did not.
    - C(reset) is when the hour ends, in seconds since 1970.
  returned: once the backend was asked
  type: dict
  sample:
    limit: 10000
    remaining: 9987
    reset: 1790003600
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(state)) and C(retryable); where known also
      C(status), C(code), C(method), C(url), C(option), C(permission), C(failed_step), C(maybe_done).
    - C(done) are the steps that were done, C(unknown) holds a step of which nobody knows, C(not_done) are those that were not done.
  returned: failure
  type: dict
  sample:
    kind: permission
    method: GET
    permission: canConfigureReleases
    retryable: false
    status: 403
    url: https://unit-tenant.instana.io/api/releases
"""

from ansible_collections.runwatch.observability.plugins.module_utils._instana.releases import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
