# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each module is asked to do while something breaks: small, but with every kind of request that the module sends."""

from __future__ import annotations

from typing import Callable, NamedTuple

PASSWORD = 'a password that stands nowhere else'
INSTANCE = 'db-1@crm'
WINDOW = {'name': 'patch'}
FLEET = {'connections': [{'name': 'crm', 'host': 'db-1', 'tags': 'application=crm', 'password': 'a password that was planted'}]}
SITE = 'site-of-the-test'
SITES = {'appsignal_apps': [{'site_id': SITE, 'name': 'blog', 'environment': 'staging'}]}
FRAME = {'from_time': '2026-03-01T00:00:00Z', 'to_time': '2026-03-02T00:00:00Z'}
PLANNED = {'type': 'ONE_TIME', 'start': 1900000000000, 'duration': {'amount': 2, 'unit': 'HOURS'}}
CONNECTION = {'name': 'crm', 'host': 'db-1', 'user': 'monitor', 'password': PASSWORD, 'tags': {'application': 'crm'}}
USER = {'email': 'ann@example.com', 'password': PASSWORD, 'privilege': 'read', 'profile': 'developer', 'roles': ['crm']}
RULE = {'name': 'By zone', 'label': '{gce.zone}', 'match_specification': [{'key': 'gce.zone', 'value': '.*'}]}
PLANTED_RULE = {'name': 'By zone', 'label': '{gce.zone}', 'enabled': True, 'matchSpecification': [{'key': 'gce.zone', 'value': '.*'}]}


class Scenario(NamedTuple):
    """One task. `params` are its options, or a function of (the sandbox's state, a folder) that returns them.

    `sends` is a regular expression of paths whose calls change something that cannot be looked for afterwards, `repeats` one of
    those whose calls may be sent again like one that only reads. `first` are options with which the module is run beforehand.
    With `records`, files in the folder are kept from run to run.
    `allows_two` says that the vendor takes the same twice from two who do not know of each other.
    """

    module: str
    params: dict | Callable = {}
    seed: dict = {}
    sends: str = r'(?!)'
    repeats: str = r'(?!)'
    first: Callable | None = None
    records: bool = False
    allows_two: bool = False
    label: str = ''

    @property
    def name(self) -> str:
        return self.module + (f'-{self.label}' if self.label else '')


def _id_of(*way: str) -> Callable:
    """The id of the first of a list in the state."""
    def found(state: dict) -> str:
        for key in way:
            state = state[key]
        return state[0].get('id') or state[0]['eventId']
    return found


def _by_id(option: str, way: tuple, **params: object) -> Callable:
    return lambda state, folder: dict(params, **{option: _id_of(*way)(state)})


