-- Copyright (c) 2026, runwatch.observability contributors
-- GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Compares a server with what the role wishes for, and changes nothing. One row, whose column "changes" holds the statements that are
-- left to do, in order. For PostgreSQL 13 and newer, in database postgres, as a superuser.
-- A percent sign is written twice here, because the wishes come in as a parameter of the query.

WITH wish AS (
  SELECT doc, doc ->> 'user' AS username, (doc ->> 'set_parameters')::boolean AS may_set
  FROM (SELECT %(wish)s::jsonb AS doc) AS given
),

-- The monitoring user, or nulls as long as there is none.
monitor AS (
  SELECT role.*
  FROM wish LEFT JOIN pg_catalog.pg_roles AS role ON role.rolname = wish.username
),

-- What the configuration files say last, whether the server has read it already or not.
in_files AS (
  SELECT DISTINCT ON (lower(name)) lower(name) AS name, setting
  FROM pg_catalog.pg_file_settings
  ORDER BY lower(name), seqno DESC
),

-- For each parameter what is configured and what is in force. The command line of the server wins over its files.
parameter AS (
  SELECT
    wanted.key AS name,
    wanted.value AS wanted,
    running.setting AS running,
    coalesce(running.source = 'command line', false) AS is_fixed,
    CASE WHEN running.source = 'command line' THEN running.setting ELSE coalesce(in_files.setting, running.setting) END AS configured
  FROM wish
  CROSS JOIN jsonb_each_text(wish.doc -> 'parameters') AS wanted
  LEFT JOIN in_files ON in_files.name = wanted.key
  LEFT JOIN pg_catalog.pg_settings AS running ON running.name = wanted.key
),

-- A library has to be on the list, a size has to be large enough, anything else has to be equal.
judged AS (
  SELECT
    name, running, configured, is_fixed, on_start,
    CASE name
      WHEN 'shared_preload_libraries' THEN concat_ws(', ', nullif(configured, ''), wanted)
      ELSE wanted
    END AS wanted,
    CASE name
      WHEN 'shared_preload_libraries' THEN configured !~ listed
      WHEN 'track_activity_query_size' THEN pg_size_bytes(configured) < wanted::bigint
      ELSE configured IS DISTINCT FROM wanted
    END AS is_amiss,
    CASE name
      WHEN 'shared_preload_libraries' THEN running !~ listed
      WHEN 'track_activity_query_size' THEN running::bigint < wanted::bigint
      ELSE running <> wanted
    END AS is_outdated
  FROM parameter
  CROSS JOIN LATERAL (SELECT
    name IN ('shared_preload_libraries', 'track_activity_query_size') AS on_start,
    '(^|[/," ])' || wanted || '([.]so)?([," ]|$)' AS listed
  ) AS also
),

