# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each example rulebook, from an event in the sandbox to the reaction in its journal. Starting one takes long, so each is started once."""

from __future__ import annotations

import time

from rulebook import free_port, listens, send

MINUTE = 60 * 1000
HOOK = '/?token='


def now() -> int:
    return int(time.time() * 1000)


def journal(sandbox, system, **values):
    """The changes that a system was asked for and granted."""
    entries = sandbox.control('GET', f'journal?system={system}&writes=true')['entries']
    return [entry for entry in entries if entry['status'] is not None and entry['status'] < 300 and all(entry[key] == value for key, value in values.items())]


def seed(sandbox, **what):
    sandbox.control('POST', 'seed', what)


def polled(sandbox, path):
    """Whether a source has looked twice; by then it knows what was there before."""
    entries = sandbox.control('GET', 'journal')['entries']
    return sum(path in entry['path'] for entry in entries) >= 2


class TestProblemDuringRollout:
    NOTHING = 'so nothing is rolled back'

    def test_it_rolls_back_what_is_under_way_and_nothing_else(self, sandbox, rulebooks):
        seed(sandbox, connections=[{'name': 'billing', 'host': 'db-1', 'tags': 'application=billing'}])
        tasks = rulebooks.write('deploy.yml', [
            {'name': 'Deploy', 'ansible.builtin.copy': {'content': '{{ roll_back_to }}', 'dest': str(rulebooks.folder / 'deployed'), 'mode': '0644'}}])
        port = free_port()
        rulebook = rulebooks.start(
            'problem_during_rollout', rollout_application='billing-api', rollout_environment='production', rollout_tasks=str(tasks),
            rollout_tags={'application': 'billing'}, rollout_interval=1, rollout_webhook_port=port)
        rulebook.until(lambda: polled(sandbox, '/problems') and listens(port), 'the first look')

        def announce(revision, minutes_ago, *phases):
            seed(sandbox, events=[
                {'title': f'Deployment of billing-api {revision} to production {phase}', 'timestamp': now() - minutes_ago * MINUTE} for phase in phases])

        def trouble(message):
            seed(sandbox, problems=[{'pg_instance': 'db-1@billing', 'message': message}])

        def announced():
            return journal(sandbox, 'instana_agent')

        announce('4.1.7', 180, 'started')
        trouble('long ago')
        rulebook.says(self.NOTHING)
        announce('4.1.9', 95, 'started', 'succeeded')
        announce('4.1.10', 60, 'started', 'failed')
        trouble('after a failure')
        rulebook.says(self.NOTHING, times=2)
        assert announced() == [] and not (rulebooks.folder / 'deployed').exists()

        announce('4.2.0', 5, 'started')
        executed = rulebooks.folder / 'executed'
        incident = {'time': '2026-01-09 09:03:57 UTC', 'number': 3, 'site': 'billing-api', 'environment': 'production', 'revision': '4.2.0',
                    'exception': 'NoMethodError', 'message': "undefined method for {{ lookup('pipe', 'touch " + str(executed) + "') }}"}
        assert send(port, {'exception': incident}, HOOK + rulebooks.tokens['APPSIGNAL_WEBHOOK_TOKEN']) == 204
        rulebook.until(lambda: len(announced()) >= 3, 'the announcements')
        assert [entry['body']['title'] for entry in announced()] == [
            'Deployment of billing-api 4.2.0 to production failed',
            'Deployment of billing-api 4.1.9 to production started',
            'Deployment of billing-api 4.1.9 to production succeeded',
        ]
        failed = announced()[0]['body']
        assert failed['severity'] == 5 and 'Problem of billing-api in appsignal: undefined method for { { lookup(' in failed['text']
        assert (rulebooks.folder / 'deployed').read_text() == '4.1.9' and not executed.exists()

        trouble('after the success of the rollback')
        rulebook.says(self.NOTHING, times=3)
        announce('4.3.0', 0, 'started')
        trouble('Sessions are blocked')
        rulebook.until(lambda: len(announced()) >= 6, 'the announcements')
        again = announced()[3]['body']
        assert again['title'] == 'Deployment of billing-api 4.3.0 to production failed'
        assert 'Problem of db-1@billing in datasentinel: Sessions are blocked' in again['text']