DATASENTINEL = (
    Scenario('datasentinel_platform_info', {'inspect_token': True}),
    Scenario('datasentinel_token'),
    Scenario('datasentinel_instance', dict(CONNECTION, enabled=False), label='create'),
    Scenario('datasentinel_instance', dict(CONNECTION, host='db-2', enabled=False), FLEET, label='change'),
    Scenario('datasentinel_instance', {'name': 'crm', 'state': 'absent'}, FLEET, label='remove'),
    Scenario('datasentinel_instance_info', {'names': ['crm']}, FLEET, label='named'),
    Scenario('datasentinel_instance_info', {}, FLEET, label='active'),
    Scenario('datasentinel_role', {'name': 'crm', 'access': [{'application': 'crm'}], 'wait_for_tags': 0}, FLEET, label='create'),
    Scenario('datasentinel_role', {'name': 'crm', 'access': [{'application': 'crm'}], 'wait_for_tags': 0},
             dict(FLEET, roles=[{'name': 'crm', 'access': []}]), label='change'),
    Scenario('datasentinel_role', {'name': 'crm', 'state': 'absent'}, {'roles': [{'name': 'crm', 'access': []}]}, label='remove'),
    Scenario('datasentinel_role_info', {'users': True}, {'roles': [{'name': 'crm', 'access': []}]}),
    Scenario('datasentinel_user', USER, {'roles': [{'name': 'crm', 'access': []}]}, label='create'),
    Scenario('datasentinel_user', {'email': 'ann@example.com', 'privilege': 'read write'},
             {'users': [{'email': 'ann@example.com', 'password': PASSWORD, 'privilege': 'read', 'profile': 'developer'}]}, label='change'),
    Scenario('datasentinel_user_info', {}),
    Scenario('datasentinel_alerting', {'name': INSTANCE, 'enabled': False}, FLEET),
    Scenario('datasentinel_alerting_info', {'name': INSTANCE, 'problems': True}, FLEET),
    Scenario('datasentinel_maintenance_window', lambda state, folder: dict(WINDOW, directory=str(folder), instances=[INSTANCE], duration='2h'), FLEET,
             records=True, label='open'),
    Scenario('datasentinel_maintenance_window', lambda state, folder: dict(WINDOW, directory=str(folder), state='absent'), FLEET, label='close', records=True,
             first=lambda state, folder: dict(WINDOW, directory=str(folder), instances=[INSTANCE], duration='2h')),
    Scenario('datasentinel_maintenance_window_info', lambda state, folder: {'directory': str(folder)}, FLEET, records=True,
             first=lambda state, folder: dict(WINDOW, directory=str(folder), instances=[INSTANCE], duration='2h')),
    Scenario('datasentinel_watchdog', lambda state, folder: dict(WINDOW, directory=str(folder), state='absent'), records=True),
    Scenario('datasentinel_problem', {'name': INSTANCE, 'text': 'Dump failed'}, FLEET, allows_two=True),
    Scenario('datasentinel_activity_info', dict(FRAME, metric='top_queries', instance=INSTANCE), FLEET),
    Scenario('datasentinel_report', lambda state, folder: dict(FRAME, report='full', instance=INSTANCE, dest=str(folder / 'report.pdf')), FLEET, label='file'),
    Scenario('datasentinel_report', dict(FRAME, report='full', instance=INSTANCE, recipients=['dba@example.com'], subject='Report'), FLEET,
             sends='/full-report', label='mail'),
    Scenario('datasentinel_agent', {'upload_server': {'host': 'ds.example.com'}, 'sql_max_size': 4096}),
    Scenario('datasentinel_agent_info', {'test_upload': True}),
    Scenario('datasentinel_agent_connection', dict(CONNECTION, samples=False), label='create'),
    Scenario('datasentinel_agent_connection', {'name': 'crm', 'host': 'db-2', 'lock_monitoring_delay': 9},
             {'agent_connections': [{'name': 'crm', 'host': 'db-1'}]}, label='change'),
    Scenario('datasentinel_agent_connection_info', {}, {'agent_connections': [{'name': 'crm', 'host': 'db-1'}]}),
)

INSTANA = (
    Scenario('instana_event', {'title': 'Deployed billing-api 4.2.0'}, allows_two=True),
    Scenario('instana_event_close', _by_id('event_ids', ('instana', 'events'), username='ann', reason='done'),
             {'events': [{'title': 'Slow', 'severity': 5, 'duration': 86400000}]}),
    Scenario('instana_event_info', {}, {'events': [{'title': 'Slow', 'severity': 5}]}),
    Scenario('instana_release', {'name': 'billing-api 4.2.0', 'start': '2026-03-01T00:00:00Z'}, allows_two=True, label='create'),
    Scenario('instana_release', _by_id('id', ('instana', 'releases'), name='billing-api 4.2.1'),
             {'releases': [{'name': 'billing-api 4.2.0', 'start': 1790000000000}]}, label='change'),
    Scenario('instana_release_info', {'from_time': '2026-01-01'}, {'releases': [{'name': 'billing-api 4.2.0', 'start': 1790000000000}]}),
    Scenario('instana_maintenance_window', {
        'name': 'Patch night', 'start': '2030-01-01T00:00:00Z', 'duration': '2h', 'query': 'entity.zone:eu'}, label='create'),
    Scenario('instana_maintenance_window', {'id': 'patch-night', 'query': 'entity.zone:us'},
             {'maintenance_windows': [{'id': 'patch-night', 'name': 'Patch night', 'query': 'entity.zone:eu', 'scheduling': PLANNED}]}, label='change'),
    Scenario('instana_maintenance_window', {'id': 'patch-night', 'state': 'absent'},
             {'maintenance_windows': [{'id': 'patch-night', 'name': 'Patch night', 'query': 'entity.zone:eu', 'scheduling': PLANNED}]}, label='remove'),
    Scenario('instana_maintenance_window_info', {},
             {'maintenance_windows': [{'id': 'patch-night', 'name': 'Patch night', 'query': 'entity.zone:eu', 'scheduling': PLANNED}]}),
    Scenario('instana_service_config', dict(RULE, ordered=True), {'service_configs': [dict(PLANTED_RULE, name='Other')]}, allows_two=True, label='create'),
    Scenario('instana_service_config', dict(RULE, enabled=False), {'service_configs': [PLANTED_RULE]}, label='change'),
    Scenario('instana_service_config_info', {}, {'service_configs': [PLANTED_RULE]}),
    Scenario('instana_website', {'name': 'shop.example.com'}, label='create'),
    Scenario('instana_website', {'name': 'shop.example.com', 'new_name': 'store.example.com'}, {'websites': ['shop.example.com']}, label='rename'),
    Scenario('instana_website_info', {}, {'websites': ['shop.example.com']}),
    Scenario('instana_snapshot_info', {'details': True}, {'snapshots': [{'id': 'host-1', 'label': 'db-1'}]}),
    Scenario('instana_infrastructure_info', {'what': 'topology'}, {'snapshots': [{'id': 'host-1', 'label': 'db-1'}]}),
    Scenario('instana_application_info', {}, {'applications': [{'label': 'Billing', 'id': 'a1'}]}),
    Scenario('instana_api_info', {'path': '/api/releases'}, {'releases': [{'name': 'billing-api 4.2.0', 'start': 1790000000000}]}),
)

