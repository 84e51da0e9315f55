# Copyright (c) 2026, runwatch.observability contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom credential types: what AWX accepts as inputs and injectors, and what a job gets."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .refusal import refuse

ENCRYPTED = "$encrypted$"
FIELD_KEYS = {"id": str, "label": str, "type": str, "format": str, "choices": list, "help_text": str, "multiline": bool, "secret": bool,
              "default": (str, bool), "ask_at_runtime": bool}
ONLY_FOR_TEXTS = ("choices", "multiline", "format", "secret")
IDENTIFIER = re.compile(r"[a-zA-Z_]+[a-zA-Z0-9_]*")
FILE = re.compile(r"template(\.[a-zA-Z_]+[a-zA-Z0-9_]*)?")
# Of AWX's list, those that somebody could come to want.
FORBIDDEN_VARIABLES = {"HOME", "INVENTORY_HOSTVARS", "INVENTORY_ID", "JOB_ID", "LD_LIBRARY_PATH", "LD_PRELOAD", "PATH", "PROJECT_REVISION", "PYTHONPATH",
                       "VIRTUAL_ENV"}


def check_inputs(inputs: dict[str, Any]) -> None:
    """Refuse inputs that AWX refuses; a field without a type becomes a text, as there."""
    for key in inputs:
        if key not in ("fields", "required", "metadata", "dependencies"):
            refuse("inputs", f"Additional properties are not allowed ('{key}' was unexpected)")
    seen = set()
    for field in inputs.get("fields", []):
        for key in ("id", "label"):
            if key not in field:
                refuse("inputs", f"'{key}' is a required property")
        for key, value in field.items():
            if key not in FIELD_KEYS:
                refuse("inputs", f"Additional properties are not allowed ('{key}' was unexpected)")
            if not isinstance(value, FIELD_KEYS[key]):
                refuse("inputs", f"{value!r} is not of the type of '{key}'")
        name, kind = field["id"], field.setdefault("type", "string")
        if not IDENTIFIER.fullmatch(name):
            refuse("inputs", f"'{name}' is an invalid variable name")
        if name == "tower":
            refuse("inputs", '"tower" is a reserved field name')
        if name in seen:
            refuse("inputs", f"field IDs must be unique ({name})")
        seen.add(name)
        if kind not in ("string", "boolean"):
            refuse("inputs", f"'{kind}' is not one of ['string', 'boolean']")
        if "default" in field and not isinstance(field["default"], {"string": str, "boolean": bool}[kind]):
            refuse("inputs", f"{field['default']} is not a {kind}")
        if field.get("format") not in (None, "ssh_private_key", "url"):
            refuse("inputs", f"'{field['format']}' is not one of ['ssh_private_key', 'url']")
        if field.get("ask_at_runtime"):
            refuse("inputs", "'ask_at_runtime' is not supported for custom credentials.")
        for key in ONLY_FOR_TEXTS:
            if key in field and kind != "string":
                refuse("inputs", f"{key} not allowed for {kind} type ({name})")
    for name in inputs.get("required", []):
        if name not in seen:
            refuse("inputs", f"'{name}' is not one of {sorted(seen)}")


def check_injectors(inputs: dict[str, Any], injectors: dict[str, Any]) -> None:
    """Refuse injectors that AWX refuses: of unknown kinds, under forbidden names, with fields that there are not."""
    for kind, entries in injectors.items():
        if kind not in ("env", "extra_vars", "file"):
            refuse("injectors", f"Additional properties are not allowed ('{kind}' was unexpected)")
        for name, template in entries.items():
            if not (FILE if kind == "file" else IDENTIFIER).fullmatch(name):
                refuse("injectors", f"'{name}' does not match any of the regexes of {kind}")
            if not isinstance(template, str):
                refuse("injectors", f"{template!r} is not of type 'string'")
            if kind == "env" and name.startswith("ANSIBLE_"):
                refuse("injectors", f"Environment variable {name} may affect Ansible configuration so its use is not allowed in credentials.")
            if kind == "env" and name in FORBIDDEN_VARIABLES:
                refuse("injectors", f"Environment variable {name} is not allowed to be used in credentials.")
    files = list(injectors.get("file", {}))
    if "template" in files and len(files) > 1:
        refuse("injectors", "Must use multi-file syntax when injecting multiple files")
    namespace = {field["id"]: "EXAMPLE" for field in inputs.get("fields", [])}
    namespace["tower"] = _tower(dict.fromkeys(files, "EXAMPLE_FILENAME"))
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    for kind, entries in injectors.items():
        for name, template in entries.items():
            try:
                environment.from_string(template).render(**namespace)
            except TemplateError as error:
                refuse("injectors", f"{name} uses an undefined field or has a wrong template ({error})")


def check_credential(credential_type: dict[str, Any], inputs: dict[str, Any]) -> None:
    """Refuse values for fields that the type does not have, or of a wrong type."""
    fields = {field["id"]: field for field in credential_type["inputs"].get("fields", [])}
    for name, value in inputs.items():
        if name not in fields:
            refuse("inputs", f"Additional properties are not allowed ('{name}' was unexpected)")
        if not isinstance(value, {"string": str, "boolean": bool}[fields[name]["type"]]):
            refuse("inputs", f"{value!r} is not of type '{fields[name]['type']}'")
        if value and value not in fields[name].get("choices", [value]):
            refuse("inputs", f"{value!r} is not one of {fields[name]['choices']}")


def hidden(credential_type: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """The inputs as AWX shows them."""
    secret = {field["id"] for field in credential_type["inputs"].get("fields", []) if field.get("secret")}
    return {name: ENCRYPTED if name in secret and value else value for name, value in inputs.items()}


def inject(credential_type: dict[str, Any], inputs: dict[str, Any], folder: Any) -> dict[str, str]:
    """Write the files below ``folder`` as AWX does for a job; return the environment variables. What was not filled in is undefined there."""
    environment = ImmutableSandboxedEnvironment()
    namespace = {name: value for name, value in inputs.items() if isinstance(value, bool) or len(value)}
    for field in credential_type["inputs"].get("fields", []):
        if field["type"] == "boolean":
            namespace.setdefault(field["id"], False)
    paths = {}
    for name, template in credential_type["injectors"].get("file", {}).items():
        path = folder / name
        path.write_text(environment.from_string(template).render(**namespace))
        paths[name] = str(path)
    namespace["tower"] = _tower(paths)
    return {name: environment.from_string(template).render(**namespace) for name, template in credential_type["injectors"].get("env", {}).items()}


def _tower(paths: dict[str, str]) -> SimpleNamespace:
    if not paths:
        return SimpleNamespace()
    if "template" in paths:
        return SimpleNamespace(filename=paths["template"])
    return SimpleNamespace(filename=SimpleNamespace(**{name.partition(".")[2]: path for name, path in paths.items()}))
