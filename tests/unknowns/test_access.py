# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Unknowns about users, roles, tokens and releases of the platform."""

from __future__ import annotations

from played import unknown

USER = {'email': 'ann@example.com', 'password': 'first', 'privilege': 'read', 'profile': 'developer', 'live_360': False}
ROLE = {'name': 'crm', 'access': [{'application': 'crm'}]}


def with_role(sandbox):
    sandbox.seed(roles=[{'name': 'crm', 'access': []}, {'name': 'sales', 'access': []}])


@unknown('U-8', user_object=['role_and_roles', 'role', 'roles_comment_ldap'], live_360=['integer', 'string'])
def test_a_user_is_compared_as_far_as_it_can_be_read(sandbox, answers):
    with_role(sandbox)
    user = {**USER, 'roles': ['crm'], 'comment': 'On-call rota'}
    assert [sandbox.run('datasentinel_user', **user)['changed'] for dummy in range(2)] == [True, False]
    sandbox.entries()
    assert sandbox.run('datasentinel_user', **{**user, 'privilege': 'read write'})['changed']
    body, = sandbox.writes()
    assert body['comment'] == 'On-call rota'  # sent together with another change
    if answers['user_object'] != 'roles_comment_ldap':
        assert sandbox.run('datasentinel_user', **{**user, 'privilege': 'read write', 'comment': 'x', 'force': True})['changed']


@unknown('U-9', user_object=['role_and_roles', 'role', 'roles_comment_ldap'])
def test_no_role_is_never_sent_by_itself(sandbox, answers):
    with_role(sandbox)
    sandbox.run('datasentinel_user', **USER)
    assert not {'role', 'roles'} & set(sandbox.writes()[0])
    sandbox.run('datasentinel_user', **USER, roles=['crm'])
    sandbox.entries()
    result = sandbox.run('datasentinel_user', **USER, roles=[])
    body, = sandbox.writes()
    assert result['changed'] and result['user']['roles'] == []
    assert body.get('roles') == [] or body.get('role') == 'No restriction'


@unknown('U-10', put_user=['merge', 'reset'], user_object=['role_and_roles', 'role', 'roles_comment_ldap'])
def test_a_change_keeps_what_it_does_not_speak_of(sandbox, answers):
    with_role(sandbox)
    sandbox.run('datasentinel_user', **USER, roles=['crm'])
    sandbox.run('datasentinel_user', email=USER['email'], privilege='read write')
    user = sandbox.run('datasentinel_user_info', email=USER['email'])['users'][0]
    assert (user['privilege'], user['profile'], user['live_360'], user['roles']) == ('read write', 'developer', False, ['crm'])


@unknown('U-11', user_object=['role_and_roles', 'roles_comment_ldap'])
def test_how_a_user_logs_in_is_settled_with_its_creation(sandbox, answers):
    sandbox.run('datasentinel_user', **USER)
    sandbox.entries()
    result = sandbox.run('datasentinel_user', email=USER['email'], ldap=True)
    assert not sandbox.writes()
    if answers['user_object'] == 'roles_comment_ldap':
        assert result['failed'] and 'delete the user and create it again' in result['msg']
    else:
        assert not result['changed']


@unknown('U-12', role_unknown_tag=['400', '404', '422'])
def test_a_rule_on_a_tag_that_nobody_carries(sandbox, answers):
    result = sandbox.run('datasentinel_role', **ROLE, wait_for_tags=0)
    assert result['failed'] and str(result['failure']['status']) == answers['role_unknown_tag']
    assert 'application=crm' in result['msg'] and 'a monitored instance carries' in result['msg']
    assert len(sandbox.writes()) == 1


@unknown('U-12', role_unknown_tag=['delayed', '400', '404', '422'], tag_delay=[1])
def test_a_rule_on_a_tag_that_counts_after_a_while(sandbox, answers):
    sandbox.seed(connections=[{'name': 'crm', 'tags': 'application=crm'}])
    assert sandbox.run('datasentinel_role', **ROLE, wait_for_tags=10)['changed']
    assert not sandbox.run('datasentinel_role', **ROLE)['changed']