_DEPLOYED = dict(SITES, appsignal_markers=[{
    'site_id': SITE, 'kind': 'deploy', 'id': 'm1', 'created_at': '2026-03-01T09:00:00Z', 'revision': '8b0c1d2e3f', 'user': 'ci'}])
_MARKED = dict(SITES, appsignal_markers=[{'site_id': SITE, 'kind': 'custom', 'id': 'm2', 'created_at': '2026-03-01T09:00:00Z', 'message': 'Migration'}])

APPSIGNAL = (
    Scenario('appsignal_token_info', {'site_id': SITE}, SITES),
    Scenario('appsignal_app_info', {}, SITES),
    Scenario('appsignal_deploy_stats', {'site_id': SITE, 'revision': '9c1d2e3'}, dict(
        SITES, appsignal_revisions=[{'site_id': SITE, 'revision': '9c1d2e3', 'throughput': 1840, 'mean': 82.4, 'error_rate': 0.65}])),
    Scenario('appsignal_deploy_info', {'site_id': SITE}, _DEPLOYED),
    Scenario('appsignal_deploy_marker', {'app': 'blog', 'environment': 'staging', 'revision': '9c1d2e3f00'}, SITES, allows_two=True, label='push'),
    Scenario('appsignal_deploy_marker', {'site_id': SITE, 'revision': '9c1d2e3f00', 'method': 'api'}, SITES, allows_two=True, label='api'),
    Scenario('appsignal_marker', {'site_id': SITE, 'text': 'Migration'}, SITES, allows_two=True, label='create'),
    Scenario('appsignal_marker', {'site_id': SITE, 'id': 'm2', 'text': 'Migrated'}, _MARKED, label='change'),
    Scenario('appsignal_marker_info', {'site_id': SITE}, _MARKED),
    Scenario('appsignal_metrics_info', {'site_id': SITE, 'what': 'names'}, dict(SITES, appsignal_metrics=[{'site_id': SITE, 'name': 'cpu'}])),
    Scenario('appsignal_traces_info', dict(FRAME, site_id=SITE, what='performance_traces'), dict(
        SITES, appsignal_traces=[{'site_id': SITE, 'trace_id': 't1', 'time': '2026-03-01T09:00:00Z'}])),
    Scenario('appsignal_logs_info', dict(FRAME, site_id=SITE, source_ids=['s1']), dict(
        SITES, appsignal_log_lines=[{'site_id': SITE, 'id': 'l1', 'timestamp': '2026-03-01T09:00:00Z', 'source_id': 's1', 'message': 'Ready'}])),
    Scenario('appsignal_kubernetes_info', {'site_id': SITE, 'what': 'nodes'}, dict(SITES, appsignal_nodes=[{'site_id': SITE, 'name': 'node-1'}])),
    Scenario('appsignal_incident_info', {'site_id': SITE}, dict(SITES, appsignal_incidents=[{'site_id': SITE, 'number': 1, 'name': 'RuntimeError'}])),
    Scenario('appsignal_saved_visual_info', {'visual_id': 'v1'}, {'appsignal_visuals': [{'id': 'v1', 'data': {'title': 'Latency'}}]}, label='json'),
    Scenario('appsignal_saved_visual_info', lambda state, folder: {'visual_id': 'v1', 'output': 'csv', 'dest': str(folder / 'visual.csv')},
             {'appsignal_visuals': [{'id': 'v1', 'data': {}, 'csv': 'time,mean\n1,2\n'}]}, label='csv'),
    Scenario('appsignal_check_in', {'identifier': 'backup', 'kind': 'start'}, sends='/check_ins/', label='start'),
    Scenario('appsignal_check_in', {'identifier': 'backup', 'kind': 'heartbeat'}, repeats='/heartbeats', label='heartbeat'),
    Scenario('appsignal_cron_test', {'expression': '0 3 * * *'}),
)

BY_VENDOR = {'Datasentinel': DATASENTINEL, 'Instana': INSTANA, 'AppSignal': APPSIGNAL}
SCENARIOS = tuple(scenario for scenarios in BY_VENDOR.values() for scenario in scenarios)
