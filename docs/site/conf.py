# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sphinx's settings; tests/tools/documentation.py puts this file beside the pages and runs Sphinx."""

from docutils import nodes
from sphinx.util.nodes import make_refnode

project = 'runwatch.observability'
project_copyright = '2026, runwatch.observability contributors'
html_title = 'runwatch.observability'

extensions = ['myst_parser', 'sphinx_antsibull_ext']
exclude_patterns = ['reference/environment_variables.rst']  # the README's table is shorter, and has all of them
myst_heading_anchors = 3
highlight_language = 'none'

html_theme = 'furo'
html_static_path = ['static']
html_css_files = ['site.css']
html_show_sphinx = False
html_copy_source = False
html_use_index = False

ANSIBLE = 'https://docs.ansible.com/projects/ansible/latest/'
# What pages of modules refer to in Ansible's own documentation. Listed here, so that building the site needs no network.
ELSEWHERE = {
    'action_plugins': 'plugins/action.html',
    'ansible_collections.ansible.builtin.set_stats_module': 'collections/ansible/builtin/set_stats_module.html',
    'callback_plugins': 'plugins/callback.html',
    'common_return_values': 'reference_appendices/common_return_values.html',
}


def refer_elsewhere(app, _env, node, content):
    """Lead references that no page is for: to Ansible's documentation, and from a variable to the table of variables."""
    if node['reftarget'] in ELSEWHERE:
        return nodes.reference('', '', content, internal=False, refuri=ANSIBLE + ELSEWHERE[node['reftarget']])
    if node['reftype'] == 'envvar':
        return make_refnode(app.builder, node['refdoc'], 'README', 'credentials', content)
    return None


def setup(app):
    app.connect('missing-reference', refer_elsewhere)
