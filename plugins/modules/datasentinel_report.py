#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_report
short_description: Have a Datasentinel platform make a PDF report, into a file or by mail
version_added: 1.0.0
description:
  - Has one of the eight reports made for a time window, and writes it to the file O(dest), or has the platform mail it to O(recipients).
  - What is written to the file is a PDF in any case; an error that comes in its place fails the task and leaves the file as it is.
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
  - runwatch.observability.files
attributes:
  check_mode:
    support: partial
    details:
      - The report is neither made nor sent in check mode. The task says that it would change something, without knowing.
  diff_mode:
    support: partial
    details:
      - Of the file, size, checksum and permissions are shown, not the contents. In check mode and for mails there is nothing to show.
  idempotent:
    support: none
    details:
      - A report holds the time at which it was made, so that a second run usually writes another file.
      - Each run with O(recipients) sends a mail.
options:
  report:
    description:
      - Which report to make.
    type: str
    required: true
    choices:
      - full
      - session_history
      - top_queries
      - table
      - instance
      - server
      - query
      - data_size
  from_time:
    description:
      - Begin of the time window. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative to the start of the task,
        such as V(-15m).
      - It is sent in UTC, to the second.
    type: str
    default: -1d
  to_time:
    description:
      - End of the time window. Written like O(from_time).
    type: str
    default: now
  instance:
    description:
      - The instance to report on. Its name is C(<server>@<connection>), as
        RV(runwatch.observability.datasentinel_instance_info#module:instances[].pg_instance) tells it.
      - Short for the tag C(pg_instance) in O(filters). All examples of the vendor name exactly one instance.
    type: str
  filters:
    description:
      - Report on instances that carry these tags. A mapping from tag to value, or a text such as
        V(environment=production,datacenter=lyon).
      - The tags C(pg_instance), C(pg_version), C(server) and C(database), which the product sets by itself, are fine too.
      - Each tag can have one value.
    type: raw
  sections:
    description:
      - The sections of O(report=full). If not given, it has all of them.
      - Whether V(sessions_workload) is called V(session_history) on recent platforms is not documented. Both are passed on as they are.
    type: list
    elements: str
    choices:
      - pg_instance
      - top_queries
      - top_segments
      - data_size
      - sessions_workload
      - session_history
      - parameters
  database:
    description:
      - Report on this database only. For V(session_history) and V(top_queries) of O(report).
    type: str
  by:
    description:
      - What the queries of O(report=top_queries) are ordered by, one of V(calls), V(rows), V(total_time), V(blk_read_time),
        V(blk_write_time), V(local_blks_dirtied), V(local_blks_hit), V(local_blks_read), V(local_blks_written), V(shared_blks_dirtied),
        V(shared_blks_hit), V(shared_blks_read), V(shared_blks_written), V(temp_blks_read), V(temp_blks_written).
    type: str
  limit:
    description:
      - How many entries to show at most. For V(session_history) and V(top_queries) of O(report).
    type: int
  group:
    description:
      - What the sessions of O(report=session_history) are grouped by, such as V(application_name) or V(database).
      - Wait events are always shown as well.
    type: str
  sub_group:
    description:
      - What the sessions of O(report=session_history) are grouped by within each O(group).
    type: str
  query_id:
    description:
      - The id of the query, for O(report=query). It is what O(runwatch.observability.datasentinel_activity_info#module:metric=top_queries)
        returns as C(query_md5_id), and is sent under that name, which is not documented for this report.
    type: str
  extra:
    description:
      - Further parameters of the report, passed on as they are. What V(table), V(instance), V(server), V(query) and V(data_size) of
        O(report) take is not documented.
    type: dict
  recipients:
    description:
      - The addresses to which the platform mails the report. It needs a mail server for that, which is set in its user interface.
      - One of O(dest) and O(recipients) has to be given, and not both.
    type: list
    elements: str
  subject:
    description:
      - Subject of the mail. Needed with O(recipients).
    type: str
seealso:
  - module: runwatch.observability.datasentinel_activity_info
  - name: Datasentinel, automate with the API
    description: The vendor's guide to the calls behind this module.
    link: https://docs.datasentinel.io/manual/guides/readme/automate-with-the-api
notes:
  - Making a report takes time. Raise O(timeout) for long windows; a report for the file that is not there in time is asked for again,
    up to O(retries) times.
  - A mail is asked for once. When the answer is lost, the task fails, and it is not known whether the mail was sent.
  - What the platform answers when it has taken a mail is not documented; any answer that is no error is taken for success. Whether the
    mail arrives cannot be known.
  - How the platform combines several tags in O(filters) is not documented; all of them are assumed to have to match.
  - Platforms of 2022 and before know V(full) and V(session_history) under other names, which are tried when the present ones are not found.
  - Reports hold the text of queries, which may be confidential.
"""

EXAMPLES = r"""
- name: Keep yesterday's report of the billing database
  runwatch.observability.datasentinel_report:
    report: full
    instance: db-billing-01.example.com@billing_prod
    from_time: "2026-11-19T00:00:00+01:00"
    to_time: "2026-11-20T00:00:00+01:00"
    dest: /srv/reports/billing_prod_2026-11-19.pdf
    mode: "0640"
    timeout: 300
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"

- name: Mail the most expensive queries of the release to the team
  runwatch.observability.datasentinel_report:
    report: top_queries
    instance: db-billing-01.example.com@billing_prod
    from_time: -2h
    database: billing
    by: total_time
    limit: 20
    recipients:
      - billing-team@example.com
    subject: Top queries of billing since the release

- name: Pass on a parameter that this module does not know
  runwatch.observability.datasentinel_report:
    report: table
    instance: db-billing-01.example.com@billing_prod
    extra:
      limit: 50
    dest: /srv/reports/billing_prod_tables.pdf
"""

RETURN = r"""
report:
  description:
    - The report.
  returned: success
  type: str
  sample: full
from_time:
  description:
    - Begin of the time window, in UTC.
  returned: success
  type: str
  sample: "2026-11-18T23:00:00Z"
to_time:
  description:
    - End of the time window, in UTC.
  returned: success
  type: str
  sample: "2026-11-19T23:00:00Z"
dest:
  description:
    - The file.
  returned: success, with O(dest)
  type: str
  sample: /srv/reports/billing_prod_2026-11-19.pdf
size:
  description:
    - Size of the file in bytes; V(null) in check mode.
  returned: success, with O(dest)
  type: int
  sample: 184320
checksum:
  description:
    - SHA-256 of the file; V(null) in check mode.
  returned: success, with O(dest)
  type: str
  sample: 2f7c61a1e4b0d5d2c1e8a8f5b46b4d26ff1bf6aa0f6c4ff8d7aab3a0a0cf6d1e
recipients:
  description:
    - The addresses to which the report was sent.
  returned: success, with O(recipients)
  type: list
  elements: str
  sample:
    - billing-team@example.com
msg:
  description:
    - Says that nothing was done.
  returned: in check mode
  type: str
  sample: "Check mode: the report was not asked for."
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(file)) and C(retryable); where known also
      C(status), C(code), C(method), C(url), C(option), C(path).
  returned: failure
  type: dict
  sample:
    kind: answer
    method: POST
    retryable: false
    status: 400
    url: https://datasentinel.example.com/ds-api/activity/full-report
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.reports import DEFINITION
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(DEFINITION)


if __name__ == "__main__":
    main()