change (rank, what, is_parameter, statements) AS (
  SELECT 1, format('create the user %%s', username), false, ARRAY[format('CREATE ROLE %%I LOGIN', username)]
  FROM wish, monitor
  WHERE monitor.oid IS NULL AND NOT pg_is_in_recovery()

  UNION ALL
  SELECT 2, format('let the user %%s log in with the rights it is given', username), false, ARRAY[format('ALTER ROLE %%I LOGIN INHERIT', username)]
  FROM wish, monitor
  WHERE NOT (monitor.rolcanlogin AND monitor.rolinherit) AND NOT pg_is_in_recovery()

  UNION ALL
  -- From PostgreSQL 16 on each grant says for itself whether it is inherited.
  SELECT 3, format('grant %%s to %%s', wanted, username), false, ARRAY[
    format('GRANT %%I TO %%I', wanted, username)
    || CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN ' WITH INHERIT TRUE' ELSE '' END
  ]
  FROM wish CROSS JOIN monitor CROSS JOIN jsonb_array_elements_text(wish.doc -> 'member_of') AS wanted
  WHERE NOT pg_is_in_recovery() AND NOT EXISTS (
    SELECT
    FROM pg_catalog.pg_auth_members AS membership
    JOIN pg_catalog.pg_roles AS granted ON granted.oid = membership.roleid
    WHERE membership.member = monitor.oid
      AND granted.rolname = wanted
      AND coalesce((to_jsonb(membership) ->> 'inherit_option')::boolean, true)
  )

  UNION ALL
  SELECT 4, format('grant CONNECT on database %%s, which is closed to the public, to %%s', datname, username), false,
    ARRAY[format('GRANT CONNECT ON DATABASE %%I TO %%I', datname, username)]
  FROM wish, monitor, pg_catalog.pg_database AS db
  WHERE db.datallowconn AND NOT pg_is_in_recovery() AND NOT CASE
    WHEN monitor.oid IS NULL THEN has_database_privilege('public', db.oid, 'CONNECT')
    ELSE has_database_privilege(monitor.oid, db.oid, 'CONNECT')
  END

  UNION ALL
  SELECT 5, 'create the extension pg_stat_statements in database postgres', false, ARRAY['CREATE EXTENSION pg_stat_statements']
  WHERE NOT pg_is_in_recovery() AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'pg_stat_statements')

  UNION ALL
  -- A parameter of a library that is not loaded yet is unknown to ALTER SYSTEM, unless the session knows it.
  SELECT 6, format('set %%s: %%s -> %%s%%s', name, coalesce('''' || configured || '''', 'default'), quote_literal(wanted),
      CASE WHEN on_start THEN ', at the next start' ELSE '' END), true,
    CASE WHEN name LIKE '%%.%%' THEN ARRAY[format('SET %%s = %%L', name, wanted)] ELSE ARRAY[]::text[] END
    || format('ALTER SYSTEM SET %%s = %%s', name, (
      SELECT string_agg(quote_literal(btrim(entry, ' "')), ', ' ORDER BY position)
      FROM regexp_split_to_table(wanted, ',') WITH ORDINALITY AS list (entry, position)
    ))
  FROM judged, wish
  WHERE is_amiss AND may_set
)

SELECT
  (SELECT coalesce(jsonb_agg(jsonb_build_object('what', what, 'is_parameter', is_parameter, 'statements', statements) ORDER BY rank, what), '[]')
   FROM change) AS changes,

  -- What stands in the way: parameters that files do not reach, lines that PostgreSQL cannot read, rights that nobody needs for monitoring.
  (SELECT coalesce(jsonb_agg(name ORDER BY name), '[]') FROM judged, wish WHERE is_amiss AND is_fixed AND may_set) AS fixed,
  (SELECT coalesce(jsonb_agg(format('line %%s: %%s', line_number, error) ORDER BY line_number), '[]')
   FROM pg_catalog.pg_hba_file_rules WHERE error NOT LIKE '%%record cannot match%%') AS hba_errors,  -- such a line does no harm
  (SELECT concat_ws(', ', CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
      CASE WHEN rolcreatedb THEN 'CREATEDB' END, CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END)
   FROM monitor) AS excess,

  -- What is amiss and may not be set; what is configured, or about to be, and waits for the next start.
  (SELECT coalesce(jsonb_agg(format('%%s = %%s', name, quote_literal(wanted)) ORDER BY name), '[]')
   FROM judged, wish WHERE is_amiss AND NOT may_set) AS not_set,
  (SELECT coalesce(jsonb_agg(name ORDER BY name), '[]')
   FROM judged, wish WHERE is_outdated AND on_start AND (may_set OR NOT is_amiss)) AS waiting,

  -- Whether a run before this one was cut off between a change and its reload.
  EXISTS (SELECT FROM judged WHERE is_outdated AND NOT on_start AND NOT is_amiss) AS parameters_unread,
  (SELECT modification FROM pg_stat_file(current_setting('hba_file'))) > pg_conf_load_time() AS hba_unread,

  current_setting('hba_file') AS hba_file,

  -- Addresses as pg_hba.conf wants them, with a mask; one that is none is refused here, before anything is written.
  (SELECT coalesce(jsonb_agg(CASE WHEN address ~ '^[0-9.]+(/|$)|:' THEN address::inet::text ELSE address END ORDER BY position), '[]')
   FROM wish CROSS JOIN jsonb_array_elements_text(wish.doc -> 'addresses') WITH ORDINALITY AS list (address, position)) AS addresses