class TestFailedBackup:
    def test_it_raises_a_problem_once(self, sandbox, rulebooks):
        seed(sandbox, connections=[{'name': 'billing', 'host': 'db-1'}])
        rulebook = rulebooks.start('failed_backup', backup_interval=1)
        rulebook.until(lambda: polled(sandbox, '/api/events'), 'the first look')

        seed(sandbox, events=[{'title': 'Backup of db-1@billing failed', 'severity': 10}, {'title': 'Disk is full', 'severity': 10}])
        rulebook.says('changed=1')
        (raised,) = journal(sandbox, 'platform', method='POST')
        assert raised['path'] == '/ds-api/alerting/db-1@billing/problems' and raised['body'] == {'message': 'Backup of db-1@billing failed'}

        seed(sandbox, events=[{'title': 'Backup of db-1@billing failed', 'severity': 10}])
        rulebook.says('changed=0')
        assert len(journal(sandbox, 'platform', method='POST')) == 1
        assert rulebook.output.count('PLAY RECAP') == 2


class TestAlertStorm:
    NOTHING = 'so nothing is silenced'

    @staticmethod
    def work(name, begin, end, *instances):
        moments = [time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + minutes * 60)) for minutes in (begin, end)]
        return {'name': name, 'from': moments[0], 'to': moments[1], 'instances': instances, 'comment': 'CHG-4711'}

    def test_it_opens_the_window_of_planned_work(self, sandbox, rulebooks):
        seed(sandbox, connections=[{'name': name, 'host': 'db'} for name in 'abc'], silenced=['db@b'])
        port = free_port()
        rulebook = rulebooks.start('alert_storm', storm_webhook_port=port, planned_work=[
            self.work('Over', -60, -10, 'db@c'), self.work('Minor upgrade', -10, 50, 'db@a', 'db@b'), self.work('To come', 10, 50, 'db@c')])
        rulebook.until(lambda: listens(port), 'the webhook')

        def storm(number, **change):
            for turn in range(number):
                alert = {'event_time': '2026-11-20 14:30:05', 'notification_type': 'PROBLEM', 'pg_instance': f'db@{"abc"[turn % 3]}',
                         'check_name': 'memory_usage', 'check_state': 'CRITICAL', 'message': 'Memory at 91 %', 'extra_data': {}, **change}
                assert send(port, alert, HOOK + rulebooks.tokens['DATASENTINEL_WEBHOOK_TOKEN']) == 204

        def silenced():
            return [entry['path'] for entry in journal(sandbox, 'platform', method='PATCH')]

        storm(4)
        storm(5, notification_type='RECOVERY')
        time.sleep(2)
        assert 'PLAY' not in rulebook.output, 'four alerts are no storm'
        storm(1)
        rulebook.says('PLAY RECAP')
        assert silenced() == ['/ds-api/alerting/db@a/disable']
        assert set(sandbox.control('GET', 'state')['platform']['silenced']) == {'db@a', 'db@b'}

        storm(5)
        rulebook.says('PLAY RECAP', times=2)
        assert len(silenced()) == 1, 'the window is open already'
        assert 'failed=1' not in rulebook.output

    def test_without_planned_work_nothing_is_silenced(self, sandbox, rulebooks):
        seed(sandbox, connections=[{'name': 'c', 'host': 'db'}])
        planned = rulebooks.write('planned_work.yml', {'open_window_planned_work': [self.work('Over', -60, -10, 'db@c'), self.work('To come', 10, 50, 'db@c')]})
        result = rulebooks.run('ansible-playbook', 'runwatch.observability.open_window', '-e', f'@{planned}')
        assert result.returncode == 0 and self.NOTHING in result.stdout, result
        assert sandbox.control('GET', 'journal')['entries'] == []
