# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import runpy
from pathlib import Path

DOCUMENTATION = r"""
---
author:
  - runwatch contributors (@runwatch)
short_description: Give what Datasentinel, Instana and AppSignal tell one shape
version_added: 1.0.0
description:
  - Adds the key C(observability) to each event of the sources of this collection, in which the same thing is called the same for all products.
  - All of its keys are always there. C(new) is a boolean, the others are texts, and empty if they are not known.
  - C(product) is V(datasentinel), V(instana) or V(appsignal); C(kind) is V(problem), V(deployment) or V(change).
  - C(status) is V(open) or V(closed). C(new) is false for what was told before and has changed since, which in general means that it is over.
  - C(severity) is V(critical), V(warning), V(info) or V(unknown). AppSignal tells none.
  - C(title) and C(text) say what it is, and C(entity) what it is about - an instance, a host or service, a site. C(id), C(time) (ISO 8601, UTC) and C(url)
    are those of the product.
  - C(application), C(environment), C(revision) and C(phase) (V(started), V(succeeded) or V(failed)) are known of deployments that the role
    P(runwatch.observability.announce_deployment#role) announced, and the first three of what AppSignal tells.
  - C(payload) stays as the product told it. An event of another source is not changed.
options: {}
notes:
  - 'In all texts, a blank breaks up whatever Ansible would take for a template: C({{) becomes C({ {).'
"""

EXAMPLES = r"""
- name: Whatever is critical
  hosts: localhost
  sources:
    - runwatch.observability.datasentinel_webhook:
      filters:
        - runwatch.observability.normalize:
    - runwatch.observability.instana_events:
        types: [issue, incident]
      filters:
        - runwatch.observability.normalize:
  rules:
    - name: Tell
      condition: event.observability.severity == "critical" and event.observability.status == "open"
      action:
        debug:
          msg: "{{ event.observability.product }}: {{ event.observability.entity }}: {{ event.observability.title }}"
"""

_normalized = runpy.run_path(str(Path(__file__).resolve().parents[1] / "shared.py"))["load"]("normalizing").normalized


def main(event):
    """Return the event with the key ``observability``."""
    return _normalized(event)
