# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One declarative table of connection options a product.

Argument specs, documentation checks, the table of environment variables and AWX credential types all come from here.
Precedence is the same everywhere: task, then module_defaults, then environment, then default.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from ansible.module_utils.common.parameters import AnsibleFallbackNotFound


def environment_fallback(*variables):
    """Return the first of the variables that is not empty: AWX sets those of inputs that were left empty, too."""
    for variable in variables:
        if os.environ.get(variable):
            return os.environ[variable]
    raise AnsibleFallbackNotFound


def address_fallback(url_variable, host_variable, port_variable, address):
    """Build an address from the environment: a whole URL, else a host and a port put into ``address``.

    ``address`` is the default address; its scheme, and its port where none is given, are kept.
    """
    if os.environ.get(url_variable):
        return os.environ[url_variable]
    host, port = os.environ.get(host_variable), os.environ.get(port_variable)
    if not host and not port:
        raise AnsibleFallbackNotFound
    scheme, default_host, default_port = address.replace("//", "").split(":")
    return "%s://%s:%s" % (scheme, host or default_host, port or default_port)


class Option(NamedTuple):
    """One option: its name, Ansible type, default, environment variables in order, whether it is secret, and what AWX calls it.

    With ``address``, the environment variables are those of a whole URL, of a host and of a port.
    """

    name: str
    type: str = "str"
    default: object = None
    env: tuple = ()
    secret: bool = False
    address: bool = False
    label: str = ""

    def spec(self):
        """Return the option's entry in an argument spec."""
        spec = {"type": self.type}
        if self.default is not None:
            spec["default"] = self.default
        if self.address:
            spec["fallback"] = (address_fallback, list(self.env) + [self.default])
        elif self.env:
            spec["fallback"] = (environment_fallback, list(self.env))
        if self.secret:
            spec["no_log"] = True
        return spec


class Connection(NamedTuple):
    """How to reach one product: its label in messages, its own options, the prefix of its environment variables."""

    label: str
    prefix: str
    options: tuple

    def all_options(self):
        """Return the product's own options followed by those that every product has."""
        return self.options + _transport_options(self.prefix)


def _transport_options(prefix):
    return (
        Option("validate_certs", "bool", True, (prefix + "_VALIDATE_CERTS",), label="Check certificates"),
        Option("ca_path", "path", None, (prefix + "_CA_PATH",), label="Certificate authorities"),
        Option("client_cert", "path", None, (prefix + "_CLIENT_CERT",), label="Client certificate"),
        Option("client_key", "path", None, (prefix + "_CLIENT_KEY",), label="Key of the client certificate"),
        Option("use_proxy", "bool", True),
        Option("timeout", "int", 30, (prefix + "_TIMEOUT",), label="Timeout in seconds"),
        Option("retries", "int", 3, (prefix + "_RETRIES",), label="Retries"),
        Option("in_process", "bool", True),
    )


CONNECTIONS = {
    "datasentinel": Connection("Datasentinel platform", "DATASENTINEL", (
        Option("platform_url", env=("DATASENTINEL_URL", "DATASENTINEL_HOST"), label="Address"),
        Option("platform_username", env=("DATASENTINEL_USER",), label="User"),
        Option("platform_password", env=("DATASENTINEL_PASSWORD",), secret=True, label="Password"),
        Option("platform_token", "raw", env=("DATASENTINEL_TOKEN",), secret=True, label="Token, in place of user and password"),
    )),
    "datasentinel_agent": Connection("Datasentinel agent", "DATASENTINEL_AGENT", (
        Option("agent_url", default="https://localhost:8282", address=True, label="Address",
               env=("DATASENTINEL_AGENT_URL", "DATASENTINEL_AGENT_HOST", "DATASENTINEL_AGENT_PORT")),
        Option("agent_token", env=("DATASENTINEL_AGENT_TOKEN",), secret=True, label="Token"),
    )),
    "instana_agent": Connection("Instana agent", "INSTANA", (
        Option("instana_agent_url", default="http://localhost:42699", address=True, label="Address of the host agent",
               env=("INSTANA_AGENT_URL", "INSTANA_AGENT_HOST", "INSTANA_AGENT_PORT")),
    )),
    "instana": Connection("Instana backend", "INSTANA", (
        Option("instana_url", env=("INSTANA_BASE_URL",), label="Address of the backend"),
        Option("instana_token", env=("INSTANA_API_TOKEN",), secret=True, label="API token of the backend"),
    )),
    "appsignal": Connection("AppSignal", "APPSIGNAL", (
        Option("appsignal_url", default="https://appsignal.com", env=("APPSIGNAL_URL",), label="Address"),
        Option("appsignal_token", env=("APPSIGNAL_API_TOKEN",), secret=True, label="Personal API token"),
        Option("appsignal_push_url", default="https://push.appsignal.com", env=("APPSIGNAL_PUSH_API_ENDPOINT",),
               label="Address of the Push API"),
        Option("appsignal_endpoint_url", default="https://appsignal-endpoint.net", env=("APPSIGNAL_LOGGING_ENDPOINT",),
               label="Address of the public endpoint"),
        Option("appsignal_push_key", env=("APPSIGNAL_PUSH_API_KEY",), secret=True, label="Push API key"),
    )),
}


def connection_spec(*names):
    """Return the argument spec of the connections ``names`` (keys of ``CONNECTIONS``) together."""
    return {
        option.name: option.spec()
        for name in names
        for option in CONNECTIONS[name].all_options()
    }


def how_to_give(name, option_name):
    """Return a phrase that says where the option of connection ``name`` may be given."""
    option = next(entry for entry in CONNECTIONS[name].options if entry.name == option_name)
    return "on the task, in module_defaults, or as %s" % " or ".join(option.env)
