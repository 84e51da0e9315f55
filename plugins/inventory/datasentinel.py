# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: datasentinel
short_description: PostgreSQL instances that a Datasentinel platform monitors, as hosts
version_added: 1.0.0
author:
  - runwatch contributors (@runwatch)
description:
  - Makes a host of every instance that sent metrics lately, those of agents included, and groups of their tags, so that a play
    can say C(hosts), V(environment_production:&datacenter_lyon).
  - Reads a YAML file whose name ends with V(datasentinel.yml) or V(datasentinel.yaml).
  - An instance costs no request of its own, unless it is listed in O(names).
extends_documentation_fragment:
  - runwatch.observability.datasentinel.plugin
  - constructed
  - inventory_cache
options:
  plugin:
    description:
      - Says that the file is for this plugin.
    type: str
    required: true
    choices:
      - runwatch.observability.datasentinel
  window:
    description:
      - Minutes to look back for metrics.
    type: int
    default: 60
  tags:
    description:
      - Only instances with these tags, as a mapping or as a text like V(environment=production,datacenter=lyon).
      - A value may be a list, any of which is accepted then. The tags that the platform sets by itself (C(pg_instance),
        C(pg_version), C(server)) may be used too.
    type: raw
  names:
    description:
      - Names of agentless connections that are read one by one, up to 8 at once.
      - Their hosts get C(datasentinel_port) and C(datasentinel_enabled) too, and are in the inventory whatever their tags, also if
        they sent no metrics lately, such as disabled ones. A name that does not exist gives a warning.
    type: list
    elements: str
  not_found_pattern:
    description:
      - As in O(runwatch.observability.datasentinel_instance_info#module:not_found_pattern), for O(names).
    type: str
  hostname:
    description:
      - What names a host.
      - With V(pg_instance), the name under which metrics and alerting know the instance, C(host@name).
      - With V(name), the name of the connection. Two instances of the same name are an error then, and agents name
        connections alike by default.
      - With V(host), the server. Instances on the same server are one host then; the notes tell what its variables are.
    type: str
    choices:
      - pg_instance
      - name
      - host
    default: pg_instance
  tag_groups:
    description:
      - Names of the tags of which groups are made, called C(tag_value), with characters that group names cannot have replaced by
        C(_).
      - If not given, all tags, unless O(keyed_groups) is given. For no groups, give an empty list.
    type: list
    elements: str
notes:
  - "Each host gets C(ansible_host) and, as far as they are known, C(datasentinel_pg_instance), C(datasentinel_name),
    C(datasentinel_host), C(datasentinel_server) (the machine that collects the metrics), C(datasentinel_version),
    C(datasentinel_version_full), C(datasentinel_tags), C(datasentinel_port) and C(datasentinel_enabled)."
  - With O(hostname=host), C(datasentinel_instances) is the list of the server's instances, each with the same keys without
    C(datasentinel_). The other variables, and the tags in C(datasentinel_tags), are those that all of its instances have in
    common. The host is in the groups of all of them.
  - What the platform says is never taken for a template or an expression. That is why C(ansible-inventory --list) shows its texts
    as mappings with the key C(__ansible_unsafe), which tell the reader of that list the same.
  - The list comes from metrics. It lacks instances that sent none within O(window), and still holds those that were removed
    within it. It has only what the roles of O(platform_username) let it see.
  - When the platform cannot be asked, core warns and goes on without hosts. To have it fail, set
    E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) to V(true).
  - All options but O(compose), O(groups) and O(keyed_groups) may be templates with lookups and extra variables, for example to
    take a password from a vault. Credentials become neither variables nor part of the cache.
  - The cache holds what the platform said. It is asked again when O(cache_timeout) is over, with C(--flush-cache), or when another
    platform, user, window or choice of instances is asked for.
  - A host name with C(:) or C([) in it, such as C(db-1@:9342), cannot be written in a pattern as it is; use its groups, or C(db-1@*).
seealso:
  - module: runwatch.observability.datasentinel_instance
  - module: runwatch.observability.datasentinel_instance_info
"""

EXAMPLES = r"""
# fleet.datasentinel.yml: production, in groups such as environment_production and datacenter_lyon, kept for ten minutes.
# Of all this, only the first line is needed, with DATASENTINEL_URL, DATASENTINEL_USER and DATASENTINEL_PASSWORD in the environment.
plugin: runwatch.observability.datasentinel
platform_url: https://datasentinel.example.com
platform_username: automation
platform_password: "{{ lookup('ansible.builtin.env', 'MY_PASSWORD') }}"
tags:
  environment: [production, preproduction]
tag_groups: [environment, datacenter]
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/ansible-inventory
cache_timeout: 600

# servers.datasentinel.yml: servers to be patched, each of them once; what is on it stands in datasentinel_instances.
#
# plugin: runwatch.observability.datasentinel
# hostname: host
# groups:
#   postgresql: true
#   several_instances: datasentinel_instances | length > 1

# own.datasentinel.yml: variables and groups of your own, and connections that send no metrics because they are disabled.
#
# plugin: runwatch.observability.datasentinel
# names: [crm_standby, billing_standby]
# strict: true
# compose:
#   ansible_user: "'postgres'"
#   ansible_port: "2222 if datasentinel_tags.datacenter | default('') == 'lyon' else 22"
# groups:
#   old: datasentinel_version is defined and datasentinel_version is version('15', '<')
# keyed_groups:
#   - key: datasentinel_tags.application | default('none')
#     prefix: app
"""

import json

from ansible import template
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils._datasentinel.inventory import DEFINITION, OPTIONS, hosts, in_common
from ..module_utils._errors import OptionError
from ..module_utils._secrets import fingerprint, register_secret
from ..plugin_utils._environment import empty_variables_hidden
from ..plugin_utils._in_process import plain

if hasattr(template, "trust_as_template"):  # from 2.19 on, only what is trusted can be a template
    wrap_var = None
else:
    from ansible.utils.unsafe_proxy import wrap_var

PREFIX = "datasentinel_"
# Options that are evaluated for each host, with its variables.
_EXPRESSIONS = ("compose", "groups", "keyed_groups")


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Asks the platform, or the cache, and makes hosts of the answer."""

    NAME = "runwatch.observability.datasentinel"

    def verify_file(self, path):
        """Say whether the file's name is one of ours."""
        return super().verify_file(path) and path.endswith(("datasentinel.yml", "datasentinel.yaml"))

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """Set the options; what the file says is a template, which core leaves to the plugin."""
        direct = self._resolved(direct or {})
        with empty_variables_hidden("datasentinel"):
            super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)

    def parse(self, inventory, loader, path, cache=True):
        """Add the hosts to ``inventory``."""
        super().parse(inventory, loader, path, cache)
        unknown = sorted(set(self._read_config_data(path)) - set(self._options))
        if unknown:
            raise AnsibleParserError("There is no option %s." % ", ".join(unknown))
        try:
            named = hosts(self._instances(path, cache), self.get_option("hostname"))
        except OptionError as error:
            raise AnsibleParserError(str(error)) from None
        for name, sharing in named.items():
            self._add(name, sharing)

    def _resolved(self, config):
        if config:
            self.templar.available_variables = self._vars
        resolved = {}
        for option, value in config.items():
            try:
                resolved[option] = value if option in _EXPRESSIONS else self.templar.template(value)
            except AnsibleError as error:
                raise AnsibleParserError("%s: %s" % (option, error)) from None
        return resolved

    def _instances(self, path, cache):
        """Return the instances, from the cache if it may be used and has them."""
        params = {name: plain(self.get_option(name)) for name in DEFINITION.argument_spec() if name in self._options}
        if not self.get_option("cache"):
            return self._asked(params)
        asked_for = {name: params[name] for name in ("platform_url", "platform_username", *OPTIONS)}
        key = "%s_%s" % (self.get_cache_key(path), fingerprint(json.dumps(asked_for, sort_keys=True))[:16])
        if cache:
            try:
                return self._cache[key]
            except KeyError:
                pass  # not there yet, or too old
        self._cache[key] = self._asked(params)
        return self._cache[key]

    def _asked(self, params):
        """Ask the platform."""
        for secret in DEFINITION.secrets(params):
            register_secret(secret)
        result, warnings = DEFINITION.answer(params, check_mode=False, diff=False)
        if result.get("failed"):
            # The texts are made for tasks.
            raise AnsibleParserError(result["msg"].replace("on the task, in module_defaults,", "in the inventory file"))
        for warning in warnings:
            self.display.warning(warning)
        return result["instances"]

    def _add(self, name, sharing):
        # A name is left as it is if it can be, because ansible-inventory shows wrapped texts as mappings.
        host = self.inventory.add_host(untemplated(name) if "{" in name else name)
        for variable, value in self._variables(sharing).items():
            self.inventory.set_variable(host, variable, untemplated(value))
        variables = self.inventory.get_host(host).get_vars()
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host, strict=strict)
        for instance in sharing:
            self._add_to_tag_groups(host, instance["tags"])

    def _variables(self, sharing):
        variables = {PREFIX + field: value for field, value in in_common(sharing).items()}
        if self.get_option("hostname") == "host":
            variables[PREFIX + "instances"] = sharing
        return dict(variables, ansible_host=sharing[0]["host"])

    def _add_to_tag_groups(self, host, tags):
        chosen = self.get_option("tag_groups")
        if chosen is None:
            chosen = [] if self.get_option("keyed_groups") else list(tags)
        for tag in chosen:
            if tag in tags:
                group = self.inventory.add_group(self._sanitize_group_name("%s_%s" % (tag, tags[tag])))
                self.inventory.add_child(group, host)


def untemplated(value):
    """Return ``value`` in a form in which no text of it is taken for a template."""
    return wrap_var(value) if wrap_var else value