@unknown('U-4', missing_resource=['404_error', '404_empty', '200_error'], no_restriction_role=['hidden', 'listed'])
def test_roles_and_users_are_found_by_lists(sandbox, answers):
    for module, absent in (('datasentinel_role', {'name': 'crm'}), ('datasentinel_user', {'email': 'ann@example.com'})):
        result = sandbox.run(module, **absent, state='absent')
        assert not result['failed'] and not result['changed']
    assert sandbox.calls() == ['GET /ds-api/roles', 'GET /ds-api/users']
    assert {role['name'] for role in sandbox.run('datasentinel_role_info')['roles']} <= {'No restriction'}


@unknown('U-21', privilege_refusal=['403', '401'])
def test_a_user_who_may_not(sandbox, answers):
    sandbox.seed(users=[{**USER, 'live_360': 0, 'roles': []}])
    account = {'platform_username': 'ann', 'platform_password': 'first'}
    result = sandbox.run('datasentinel_role', **ROLE, **account)
    assert result['failed'] and str(result['failure']['status']) == answers['privilege_refusal']
    # Where it cannot be told from a session that is over, there is one new login.
    assert sandbox.logins() == (2 if answers['privilege_refusal'] == '401' else 1)


@unknown('U-21', password_change_effect=['tokens_kept', 'tokens_revoked'])
def test_a_password_that_changes_under_a_session(sandbox, answers):
    own = {'email': 'admin@example.com', 'password': 'first', 'privilege': 'admin', 'profile': 'data admin'}
    sandbox.seed(users=[{**own, 'live_360': 1, 'roles': []}])
    account = {'platform_username': 'admin', 'platform_password': 'first'}
    token = sandbox.run('datasentinel_token', **account)['token']
    assert sandbox.run('datasentinel_user', email=own['email'], password='second', update_password='always')['changed']
    result = sandbox.run('datasentinel_role_info', platform_username=None, platform_password=None, platform_token=token)
    assert result['failed'] is (answers['password_change_effect'] == 'tokens_revoked')
    assert not sandbox.run('datasentinel_role_info', platform_username='admin', platform_password='second')['failed']


@unknown('U-21')
def test_a_session_that_the_platform_dropped(sandbox):
    sandbox.fault(kind='status', method='GET', path='/roles', status=401, body={'error': 'expired'})
    assert not sandbox.run('datasentinel_role_info')['failed']
    assert sandbox.logins() == 2


@unknown('U-21', token_lifetime=[86400, 0])
def test_a_token_of_the_user_is_never_renewed(sandbox, answers):
    token = sandbox.run('datasentinel_token')['token']
    if answers['token_lifetime']:
        sandbox.expire_sessions()
    result = sandbox.run('datasentinel_role_info', platform_username=None, platform_password=None, platform_token=token)
    assert result['failed'] and result['failure'].get('status', 401) == 401
    assert sandbox.logins() == 1


@unknown('U-22', email_case=['sensitive', 'insensitive', 'lowered'])
def test_addresses_in_another_spelling(sandbox, answers):
    spelled = {**USER, 'email': 'Ann@example.com'}
    assert sandbox.run('datasentinel_user', **spelled)['changed']
    for email in ('Ann@example.com', 'ann@example.com'):
        assert not sandbox.run('datasentinel_user', **{**spelled, 'email': email})['changed']
    assert sandbox.run('datasentinel_user', email='ANN@example.com', state='absent')['changed']


@unknown('U-25', platform_version=['2026.05', '2023.03', 'v2.0.0', 'absent'])
def test_a_release_is_told_if_it_is_known(sandbox, answers):
    result = sandbox.run('datasentinel_platform_info')
    assert not result['failed']
    assert not sandbox.run('datasentinel_user', **USER)['failed']


@unknown('U-25', platform_version=['2023.03', 'absent'])
def test_several_roles_on_an_old_platform(sandbox, answers):
    sandbox.play(user_object='role')
    with_role(sandbox)
    result = sandbox.run('datasentinel_user', **USER, roles=['crm', 'sales'])
    assert result['failed'] is (answers['platform_version'] == '2023.03')
