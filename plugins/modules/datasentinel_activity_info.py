#!/usr/bin/python

# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: datasentinel_activity_info
short_description: Read metrics from a Datasentinel platform, or export them to files
version_added: 1.0.0
description:
  - Reads one of the twelve metrics of the workload API for a time window, as rows or as CSV.
  - Returns what it reads, or writes it to the file O(dest).
author:
  - runwatch contributors (@runwatch)
extends_documentation_fragment:
  - runwatch.observability.datasentinel
  - runwatch.observability.attributes
  - runwatch.observability.attributes.datasentinel
  - runwatch.observability.attributes.query
  - runwatch.observability.files
attributes:
  check_mode:
    support: full
    details:
      - Reads in check mode too, and says whether the file would change, without writing it.
  diff_mode:
    support: full
    details:
      - Of the file, size, checksum and permissions are shown, not the contents.
  idempotent:
    support: partial
    details:
      - Nothing on the platform is changed. The file of O(dest) stays as it is while the platform returns the same, which a
        window that moves along, such as the default one, rarely does.
options:
  metric:
    description:
      - What to read.
      - V(session_history) - one row for each active session that was sampled.
      - V(top_queries) - one row for each of the O(limit) queries that come first by O(by).
      - V(queries_summary) - one row for each database, with the sums of its queries.
      - V(query) - the rows of the query O(query_id).
      - V(pg_instance_infos) - one row for each instance, with version, start time and tags.
      - V(pg_instance) - transactions, blocks, tuples and temporary files of each instance.
      - V(pg_background) - background writer and checkpoints of each instance.
      - V(server) - CPU, memory, network and disks of each machine; nothing for agentless instances without the extension
        C(system_stats).
      - V(data_size) - size of each database.
      - V(tables) - one row for each of the O(limit) tables that come first by O(by).
      - V(indexes) - one row for each of the O(limit) indexes that come first by O(by).
      - V(top_consumers) - one row for each value of the tag O(group_by).
    type: str
    required: true
    choices:
      - session_history
      - top_queries
      - queries_summary
      - query
      - pg_instance_infos
      - pg_instance
      - pg_background
      - server
      - data_size
      - tables
      - indexes
      - top_consumers
  from_time:
    description:
      - Begin of the time window. ISO 8601 such as V(2026-11-20T14:30:00Z), which is UTC unless it says otherwise; seconds or
        milliseconds since 1970, where numbers below 100000000000 are seconds; V(now); or relative to the start of the task,
        such as V(-15m).
      - It is sent in UTC, to the second.
    type: str
    default: -1h
  to_time:
    description:
      - End of the time window. Written like O(from_time).
    type: str
    default: now
  instance:
    description:
      - Read this instance only. Its name is C(<server>@<connection>), as
        RV(runwatch.observability.datasentinel_instance_info#module:instances[].pg_instance) tells it.
      - Short for the tag C(pg_instance) in O(filters).
    type: str
  filters:
    description:
      - Read only instances that carry these tags. A mapping from tag to value, or a text such as
        V(environment=production,datacenter=lyon).
      - The tags C(pg_instance), C(pg_version), C(server) and C(database), which the product sets by itself, are fine too.
      - Each tag can have one value.
    type: raw
  by:
    description:
      - The column by which rows come first.
      - For O(metric=top_queries) one of V(calls), V(rows), V(total_time), V(blk_read_time), V(blk_write_time),
        V(local_blks_dirtied), V(local_blks_hit), V(local_blks_read), V(local_blks_written), V(shared_blks_dirtied), V(shared_blks_hit),
        V(shared_blks_read), V(shared_blks_written), V(temp_blks_read), V(temp_blks_written). The platform's default is V(total_time).
      - For O(metric=tables) one of V(heap_blks_hit), V(heap_blks_read), V(idx_blks_hit), V(idx_blks_read), V(idx_scan),
        V(idx_tup_fetch), V(n_tup_del), V(n_tup_hot_upd), V(n_tup_ins), V(n_tup_upd), V(relid), V(relkind), V(relpages), V(reltuples),
        V(seq_scan), V(seq_tup_read), V(size), V(tidx_blks_hit), V(tidx_blks_read), V(toast_blks_hit), V(toast_blks_read),
        V(vacuum_count), V(autovacuum_count), V(analyze_count), V(autoanalyze_count). The platform's default is V(heap_blks_hit).
      - For O(metric=indexes) one of V(idx_blks_hit), V(idx_blks_read), V(idx_scan), V(idx_tup_fetch), V(idx_tup_read), V(relpages),
        V(size). If not given, the module asks for V(idx_blks_hit).
      - For O(metric=top_consumers) one of V(db_time), V(memory), V(data_size), V(wal_size), V(cache_blocks_hit),
        V(disk_blocks_read). The platform's default is V(db_time).
    type: str
  limit:
    description:
      - How many rows to read at most. Only for V(top_queries), V(tables), V(indexes) and V(top_consumers) of O(metric).
      - If not given, the platform returns 20.
    type: int
  compute:
    description:
      - V(details) for one row a minute, and one an hour for V(data_size); V(summary) for one row over the whole window.
      - Only for V(pg_instance), V(pg_background), V(server) and V(data_size) of O(metric).
      - If not given, the platform returns details.
    type: str
    choices:
      - details
      - summary
  group_by:
    description:
      - The tag whose values the instances are grouped by, for O(metric=top_consumers).
      - If not given, the platform groups by C(pg_instance).
    type: str
  query_id:
    description:
      - The id of a query, for O(metric=query). It is what V(top_queries) and V(session_history) return as C(query_md5_id).
    type: str
  output:
    description:
      - V(json) for rows, V(csv) for a text as the platform makes it. Its delimiter and its header are not documented.
    type: str
    choices:
      - json
      - csv
    default: json
  dest:
    description:
      - The file to write, on the host that runs this task, as an absolute path. Its directory has to exist.
      - It appears whole or not at all, and is left alone if it holds the same already. RV(rows) and RV(csv) are not returned then.
    type: path
  query:
    description:
      - A JMESPath expression that is applied to the rows, for example V([?calls > `1000`].text).
      - What it finds is returned as RV(query_result). The rows themselves are returned, or written to O(dest), as they are.
      - Not possible with O(output=csv).
    type: str
seealso:
  - module: runwatch.observability.datasentinel_report
  - module: runwatch.observability.datasentinel_instance_info
  - name: Datasentinel, automate with the API
    description: The vendor's guide to the calls behind this module.
    link: https://docs.datasentinel.io/manual/guides/readme/automate-with-the-api
notes:
  - How the platform combines several tags in O(filters) is not documented; all of them are assumed to have to match. Rows that show
    otherwise are left out, with a warning. With O(output=csv) nothing is checked.
  - Rows can be many. Two hours of one instance have held 2,560 sessions, and an answer may have 64 MiB at most. For long windows raise
    O(timeout), prefer O(compute=summary), and write to O(dest).
  - The platform keeps data for 14 days unless it was told otherwise, and returns only what the roles of O(platform_username) let it see.
  - Platforms of 2022 and before know V(session_history) under another name, which is tried when the present one is not found.
  - Rows and files hold the text of queries, which may be confidential.
"""

EXAMPLES = r"""
- name: Which queries kept the billing database busy in the last hour?
  runwatch.observability.datasentinel_activity_info:
    metric: top_queries
    instance: db-billing-01.example.com@billing_prod
    by: total_time
    limit: 5
    query: "[].{text: text, calls: calls, time: total_time}"
  module_defaults:
    group/runwatch.observability.datasentinel:
      platform_url: https://datasentinel.example.com
      platform_username: automation
      platform_password: "{{ vault_datasentinel_password }}"
  register: queries

- name: What did each application consume this week?
  runwatch.observability.datasentinel_activity_info:
    metric: top_consumers
    group_by: application
    from_time: -7d
  register: consumers

- name: Export the sessions of an incident, all instances of production, for a spreadsheet
  runwatch.observability.datasentinel_activity_info:
    metric: session_history
    filters:
      environment: production
    from_time: "2026-11-20T14:00:00Z"
    to_time: "2026-11-20T14:30:00Z"
    output: csv
    dest: /srv/incidents/4711/session_history.csv
"""

RETURN = r"""
rows:
  description:
    - The rows as the platform returned them. Numbers without a fraction are integers.
    - Sessions and data sizes have a key for each tag of their instance too.
  returned: success, with O(output=json) and without O(dest)
  type: list
  elements: dict
  sample:
    - calls: 4029
      database: billing
      pg_instance: db-billing-01.example.com@billing_prod
      query_md5_id: 0f343b0931126a20f133d67c2b018a3b
      queryid: "-6193463029214912212"
      rows: 4029
      text: select * from invoices where id = $1
      total_time: 18209.25
      user: app
count:
  description:
    - How many rows there are.
  returned: success, with O(output=json)
  type: int
  sample: 1
csv:
  description:
    - The CSV as the platform made it.
  returned: success, with O(output=csv) and without O(dest)
  type: str
  sample: "pg_instance,database,data_size\ndb-billing-01.example.com@billing_prod,billing,71303168.0\n"
metric:
  description:
    - The metric.
  returned: success
  type: str
  sample: top_queries
from_time:
  description:
    - Begin of the time window, in UTC.
  returned: success
  type: str
  sample: "2026-11-20T13:30:00Z"
to_time:
  description:
    - End of the time window, in UTC.
  returned: success
  type: str
  sample: "2026-11-20T14:30:00Z"
dest:
  description:
    - The file. JSON is a list with one row a line.
  returned: success, with O(dest)
  type: str
  sample: /srv/incidents/4711/session_history.csv
size:
  description:
    - Size of the file in bytes.
  returned: success, with O(dest)
  type: int
  sample: 48211
checksum:
  description:
    - SHA-256 of the file.
  returned: success, with O(dest)
  type: str
  sample: 2f7c61a1e4b0d5d2c1e8a8f5b46b4d26ff1bf6aa0f6c4ff8d7aab3a0a0cf6d1e
query_result:
  description:
    - What O(query) finds in the rows; any type.
  returned: when O(query) is given
  type: raw
  sample:
    - calls: 4029
      text: select * from invoices where id = $1
      time: 18209.25
failure:
  description:
    - What went wrong, for programs.
    - Always has C(kind) (such as V(option), V(authentication), V(transport), V(answer), V(file)) and C(retryable); where known also
      C(status), C(code), C(method), C(url), C(option), C(path).
  returned: failure
  type: dict
  sample:
    kind: option
    option: by
    retryable: false
"""

from ansible_collections.runwatch.observability.plugins.module_utils._datasentinel.metrics import INFO
from ansible_collections.runwatch.observability.plugins.module_utils._shell import run_module


def main():
    run_module(INFO)


if __name__ == "__main__":
    main()
