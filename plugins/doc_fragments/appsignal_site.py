# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The choice of a site in AppSignal."""

    DOCUMENTATION = r"""
options:
  site_id:
    description:
      - Id of the site, which is one application in one environment. It is part of the site's address in the browser,
        C(https://appsignal.com/ORGANIZATION/sites/SITE_ID).
      - It or O(app) is needed unless the module says otherwise.
    type: str
  app:
    description:
      - Name of the application, in place of O(site_id). Case does not matter.
      - Its id is then looked up, once for all items of a loop. It is an error if the token sees no such application, or more than one.
    type: str
  environment:
    description:
      - Environment of the O(app), such as V(production). It can be left out if there is only one.
    type: str
"""
