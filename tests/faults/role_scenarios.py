# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each role is asked to do while something breaks. A role that talks to no vendor's API says so."""

from __future__ import annotations

from typing import NamedTuple

from module_scenarios import CONNECTION, FLEET, PASSWORD, SITE, SITES

FRAME = {'from_time': '2026-03-01', 'to_time': '2026-03-02'}


class RoleScenario(NamedTuple):
    """`variables` are those of the role, as templates of `folder`; with `warns`, what fails leaves the play alone. `silent` says why it meets no fault."""

    role: str
    variables: dict = {}
    seed: dict = {}
    warns: bool = False
    own_session: bool = True
    silent: str = ''


ROLES = (
    RoleScenario('access', {
        'access_roles': [{'name': 'crm', 'access': [{'application': 'crm'}]}], 'access_wait_for_tags': 0,
        'access_users': [{'email': 'ann@example.com', 'password': PASSWORD, 'privilege': 'read', 'profile': 'developer', 'roles': ['crm']}]}, FLEET),
    RoleScenario('agent', {'agent_sql_max_size': 4096, 'agent_connections': [CONNECTION]}, own_session=False),
    RoleScenario('announce_deployment', {
        'announce_deployment_application': 'blog', 'announce_deployment_revision': '4.2.0', 'announce_deployment_environment': 'staging',
        'announce_deployment_phase': 'succeeded', 'announce_deployment_release': True, 'announce_deployment_appsignal_marker': True,
        'announce_deployment_started_at': '-5m', 'announce_deployment_confirm_timeout': 1}, SITES, warns=True, own_session=False),
    RoleScenario('export_metrics', {
        'export_metrics_directory': '{{ folder }}', 'export_metrics_metrics': [{'metric': 'top_queries'}],
        **{f'export_metrics_{name}': value for name, value in FRAME.items()}}, FLEET),
    RoleScenario('maintenance_window', {
        'maintenance_window_name': 'patch', 'maintenance_window_state': 'open', 'maintenance_window_instances': ['db-1@crm'],
        'maintenance_window_directory': '{{ folder }}'}, FLEET),
    RoleScenario('awx', silent='it talks to AWX, through modules of another collection'),
    RoleScenario('postgresql_monitoring', silent='it talks to PostgreSQL servers, and to no API'),
    RoleScenario('provision_instances', {
        'provision_instances_fleet': {'instances': [CONNECTION], 'roles': [{'name': 'crm', 'access': [{'application': 'crm'}]}]},
        'provision_instances_wait_for_tags': 0}),
    RoleScenario('report', {
        'report_directory': '{{ folder }}', 'report_instances': ['db-1@crm'], **{f'report_{name}': value for name, value in FRAME.items()}}, FLEET),
    RoleScenario('verify_deployment', {
        'verify_deployment_site_id': SITE, 'verify_deployment_revision': '9c1d2e3', 'verify_deployment_wait_timeout': 0,
        'verify_deployment_settle_time': 0, 'verify_deployment_delay': 1},
        dict(SITES, appsignal_revisions=[{'site_id': SITE, 'revision': '9c1d2e3', 'throughput': 1840, 'mean': 82.4, 'error_rate': 0.65}]), own_session=False),
)
# Of faults that modules treat alike, one.
MET = ('401', '403', '429', '503', 'HTML 200', 'reset late')
